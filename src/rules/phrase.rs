//! The `text` of a declarative rule: a regular expression in which typed slots stand. It is rewritten into a plain
//! regular expression over the *shape* of a sentence ([`crate::rules::shape`]), where every fact is one private-use
//! character. The language is described in `docs/rule-language.md`.

use std::ops::Range;
use std::sync::OnceLock;

use crate::char_class::{Class, class, simplified};
use crate::facts::OPAQUE;
use crate::reason::in_chinese;
use crate::rules::Bilingual;
use crate::rules::abbreviation::Abbreviation;
use crate::rules::error::{Problem, suggestion};
use crate::rules::matcher::{Alternative, Captures, Matcher, Parts};
use crate::rules::shape::{FactType, TypeSet};

/// Types by the name that a slot gives them.
pub const TYPES: &[(&str, &[FactType])] = &[
    ("number", &[FactType::Number]),
    ("count", &[FactType::Count]),
    ("measure", &[FactType::Measure]),
    ("quantity", &[FactType::Count, FactType::Measure]),
    ("percent", &[FactType::Percent]),
    ("permille", &[FactType::Permille]),
    ("point", &[FactType::Point]),
    ("multiple", &[FactType::Multiple]),
    ("duration", &[FactType::Duration]),
    ("date", &[FactType::Date]),
    ("year", &[FactType::Year]),
];

/// What a slot of words is to those of its name, whose index is given.
type WordsGroup = fn(usize) -> Group;

/// The types of slots of words.
const WORDS_TYPES: &[(&str, WordsGroup)] = &[("words", Group::Words), ("ending", Group::Ending)];

/// What a slot of words matches: no number, no mark.
const WORDS: &str = "，。；：、！？,;:!?（）()“”\"《》\\n\\r";

/// Punctuation that is the same in full and half width.
const SAME: &[&str] = &[
    ",，",
    ":：∶︰",
    ";；",
    "(（",
    ")）",
    "%％",
    "~～〜",
    "-–—―－−‐",
    "\"“”「」＂",
    "'‘’『』＇",
    "!！",
    "?？",
    "/／",
    "+＋",
    ".．",
    "=＝",
    "<＜",
    ">＞",
    "、､",
    "。｡",
];

/// An expression may have this many characters.
const LONGEST: usize = 16_000;

/// A slot of a phrase.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its name; the type's name if it has none of its own.
    pub name: String,
    /// The types as written.
    pub type_name: String,
    /// The facts that may fill it.
    pub types: TypeSet,
    /// True for `{name:type+}`: one and more facts in a list.
    pub is_list: bool,
    /// Byte of the phrase at which it stands.
    pub at: usize,
    /// True if another slot of the same name can be filled together with this one.
    pub is_ambiguous: bool,
    path: Vec<(usize, usize)>,
}

/// What a capture group stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The slot with this index.
    Slot(usize),
    /// The slot of words with this index in [`Phrase::words`].
    Words(usize),
    /// A slot of words that those of this index must end with.
    Ending(usize),
    /// A group of the author's, counted from 1.
    Plain(usize),
}

/// A phrase, rewritten. It is compiled when it is first needed.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The slots in text order.
    pub slots: Vec<Slot>,
    /// The names of the slots of words. Where one stands twice, see [`Phrase::agrees`].
    pub words: Vec<String>,
    /// What the capture groups stand for; the first one has number 1 in the expression.
    pub groups: Vec<Group>,
    expression: String,
    /// Bytes of the expression and of the source that belong together, ascending.
    origins: Vec<(usize, usize)>,
    /// True if it is matched with whole texts, not with sentences.
    for_texts: bool,
    /// Where in the expression its alternatives begin that are told apart, and the number of groups before each; the first one
    /// begins at 0.
    alternatives: Vec<(usize, usize)>,
    /// True if its alternatives are told apart.
    in_parts: bool,
    matcher: OnceLock<Result<Matcher, Problem>>,
}

impl Phrase {
    /// Rewrites a phrase.
    ///
    /// # Errors
    /// [`Problem`] at an unknown type or a malformed slot. Whether the expression is well formed shows when it is
    /// compiled ([`Phrase::matcher`]).
    pub fn read(source: &str) -> Result<Self, Problem> {
        Self::read_in(source, false)
    }

    /// Rewrites a phrase of a language: in English sentences slots take about, nearly, more than … with their numbers.
    ///
    /// # Errors
    /// As [`Phrase::read`].
    pub fn read_in(source: &str, is_english: bool) -> Result<Self, Problem> {
        if source.chars().count() > LONGEST {
            return Err(Problem::new(0, "表达式过长", "the expression is too long"));
        }
        let mut writer =
            Writer { source, at: 0, phrase: Self::empty(), path: vec![(0, 0)], next_group: 1, plain: 0, is_english };
        while writer.step()? {}
        let mut phrase = writer.phrase;
        for index in 0..phrase.slots.len() {
            let clashes = |other: &Slot| {
                other.at != phrase.slots[index].at
                    && other.name == phrase.slots[index].name
                    && !exclude_each_other(&other.path, &phrase.slots[index].path)
            };
            let is_ambiguous = phrase.slots.iter().any(clashes);
            phrase.slots[index].is_ambiguous = is_ambiguous;
        }
        Ok(phrase)
    }

    fn empty() -> Self {
        Self {
            slots: Vec::new(),
            words: Vec::new(),
            groups: Vec::new(),
            expression: String::new(),
            origins: Vec::new(),
            alternatives: vec![(0, 0)],
            for_texts: false,
            in_parts: false,
            matcher: OnceLock::new(),
        }
    }

    /// The same phrase, to be matched with whole texts.
    pub fn for_texts(self) -> Self {
        Self { for_texts: true, ..self }
    }

    /// The same phrase, its alternatives told apart.
    pub fn in_parts(self) -> Self {
        Self { in_parts: true, ..self }
    }

    /// Compiles all of the expression.
    ///
    /// # Errors
    /// [`Problem`] if it is not well formed or too large.
    pub fn check(&self) -> Result<(), Problem> {
        let matcher = self.matcher().map_err(Problem::clone)?;
        if matcher.alternatives().iter().any(|alternative| alternative.parsed().is_none()) {
            let error = Matcher::for_long_texts(&self.expression).err();
            return Err(error.map_or(bad_expression(0, "malformed"), |error| self.problem(&error)));
        }
        match matcher.is_complete() {
            true => Ok(()),
            false => Err(bad_expression(0, "too large")),
        }
    }

    /// The expression over shapes, with abbreviations ([`crate::rules::abbreviation`]); compiled where it is matched with whole
    /// texts, and else when it is matched.
    ///
    /// # Errors
    /// [`Problem`] if it is to be matched with whole texts and not well formed, or too large to be searched for.
    pub fn matcher(&self) -> Result<&Matcher, &Problem> {
        let compile = || match self.for_texts {
            true => Matcher::for_long_texts(&self.expression).map_err(|error| self.problem(&error)),
            false => Ok(Matcher::new(self.told_apart())),
        };
        self.matcher.get_or_init(compile).as_ref()
    }

    /// The alternatives that are told apart; the expression itself if there is none, or too many.
    fn told_apart(&self) -> Box<[Alternative]> {
        if !self.in_parts || self.alternatives.len() > Parts::MOST {
            return Box::new([Alternative::new(&self.expression, 0)]);
        }
        let ends = self.alternatives.iter().skip(1).map(|(next, _)| next - "|".len()).chain([self.expression.len()]);
        let alternative = |((start, groups), end): (&(usize, usize), usize)| {
            Alternative::new(self.expression.get(*start..end).unwrap_or_default(), *groups)
        };
        self.alternatives.iter().zip(ends).map(alternative).collect()
    }

    /// What the first slot of words called `name` matched.
    pub fn first_words(&self, name: &str, captures: &Captures) -> Option<Range<usize>> {
        let index = self.words.iter().position(|word| word == name)?;
        self.matched(captures).find_map(|(group, found)| (group == Group::Words(index)).then_some(found))
    }

    /// True if a match has the same words where slots of words have the same name, and the end of them in slots of endings:
    /// otherwise another subject is spoken of.
    pub fn agrees(&self, captures: &Captures, text: &str) -> bool {
        let words = |found: Range<usize>| text.get(found).unwrap_or_default();
        let of = |name: usize| self.first_words(self.words.get(name)?, captures).map(words);
        self.words.is_empty()
            || self.matched(captures).all(|(group, found)| match group {
                Group::Words(name) => of(name) == Some(words(found)),
                Group::Ending(name) => of(name).is_none_or(|whole| is_head_of(words(found), whole)),
                Group::Slot(_) | Group::Plain(_) => true,
            })
    }

    /// The groups that a match filled.
    fn matched(&self, captures: &Captures) -> impl Iterator<Item = (Group, Range<usize>)> {
        self.groups.iter().enumerate().filter_map(|(number, group)| Some((*group, captures.get(number + 1)?)))
    }

    /// The place and the reason that the display of a regex error holds: the expression, a caret below, the reason.
    fn problem(&self, error: &regex::Error) -> Problem {
        let text = error.to_string();
        let caret = text.lines().find(|line| line.trim_start().starts_with('^')).and_then(|line| line.find('^'));
        let column = caret.map_or(0, |caret| caret.saturating_sub("    ".len()));
        let offset = self.expression.char_indices().nth(column).map_or(self.expression.len(), |(at, _)| at);
        let known = self.origins.partition_point(|(written, _)| *written <= offset);
        let at = known.checked_sub(1).map_or(0, |index| self.origins[index].1);
        let reason = text.lines().rev().find_map(|line| line.strip_prefix("error: ")).unwrap_or(match error {
            regex::Error::CompiledTooBig(_) => "too large",
            _ => "malformed",
        });
        bad_expression(at, reason)
    }
}

fn bad_expression(at: usize, reason: &str) -> Problem {
    Problem::new(at, format!("正则表达式有误：{}", in_chinese(reason)), format!("bad regular expression: {reason}"))
}

/// True if the two stand in different branches of one alternation.
fn exclude_each_other(one: &[(usize, usize)], other: &[(usize, usize)]) -> bool {
    let parting = one.iter().zip(other).find(|(a, b)| a != b);
    parting.is_some_and(|(a, b)| a.0 == b.0)
}

struct Writer<'a> {
    source: &'a str,
    at: usize,
    phrase: Phrase,
    /// The open groups and the branch of each: what decides whether two slots exclude each other.
    path: Vec<(usize, usize)>,
    next_group: usize,
    plain: usize,
    is_english: bool,
}

impl Writer<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn push(&mut self, text: &str) {
        self.phrase.origins.push((self.phrase.expression.len(), self.at));
        self.phrase.expression.push_str(text);
    }

    /// Copies `length` bytes of the source as they are.
    fn copy(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or("").to_owned();
        self.push(&text);
        self.at += text.len().max(1);
    }

    /// Writes what one character or construct becomes; false at the end.
    fn step(&mut self) -> Result<bool, Problem> {
        let Some(c) = self.rest().chars().next() else { return Ok(false) };
        match c {
            '\\' => self.escape(),
            '[' => self.class(),
            '{' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                let length = self.rest().find('}').map_or(self.rest().len(), |end| end + 1);
                self.copy(length);
            }
            '{' => self.slot()?,
            '(' => self.open_group()?,
            ')' => {
                if self.path.len() > 1 {
                    self.path.pop();
                }
                self.copy(1);
            }
            '|' => {
                if let Some((_, branch)) = self.path.last_mut() {
                    *branch += 1;
                }
                self.copy(1);
                if self.path.len() == 1 {
                    self.phrase.alternatives.push((self.phrase.expression.len(), self.phrase.groups.len()));
                }
            }
            '…' => {
                self.push(&format!("(?:[^；;。！？!?\\n\\r{OPAQUE}]*?)"));
                let marks = self.rest().len() - self.rest().trim_start_matches('…').len();
                self.at += marks;
                // Written with a ?, as lazy repetitions are, it means the same.
                self.at += usize::from(self.rest().starts_with('?'));
            }
            '.' => {
                self.push(&format!("[^{}{OPAQUE}\\n\\r]", FactType::ALL));
                self.at += 1;
            }
            c if c.is_whitespace() => {
                let run = self.rest().len() - self.rest().trim_start().len();
                // A break of the line in the rule file is layout.
                if !self.rest()[..run].contains('\n') {
                    self.push("(?: ?)");
                }
                self.at += run;
            }
            '*' | '+' | '?' | '^' | '$' | '}' | ']' => self.copy(1),
            c => self.literal(c),
        }
        Ok(true)
    }

    fn literal(&mut self, c: char) {
        match same(c) {
            Some(marks) => {
                let class: String = marks.chars().map(escaped).collect();
                self.push(&format!("[{class}]"));
            }
            // Private use is opaque in a view.
            None if class(c) == Class::PrivateUse => self.push(OPAQUE.encode_utf8(&mut [0; 4])),
            None => self.push(folded(c).encode_utf8(&mut [0; 4])),
        }
        self.at += c.len_utf8();
    }

    fn escape(&mut self) {
        let Some(c) = self.rest()[1..].chars().next() else { return self.copy(1) };
        match c {
            'p' | 'P' | 'x' | 'u' | 'U' if self.rest()[2..].starts_with('{') => {
                let length = self.rest().find('}').map_or(self.rest().len(), |end| end + 1);
                self.copy(length);
            }
            'D' | 'S' | 'W' => {
                self.push(&format!("[^\\{}{}{OPAQUE}]", c.to_ascii_lowercase(), FactType::ALL));
                self.at += 2;
            }
            c if same(c).is_some() => {
                self.at += 1;
                self.literal(c);
            }
            c => self.copy(1 + c.len_utf8()),
        }
    }

    /// A class, nested ones included. A negated class holds no fact: only slots and gaps do.
    fn class(&mut self) {
        let mut depth = 0_usize;
        loop {
            let Some(c) = self.rest().chars().next() else { return };
            match c {
                '[' => {
                    depth += 1;
                    let negated = self.rest()[1..].starts_with('^');
                    let posix = self.rest()[1..].starts_with(':');
                    self.copy(1 + usize::from(negated || posix));
                    if negated {
                        self.push(&format!("{}{OPAQUE}", FactType::ALL));
                    }
                }
                ']' => {
                    depth = depth.saturating_sub(1);
                    self.copy(1);
                    if depth == 0 {
                        return;
                    }
                }
                '\\' => {
                    let length = self.rest()[1..].chars().next().map_or(0, char::len_utf8);
                    self.copy(1 + length);
                }
                // Operators of classes.
                '-' | '&' | '^' | ':' => self.copy(1),
                c => {
                    match same(c) {
                        Some(marks) => {
                            let marks: String = marks.chars().map(escaped).collect();
                            self.push(&marks);
                        }
                        None => self.push(folded(c).encode_utf8(&mut [0; 4])),
                    }
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn open_group(&mut self) -> Result<(), Problem> {
        let special = self.rest().starts_with("(?");
        self.path.push((self.next_group, 0));
        self.next_group += 1;
        if !special {
            self.plain += 1;
            self.phrase.groups.push(Group::Plain(self.plain));
            self.copy(1);
            return Ok(());
        }
        let flags = self.rest()[2..].find(|c: char| !matches!(c, 'i' | '-')).unwrap_or(0);
        match self.rest().as_bytes().get(2 + flags) {
            Some(b':') => self.copy(2 + flags + 1),
            _ => {
                return Err(Problem::new(
                    self.at,
                    "此处只能用 (?:…) 或 (?i:…)；要命名，请用 {名称:类型}",
                    "only (?:…) and (?i:…) can stand here; to name a part, use {name:type}",
                ));
            }
        }
        Ok(())
    }

    /// `{name:words}`: some words without a mark or a number; `{name:ending}`: words that these end with.
    fn words_slot(&mut self, name: &str, group: WordsGroup, end: usize) -> Result<(), Problem> {
        if !is_name(name) || WORDS_TYPES.iter().any(|(known, _)| *known == name) {
            return Err(Problem::new(
                self.at,
                "文字槽要有名称：{名称:words}",
                "a slot of words needs a name: {name:words}",
            ));
        }
        self.push(&format!("([^{}{OPAQUE}{WORDS}]{{1,24}}?)", FactType::ALL));
        let known = self.phrase.words.iter().position(|word| word == name);
        let index = known.unwrap_or(self.phrase.words.len());
        if known.is_none() {
            self.phrase.words.push(name.to_owned());
        }
        self.phrase.groups.push(group(index));
        self.at += end + 1;
        Ok(())
    }

    /// `{type}`, `{name:type}`, `{name:type+}`, `{name:type|type}`
    fn slot(&mut self) -> Result<(), Problem> {
        let at = self.at;
        let Some(end) = self.rest().find('}') else {
            return Err(Problem::new(
                at,
                "“{”没有对应的“}”；花括号本身写作 \\{",
                "{ without }; for the brace itself write \\{",
            ));
        };
        let inner = self.rest()[1..end].to_owned();
        let (name, types) = match inner.split_once([':', '：']) {
            Some((name, types)) => (name.trim(), types.trim()),
            None => (inner.trim().trim_end_matches('+'), inner.trim()),
        };
        if let Some((_, group)) = WORDS_TYPES.iter().find(|(known, _)| *known == types) {
            return self.words_slot(name, *group, end);
        }
        let is_list = types.ends_with('+');
        let types = types.trim_end_matches('+');
        let type_at = at + 1 + inner.find(types).unwrap_or(0);
        let mut set = TypeSet::default();
        for part in types.split('|').map(str::trim) {
            let Some((_, members)) = TYPES.iter().find(|(known, _)| *known == part) else {
                let (zh, en) = suggestion(part, TYPES.iter().map(|(known, _)| *known));
                return Err(Problem::new(
                    type_at,
                    format!("没有名为 {part} 的类型{zh}"),
                    format!("there is no type called {part}{en}"),
                ));
            };
            members.iter().for_each(|member| set.insert(*member));
        }
        if !is_name(name) && name != types {
            return Err(Problem { at: at + 1, text: bad_name(name) });
        }
        let (before, after, separator) = match self.is_english {
            true => (Abbreviation::EnglishBefore, Abbreviation::EnglishAfter, Abbreviation::EnglishSeparator),
            false => (Abbreviation::Before, Abbreviation::After, Abbreviation::Separator),
        };
        let (before, after, separator) = (before.character(), after.character(), separator.character());
        let unit = format!("{before}{}{after}", set.class());
        match is_list {
            true => self.push(&format!("({unit}(?:{separator}{unit})*)")),
            false => self.push(&format!("({unit})")),
        }
        self.phrase.groups.push(Group::Slot(self.phrase.slots.len()));
        self.phrase.slots.push(Slot {
            name: name.to_owned(),
            type_name: types.to_owned(),
            types: set,
            is_list,
            at,
            is_ambiguous: false,
            path: self.path.clone(),
        });
        self.at += end + 1;
        Ok(())
    }
}

/// True if `head` is what the name `whole` ends with, and names the same: 游客 in 接待游客. 新增就业 is not all 就业.
fn is_head_of(head: &str, whole: &str) -> bool {
    const OTHERS: &[&str] = &["新增", "净增", "增加", "减少", "新", "非", "未", "不", "无", "副", "其他", "其它"];
    let before = whole.strip_suffix(head).filter(|_| head.chars().nth(1).is_some());
    before.is_some_and(|before| !OTHERS.iter().any(|other| before.ends_with(other)))
}

/// Words with a meaning of their own in conditions and messages.
pub(super) const RESERVED: &[&str] = &["and", "or", "且", "或", "abs", "min", "max", "sum", "count", "value", "match"];

/// What is said of a word that cannot.
pub(super) fn bad_name(word: &str) -> Bilingual {
    Bilingual {
        zh: format!("“{word}”不能作名称：名称由文字、数字和 _ 组成，不以数字开头，也不能是运算词").into(),
        en: format!("“{word}” cannot be a name: use letters, digits and _, no digit first, no word of the language")
            .into(),
    }
}

/// True for a word that can name a slot.
pub(super) fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(is_name_start)
        && word.chars().all(|c| is_name_start(c) || c.is_ascii_digit())
        && !RESERVED.contains(&word)
}

/// True for a character that a name can start with.
pub(super) fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// The marks that are the same as `c`, itself included.
fn same(c: char) -> Option<&'static str> {
    // A word is no mark: most characters of a phrase are Han.
    if crate::char_class::is_han(c) || c.is_ascii_alphanumeric() {
        return None;
    }
    SAME.iter().find(|marks| marks.contains(c)).copied()
}

fn escaped(c: char) -> String {
    if c.is_ascii_punctuation() { format!("\\{c}") } else { c.to_string() }
}

/// The character as the view has it: simplified, ASCII.
fn folded(c: char) -> char {
    match class(c) {
        Class::Traditional => simplified(c),
        Class::FullDigit | Class::FullLetter => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Language;

    fn problem(source: &str) -> (usize, String) {
        let problem = match Phrase::read(source) {
            Err(problem) => problem,
            Ok(phrase) => phrase.check().expect_err("a problem"),
        };
        (source[..problem.at].chars().count(), problem.text.get(Language::En).to_owned())
    }

    #[test]
    fn problems_name_their_place() {
        assert_eq!(
            problem("由{a:percant}到"),
            (4, "there is no type called percant; did you mean percent?".to_owned())
        );
        assert_eq!(problem("由{a:percent到").0, 1);
        assert_eq!(problem("增长(甲|乙"), (2, "bad regular expression: unclosed group".to_owned()));
        assert_eq!(problem("甲{1a:percent}").0, 1);
        assert_eq!(problem("甲{and:percent}").0, 2);
        assert_eq!(problem("甲(?<x>乙)").0, 1);
        assert!(problem("(甲{1000}){1000}").1.contains("too large"));
        assert!(problem(&"甲".repeat(LONGEST + 1)).1.contains("too long"));
    }

    #[test]
    fn widths_and_scripts_do_not_matter() {
        let matches = |source: &str, text: &str| {
            let phrase = Phrase::read(source).expect("well formed");
            phrase.matcher().expect("well formed").is_match(text)
        };
        assert!(matches("增長,（甲）", "增长，(甲)"));
        assert!(matches("[，；]甲[^乙]", ",甲丙"));
        assert!(matches(r"\(甲\)\d{2}", "（甲）12"));
        assert!(matches("共 12", "共12"));
        assert!(matches("甲\n    乙", "甲乙"));
        assert!(matches("甲…乙", "甲，丙乙") && !matches("甲…乙", "甲；乙"));
        assert!(!matches("甲.乙", &format!("甲{OPAQUE}乙")));
    }

    #[test]
    fn one_name_may_stand_in_two_branches() {
        let ambiguous = |source: &str| Phrase::read(source).expect("well formed").slots[0].is_ambiguous;
        assert!(!ambiguous("(由{a:percent}升|从{a:percent}降)"));
        assert!(ambiguous("(由{a:percent}升)(从{a:percent}降)"));
        assert!(ambiguous("(甲|乙{a:percent})从{a:percent}"));
    }
}
