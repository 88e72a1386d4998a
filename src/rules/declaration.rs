//! Declarative rules: what `[pattern]` and `[relation]` say, read once when a rule is first needed. How they are run over a
//! text stands in [`run`], what a match says in `matched`, how it is told in `told`.

mod matched;
pub mod run;
mod told;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::finding::Applicability;
use crate::rules::Bilingual;
use crate::rules::equation::{self, Comparison, Condition, Expression, Type, Variable};
use crate::rules::error::Problem;
use crate::rules::phrase::{Group, Phrase};
use crate::rules::required::{self, Needs};
use crate::rules::shape::{FactType, TypeSet};

/// `[pattern]` or `[relation]` of a rule file.
#[derive(Clone, Debug, Default)]
pub struct Declaration {
    /// What is looked for.
    pub text: Cow<'static, str>,
    /// Other orders of the same slots.
    pub alternatives: Vec<Cow<'static, str>>,
    /// Slots whose comparisons are worth a warning only.
    pub warning: Vec<Cow<'static, str>>,
    /// Slots whose comparisons `adjusted`, `revised` and `doubtful` leave alone.
    pub certain: Vec<Cow<'static, str>>,
    /// The same for English sentences.
    pub english: Option<Box<Declaration>>,
    /// True for a declaration over English sentences: its slots take English qualifiers.
    pub is_english: bool,
    /// Matches that are none.
    pub except: Vec<Cow<'static, str>>,
    /// Matches whose rates are not judged.
    pub adjusted: Vec<Cow<'static, str>>,
    /// Matches whose rates are reported only if they are far off and a slip explains it.
    pub revised: Vec<Cow<'static, str>>,
    /// Matches that are reported only if a slip explains them, and shown where they hold.
    pub doubtful: Vec<Cow<'static, str>>,
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
    /// An element of `certain`.
    Certain(usize),
    /// An element of `warning`.
    Warning(usize),
    /// A string of `[relation.english]`.
    English(Box<Part>),
    /// An element of `except`.
    Except(usize),
    /// An element of `adjusted`.
    Adjusted(usize),
    /// An element of `revised`.
    Revised(usize),
    /// An element of `doubtful`.
    Doubtful(usize),
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
    /// Where matches are not judged as others are: the strictest first.
    exceptions: Vec<Exception>,
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
    /// Variables whose comparisons no doubt bears on.
    certain: Vec<usize>,
}

/// An expression of `except` and its like.
#[derive(Clone, Debug)]
struct Exception {
    phrase: Phrase,
    doubt: Doubt,
    part: Part,
}

/// What an exception says of the matches that it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// `except`: they are none.
    Excluded,
    /// `doubtful`: another number than it seems may be meant.
    Doubtful,
    /// `adjusted`: a rate in them may be at other prices than the amounts.
    Adjusted,
    /// `revised`: the base of a rate in them may be another one by a little.
    Revised,
}

impl Doubt {
    /// True if only rates are in doubt: differences of amounts are not.
    fn is_of_rates(self) -> bool {
        matches!(self, Self::Adjusted | Self::Revised)
    }
}

#[derive(Clone, Debug)]
enum Placeholder {
    Match,
    /// What the other members of a failed equation give for the one alone on a side.
    Expected,
    /// What the left side of the comparison that fails can be.
    Left,
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
    ("fix", "改为“{value}”", "change to “{value}”"),
    ("member", "{written}：{range}", "{written}: {range}"),
    ("count", "{written}", "{written}"),
    ("proof", "{proof}", "{proof}"),
    ("damaged", "句中有无法读取之处", "a part of the sentence cannot be read"),
    ("excepted", "不适用：{word}", "does not apply: {word}"),
    ("continues", "是更长一串数的一部分", "a part of a longer run of numbers"),
    ("extent", "有的数范围不定", "the extent of a number is not known"),
    ("units", "单位不同", "the units differ"),
    ("partial", "缺少其他各数", "the other numbers are missing"),
    (
        "beside",
        "按文中另外几个数应为{expected}，文中写作{stated}",
        "other numbers of the text give {expected}, the text says {stated}",
    ),
    (
        "turned",
        "升降的方向与文中另外几个数不符，文中写作{stated}",
        "other numbers of the text change the other way than the {stated} that it says",
    ),
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
        let phrase = read_text(declaration)?.in_parts();
        let phrase = if phrase.slots.is_empty() { phrase.for_texts() } else { phrase };
        let (variables, variable_of) = variables(&phrase).map_err(|problem| (Part::Text, problem))?;
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
            exceptions: declaration.exceptions()?,
            partial: partial.collect::<Result<_, _>>()?,
            context: context.map_err(|problem| (Part::Context, problem))?,
            when: condition(&declaration.when, Part::When)?,
            holds: condition(&declaration.holds, Part::Holds)?,
            fix: None,
            applicability: declaration.applicability,
            placeholders: Vec::new(),
            warning: Vec::new(),
            certain: Vec::new(),
            phrase,
            variables,
            variable_of,
        };
        if let Some(fix) = &declaration.fix {
            program.fix = Some(program.template(fix).map_err(|problem| (Part::Fix, problem))?);
        }
        for (index, name) in declaration.warning.iter().enumerate() {
            let variable =
                equation::index_of(&program.variables, 0, name).map_err(|problem| (Part::Warning(index), problem))?;
            program.warning.push(variable);
        }
        for (index, name) in declaration.certain.iter().enumerate() {
            let variable =
                equation::index_of(&program.variables, 0, name).map_err(|problem| (Part::Certain(index), problem))?;
            program.certain.push(variable);
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
        self.phrase.check().map_err(|problem| (Part::Text, problem.clone()))?;
        if let Some(context) = &self.context {
            context.check().map_err(|problem| (Part::Context, problem.clone()))?;
        }
        for Exception { phrase, part, .. } in &self.exceptions {
            phrase.check().map_err(|problem| (part.clone(), problem.clone()))?;
        }
        for (index, phrase) in self.partial.iter().enumerate() {
            phrase.check().map_err(|problem| (Part::Partial(index), problem.clone()))?;
        }
        Ok(())
    }

    /// `{slot}`, `{match}`, `$1`, `$$`
    fn template(&self, source: &str) -> Result<Vec<Piece>, Problem> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            let rest = &source[at..];
            if let Some(name) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name) {
                pieces.push(if name == "match" {
                    Piece::Match
                } else {
                    Piece::Slot(equation::index_of(&self.variables, at + 1, name)?)
                });
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
                        None if name == "left" => Placeholder::Left,
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
                Placeholder::Match
                | Placeholder::Expected
                | Placeholder::Left
                | Placeholder::Stated
                | Placeholder::Words(_) => {}
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
    fn needs(&self, is_english: bool) -> Needs {
        let comparisons: Vec<Vec<usize>> =
            self.holds.iter().flat_map(Condition::comparisons).map(Comparison::variables).collect();
        let variable = |group: u32| match self.phrase.groups.get((group as usize).checked_sub(1)?)? {
            Group::Slot(slot) => self.variable_of.get(*slot).copied(),
            Group::Plain(_) | Group::Words(_) | Group::Ending(_) => None,
        };
        let compared = |group: u32| {
            let known = |variable: usize| comparisons.iter().any(|needed| needed.contains(&variable));
            variable(group).is_some_and(|variable| comparisons.is_empty() || known(variable))
        };
        let alternatives = self.phrase.matcher().map_or(&[][..], |matcher| matcher.alternatives());
        required::needs(alternatives, is_english, compared, |groups| {
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

    /// True if a doubt bears on a comparison.
    fn is_in_doubt(&self, comparison: &Comparison, doubt: Doubt) -> bool {
        let variables = comparison.variables();
        let is_certain = variables.iter().any(|index| self.certain.contains(index));
        match doubt {
            Doubt::Excluded => true,
            Doubt::Doubtful => !is_certain,
            Doubt::Adjusted | Doubt::Revised => !is_certain && variables.into_iter().any(|index| self.is_rate(index)),
        }
    }

    /// True if a variable is a percentage, a multiple or their like.
    fn is_rate(&self, index: usize) -> bool {
        self.variables.get(index).is_some_and(|variable| variable.kind.is_share() || variable.kind == Type::Pure)
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
    let joined = declaration.texts().map(Cow::as_ref).collect::<Vec<&str>>().join("|");
    let phrase = Phrase::read_in(&joined, declaration.is_english);
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

impl Declaration {
    /// The text and its alternatives.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Cow<'static, str>> {
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
            phrase.check().map_err(|problem| (part, problem.clone()))?;
        }
        Ok(())
    }

    /// `except`, `doubtful`, `adjusted` and `revised`, read.
    fn exceptions(&self) -> Result<Vec<Exception>, (Part, Problem)> {
        let mut exceptions = Vec::new();
        let mut read = |doubt, list: &[Cow<str>], part: fn(usize) -> Part| {
            for (index, source) in list.iter().enumerate() {
                let part = part(index);
                let phrase = Phrase::read_in(source, self.is_english).map_err(|problem| (part.clone(), problem))?;
                exceptions.push(Exception { phrase, doubt, part });
            }
            Ok(())
        };
        read(Doubt::Excluded, &self.except, Part::Except)?;
        read(Doubt::Doubtful, &self.doubtful, Part::Doubtful)?;
        read(Doubt::Adjusted, &self.adjusted, Part::Adjusted)?;
        read(Doubt::Revised, &self.revised, Part::Revised)?;
        Ok(exceptions)
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
