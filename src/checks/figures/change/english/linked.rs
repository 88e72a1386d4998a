//! A number, what it was before, and by how much or at what rate it changed, whatever is said between them: the words around a number say
//! that it is one of before (against 1,562 in the months before), and those around another that it is the change of the two (16 per cent
//! fewer, a cut of 1.3 cents). Takes the changes, looks back and on for the two levels.

use crate::checks::figures::breakdown::gap;
use crate::checks::figures::change::Scale;
use crate::checks::figures::change::claim::{Claim, Gives, Pair};
use crate::checks::figures::english::{
    CURRENCY_SIGNS, are_alike, ends_a_span_of_years, ends_with_word, is_amount, starts_with_word, words_before,
    words_behind,
};
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::{
    Direction, ENGLISH_CHANGES, ENGLISH_COMPARISONS, ENGLISH_EARLIER, ENGLISH_FILLERS, ENGLISH_TIMES, english_at_end,
    english_behind,
};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::{self, Term};
use crate::relation::Verdict;

/// A level stands so many quantities from its change at most.
const FARTHEST: usize = 6;
/// Bytes between a level and its change.
const LONGEST_GAP: usize = 100;
/// The level of now is at most so many times the one before.
const MOST_TIMES: i64 = 20;
/// Words of another clause, whose change is not that of the levels before it.
const OTHER_CLAUSES: &[&str] =
    &[" and ", " while ", " but ", " whereas ", " though ", " although ", " which ", " who ", ". ", ";", "\n", ": "];
/// Words of a sentence whose rates need not be those of its amounts.
const OTHER_BASES: &[&str] = &[
    "real terms",
    "constant",
    "comparable",
    "adjusted",
    "annual",
    "on average",
    "excluding",
    "like-for-like",
    "target",
    "planned",
    "projected",
    "GDP",
    "gross domestic",
    "value added",
    "disposable income",
];
/// Words right behind a rate that is one of each year, or of something else.
const OTHER_RATES: &[&str] =
    &["a year", "per year", "annually", "each year", "per annum", "of", "in real", "since", "to", "on average"];

/// A change with the numbers that should give it.
struct Linked<'a> {
    change: &'a Quantity,
    /// `None` where the words do not say which way it went.
    direction: Option<Direction>,
    now: &'a Quantity,
    base: &'a Quantity,
}

/// Reports changes and rates that their two levels do not give, if one slip of the pen explains it.
pub(super) fn check(cx: &Context, report: &mut Report, scale: Scale) {
    for index in 1..cx.facts.quantities.len() {
        if let Some(linked) = linked(cx, index)
            && linked.claim().scale() == scale
        {
            linked.judge(cx, report);
        }
    }
}

/// The change `index` and its levels; the words around it say that it is one.
fn linked<'a>(cx: &'a Context, index: usize) -> Option<Linked<'a>> {
    let change = cx.facts.quantities.get(index).filter(|change| change.qualifier == Qualifier::Exact)?;
    let direction = said(cx, change).or_else(|| is_apposed(cx, index).then_some(None))?;
    let (now, base) = levels_around(cx, index).or_else(|| levels_before(cx, index))?;
    let times = Decimal::integer(MOST_TIMES).to_rational();
    let are_near = now.value() < base.value() * &times && base.value() < now.value() * &times;
    are_near.then_some(Linked { change, direction, now, base })
}

/// Which way the words around a number say that something changed by it; `Some(None)` where they say no more than that it did.
fn said(cx: &Context, change: &Quantity) -> Option<Option<Direction>> {
    let before = words_before(cx, change);
    let behind = words_behind(cx, change);
    let is_rate = matches!(change.kind, UnitKind::Percent | UnitKind::Point);
    if change.kind == UnitKind::Multiple || is_rate && OTHER_RATES.iter().any(|word| starts_with_word(behind, word)) {
        return None;
    }
    if let Some((direction, _)) = english_at_end(before) {
        return Some(Some(direction));
    }
    // compared with 28,216 a year before (+21.2%)
    let text = cx.view.text().get(..change.span.start as usize).unwrap_or("");
    if is_rate && text.ends_with("(+") {
        return Some(Some(Direction::Up));
    }
    if let Some(direction) = english_behind(behind, if is_rate { 1 } else { 2 }) {
        return Some(Some(direction));
    }
    let is_by = ends_with_word(before, "by") || ends_with_word(before, "or") && is_rate;
    let is_change = || ENGLISH_CHANGES.iter().any(|word| ends_with_word(before, word));
    (is_by || is_change() || change.kind == UnitKind::Point).then_some(None)
}

/// from 19 percent to 15 percent, four percent, after: true for a percentage that says anew how far the two before it are apart.
fn is_apposed(cx: &Context, index: usize) -> bool {
    let numbers = index.checked_sub(2).and_then(|first| cx.facts.quantities.get(first..=index));
    let Some([from, to, by]) = numbers else { return false };
    let behind = cx.view.text().get(by.span.end as usize..).unwrap_or("");
    numbers.iter().copied().flatten().all(|number| number.kind == UnitKind::Percent)
        && base(cx, from) == Some(Base::From)
        && is_reached(cx, to)
        && gap(cx, to, by).is_some_and(|words| words.trim() == ",")
        && behind.starts_with([',', '.', ';'])
}

/// True for a number between which and another one such a change lies.
fn is_level(cx: &Context, level: &Quantity, change: &Quantity) -> bool {
    let is_of_kind = match change.kind {
        UnitKind::Point => level.kind == UnitKind::Percent,
        UnitKind::Percent => {
            level.kind == UnitKind::Percent || level.kind == UnitKind::Duration || is_amount(cx, level)
        }
        UnitKind::Duration => level.kind == UnitKind::Duration,
        // down 1.2 points from 55.9%
        UnitKind::Count if starts_with_word(words_behind(cx, change), "points") => level.kind == UnitKind::Percent,
        _ => is_amount(cx, level) && are_alike(cx, level, change),
    };
    is_of_kind && level.qualifier == Qualifier::Exact && !ends_a_span_of_years(cx, level)
}

fn are_of_one_measure(cx: &Context, one: &Quantity, other: &Quantity) -> bool {
    match one.kind {
        UnitKind::Percent | UnitKind::Duration => one.has_unit_of(other, cx.view),
        _ => are_alike(cx, one, other),
    }
}

/// How the words around a number say that it is what another one is compared with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    /// from 284
    From,
    /// against 284, 284 a year earlier
    Compared,
}

fn base(cx: &Context, level: &Quantity) -> Option<Base> {
    let mut words = words_before(cx, level);
    while let Some((before, last)) = words.rsplit_once(' ') {
        if !ENGLISH_FILLERS.iter().any(|filler| last.eq_ignore_ascii_case(filler)) {
            break;
        }
        words = before.trim_end();
    }
    if ends_with_word(words, "from") {
        return Some(Base::From);
    }
    let is_compared = ENGLISH_COMPARISONS.iter().any(|word| ends_with_word(words, word))
        || ENGLISH_EARLIER.iter().any(|word| {
            words_behind(cx, level).contains(word)
                || words_before(cx, level).get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word))
        });
    is_compared.then_some(Base::Compared)
}

/// from 284 to 171: the second one.
fn is_reached(cx: &Context, level: &Quantity) -> bool {
    ends_with_word(words_before(cx, level), "to") && base(cx, level).is_none()
}

/// True if a level and its change are parts of one clause.
fn is_one_clause(words: &str) -> bool {
    words.len() <= LONGEST_GAP && !OTHER_CLAUSES.iter().any(|word| words.contains(word))
}

/// The levels before a change, the nearest last, as far as the sentence goes and nothing but rates and years stands between the last one
/// and the change.
fn levels_before<'a>(cx: &'a Context, index: usize) -> Option<(&'a Quantity, &'a Quantity)> {
    let (change, mut levels) = (cx.facts.quantities.get(index)?, levels(cx, index));
    // from 412 to 287, a reduction of 125, or 30.3%: the rate of that change.
    let is_of_change = |level: &&Quantity| {
        ends_with_word(words_before(cx, change), "or") && levels.len() > 2 && says_another_change(cx, level)
    };
    if levels.first().is_some_and(is_of_change) {
        levels.remove(0);
    }
    let last = *levels.first()?;
    let is_tight = gap(cx, last, change).is_some_and(is_one_clause);
    if !is_tight || says_another_change(cx, last) {
        return None;
    }
    // 424,900, up 6,300 from 418,600
    let is_from = base(cx, last) == Some(Base::From);
    let may_be = |level: &&Quantity| {
        are_of_one_measure(cx, level, last)
            && !(is_from && change.kind == UnitKind::Percent && says_another_change(cx, level))
    };
    let earlier = levels.iter().skip(1).copied().find(may_be)?;
    let (now, then) = match (base(cx, earlier), base(cx, last)) {
        (Some(Base::From), None) if is_reached(cx, last) => (last, earlier),
        (None, Some(Base::From)) if !says_another_change(cx, earlier) => (earlier, last),
        (None, Some(Base::Compared)) if !says_another_change(cx, earlier) && is_of_another_time(cx, last) => {
            (earlier, last)
        }
        _ => return None,
    };
    (!is_on_something_else(cx, change) && counts_the_same(cx, change, now, then)).then_some((now, then))
}

/// against 1,562 in the months before; not: compared with 60.2% nationally.
pub(super) fn is_of_another_time(cx: &Context, level: &Quantity) -> bool {
    const MOST_WORDS: usize = 2;
    let words = words_behind(cx, level);
    let names_no_time = || {
        let is_place = |word: &str| word.ends_with("ly") || matches!(word, "in" | "for" | "at" | "of" | "among");
        words.split_ascii_whitespace().count() > MOST_WORDS || words.split_ascii_whitespace().any(is_place)
    };
    says_a_time(cx, level, words) || !names_no_time()
}

/// in the same quarter; in 2024
fn says_a_time(cx: &Context, quantity: &Quantity, words: &str) -> bool {
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("").trim_start();
    let rest = behind.strip_prefix(words).unwrap_or("").trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()) || ENGLISH_TIMES.iter().any(|time| words.contains(time))
}

/// 4 percentage points higher than the average: the change is on what follows.
fn is_on_something_else(cx: &Context, change: &Quantity) -> bool {
    let words = words_behind(cx, change);
    let compares = |word: &str| matches!(word, "than" | "above" | "below" | "over" | "on" | "of" | "off" | "short");
    words.split_ascii_whitespace().any(compares) && !says_a_time(cx, change, words)
}

/// from 3 rooms to 5 rooms, up 12 floors: another thing is counted.
fn counts_the_same(cx: &Context, change: &Quantity, now: &Quantity, then: &Quantity) -> bool {
    let noun = |quantity: &Quantity| words_behind(cx, quantity).split(' ').next().unwrap_or("");
    let (own, others) = (noun(change), [noun(now), noun(then)]);
    change.kind != UnitKind::Count || others.contains(&own) || english_behind(own, 1).is_some() || own == "points"
}

/// The numbers of the sentence before quantity `index` that may be levels of its change, nearest first.
fn levels<'a>(cx: &'a Context, index: usize) -> Vec<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let Some(change) = quantities.get(index) else { return Vec::new() };
    let near = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default().iter().rev();
    let is_here = |level: &&Quantity| cx.facts.sentence_of(level) == cx.facts.sentence_of(change);
    near.take_while(is_here).filter(|level| is_level(cx, level, change)).collect()
}

/// up 5.6 million: a number that is a change itself.
fn says_another_change(cx: &Context, level: &Quantity) -> bool {
    english_at_end(words_before(cx, level)).is_some() || english_behind(words_behind(cx, level), 1).is_some()
}

/// 4.7 per cent above the current year's $421.8 million: the level right behind a change, and the one before it, or behind “to”.
fn levels_around<'a>(cx: &'a Context, index: usize) -> Option<(&'a Quantity, &'a Quantity)> {
    const BETWEEN: &[&str] = &[
        "on",
        "over",
        "from",
        "than",
        "above",
        "below",
        "more",
        "fewer",
        "less",
        "higher",
        "lower",
        "compared",
        "with",
        "to",
        "against",
        "points",
        "percentage",
    ];
    let quantities = &cx.facts.quantities;
    let (change, then) = (quantities.get(index)?, quantities.get(index + 1)?);
    let between = gap(cx, change, then)?.trim_end_matches(CURRENCY_SIGNS).trim();
    // an increase of 88, from 2,148 to 2,236
    let words = between.strip_prefix(',').unwrap_or(between).trim();
    let is_filler = |word: &str| {
        let is_one_of = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        is_one_of(BETWEEN) || is_one_of(ENGLISH_FILLERS)
    };
    if words.is_empty() || !words.split_ascii_whitespace().all(is_filler) || !is_level(cx, then, change) {
        return None;
    }
    let next = quantities.get(index + 2).filter(|next| is_level(cx, next, change) && is_reached(cx, next));
    if let Some(next) = next.filter(|_| ends_with_word(words, "from")) {
        let is_near = gap(cx, then, next).is_some_and(is_one_clause);
        return (is_near && are_of_one_measure(cx, next, then)).then_some((next, then));
    }
    // rose by 12 to 96, compared with 84
    let now = levels(cx, index).into_iter().next().filter(|now| are_of_one_measure(cx, now, then))?;
    let is_now = base(cx, now).is_none() && !says_another_change(cx, now);
    (is_now && gap(cx, now, change).is_some_and(is_one_clause)).then_some((now, then))
}

impl<'a> Linked<'a> {
    fn claim(&self) -> Claim<'a> {
        let is_rise = self.now.value() >= self.base.value();
        let direction = self.direction.unwrap_or(if is_rise { Direction::Up } else { Direction::Down });
        let mut claim = Claim::between(self.now, self.base, self.change, direction);
        if claim.scale() == Scale::PercentForPoints {
            claim.pair.gives = Gives::Difference;
        }
        claim
    }

    fn judge(&self, cx: &Context, report: &mut Report) {
        let claim = self.claim();
        let places = [self.now, self.base, self.change];
        if places.iter().any(|quantity| cx.facts.is_opaque(quantity.span)) || self.is_on_another_basis(cx) {
            return;
        }
        if claim.scale() == Scale::PercentForPoints {
            let rate = claim.with(Pair { gives: Gives::RateOfLevels, ..claim.pair });
            if claim.fits(cx) && !rate.fits(cx) {
                claim.tell(cx, report, Verdict::Contradicted, false);
            }
        } else if claim.fits(cx) {
            claim.tell(cx, report, Verdict::Holds, true);
        } else if !places.iter().any(|quantity| report.has_finding_in(cx.source(quantity.span)))
            && self.is_explained(cx, claim)
        {
            claim.tell(cx, report, Verdict::Contradicted, false);
        }
    }

    /// True if words of the clause say that the rate is on another base than the levels.
    fn is_on_another_basis(&self, cx: &Context) -> bool {
        const BEHIND: usize = 40;
        let spans = [self.now.span, self.base.span, self.change.span];
        let start = spans.iter().map(|span| span.start as usize).min().unwrap_or_default();
        let end = spans.iter().map(|span| span.end as usize).max().unwrap_or_default();
        let text = cx.view.text();
        let from = text.floor_char_boundary(start.saturating_sub(BEHIND));
        let words = text.get(from..text.floor_char_boundary((end + BEHIND).min(text.len()))).unwrap_or("");
        self.change.kind != UnitKind::Point && OTHER_BASES.iter().any(|word| words.contains(word))
    }

    /// True if one slip of the pen in one of the three numbers explains that they do not agree, or a rise that is called a fall.
    fn is_explained(&self, cx: &Context, claim: Claim) -> bool {
        let point = |quantity: &Quantity| Interval::point(quantity.value());
        let given_by = |now: &Quantity, base: &Quantity| claim.given_by(point(now), point(base));
        let Some(given) = claim.given(cx) else { return false };
        let stated = self.change.number.value;
        let shows = |given: Interval, meant: Decimal| !given.absolute().is_disjoint(&cx.facts.rounding.interval(meant));
        if claim.is_turned(&given) || self.now.value() == self.base.value() {
            return claim.is_turned(&given) && shows(given, stated) || self.now.value() == self.base.value();
        }
        if !claim.is_rate() {
            return self.is_sum_explained();
        }
        let Some(exact) = given_by(self.now, self.base) else { return false };
        let is_level = |now: &Quantity, base: &Quantity| given_by(now, base).is_some_and(|given| shows(given, stated));
        slip::near(stated).into_iter().any(|meant| shows(exact.clone(), meant))
            || slip::swaps_and_points(self.now.number.value)
                .into_iter()
                .any(|meant| is_level(&self.now.with_value(meant), self.base))
            || slip::swaps_and_points(self.base.number.value)
                .into_iter()
                .any(|meant| is_level(self.now, &self.base.with_value(meant)))
    }

    /// The same of a difference.
    fn is_sum_explained(&self) -> bool {
        let is_rise = self.now.value() >= self.base.value();
        let (greater, smaller) = if is_rise { (self.now, self.base) } else { (self.base, self.now) };
        let term = |quantity: &Quantity, negative| Term {
            value: quantity.number.value,
            has_multiplier: quantity.number.has_multiplier,
            negative,
        };
        slip::explanation(&[term(greater, false), term(smaller, true), term(self.change, true)]).is_some()
    }
}
