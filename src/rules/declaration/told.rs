//! What is said about a match: its place, the numbers as written and as they would fit, the proof, a candidate.

use crate::checks::Report;
use crate::facts::calendar::Day;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change;
use crate::facts::number::Script;
use crate::facts::rational::Rational;
use crate::finding::{Applicability, Finding, Fix, Language, Message, Severity, Shown};
use crate::rules::amount::{Form, notation, rounded};
use crate::rules::equation::{Comparison, Expression, Type, Value, substituted};
use crate::rules::phrase::Group;
use crate::rules::shape::Placed;
use crate::span::ViewSpan;

use super::matched::{EPOCH_YEAR, Filled, Match, Verdict};
use super::{Piece, Placeholder};

/// Bytes of a mark between numbers that belong together, as the colon of a ratio.
const LONGEST_MARK: u32 = 3;

impl Match<'_> {
    pub(super) fn report(&self, verdict: &Verdict, report: &mut Report) {
        let range = self.range();
        let whole = self.shape.view(range.start, range.end);
        let place = verdict.failure.and_then(|failure| self.reported(failure, verdict)).unwrap_or(whole);
        let is_turned = verdict.failure.is_some_and(|failure| is_turned(failure, verdict));
        let shown = if is_turned { change::with_word(self.cx.view.text(), place) } else { place };
        let finding = report.at(self.cx.source(shown));
        for (name, placeholder) in &self.program.placeholders {
            finding.arg(name.clone(), self.shown(placeholder, verdict, whole));
        }
        if verdict.is_slip || verdict.failure.is_some_and(|failure| self.program.is_doubtful(failure)) {
            finding.severity(Severity::Warning);
        }
        match verdict.failure {
            Some(failure) => self.prove(failure, verdict, place, finding),
            None => self.add_fix(verdict, whole, finding),
        }
    }

    /// Number, unit and what qualifies it behind.
    pub(super) fn place(&self, fact: &Placed) -> ViewSpan {
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

    pub(super) fn shown(&self, placeholder: &Placeholder, verdict: &Verdict, whole: ViewSpan) -> Shown {
        match placeholder {
            Placeholder::Match => Shown::Text(self.cx.written(whole).to_owned()),
            Placeholder::Slot(slots) => {
                let filled = |index: &&usize| verdict.filled.get(**index).is_some_and(Option::is_some);
                let index = slots.iter().find(filled).or(slots.first());
                index.map_or_else(|| Shown::Text("—".to_owned()), |index| self.written(*index, verdict))
            }
            Placeholder::Words(name) => {
                let found = self.program.phrase.first_words(name, &self.captures);
                let place = found.map(|found| self.shape.view(found.start, found.end));
                Shown::Text(place.map_or("—", |place| self.cx.written(place).trim()).to_owned())
            }
            Placeholder::Stated => match verdict.failure.and_then(Comparison::solved) {
                Some((index, ..)) => self.written(index, verdict),
                None => Shown::Text("—".to_owned()),
            },
            Placeholder::Expected => {
                self.side(verdict.failure.and_then(Comparison::solved).map(|(_, side, _)| side), verdict)
            }
            Placeholder::Left => self.side(verdict.failure.map(|failure| &failure.left), verdict),
            Placeholder::Expression(expression, kind) => self.expression(expression, *kind, verdict),
        }
    }

    /// What one side of a comparison can be.
    fn side(&self, side: Option<&Expression>, verdict: &Verdict) -> Shown {
        let Some(side) = side else { return Shown::Text("—".to_owned()) };
        let kind = side.kind(&self.program.variables).unwrap_or(Type::Pure);
        self.expression(side, kind, verdict)
    }

    fn expression(&self, expression: &Expression, kind: Type, verdict: &Verdict) -> Shown {
        match expression.evaluate(&verdict.values) {
            Some(value) if kind == Type::Date => shown_day(&value.interval),
            Some(value) => self.form(expression, kind, verdict).interval(&value.interval),
            None => Shown::Text("—".to_owned()),
        }
    }

    /// The slot of a variable as written.
    pub(super) fn written(&self, index: usize, verdict: &Verdict) -> Shown {
        match verdict.filled.get(index).and_then(Option::as_ref) {
            // 签约62.4万人: the words before a number are shown if they qualify it.
            Some(Filled { facts, view }) => {
                let place = match &facts[..] {
                    [fact] if self.quantity(fact).is_some() => self.place(fact),
                    _ => *view,
                };
                Shown::Text(self.cx.written(place).to_owned())
            }
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

    pub(super) fn form_of(&self, fact: &Placed, kind: Type) -> Form {
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
                    // An exact count is its own range.
                    let is_exact = range.get(Language::Zh) == written;
                    let message = Message::new(if is_exact { "count" } else { "member" });
                    let message = message.arg("written", written).arg("range", range.clone());
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
        finding.evidence("holds", format!("{} {} {}", failure.written.0, failure.relation.sign(), failure.written.1));
        finding.evidence("verdict", "disjoint");
        let side = |written: &str, language| {
            substituted(written, |name| {
                texts.iter().find(|(known, _)| known == name).map(|(_, shown)| bracketed(shown.get(language)))
            })
        };
        let side = |written: &str, language| in_signs(&side(written, language));
        let proof = |language| {
            format!(
                "{} {} {}",
                side(&failure.written.0, language),
                failure.relation.negated().sign(),
                side(&failure.written.1, language)
            )
        };
        let shown = Shown::Word { zh: proof(Language::Zh).into(), en: proof(Language::En).into() };
        finding.note(Message::new("proof").arg("proof", shown));
        if let Some(fix) = self.candidate(failure, verdict) {
            finding.fix(fix);
        }
    }

    /// Whether the comparison is true of the shown numbers themselves, rounding left aside.
    pub(super) fn holds_as_shown(&self, comparison: &Comparison, verdict: &Verdict) -> Option<bool> {
        comparison.state(&self.nominal_values(&verdict.filled))
    }

    pub(super) fn nominal_values(&self, filled: &[Option<Filled>]) -> Vec<Option<Vec<Value>>> {
        self.values_by(filled, |fact, kind| self.nominal(fact, kind))
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
        // 248亿6310万: the digits stand in two places.
        if number[length..].contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
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

/// True if what stands alone on a side, which is above zero, should be below it: a fall that is called a rise.
fn is_turned(failure: &Comparison, verdict: &Verdict) -> bool {
    let given = failure.solved().and_then(|(_, side, _)| side.evaluate(&verdict.values));
    given.is_some_and(|given| given.interval.is_nonpositive())
}

/// The day that a count of days stands for; what is no single day is not shown.
pub(super) fn shown_day(interval: &Interval) -> Shown {
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
pub(super) fn joined(shown: &[Shown]) -> Shown {
    use crate::finding::Language::{En, Zh};
    let of = |language| shown.iter().map(|one| one.get(language)).collect::<Vec<_>>().join(" + ");
    Shown::Word { zh: of(Zh).into(), en: of(En).into() }
}

/// A range or a sum in parentheses, a number as it is.
fn bracketed(shown: &str) -> String {
    let is_one = !shown.contains(['～', ' ', '+', '-']);
    if is_one { shown.to_owned() } else { format!("({shown})") }
}

/// A formula with the signs that are written by hand: |b − a|, a ÷ b.
fn in_signs(formula: &str) -> String {
    let formula = formula.replace(" - ", " − ").replace(" / ", " ÷ ").replace(" * ", " × ");
    let Some((before, inside)) = formula.split_once("abs(") else { return formula };
    let mut depth = 0_usize;
    let end = inside.char_indices().find(|(_, c)| {
        depth += usize::from(*c == '(');
        let closes = *c == ')' && depth == 0;
        depth -= usize::from(*c == ')' && depth > 0);
        closes
    });
    match end {
        Some((end, _)) => format!("{before}|{}|{}", &inside[..end], &inside[end + 1..]),
        None => formula,
    }
}
