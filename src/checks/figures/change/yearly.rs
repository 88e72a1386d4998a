//! The rate of each year between two amounts of a statement: 由1997年的186.2亿元增加到328.4亿元，五年净增142.2亿元，年均递增12.0%. Takes the numbers of a
//! statement; the years are those beside the amounts, or how many there are is said.

use super::inserted;
use super::link::Basis;
use super::statement::{Is, Said, behind, clause_before, is_money};
use crate::checks::figures::beside::{Told, sentence_around};
use crate::checks::figures::breakdown::is_amount;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::Direction;
use crate::facts::lexicon::{is_at_other_prices, is_on_another_basis, is_on_revised_base, is_said_nominal};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::slip;
use crate::relation::Verdict;

/// Rates are reckoned over so many years at most.
const MOST_YEARS: u32 = 50;
/// Points that a rate is off by before it is told of where prices may have risen meanwhile.
const MOST_FALL: i64 = 8;

/// Two amounts, and the rate of each year between them.
struct Yearly<'a> {
    base: &'a Quantity,
    level: &'a Quantity,
    rate: &'a Quantity,
    direction: Direction,
    steps: Steps,
}

/// How many years lie between two amounts.
struct Steps {
    /// The counts that may be meant, the likeliest first.
    counts: Vec<u32>,
    /// True if the text says when the two were, or how long it was.
    is_said: bool,
}

/// Looks at the yearly rate of a statement, if it has one.
pub(super) fn judge(cx: &Context, report: &mut Report, said: &[Said]) {
    let Some((index, rate)) = said.iter().enumerate().find(|(_, number)| matches!(number.is, Is::Yearly(_))) else {
        return;
    };
    let Is::Yearly(direction) = rate.is else { return };
    let before = || said[..index].iter().rev();
    let (Some(level), Some(base)) = (before().find(|one| one.is == Is::Level), before().find(|one| one.is == Is::Base))
    else {
        return;
    };
    let are_alike = is_amount(level.quantity) && base.quantity.has_unit_of(level.quantity, cx.view);
    let is_rate = rate.quantity.kind == UnitKind::Percent;
    if !are_alike || !is_rate || !is_amount(base.quantity) {
        return;
    }
    let Some(steps) = Steps::between(cx, base, level, rate.quantity) else { return };
    let yearly = Yearly { base: base.quantity, level: level.quantity, rate: rate.quantity, direction, steps };
    yearly.judge(cx, report, rate.is_nominal);
}

impl Steps {
    fn between(cx: &Context, base: &Said, level: &Said, rate: &Quantity) -> Option<Self> {
        let (from, to) = (year(cx, base), year(cx, level));
        if let (Some(from), Some(to)) = (from, to) {
            let count = to.checked_sub(from).filter(|count| (1..=MOST_YEARS).contains(count))?;
            return Some(Self { counts: vec![count], is_said: true });
        }
        let index =
            |quantity: &Quantity| cx.facts.quantities.partition_point(|other| other.span.start < quantity.span.start);
        let mut lengths = inserted::years_between(cx, index(base.quantity), index(rate));
        if let Some(length) = lengths.next() {
            let count = u32::try_from(length.number.value.to_integer()?).ok().filter(|count| *count >= 2)?;
            return (count <= MOST_YEARS).then(|| Self { counts: vec![count, count - 1], is_said: true });
        }
        let now = cx.facts.date_at(rate.span.start)?.day.parts().0;
        let count = now.checked_sub(from?).filter(|count| (2..=MOST_YEARS).contains(count))?;
        Some(Self { counts: vec![count, count - 1], is_said: false })
    }
}

/// The year that is said with a number: 由1997年的, 增加到2022年的.
fn year(cx: &Context, said: &Said) -> Option<u32> {
    let words = match said.basis {
        Basis::Year(year) => year,
        _ => clause_before(cx, said.quantity),
    };
    let (before, behind) = words.rsplit_once('年')?;
    // 1997年的186.2亿元增加到: that of the amount before.
    let before = Some(before).filter(|_| !behind.contains(|c: char| c.is_ascii_digit()))?;
    before.rsplit(|c: char| !c.is_ascii_digit()).next().filter(|digits| digits.len() == 4)?.parse().ok()
}

impl Yearly<'_> {
    /// What the two amounts give for so many years, in percent, below zero for a fall.
    fn given_by(&self, base: &Interval, level: &Interval, count: u32) -> Option<Interval> {
        let hundred = Decimal::integer(100).to_rational();
        let unit = Interval::point(Decimal::integer(1).to_rational());
        Some(level.divided_by(base).root(count)?.minus(&unit).scaled(&hundred))
    }

    fn judge(&self, cx: &Context, report: &mut Report, is_nominal: bool) {
        let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
        let (Some(base), Some(level), Some(stated)) = (interval(self.base), interval(self.level), interval(self.rate))
        else {
            return;
        };
        if !base.low.value().is_some_and(|low| low.is_positive()) {
            return;
        }
        let stated = if self.direction == Direction::Down { stated.negated() } else { stated };
        let given = |count: u32| self.given_by(&base, &level, count);
        let first = self.steps.counts[0];
        let near = [first.saturating_sub(1).max(1), first + 1];
        let counts = || self.steps.counts.iter().copied();
        let fits = |count: u32| given(count).is_some_and(|given| !given.is_disjoint(&stated));
        // Some take the mean of the whole for the rate of each year.
        let count = Interval::point(Decimal::integer(i64::from(first)).to_rational());
        let is_mean = given(1).is_some_and(|whole| !whole.divided_by(&count).is_disjoint(&stated));
        let (verdict, count) = match counts().find(|count| fits(*count)) {
            Some(count) => (Verdict::Holds, count),
            None if is_mean || near.into_iter().any(fits) => return,
            None if self.is_told(cx, is_nominal) => (Verdict::Contradicted, first),
            None => return,
        };
        let Some(expected) = given(count) else { return };
        let told = Told {
            stated: ("rate", self.rate),
            others: [("level", self.level), ("base", self.base)],
            formula: "root(level / base, years) - 1 = rate",
            expected: expected.absolute(),
            is_turned: false,
            verdict,
            is_sure: false,
        };
        told.tell(cx, report);
    }

    /// True if the rate cannot be one at other prices, of a base that was revised or of other years.
    fn is_told(&self, cx: &Context, is_nominal: bool) -> bool {
        let sentence = sentence_around(cx, self.rate);
        let is_money = is_money(cx, self.base);
        let is_at_other_prices = !is_nominal
            && !is_said_nominal(behind(cx, self.rate))
            && if is_money { is_at_other_prices(sentence) } else { is_on_another_basis(sentence) };
        let exact = |count: u32| {
            let point = |quantity: &Quantity| Interval::point(quantity.value());
            self.given_by(&point(self.base), &point(self.level), count).map(|given| given.absolute())
        };
        let is_swap = |count: &u32| {
            let given = exact(*count);
            let is = |meant| given.as_ref().is_some_and(|given| !given.is_disjoint(&cx.facts.rounding.interval(meant)));
            slip::swaps(self.rate.number.value).into_iter().any(is)
        };
        let is_above = |count: &u32| {
            let least = self.rate.value() - Decimal::integer(MOST_FALL).to_rational();
            exact(*count).and_then(|given| given.high.value().map(|given| *given < least)) == Some(true)
        };
        if self.steps.counts.iter().any(is_swap) {
            return true;
        }
        let is_doubtful = is_money && is_on_revised_base(sentence);
        match is_at_other_prices {
            true => self.steps.is_said && self.steps.counts.iter().all(is_above),
            false => self.steps.is_said && !is_doubtful,
        }
    }
}
