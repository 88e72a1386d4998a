//! What a check beside a declaration tells: one number of the text that two others give.

use std::ops::Range;

use crate::checks::{Context, Report};
use crate::facts::interval::Interval;
use crate::facts::lexicon::change;
use crate::facts::quantity::Quantity;
use crate::finding::{Language, Message, Severity, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::amount::Form;
use crate::span::ViewSpan;

/// The sentence of a quantity, of a long one what stands near: it is asked of many quantities.
pub(super) fn sentence_around<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    let near = near(cx, quantity);
    cx.view.text().get(near).unwrap_or_default()
}

/// The same as far as the part of the sentence reaches that the quantity stands in: words behind the next ； are said of something else.
pub(super) fn part_around<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    let (text, near) = (cx.view.text(), near(cx, quantity));
    let start = quantity.span.end as usize;
    let length = text.get(start..near.end).and_then(|behind| behind.find('；'));
    text.get(near.start..length.map_or(near.end, |length| start + length)).unwrap_or_default()
}

fn near(cx: &Context, quantity: &Quantity) -> Range<usize> {
    const BEFORE: usize = 400;
    const BEHIND: usize = 150;
    let text = cx.view.text();
    let sentence = cx.facts.tokens.sentence_span(cx.facts.sentence_of(quantity));
    let start = (quantity.span.start as usize).saturating_sub(BEFORE).max(sentence.start as usize);
    let end = (quantity.span.end as usize).saturating_add(BEHIND).min(sentence.end as usize);
    text.floor_char_boundary(start)..text.floor_char_boundary(end)
}

/// An amount with its name in a formula.
pub(super) type Named<'a> = (&'static str, &'a Quantity);

/// A number and those that it follows from, two if nothing else is said, each with its name in the formula.
pub(super) struct Told<'a, Others = [Named<'a>; 2]> {
    pub stated: Named<'a>,
    pub others: Others,
    pub formula: &'static str,
    /// What they give, in the unit of the stated number.
    pub expected: Interval,
    /// True if the stated number is a rise where there was a fall, or the other way round.
    pub is_turned: bool,
    pub verdict: Verdict,
    /// What is not sure is said as a warning.
    pub is_sure: bool,
}

impl<'a, Others: AsRef<[Named<'a>]>> Told<'a, Others> {
    /// Keeps the relation, and says what is wrong unless the declaration has.
    pub fn tell(self, cx: &Context, report: &mut Report) {
        let stated = self.stated.1.span;
        let whole = if self.is_turned { change::with_word(cx.view.text(), stated) } else { stated };
        self.tell_at(cx, report, whole);
    }

    /// The same of `whole`, where the stated number and what is said of it stand.
    pub fn tell_at(self, cx: &Context, report: &mut Report, whole: ViewSpan) {
        if self.verdict != Verdict::Contradicted && !report.keeps_relations() {
            return;
        }
        let place = cx.source(self.stated.1.span);
        let shown = Form::as_written(cx.view, self.stated.1).interval(&self.expected);
        report.relation_at(place, |rule| Relation {
            rule: rule.clone(),
            span: cx.source(self.around()),
            formula: self.formula.to_owned(),
            members: self
                .others
                .as_ref()
                .iter()
                .chain([&self.stated])
                .map(|(name, quantity)| member(cx, name, quantity))
                .collect(),
            expected: Some(shown.clone()),
            reading: self.reading(&shown, cx.written(self.stated.1.span)),
            verdict: self.verdict.clone(),
        });
        let whole = cx.source(whole);
        if self.verdict != Verdict::Contradicted || [place, whole].iter().any(|place| report.has_finding_at(*place)) {
            return;
        }
        let stated = cx.written(self.stated.1.span);
        let finding = report.at(whole);
        if !self.is_sure {
            finding.severity(Severity::Warning);
        }
        finding
            .text(if self.is_turned { "turned" } else { "beside" })
            .arg("expected", shown)
            .arg("stated", stated)
            .evidence("stated", stated);
        for (_, quantity) in self.others.as_ref() {
            finding.related(cx.source(quantity.span), Message::new("count").arg("written", cx.written(quantity.span)));
        }
    }

    fn reading(&self, expected: &Shown, stated: &str) -> Shown {
        let sign = match self.verdict {
            Verdict::Holds => "∋",
            Verdict::Contradicted => "∌",
            Verdict::NotChecked(_) => "?",
        };
        let side = |language| format!("{} {sign} {stated}", expected.get(language)).into();
        Shown::Word { zh: side(Language::Zh), en: side(Language::En) }
    }

    /// From the first of the numbers to the last.
    fn around(&self) -> ViewSpan {
        let spans = || self.others.as_ref().iter().chain([&self.stated]).map(|(_, quantity)| quantity.span);
        let start = spans().map(|span| span.start).min().unwrap_or_default();
        let end = spans().map(|span| span.end).max().unwrap_or_default();
        ViewSpan { start, end }
    }
}

fn member(cx: &Context, name: &'static str, quantity: &Quantity) -> Member {
    Member {
        name: name.into(),
        span: cx.source(quantity.span),
        interval: quantity.interval(cx.facts.rounding),
        shown: Shown::from(cx.written(quantity.span)),
    }
}
