//! Runs declarative rules over a text: sentence by sentence where they look at facts, in pieces of lines where they do not.

use std::borrow::Cow;
use std::sync::Arc;

use crate::checks::{Context, Report};
use crate::facts::token::SentenceId;
use crate::finding::{Message, Shown};
use crate::relation::{self, Member, Relation};
use crate::rules::equation::{Comparison, Condition};
use crate::rules::known_needs::KnownNeeds;
use crate::rules::matcher::Captures;
use crate::rules::phrase::Phrase;
use crate::rules::required::{self, Candidate, Stretch};
use crate::rules::shape::{Cursor, Fact, Placed, Shape, facts_in};
use crate::rules::{Kind, Rule};
use crate::span::{Span, ViewSpan};

use super::matched::Match;
use super::{Declaration, Program};

/// Sentences longer than this are read clause by clause, and longer clauses not at all: work stays linear.
const LONGEST_STRETCH: usize = 16 << 10;
/// A text is given to rules without slots in pieces of whole lines, at least this long.
const PIECE: usize = 4 << 10;

/// The declarative ones among some rules, ready to be run.
#[derive(Debug)]
pub struct Declarations {
    /// In the order of the rules.
    with_slots: Vec<Declared>,
    without_slots: Vec<Declared>,
    /// What sentences need so that those with slots could match.
    index: required::Index,
}

#[derive(Debug)]
struct Declared {
    rule: Arc<Rule>,
    is_english: bool,
}

impl Declarations {
    /// Those among `rules`. One that cannot be read is left out: reading its file says so.
    pub fn of(rules: &[Arc<Rule>]) -> Self {
        let known = KnownNeeds::read();
        let (mut with_slots, mut without_slots, mut needs) = (Vec::new(), Vec::new(), Vec::new());
        for rule in rules {
            let (Kind::Pattern(declaration) | Kind::Relation(declaration)) = &rule.kind else { continue };
            for (declaration, is_english) in
                declaration.english.iter().map(|english| (&**english, true)).chain([(declaration, false)])
            {
                let declared = Declared { rule: Arc::clone(rule), is_english };
                // A program whose needs are known is not read before a sentence meets them.
                let needed = match known.of(declaration) {
                    Some(needed) => Some(needed),
                    None => match declared.program() {
                        Some(program) => Self::needs_of(&program, is_english),
                        None => continue,
                    },
                };
                match needed {
                    Some(needed) => {
                        needs.push(needed);
                        with_slots.push(declared);
                    }
                    None => without_slots.push(declared),
                }
            }
        }
        Self { with_slots, without_slots, index: required::Index::new(needs) }
    }

    /// Runs them over a text, each with a `report` of its own.
    pub fn check<'d>(&'d self, cx: &Context, report: fn(&Arc<Rule>) -> Report) -> Vec<Report> {
        let run = |declared: &'d Declared| Run {
            declared,
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
        let runs = with_slots.into_iter().chain(without_slots);
        runs.map(|run| run.and_beside(cx)).collect()
    }

    /// Goes from fact to fact, and to the words that phrases need which match without one: other sentences are never looked at.
    fn check_sentences(&self, cx: &Context, runs: &mut [Run]) {
        let (facts, tokens, view) = (cx.facts, &cx.facts.tokens, cx.view.text());
        let lists = runs.iter().any(|run| run.report.keeps_relations());
        let index = &self.index;
        let mut alone = index.candidates_alone(view).into_iter().peekable();
        let mut cursor = Cursor::default();
        let mut sentence = 0;
        let (mut found, mut candidates) = (Vec::new(), Vec::new());
        let (mut room, mut shape) = (required::Room::default(), Shape::default());
        while let Some(start) = earlier(cursor.next_start(facts), alone.peek().map(|(at, _)| *at)) {
            let mut span = tokens.sentence_span(SentenceId(sentence));
            while span.end <= start && (sentence as usize) + 1 < tokens.sentence_count() {
                sentence += 1;
                span = tokens.sentence_span(SentenceId(sentence));
            }
            if span.len() > LONGEST_STRETCH {
                span = tokens.clause_span(tokens.clause_of(tokens.at(start)));
            }
            let end = span.end.max(start + 1);
            facts_in(facts, view, &mut cursor, end, &mut found);
            candidates.clear();
            while let Some((_, number)) = alone.next_if(|(at, _)| *at < end) {
                candidates.push(Candidate::whole(number));
            }
            if span.len() > LONGEST_STRETCH {
                continue;
            }
            let is_alone = !candidates.is_empty();
            let stretch = Stretch {
                text: cx.view.slice(span),
                start: span.start,
                facts: &found,
                spaces: &|| tokens.spaces_in(span),
                is_english: facts.is_english,
            };
            index.candidates(&stretch, &mut room, |candidate| candidates.push(candidate));
            if is_alone {
                // The sort is stable: of two the one that is whole stays.
                candidates.sort_by_key(|candidate| candidate.phrase);
                candidates.dedup_by_key(|candidate| candidate.phrase);
            }
            if candidates.is_empty() && !lists {
                continue;
            }
            shape.build(view, span, &found);
            for candidate in &candidates {
                if let Some(run) = runs.get_mut(candidate.phrase).filter(|run| !run.is_idle) {
                    run.check(cx, &shape, *candidate);
                }
            }
            if lists {
                runs.iter_mut().filter(|run| !run.is_idle).for_each(|run| run.list_partial(cx, &shape));
            }
        }
    }

    /// What a sentence needs so that a phrase could match in it; `None` for one without slots.
    pub fn needs_of(program: &Program, is_english: bool) -> Option<required::Needs> {
        (!program.phrase.slots.is_empty()).then(|| program.needs(is_english))
    }
}

impl Declared {
    fn declaration(&self) -> Option<&Declaration> {
        let (Kind::Pattern(declaration) | Kind::Relation(declaration)) = &self.rule.kind else { return None };
        if self.is_english { declaration.english.as_deref() } else { Some(declaration) }
    }

    fn program(&self) -> Option<Arc<Program>> {
        self.declaration()?.program(&self.rule.messages).ok()
    }
}

/// The earlier of two places.
fn earlier(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

struct Run<'d> {
    declared: &'d Declared,
    report: Report,
    /// True for a rule about English in a text that is not.
    is_idle: bool,
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
        for (number, run) in runs.iter_mut().enumerate().filter(|(_, run)| !run.is_idle) {
            run.check(cx, &shape, Candidate::whole(number));
        }
        start = end;
    }
}

impl Run<'_> {
    fn check(&mut self, cx: &Context, shape: &Shape, candidate: Candidate) {
        let Some(program) = self.declared.program() else { return };
        let Ok(matcher) = program.phrase.matcher() else { return };
        let is_elsewhere = |context: &Phrase| !context.matcher().is_ok_and(|matcher| matcher.is_match(&shape.text));
        if program.context.as_ref().is_some_and(is_elsewhere) {
            return;
        }
        // Looking for a match is much cheaper than for its groups, and most sentences have none.
        if !matcher.is_match_of(&shape.text, candidate.telling) {
            return;
        }
        let accepts = |captures: &Captures| program.phrase.agrees(captures, &shape.text);
        for captures in matcher.captures_iter(&shape.text, candidate.possible, accepts) {
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

impl Run<'_> {
    /// The report, with what the check beside the declaration says.
    fn and_beside(mut self, cx: &Context) -> Report {
        if let Some(check) = self.declared.rule.beside.filter(|_| self.is_of_language(cx)) {
            check(cx, &mut self.report);
        }
        self.report
    }

    /// True for the English declaration of a rule in an English text, and for the other one where there is none or in another text.
    fn is_of_language(&self, cx: &Context) -> bool {
        let has_english = match &self.declared.rule.kind {
            Kind::Pattern(declaration) | Kind::Relation(declaration) => declaration.english.is_some(),
            _ => false,
        };
        self.declared.is_english == (has_english && cx.facts.is_english)
    }

    /// Lists the places where a relation begins and a member is missing.
    fn list_partial(&mut self, cx: &Context, shape: &Shape) {
        let Some(program) = self.declared.program() else { return };
        for matcher in program.partial.iter().filter_map(|phrase| phrase.matcher().ok()) {
            for found in matcher.find_iter(&shape.text) {
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
pub(super) fn formula(comparison: &Comparison) -> String {
    format!("{} {} {}", comparison.written.0, comparison.relation.sign(), comparison.written.1)
}
