//! Declarative rules: what `[pattern]` and `[relation]` say, read once when a rule is first needed, and run over the
//! sentences of a text. A pattern reports every match; a relation reports a match whose equation cannot be true.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::checks::{Context, Report};
use crate::facts::OPAQUE;
use crate::facts::calendar::Day;
use crate::facts::date::Date;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity};
use crate::facts::rational::Rational;
use crate::facts::token::SentenceId;
use crate::finding::{Applicability, Finding, Fix, Language, Message, Severity, Shown};
use crate::relation::{self, Member, Relation};
use crate::rules::amount::{Form, notation, rounded};
use crate::rules::equation::{Comparison, Condition, Expression, Type, Unit, Value, Variable, substituted};
use crate::rules::error::{Problem, suggestion};
use crate::rules::matcher::Captures;
use crate::rules::phrase::{Group, Phrase};
use crate::rules::required::{self, Need};
use crate::rules::shape::{Cursor, Fact, FactType, Placed, Shape, TypeSet, facts_in};
use crate::rules::{Bilingual, Kind, Rule};
use crate::span::{Span, ViewSpan};

/// Sentences longer than this are read clause by clause, and longer clauses not at all: work stays linear.
const LONGEST_STRETCH: usize = 16 << 10;
/// A text is given to rules without slots in pieces of whole lines, at least this long.
const PIECE: usize = 4 << 10;

/// Days are counted from the start of this year.
const EPOCH_YEAR: u32 = 2000;

/// Bytes of a mark between numbers that belong together, as the colon of a ratio.
const LONGEST_MARK: u32 = 3;

/// `[pattern]` or `[relation]` of a rule file.
#[derive(Clone, Debug, Default)]
pub struct Declaration {
    /// What is looked for.
    pub text: Cow<'static, str>,
    /// Other orders of the same slots.
    pub alternatives: Vec<Cow<'static, str>>,
    /// Slots whose comparisons are worth a warning only.
    pub warning: Vec<Cow<'static, str>>,
    /// The same for English sentences.
    pub english: Option<Box<Declaration>>,
    /// True for a declaration over English sentences: its slots take English qualifiers.
    pub is_english: bool,
    /// Matches that are none.
    pub except: Vec<Cow<'static, str>>,
    /// Relations that lack a member.
    pub partial: Vec<Cow<'static, str>>,
    /// What must stand in the same sentence.
    pub context: Option<Cow<'static, str>>,
    /// A condition that must be certain.
    pub when: Option<Cow<'static, str>>,
    /// What must be possible: the equation of a relation.
    pub holds: Option<Cow<'static, str>>,
    /// What stands there after the fix of a pattern.
    pub fix: Option<Cow<'static, str>>,
    /// Who may apply the fix.
    pub applicability: Applicability,
    /// The parts, read when they are first needed.
    pub program: OnceLock<Result<Arc<Program>, (Part, Problem)>>,
}

/// A string of a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `text`
    Text,
    /// An element of `alternatives`.
    Alternative(usize),
    /// An element of `warning`.
    Warning(usize),
    /// A string of `[relation.english]`.
    English(Box<Part>),
    /// An element of `except`.
    Except(usize),
    /// An element of `partial`.
    Partial(usize),
    /// `context`
    Context,
    /// `when`
    When,
    /// `holds`
    Holds,
    /// `fix`
    Fix,
    /// A message by key, in Chinese or English.
    Message(String, crate::finding::Language),
}

/// A declaration, read.
#[derive(Clone, Debug)]
pub struct Program {
    phrase: Phrase,
    except: Vec<Phrase>,
    partial: Vec<Phrase>,
    context: Option<Phrase>,
    when: Option<Condition>,
    holds: Option<Condition>,
    fix: Option<Vec<Piece>>,
    applicability: Applicability,
    variables: Vec<Variable>,
    /// The variable of each slot of the phrase.
    variable_of: Vec<usize>,
    placeholders: Vec<(String, Placeholder)>,
    /// Variables whose comparisons are worth a warning only.
    warning: Vec<usize>,
}

#[derive(Clone, Debug)]
enum Placeholder {
    Match,
    /// What the other members of a failed equation give for the one alone on a side.
    Expected,
    /// That one as written.
    Stated,
    /// The first of several that is filled.
    Slot(Vec<usize>),
    /// A slot of words.
    Words(String),
    Expression(Expression, Type),
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Match,
    Slot(usize),
    Group(usize),
}

/// Texts that every declarative rule has, unless its file has its own.
const DEFAULT_MESSAGES: &[(&str, &str, &str)] = &[
    ("fix", "改为{value}", "change to {value}"),
    ("member", "{written}：{range}", "{written}: {range}"),
    ("proof", "{proof}", "{proof}"),
    ("damaged", "句中有无法读取之处", "a part of the sentence cannot be read"),
    ("excepted", "不适用：{word}", "does not apply: {word}"),
    ("continues", "是更长一串数的一部分", "a part of a longer run of numbers"),
    ("extent", "有的数范围不定", "the extent of a number is not known"),
    ("units", "单位不同", "the units differ"),
    ("partial", "缺少其他各数", "the other numbers are missing"),
];

/// Adds what the file of a declarative rule leaves out.
pub(super) fn with_default_messages(
    mut messages: Vec<(Cow<'static, str>, Bilingual)>,
) -> Vec<(Cow<'static, str>, Bilingual)> {
    for (key, zh, en) in DEFAULT_MESSAGES {
        if !messages.iter().any(|(known, _)| known == key) {
            let text = Bilingual { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) };
            messages.push((Cow::Borrowed(key), text));
        }
    }
    messages
}

impl Program {
    /// Reads a declaration with the messages of its rule.
    ///
    /// # Errors
    /// The string that is wrong, and what is wrong with it.
    pub fn read(
        declaration: &Declaration,
        messages: &[(Cow<'static, str>, Bilingual)],
    ) -> Result<Self, (Part, Problem)> {
        let phrase = read_text(declaration)?;
        let phrase = if phrase.slots.is_empty() { phrase.for_texts() } else { phrase };
        let (variables, variable_of) = variables(&phrase).map_err(|problem| (Part::Text, problem))?;
        let except = declaration.except.iter().enumerate().map(|(index, source)| {
            let phrase = Phrase::read_in(source, declaration.is_english);
            phrase.map_err(|problem| (Part::Except(index), problem))
        });
        let partial = declaration.partial.iter().enumerate().map(|(index, source)| {
            let phrase = Phrase::read(source);
            phrase.map_err(|problem| (Part::Partial(index), problem))
        });
        let context = declaration.context.as_deref().map(Phrase::read).transpose();
        let condition = |source: &Option<Cow<str>>, part: Part| match source {
            Some(source) => Condition::read(source, &variables).map(Some).map_err(|problem| (part, problem)),
            None => Ok(None),
        };
        let mut program = Self {
            except: except.collect::<Result<_, _>>()?,
            partial: partial.collect::<Result<_, _>>()?,
            context: context.map_err(|problem| (Part::Context, problem))?,
            when: condition(&declaration.when, Part::When)?,
            holds: condition(&declaration.holds, Part::Holds)?,
            fix: None,
            applicability: declaration.applicability,
            placeholders: Vec::new(),
            warning: Vec::new(),
            phrase,
            variables,
            variable_of,
        };
        if let Some(fix) = &declaration.fix {
            program.fix = Some(program.template(fix).map_err(|problem| (Part::Fix, problem))?);
        }
        for (index, name) in declaration.warning.iter().enumerate() {
            let variable = program.variable(0, name).map_err(|problem| (Part::Warning(index), problem))?;
            program.warning.push(variable);
        }
        program.read_messages(messages)?;
        program.check_ambiguity().map_err(|problem| (Part::Text, problem))?;
        Ok(program)
    }

    /// Compiles every regular expression, which is otherwise left until it is needed.
    ///
    /// # Errors
    /// The string that is wrong, and what is wrong with it.
    pub fn compile(&self) -> Result<(), (Part, Problem)> {
        self.phrase.matcher().map_err(|problem| (Part::Text, problem.clone()))?;
        if let Some(context) = &self.context {
            context.matcher().map_err(|problem| (Part::Context, problem.clone()))?;
        }
        for (index, phrase) in self.except.iter().enumerate() {
            phrase.matcher().map_err(|problem| (Part::Except(index), problem.clone()))?;
        }
        for (index, phrase) in self.partial.iter().enumerate() {
            phrase.matcher().map_err(|problem| (Part::Partial(index), problem.clone()))?;
        }
        Ok(())
    }

    fn variable(&self, at: usize, name: &str) -> Result<usize, Problem> {
        self.variables.iter().position(|variable| variable.name == name).ok_or_else(|| {
            let (zh, en) = suggestion(name, self.variables.iter().map(|variable| variable.name.as_str()));
            Problem::new(at, format!("text 中没有名为 {name} 的槽{zh}"), format!("text has no slot called {name}{en}"))
        })
    }

    /// `{slot}`, `{match}`, `$1`, `$$`
    fn template(&self, source: &str) -> Result<Vec<Piece>, Problem> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            let rest = &source[at..];
            if let Some(name) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name) {
                pieces.push(if name == "match" { Piece::Match } else { Piece::Slot(self.variable(at + 1, name)?) });
                at += name.len() + 2;
            } else if rest.starts_with("$$") {
                pieces.push(Piece::Text("$".to_owned()));
                at += 2;
            } else if let Some(digits) = rest.strip_prefix('$') {
                let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
                let group = digits[..length].parse().ok().filter(|n| self.phrase.groups.contains(&Group::Plain(*n)));
                let group = group.ok_or_else(|| {
                    Problem::new(
                        at,
                        "text 中没有这一组括号；$ 本身写作 $$",
                        "text has no such group; for $ itself write $$",
                    )
                })?;
                pieces.push(Piece::Group(group));
                at += 1 + length;
            } else {
                pieces.push(Piece::Text(c.to_string()));
                at += c.len_utf8();
            }
        }
        Ok(pieces)
    }

    fn read_messages(&mut self, messages: &[(Cow<'static, str>, Bilingual)]) -> Result<(), (Part, Problem)> {
        use crate::finding::Language::{En, Zh};
        for (key, text) in messages.iter().filter(|(key, _)| !DEFAULT_MESSAGES.iter().any(|(known, ..)| known == key)) {
            for (language, template) in [(Zh, &text.zh), (En, &text.en)] {
                let wrong = |problem: Problem| (Part::Message(key.clone().into_owned(), language), problem);
                let mut at = 0;
                while let Some((start, end)) = next_placeholder(template, at) {
                    at = end + 1;
                    let name = &template[start + 1..end];
                    if self.placeholders.iter().any(|(known, _)| known == name) {
                        continue;
                    }
                    let placeholder = match self.named(name) {
                        Some(slots) => Placeholder::Slot(slots),
                        None if self.phrase.words.iter().any(|word| word == name) => {
                            Placeholder::Words(name.to_owned())
                        }
                        None if name == "match" => Placeholder::Match,
                        None if name == "expected" => Placeholder::Expected,
                        None if name == "stated" => Placeholder::Stated,
                        None => {
                            let read = Expression::read(name, &self.variables);
                            let (expression, kind) = read.map_err(|problem| wrong(problem.shifted(start + 1)))?;
                            Placeholder::Expression(expression, kind)
                        }
                    };
                    self.placeholders.push((name.to_owned(), placeholder));
                }
            }
        }
        Ok(())
    }

    /// The variables of `a|b`, if each part is a slot's name.
    fn named(&self, names: &str) -> Option<Vec<usize>> {
        let variable = |name: &str| self.variables.iter().position(|variable| variable.name == name.trim());
        names.split('|').map(variable).collect()
    }

    /// The variables that conditions, messages and the fix name.
    fn referenced(&self) -> Vec<usize> {
        let conditions = self.when.iter().chain(&self.holds).flat_map(Condition::comparisons);
        let mut found: Vec<usize> = conditions.flat_map(Comparison::variables).collect();
        for (_, placeholder) in &self.placeholders {
            match placeholder {
                Placeholder::Match | Placeholder::Expected | Placeholder::Stated | Placeholder::Words(_) => {}
                Placeholder::Slot(slots) => found.extend(slots),
                Placeholder::Expression(expression, _) => found.extend(expression.variables()),
            }
        }
        let slots = self.fix.iter().flatten().filter_map(|piece| match piece {
            Piece::Slot(index) => Some(*index),
            _ => None,
        });
        found.extend(slots);
        found.sort_unstable();
        found.dedup();
        found
    }

    fn check_ambiguity(&self) -> Result<(), Problem> {
        for index in self.referenced() {
            let twice = |(slot, _): &(&crate::rules::phrase::Slot, &usize)| slot.is_ambiguous;
            let slots = self.phrase.slots.iter().zip(&self.variable_of).filter(|(_, variable)| **variable == index);
            if let Some((slot, _)) = slots.rev().find(twice) {
                let name = &slot.name;
                return Err(Problem::new(
                    slot.at,
                    format!("有两个名为 {name} 的槽：请分别命名，如 {{a:{0}}}、{{b:{0}}}", slot.type_name),
                    format!("two slots are called {name}: name them apart, as {{a:{0}}} and {{b:{0}}}", slot.type_name),
                ));
            }
        }
        Ok(())
    }

    /// What a sentence needs so that a match in it could be judged. With an equation, only a match that fills the slots of one of its comparisons says anything.
    fn needs(&self) -> Vec<Need> {
        let comparisons: Vec<Vec<usize>> =
            self.holds.iter().flat_map(Condition::comparisons).map(Comparison::variables).collect();
        let variable = |group: u32| match self.phrase.groups.get((group as usize).checked_sub(1)?)? {
            Group::Slot(slot) => self.variable_of.get(*slot).copied(),
            Group::Plain(_) | Group::Words(_) => None,
        };
        let compared = |group: u32| {
            let known = |variable: usize| comparisons.iter().any(|needed| needed.contains(&variable));
            variable(group).is_some_and(|variable| comparisons.is_empty() || known(variable))
        };
        required::needs(self.phrase.expression(), compared, |groups| {
            if comparisons.is_empty() {
                return vec![groups.to_vec()];
            }
            let filled: Vec<(u32, usize)> =
                groups.iter().filter_map(|group| Some((*group, variable(*group)?))).collect();
            let has = |variable: &usize| filled.iter().any(|(_, known)| known == variable);
            let served = comparisons.iter().filter(|needed| needed.iter().all(has));
            let groups_of = |needed: &Vec<usize>| {
                filled.iter().filter(|(_, variable)| needed.contains(variable)).map(|(group, _)| *group).collect()
            };
            served.map(groups_of).collect()
        })
    }

    /// True if a comparison is worth a warning only.
    fn is_doubtful(&self, comparison: &Comparison) -> bool {
        comparison.variables().iter().any(|index| self.warning.contains(index))
    }
}

/// The text with its alternatives, as one phrase.
fn read_text(declaration: &Declaration) -> Result<Phrase, (Part, Problem)> {
    if declaration.alternatives.is_empty() {
        return Phrase::read_in(&declaration.text, declaration.is_english).map_err(|problem| (Part::Text, problem));
    }
    let joined: Vec<String> = declaration.texts().map(|text| format!("(?:{text})")).collect();
    let phrase = Phrase::read_in(&joined.join("|"), declaration.is_english);
    phrase.map_err(|problem| declaration.check_texts().err().unwrap_or((Part::Text, problem)))
}

/// The next `{…}` of a template at or after `at`: where its braces stand.
fn next_placeholder(template: &str, at: usize) -> Option<(usize, usize)> {
    let start = at + template.get(at..)?.find('{')?;
    let end = start + template.get(start..)?.find('}')?;
    Some((start, end))
}

/// The variables of a phrase and the variable of each slot.
fn variables(phrase: &Phrase) -> Result<(Vec<Variable>, Vec<usize>), Problem> {
    let mut variables: Vec<Variable> = Vec::new();
    let mut variable_of = Vec::new();
    for slot in &phrase.slots {
        let kind = kind_of(slot.types);
        let index = variables.iter().position(|variable| variable.name == slot.name);
        if let Some(index) = index {
            if variables[index].kind != kind || variables[index].is_list != slot.is_list {
                let name = &slot.name;
                return Err(Problem::new(
                    slot.at,
                    format!("名为 {name} 的槽在前面是另一类型"),
                    format!("the slot {name} has another type before"),
                ));
            }
            variable_of.push(index);
        } else {
            variable_of.push(variables.len());
            variables.push(Variable { name: slot.name.clone(), kind, is_list: slot.is_list });
        }
    }
    Ok((variables, variable_of))
}

fn kind_of(types: TypeSet) -> Type {
    const SINGLE: &[(FactType, Type)] = &[
        (FactType::Number, Type::Pure),
        (FactType::Multiple, Type::Pure),
        (FactType::Percent, Type::Percent),
        (FactType::Permille, Type::Permille),
        (FactType::Point, Type::Point),
        (FactType::Count, Type::Quantity(Some(FactType::Count))),
        (FactType::Measure, Type::Quantity(Some(FactType::Measure))),
        (FactType::Duration, Type::Quantity(Some(FactType::Duration))),
        (FactType::Year, Type::Year),
        (FactType::Date, Type::Date),
    ];
    let members: Vec<Type> =
        SINGLE.iter().filter(|(member, _)| types.contains(*member)).map(|(_, kind)| *kind).collect();
    match members[..] {
        [kind] => kind,
        [Type::Quantity(Some(FactType::Count)), Type::Quantity(Some(FactType::Measure))] => Type::Quantity(None),
        _ => Type::Mixed,
    }
}

/// A slot that a match filled.
#[derive(Clone, Debug)]
struct Filled {
    facts: Vec<Placed>,
    /// With the words around that qualify it.
    view: ViewSpan,
}

/// The declarative ones among some rules, ready to be run.
#[derive(Debug)]
pub struct Declarations {
    /// In the order of the rules.
    with_slots: Vec<Declared>,
    without_slots: Vec<Declared>,
    /// What sentences need so that those with slots could match; read when it is first asked for.
    index: OnceLock<required::Index>,
}

#[derive(Debug)]
struct Declared {
    rule: Arc<Rule>,
    program: Arc<Program>,
    is_english: bool,
}

impl Declarations {
    /// Those among `rules`. One that cannot be read is left out: reading its file says so.
    pub fn of(rules: &[Arc<Rule>]) -> Self {
        let (mut with_slots, mut without_slots) = (Vec::new(), Vec::new());
        for rule in rules {
            let (Kind::Pattern(declaration) | Kind::Relation(declaration)) = &rule.kind else { continue };
            for (declaration, is_english) in
                declaration.english.iter().map(|english| (&**english, true)).chain([(declaration, false)])
            {
                if let Ok(program) = declaration.program(&rule.messages) {
                    let kind = if program.phrase.slots.is_empty() { &mut without_slots } else { &mut with_slots };
                    kind.push(Declared { rule: Arc::clone(rule), program, is_english });
                }
            }
        }
        Self { with_slots, without_slots, index: OnceLock::new() }
    }

    /// Runs them over a text, each with a `report` of its own.
    pub fn check(&self, cx: &Context, report: fn(&Arc<Rule>) -> Report) -> Vec<Report> {
        let run = |declared: &Declared| Run {
            program: Arc::clone(&declared.program),
            report: report(&declared.rule),
            is_idle: declared.is_english && !cx.facts.is_english,
        };
        let mut with_slots: Vec<Run> = self.with_slots.iter().map(run).collect();
        let mut without_slots: Vec<Run> = self.without_slots.iter().map(run).collect();
        if !with_slots.is_empty() {
            self.check_sentences(cx, &mut with_slots);
        }
        if without_slots.iter().any(|run| !run.is_idle) {
            check_text(cx, &mut without_slots);
        }
        with_slots.into_iter().chain(without_slots).map(|run| run.report).collect()
    }

    /// Goes from fact to fact: sentences without one are never looked at.
    fn check_sentences(&self, cx: &Context, runs: &mut [Run]) {
        let (facts, tokens, view) = (cx.facts, &cx.facts.tokens, cx.view.text());
        let lists = runs.iter().any(|run| run.report.keeps_relations());
        let mut cursor = Cursor::default();
        let mut sentence = 0;
        let (mut found, mut candidates, mut shape) = (Vec::new(), Vec::new(), Shape::default());
        while let Some(start) = cursor.next_start(facts) {
            let mut span = tokens.sentence_span(SentenceId(sentence));
            while span.end <= start && (sentence as usize) + 1 < tokens.sentence_count() {
                sentence += 1;
                span = tokens.sentence_span(SentenceId(sentence));
            }
            if span.len() > LONGEST_STRETCH {
                span = tokens.clause_span(tokens.clause_of(tokens.at(start)));
            }
            facts_in(facts, view, &mut cursor, span.end.max(start + 1), &mut found);
            if span.len() > LONGEST_STRETCH {
                continue;
            }
            candidates.clear();
            let index = self.index.get_or_init(|| self.index());
            index.candidates(cx.view.slice(span), &found, |number| candidates.push(number));
            if candidates.is_empty() && !lists {
                continue;
            }
            shape.build(view, span, &found);
            for number in &candidates {
                if let Some(run) = runs.get_mut(*number).filter(|run| !run.is_idle) {
                    run.check(cx, &shape);
                }
            }
            if lists {
                runs.iter_mut().filter(|run| !run.is_idle).for_each(|run| run.list_partial(cx, &shape));
            }
        }
    }

    fn index(&self) -> required::Index {
        required::Index::new(self.with_slots.iter().map(|declared| declared.program.needs()).collect())
    }
}

struct Run {
    program: Arc<Program>,
    report: Report,
    /// True for a rule about English in a text that is not.
    is_idle: bool,
}

impl Declaration {
    /// The text and its alternatives.
    fn texts(&self) -> impl Iterator<Item = &Cow<'static, str>> {
        std::iter::once(&self.text).chain(&self.alternatives)
    }

    /// Reads and compiles the text and each alternative by itself, so that what is wrong with one is told at its place.
    ///
    /// # Errors
    /// The string that is wrong, and what is wrong with it.
    pub fn check_texts(&self) -> Result<(), (Part, Problem)> {
        for (index, text) in self.texts().enumerate() {
            let part = index.checked_sub(1).map_or(Part::Text, Part::Alternative);
            let phrase = Phrase::read_in(text, self.is_english).map_err(|problem| (part.clone(), problem))?;
            phrase.matcher().map_err(|problem| (part, problem.clone()))?;
        }
        Ok(())
    }

    /// The declaration, read.
    ///
    /// # Errors
    /// The string that is wrong, and what is wrong with it. The tests rule it out for the built-in rules, reading the
    /// file for a user's.
    pub fn program(&self, messages: &[(Cow<'static, str>, Bilingual)]) -> Result<Arc<Program>, (Part, Problem)> {
        self.program.get_or_init(|| Program::read(self, messages).map(Arc::new)).clone()
    }
}

/// Rules without slots see the view as it is, in pieces of whole lines.
fn check_text(cx: &Context, runs: &mut [Run]) {
    let view = cx.view.text();
    let mut start = 0;
    let mut shape = Shape::default();
    while start < view.len() {
        let mut end = view.floor_char_boundary((start + PIECE).min(view.len()));
        end = memchr::memchr(b'\n', &view.as_bytes()[end..]).map_or(view.len(), |at| end + at + 1);
        end = end.min(view.floor_char_boundary(start + 16 * LONGEST_STRETCH));
        shape.build_plain(view, ViewSpan::new(start, end));
        runs.iter_mut().filter(|run| !run.is_idle).for_each(|run| run.check(cx, &shape));
        start = end;
    }
}

impl Run {
    fn check(&mut self, cx: &Context, shape: &Shape) {
        let program = Arc::clone(&self.program);
        let Ok(matcher) = program.phrase.matcher() else { return };
        let is_elsewhere =
            |context: &Phrase| !context.matcher().is_ok_and(|matcher| matcher.is_match(&matcher.text(&shape.text)));
        if program.context.as_ref().is_some_and(is_elsewhere) {
            return;
        }
        // Looking for a match is much cheaper than for its groups, and most sentences have none.
        let text = matcher.text(&shape.text);
        if !matcher.is_match(&text) {
            return;
        }
        for captures in matcher.captures_iter(&text) {
            let matched = Match { cx, shape, program: &program, captures };
            if self.report.keeps_relations() {
                matched.relations(&mut self.report);
            }
            if let Some(verdict) = matched.judge() {
                matched.report(&verdict, &mut self.report);
            }
        }
    }
}

impl Run {
    /// Lists the places where a relation begins and a member is missing.
    fn list_partial(&mut self, cx: &Context, shape: &Shape) {
        let program = Arc::clone(&self.program);
        for matcher in program.partial.iter().filter_map(|phrase| phrase.matcher().ok()) {
            for found in matcher.find_iter(&matcher.text(&shape.text)) {
                let facts = shape.facts_between(found.start, found.end);
                let members: Vec<Member> = facts.iter().map(|fact| partial_member(cx, fact)).collect();
                let Some(span) = members.iter().map(|member| member.span).reduce(Span::to) else { continue };
                if members.iter().any(|member| self.report.has_relation_at(member.span)) {
                    continue;
                }
                let whole = shape.view(found.start, found.end);
                self.report.relation(|rule| Relation {
                    rule: Arc::clone(rule),
                    span,
                    formula: program
                        .holds
                        .iter()
                        .flat_map(Condition::comparisons)
                        .next()
                        .map(formula)
                        .unwrap_or_default(),
                    members,
                    expected: None,
                    reading: Shown::from(cx.written(whole).trim()),
                    verdict: relation::Verdict::NotChecked(Message::new("partial")),
                });
            }
        }
    }
}

fn partial_member(cx: &Context, fact: &Placed) -> Member {
    let quantity = match fact.fact {
        Fact::Quantity(index) => cx.facts.quantities.get(index as usize),
        Fact::Date(_) | Fact::Range => None,
    };
    let place = quantity.map_or(fact.view, |quantity| quantity.span);
    Member {
        name: Cow::Borrowed(""),
        span: cx.source(place),
        interval: quantity.and_then(|quantity| quantity.interval(cx.facts.rounding)),
        shown: Shown::from(cx.written(place)),
    }
}

/// A comparison as written in the rule.
fn formula(comparison: &Comparison) -> String {
    format!("{} {} {}", comparison.written.0, sign(comparison), comparison.written.1)
}

/// A match of a rule's text.
struct Match<'a> {
    cx: &'a Context<'a>,
    shape: &'a Shape,
    program: &'a Program,
    captures: Captures,
}

/// What a match says.
struct Verdict<'a> {
    filled: Vec<Option<Filled>>,
    values: Vec<Option<Vec<Value>>>,
    /// The comparison that cannot be true; `None` for a pattern.
    failure: Option<&'a Comparison>,
}

impl<'a> Match<'a> {
    fn range(&self) -> Range<usize> {
        self.captures.get(0).unwrap_or(0..0)
    }

    /// What is wrong here, if anything is.
    fn judge(&self) -> Option<Verdict<'a>> {
        let range = self.range();
        if range.is_empty() || self.shape.text[range.clone()].contains(OPAQUE) || self.changes_words() {
            return None;
        }
        let filled = self.filled()?;
        if self.has_opaque(&filled) || self.continues() {
            return None;
        }
        let values = self.values(&filled);
        if self.program.when.as_ref().is_some_and(|when| !when.is_certain(&values)) {
            return None;
        }
        let failure = match &self.program.holds {
            Some(holds) => Some(holds.failure(&values, |slot| filled.get(slot).is_some_and(Option::is_some))?),
            None => None,
        };
        // What holds needs no exception, and most does.
        if self.exception().is_some() {
            return None;
        }
        Some(Verdict { filled, values, failure })
    }

    /// The facts of each variable. `None` if two slots of one name are filled.
    fn filled(&self) -> Option<Vec<Option<Filled>>> {
        let mut filled: Vec<Option<Filled>> = vec![None; self.program.variables.len()];
        let referenced = |index: usize| self.program.phrase.slots.get(index).is_some_and(|slot| !slot.is_ambiguous);
        for (number, group) in self.program.phrase.groups.iter().enumerate() {
            let (Group::Slot(slot), Some(found)) = (group, self.captures.get(number + 1)) else { continue };
            if !referenced(*slot) {
                continue;
            }
            let facts = self.shape.facts_between(found.start, found.end).to_vec();
            let view = self.shape.view(found.start, found.end);
            let target = filled.get_mut(*self.program.variable_of.get(*slot)?)?;
            if target.replace(Filled { facts, view }).is_some() {
                return None;
            }
        }
        Some(filled)
    }

    /// What the slots of words called `name` matched.
    fn words<'m>(&'m self, name: &'m str) -> impl Iterator<Item = Range<usize>> + 'm {
        let groups = self.program.phrase.groups.iter().enumerate();
        groups.filter_map(move |(number, group)| match group {
            Group::Words(index) if self.program.phrase.words.get(*index).is_some_and(|word| word == name) => {
                self.captures.get(number + 1)
            }
            _ => None,
        })
    }

    /// True if two slots of words with one name matched different words: another subject.
    fn changes_words(&self) -> bool {
        self.program.phrase.words.iter().any(|name| {
            let mut found = self.words(name).map(|found| self.shape.text.get(found));
            let first = found.next();
            first.is_some_and(|first| found.any(|other| other != first))
        })
    }

    /// True if the match begins or ends inside something larger.
    ///
    /// 提高到60%至65%: 60% is one end of a range. 3：4：5 inside 3：4：5：6 is no ratio of three.
    fn continues(&self) -> bool {
        const MARKS: &[char] =
            &['至', '到', '～', '~', '-', '—', '–', '：', ':', '∶', '/', '／', '×', '*', '+', '＋', '.'];
        let is_fact = |c: char| ('\u{E000}'..='\u{E00A}').contains(&c);
        let range = self.range();
        let (before, after) = (&self.shape.text[..range.start], &self.shape.text[range.end..]);
        let inside = &self.shape.text[range];
        let goes_on =
            inside.ends_with(is_fact) && after.strip_prefix(MARKS).is_some_and(|rest| rest.starts_with(is_fact));
        let began =
            inside.starts_with(is_fact) && before.strip_suffix(MARKS).is_some_and(|rest| rest.ends_with(is_fact));
        goes_on || began
    }

    /// Where an exception of the rule touches the match, in the shape.
    fn exception(&self) -> Option<Range<usize>> {
        let range = self.range();
        self.program.except.iter().filter_map(|phrase| phrase.matcher().ok()).find_map(|matcher| {
            let found = matcher.find_iter(&matcher.text(&self.shape.text));
            found.into_iter().find(|found| found.start <= range.end && found.end >= range.start)
        })
    }

    fn has_opaque(&self, filled: &[Option<Filled>]) -> bool {
        let opaque = |fact: &Placed| self.cx.facts.is_opaque(fact.view);
        filled.iter().flatten().flat_map(|slot| &slot.facts).any(opaque)
    }

    fn values(&self, filled: &[Option<Filled>]) -> Vec<Option<Vec<Value>>> {
        filled
            .iter()
            .zip(&self.program.variables)
            .map(|(slot, variable)| slot.as_ref()?.facts.iter().map(|fact| self.value(fact, variable.kind)).collect())
            .collect()
    }

    /// Every comparison whose slots are filled here, as a relation.
    fn relations(&self, report: &mut Report) {
        let range = self.range();
        let (Some(holds), Some(filled)) = (&self.program.holds, self.filled()) else { return };
        if range.is_empty() || self.changes_words() {
            return;
        }
        let values = self.values(&filled);
        if self.program.when.as_ref().is_some_and(|when| !when.is_certain(&values)) {
            return;
        }
        let unjudged = self.unjudged(&filled);
        let is_filled = |index: usize| filled.get(index).is_some_and(Option::is_some);
        let fails = holds.failure(&values, is_filled).is_some();
        let mut seen: Vec<&Comparison> = Vec::new();
        for comparison in holds.comparisons() {
            // One comparison may stand in several readings.
            let is_new = !seen.iter().any(|known| formula(known) == formula(comparison));
            if is_new && comparison.variables().into_iter().all(is_filled) {
                seen.push(comparison);
            }
        }
        let mut verdict = Verdict { filled, values, failure: None };
        for comparison in seen {
            let known = |index: &usize| verdict.values.get(*index).is_some_and(Option::is_some);
            let outcome = match (&unjudged, comparison.state(&verdict.values)) {
                (Some(reason), _) => relation::Verdict::NotChecked(reason.clone()),
                (None, None) if comparison.variables().iter().all(known) => {
                    relation::Verdict::NotChecked(Message::new("units"))
                }
                (None, None) => relation::Verdict::NotChecked(Message::new("extent")),
                (None, Some(true)) => relation::Verdict::Holds,
                (None, Some(false)) if fails => relation::Verdict::Contradicted,
                // Another reading of the same match holds.
                (None, Some(false)) => continue,
            };
            verdict.failure = Some(comparison);
            if let Some(relation) = self.relation(comparison, &verdict, outcome, report.rule()) {
                report.relation(|_| relation);
            }
        }
    }

    /// Why nothing is said about the match, whatever its numbers.
    fn unjudged(&self, filled: &[Option<Filled>]) -> Option<Message> {
        if self.shape.text[self.range()].contains(OPAQUE) || self.has_opaque(filled) {
            return Some(Message::new("damaged"));
        }
        if self.continues() {
            return Some(Message::new("continues"));
        }
        let found = self.exception()?;
        let word = self.cx.written(self.shape.view(found.start, found.end)).trim().to_owned();
        Some(Message::new("excepted").arg("word", word))
    }

    fn relation(
        &self,
        comparison: &Comparison,
        verdict: &Verdict,
        outcome: relation::Verdict,
        rule: &Arc<Rule>,
    ) -> Option<Relation> {
        let mut members = Vec::new();
        let mut texts: Vec<(&str, String)> = Vec::new();
        for index in comparison.variables() {
            let (variable, slot) = (self.program.variables.get(index)?, verdict.filled.get(index)?.as_ref()?);
            let mut written = Vec::new();
            for fact in &slot.facts {
                let place = self.place(fact);
                let shown = match self.value(fact, variable.kind) {
                    Some(value) if variable.kind == Type::Date => shown_day(&value.interval),
                    Some(value) => self.form_of(fact, variable.kind).interval(&value.interval),
                    None => Shown::Text(self.cx.written(place).to_owned()),
                };
                written.push(self.cx.written(place).to_owned());
                members.push(Member {
                    name: variable.name.clone().into(),
                    span: self.cx.source(place),
                    interval: self.quantity(fact).and_then(|quantity| quantity.interval(self.cx.facts.rounding)),
                    shown,
                });
            }
            texts.push((&variable.name, written.join(" + ")));
        }
        let expected = comparison.solved().and_then(|(_, expression, _)| expression.evaluate(&verdict.values));
        let shown = expected.as_ref().map(|_| self.shown(&Placeholder::Expected, verdict, ViewSpan::empty(0)));
        let is_contradicted = outcome == relation::Verdict::Contradicted;
        let with_numbers = |side: &str| {
            let side = substituted(side, |name| {
                let found = texts.iter().find(|(known, _)| *known == name);
                found.map(|(_, text)| text.clone())
            });
            side.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")
        };
        let is_equal = comparison.relation == crate::rules::equation::Relation::Equal;
        let reading = match (&expected, &shown) {
            (Some(value), Some(shown)) if is_equal && value.interval.single().is_none() => {
                let stated = self.shown(&Placeholder::Stated, verdict, ViewSpan::empty(0));
                let sign = if is_contradicted { "∌" } else { "∋" };
                let of = |language| format!("{} {sign} {}", shown.get(language), stated.get(language));
                Shown::Word { zh: of(Language::Zh).into(), en: of(Language::En).into() }
            }
            _ => {
                let sign = match is_contradicted {
                    true => negated(comparison),
                    false if is_equal && self.holds_as_shown(comparison, verdict) == Some(false) => "≈",
                    false => sign(comparison),
                };
                let (left, right) = &comparison.written;
                Shown::Text(format!("{} {sign} {}", with_numbers(left), with_numbers(right)))
            }
        };
        Some(Relation {
            rule: Arc::clone(rule),
            span: members.iter().map(|member| member.span).reduce(Span::to)?,
            formula: formula(comparison),
            members,
            expected: shown,
            reading,
            verdict: outcome,
        })
    }

    fn quantity(&self, fact: &Placed) -> Option<&'a Quantity> {
        match fact.fact {
            Fact::Quantity(index) => self.cx.facts.quantities.get(index as usize),
            Fact::Date(_) | Fact::Range => None,
        }
    }

    /// What a fact can be, with its unit. A slot of several types has the bare number.
    fn value(&self, fact: &Placed, kind: Type) -> Option<Value> {
        if let Fact::Date(index) = fact.fact {
            return calendar_value(self.cx.facts.dates.get(index as usize)?, kind);
        }
        let quantity = self.quantity(fact)?;
        Some(self.measured(fact, quantity.interval(self.cx.facts.rounding)?, kind))
    }

    /// The shown number itself.
    fn nominal(&self, fact: &Placed, kind: Type) -> Option<Value> {
        let quantity = self.quantity(fact).filter(|quantity| quantity.qualifier == Qualifier::Exact)?;
        Some(self.measured(fact, Interval::point(quantity.number.value.to_rational()), kind))
    }

    fn measured(&self, fact: &Placed, interval: Interval, kind: Type) -> Value {
        let unit = match kind {
            Type::Quantity(_) => {
                let unit = self.quantity(fact).map_or("", |quantity| self.cx.view.slice(quantity.unit));
                Unit::Of(vec![(same_unit(unit).to_owned(), 1)])
            }
            _ => Unit::Of(Vec::new()),
        };
        let scale = Form::of(kind, 0).scale;
        let shown = self.quantity(fact).map(|quantity| quantity.number.value.to_rational() * &scale);
        Value { interval: interval.scaled(&scale), unit, shown }
    }

    fn report(&self, verdict: &Verdict, report: &mut Report) {
        let range = self.range();
        let whole = self.shape.view(range.start, range.end);
        let place = verdict.failure.and_then(|failure| self.reported(failure, verdict)).unwrap_or(whole);
        let finding = report.at(self.cx.source(place));
        for (name, placeholder) in &self.program.placeholders {
            finding.arg(name.clone(), self.shown(placeholder, verdict, whole));
        }
        if verdict.failure.is_some_and(|failure| self.program.is_doubtful(failure)) {
            finding.severity(Severity::Warning);
        }
        match verdict.failure {
            Some(failure) => self.prove(failure, verdict, place, finding),
            None => self.add_fix(verdict, whole, finding),
        }
    }

    /// Number, unit and what qualifies it behind.
    fn place(&self, fact: &Placed) -> ViewSpan {
        self.quantity(fact).map_or(fact.view, |quantity| quantity.span)
    }

    /// What is reported: the slot alone on a side of the equation; or the last one in the text, together with those right
    /// beside it (all of a ratio).
    fn reported(&self, failure: &Comparison, verdict: &Verdict) -> Option<ViewSpan> {
        let of = |index: usize| verdict.filled.get(index).and_then(Option::as_ref);
        let facts = |slot: &Filled| slot.facts.iter().map(|fact| self.place(fact)).collect::<Vec<_>>();
        if let Some((index, ..)) = failure.solved() {
            return facts(of(index)?).into_iter().reduce(ViewSpan::to);
        }
        let mut places: Vec<ViewSpan> = failure.variables().into_iter().filter_map(of).flat_map(facts).collect();
        places.sort_unstable();
        let beside = |one: ViewSpan, last: ViewSpan| one.end + LONGEST_MARK >= last.start;
        places.into_iter().rev().reduce(|last, one| if beside(one, last) { one.to(last) } else { last })
    }

    fn shown(&self, placeholder: &Placeholder, verdict: &Verdict, whole: ViewSpan) -> Shown {
        match placeholder {
            Placeholder::Match => Shown::Text(self.cx.written(whole).to_owned()),
            Placeholder::Slot(slots) => {
                let filled = |index: &&usize| verdict.filled.get(**index).is_some_and(Option::is_some);
                let index = slots.iter().find(filled).or(slots.first());
                index.map_or_else(|| Shown::Text("—".to_owned()), |index| self.written(*index, verdict))
            }
            Placeholder::Words(name) => {
                let place = self.words(name).next().map(|found| self.shape.view(found.start, found.end));
                Shown::Text(place.map_or("—", |place| self.cx.written(place).trim()).to_owned())
            }
            Placeholder::Stated => match verdict.failure.and_then(Comparison::solved) {
                Some((index, ..)) => self.written(index, verdict),
                None => Shown::Text("—".to_owned()),
            },
            Placeholder::Expected => match verdict.failure.and_then(Comparison::solved) {
                Some((_, expression, _)) => {
                    let kind = expression.kind(&self.program.variables).unwrap_or(Type::Pure);
                    self.shown(&Placeholder::Expression(expression.clone(), kind), verdict, whole)
                }
                None => Shown::Text("—".to_owned()),
            },
            Placeholder::Expression(expression, kind) => match expression.evaluate(&verdict.values) {
                Some(value) if *kind == Type::Date => shown_day(&value.interval),
                Some(value) => self.form(expression, *kind, verdict).interval(&value.interval),
                None => Shown::Text("—".to_owned()),
            },
        }
    }

    /// The slot of a variable as written.
    fn written(&self, index: usize, verdict: &Verdict) -> Shown {
        match verdict.filled.get(index).and_then(Option::as_ref) {
            Some(slot) => Shown::Text(self.cx.written(slot.view).to_owned()),
            None => Shown::Text("—".to_owned()),
        }
    }

    /// How an expression is shown: with the unit and multiplier of the slot it is compared with, or of its own first one.
    fn form(&self, expression: &Expression, kind: Type, verdict: &Verdict) -> Form {
        let solved = verdict.failure.and_then(Comparison::solved).map(|(index, ..)| index);
        let partner = solved.and_then(|index| Some((index, self.program.variables.get(index)?.kind)));
        // A ratio that is compared with a percentage is shown as one: (b - a) / a = p.
        let kind = match partner {
            Some((_, share)) if kind == Type::Pure && share.is_share() => share,
            _ => kind,
        };
        let partner = partner.filter(|(_, partner)| matches!((partner, kind), (Type::Quantity(_), Type::Quantity(_))));
        let partner = partner.map(|(index, _)| index);
        let of = |index: usize| verdict.filled.get(index).and_then(Option::as_ref).and_then(|slot| slot.facts.first());
        let own = expression.variables();
        let decimals =
            own.iter().filter_map(|index| of(*index)).filter_map(|fact| self.decimals(fact)).max().unwrap_or(0);
        let model = match kind {
            Type::Quantity(_) => partner.into_iter().chain(own).find_map(of),
            _ => None,
        };
        match model.and_then(|fact| self.quantity(fact)) {
            Some(quantity) => Form::like(self.cx.view, quantity, decimals),
            None => Form::of(kind, decimals),
        }
    }

    /// Decimals shown before the multiplier.
    fn decimals(&self, fact: &Placed) -> Option<usize> {
        let number = self.cx.view.slice(self.quantity(fact)?.number.span);
        let digits = number.rsplit_once(['.', '．']).map_or("", |(_, fraction)| fraction);
        Some(digits.bytes().take_while(u8::is_ascii_digit).count())
    }

    fn form_of(&self, fact: &Placed, kind: Type) -> Form {
        let decimals = self.decimals(fact).unwrap_or(0);
        match (kind, self.quantity(fact)) {
            (Type::Quantity(_), Some(quantity)) => Form::like(self.cx.view, quantity, decimals),
            (kind, _) => Form::of(kind, decimals),
        }
    }

    /// The other slots as related places, the intervals as evidence and as a line to check by hand, and a candidate.
    fn prove(&self, failure: &Comparison, verdict: &Verdict, place: ViewSpan, finding: &mut Finding) {
        let mut members = serde_json::Map::new();
        let mut texts: Vec<(String, Shown)> = Vec::new();
        for index in failure.variables() {
            let (Some(variable), Some(Some(slot)), Some(Some(values))) =
                (self.program.variables.get(index), verdict.filled.get(index), verdict.values.get(index))
            else {
                continue;
            };
            let mut shown = Vec::new();
            let mut notations = Vec::new();
            for (fact, value) in slot.facts.iter().zip(values) {
                let form = self.form_of(fact, variable.kind);
                let range = match variable.kind {
                    Type::Date => shown_day(&value.interval),
                    _ => form.interval(&value.interval),
                };
                notations.push(serde_json::Value::from(notation(&value.interval, &form.scale)));
                let span = self.place(fact);
                if span != place && !place.contains(span) {
                    let written = self.cx.written(span).to_owned();
                    let message = Message::new("member").arg("written", written).arg("range", range.clone());
                    finding.related(self.cx.source(span), message);
                }
                shown.push(range);
            }
            let mut member = serde_json::Map::new();
            member.insert("text".to_owned(), self.cx.written(slot.view).into());
            let interval = if variable.is_list { notations.into() } else { notations.into_iter().next().into() };
            member.insert("interval".to_owned(), interval);
            members.insert(variable.name.clone(), member.into());
            texts.push((variable.name.clone(), joined(&shown)));
        }
        finding.evidence("members", members);
        finding.evidence("holds", format!("{} {} {}", failure.written.0, sign(failure), failure.written.1));
        finding.evidence("verdict", "disjoint");
        let side = |written: &str, language| {
            substituted(written, |name| {
                texts.iter().find(|(known, _)| known == name).map(|(_, shown)| format!("({})", shown.get(language)))
            })
        };
        let proof = |language| {
            format!(
                "{} {} {}",
                side(&failure.written.0, language),
                negated(failure),
                side(&failure.written.1, language)
            )
        };
        let shown = Shown::Word {
            zh: proof(crate::finding::Language::Zh).into(),
            en: proof(crate::finding::Language::En).into(),
        };
        finding.note(Message::new("proof").arg("proof", shown));
        if let Some(fix) = self.candidate(failure, verdict) {
            finding.fix(fix);
        }
    }

    /// Whether the comparison is true of the shown numbers themselves, rounding left aside.
    fn holds_as_shown(&self, comparison: &Comparison, verdict: &Verdict) -> Option<bool> {
        comparison.state(&self.nominal_values(&verdict.filled))
    }

    fn nominal_values(&self, filled: &[Option<Filled>]) -> Vec<Option<Vec<Value>>> {
        filled
            .iter()
            .zip(&self.program.variables)
            .map(|(slot, variable)| slot.as_ref()?.facts.iter().map(|fact| self.nominal(fact, variable.kind)).collect())
            .collect()
    }

    /// The number that the other members give, at the precision of the one that stands there.
    fn candidate(&self, failure: &Comparison, verdict: &Verdict) -> Option<Fix> {
        let (index, expression, _) =
            failure.solved().filter(|_| failure.relation == crate::rules::equation::Relation::Equal)?;
        let variable = self.program.variables.get(index)?;
        let [fact] = &verdict.filled.get(index)?.as_ref()?.facts[..] else { return None };
        let quantity = self.quantity(fact).filter(|quantity| quantity.number.script == Script::Arabic)?;
        self.nominal(fact, variable.kind)?;
        let nominal = self.nominal_values(&verdict.filled);
        let value = expression.evaluate(&nominal)?.interval;
        let form = self.form_of(fact, variable.kind);
        // A root is known to twelve decimals; its middle will do.
        let middle = (value.low.value()? + value.high.value()?) / Rational::from_integer(2.into());
        let shown = middle / &form.scale;
        let text = rounded(&shown, form.decimals)?;
        let number = self.cx.view.slice(quantity.number.span);
        let length = number.find(|c: char| !c.is_ascii() && c != '．').unwrap_or(number.len());
        let start = quantity.number.span.start as usize;
        let digits = ViewSpan::new(start, start + length);
        let stated: String = self.cx.view.slice(digits).replace(',', "").replace('．', ".");
        if stated == text || !self.fits(&text, &form, expression, verdict) {
            return None;
        }
        let after = ViewSpan { start: digits.end, end: quantity.unit.end };
        let title = Message::new("fix").arg("value", format!("{text}{}", self.cx.written(after)));
        Some(Fix::replace(title, Applicability::Display, self.cx.source(digits), text))
    }

    /// True if the number, read as a text would show it, can be what the expression gives.
    fn fits(&self, text: &str, form: &Form, expression: &Expression, verdict: &Verdict) -> bool {
        let Some(number) = Decimal::parse(text) else { return false };
        let shown = self.cx.facts.rounding.interval(number).times(&Interval::point(form.scale.clone()));
        expression.evaluate(&verdict.values).is_some_and(|needed| !needed.interval.is_disjoint(&shown))
    }

    fn add_fix(&self, verdict: &Verdict, whole: ViewSpan, finding: &mut Finding) {
        let Some(pieces) = &self.program.fix else { return };
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Match => text.push_str(self.cx.written(whole)),
                Piece::Slot(index) => {
                    let Some(Some(slot)) = verdict.filled.get(*index) else { return };
                    text.push_str(self.cx.written(slot.view));
                }
                Piece::Group(number) => {
                    let group = self.program.phrase.groups.iter().position(|group| *group == Group::Plain(*number));
                    if let Some(found) = group.and_then(|index| self.captures.get(index + 1)).filter(|m| !m.is_empty())
                    {
                        text.push_str(self.cx.written(self.shape.view(found.start, found.end)));
                    }
                }
            }
        }
        let title = Message::new("fix").arg("value", text.clone());
        finding.fix(Fix::replace(title, self.program.applicability, self.cx.source(whole), text));
    }
}

/// A year counts years, a date with its year counts days; both are exact.
fn calendar_value(date: &Date, kind: Type) -> Option<Value> {
    let (count, unit) = match kind {
        Type::Year => (i64::from(date.gregorian_year()?), "年"),
        Type::Date => (i64::from(date.gregorian()?.days_since(Day::new(EPOCH_YEAR, 1, 1)?)), "天"),
        _ => return None,
    };
    let interval = Interval::point(Decimal::integer(count).to_rational());
    Some(Value { interval, unit: Unit::Of(vec![(unit.to_owned(), 1)]), shown: None })
}

/// The day that a count of days stands for; what is no single day is not shown.
fn shown_day(interval: &Interval) -> Shown {
    let day = || {
        let days = interval.single()?.to_integer().try_into().ok()?;
        Some(Day::new(EPOCH_YEAR, 1, 1)?.plus(days)?.parts())
    };
    match day() {
        Some((year, month, day)) => Shown::Word {
            zh: format!("{year}年{month}月{day}日").into(),
            en: format!("{year}-{month:02}-{day:02}").into(),
        },
        None => Shown::Text("—".to_owned()),
    }
}

/// Members of a list with + between them.
fn joined(shown: &[Shown]) -> Shown {
    use crate::finding::Language::{En, Zh};
    let of = |language| shown.iter().map(|one| one.get(language)).collect::<Vec<_>>().join(" + ");
    Shown::Word { zh: of(Zh).into(), en: of(En).into() }
}

fn sign(comparison: &Comparison) -> &'static str {
    use crate::rules::equation::Relation;
    match comparison.relation {
        Relation::Equal => "=",
        Relation::Unequal => "≠",
        Relation::Less => "<",
        Relation::LessOrEqual => "≤",
        Relation::Greater => ">",
        Relation::GreaterOrEqual => "≥",
    }
}

/// How the two sides compare if the comparison is false.
fn negated(comparison: &Comparison) -> &'static str {
    use crate::rules::equation::Relation;
    match comparison.relation {
        Relation::Equal => "≠",
        Relation::Unequal => "=",
        Relation::Less => "≥",
        Relation::LessOrEqual => ">",
        Relation::Greater => "≤",
        Relation::GreaterOrEqual => "<",
    }
}

/// One name for units that are the same.
fn same_unit(unit: &str) -> &str {
    match unit.trim() {
        "千米" => "公里",
        "千克" => "公斤",
        "平方千米" => "平方公里",
        "日" => "天",
        unit => unit,
    }
}
