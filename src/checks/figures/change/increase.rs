//! A change and its rate, side by side, and the amount of now apart from them: 收入386万元，其中会费120万元……收入比上年增加26万元，增长7.2%. Takes the
//! rates behind changes; looks back for the amount that the two are of, and holds which way the two go against each other.

use super::apart::{self, Certainty, Past};
use super::claim::{self, Claim, Gives, Pair};
use super::link::{self, Basis, Role};
use super::statement;
use crate::checks::figures::beside::part_around;
use crate::checks::figures::breakdown::{gap, head, is_amount};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::{self, Direction};
use crate::facts::lexicon::{is_at_other_prices, is_on_another_basis, is_on_revised_base};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::Message;
use crate::relation::Verdict;

/// A slip is told of one of so many amounts at most, where no name says which is meant.
const MOST_OPEN: usize = 3;

/// Reports rates that are not those of the change beside them, and changes that go the other way than their rate.
pub(super) fn check(cx: &Context, report: &mut Report) {
    for (index, pair) in cx.facts.quantities.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let (by, rate) = match (first.kind, second.kind) {
            (UnitKind::Count | UnitKind::Measure, UnitKind::Percent) => (first, second),
            (UnitKind::Percent, UnitKind::Count | UnitKind::Measure) => (second, first),
            _ => continue,
        };
        if first.cues.has(Cues::CHANGE)
            && second.cues.has(Cues::CHANGE)
            && is_amount(by)
            && rate.qualifier == Qualifier::Exact
            && !pair.iter().any(|quantity| cx.facts.is_opaque(quantity.span))
        {
            look_at(cx, report, index, by, rate);
        }
    }
}

/// The change `by` and its rate, of which the first is quantity `index`.
fn look_at(cx: &Context, report: &mut Report, index: usize, by: &Quantity, rate: &Quantity) {
    let quantities = &cx.facts.quantities;
    let Some((first, second)) = quantities.get(index).zip(quantities.get(index + 1)) else { return };
    let Some(words) = gap(cx, first, second) else { return };
    // 增加84起，占比下降10.5%: of something else.
    let is_plain = change::at_start(words.trim_start_matches([' ', '，', ',', '、', '（', '('])).is_some();
    let Some(link) = link::read(words).filter(|_| is_plain) else { return };
    let (Role::Change(direction), Basis::Unsaid) = (link.role, link.basis) else { return };
    let Some((change, around)) = change::at_end(head(cx, first)) else { return };
    if OF_EACH_TIME.iter().any(|word| around.contains(word)) {
        return;
    }
    if change.direction != direction {
        let formula = "sign(change) = sign(rate)";
        return claim::tell_turned(cx, report, ("rate", second), ("change", first), formula);
    }
    if let Some(base) = opening(cx, index) {
        return judge_net(cx, report, base, by, rate, direction);
    }
    let is_of_statement =
        statement::link_before(cx, index).is_some() || statement::link_before(cx, index + 2).is_some();
    let subject = apart::without_around(around);
    if is_of_statement || !apart::is_subject(subject) {
        return;
    }
    let past = Past { subject, is_compared: true, is_of_year: false, others: &[] };
    if let Some((now, certainty)) = apart::this_period(cx, index, by, &past) {
        judge(cx, report, &now, certainty, by, rate, direction);
    }
}

/// 年初有77259户，新设9476户，注销5612户，净增3864户: what there was before the net change that quantity `index` is.
fn opening<'a>(cx: &'a Context, index: usize) -> Option<&'a Quantity> {
    const FARTHEST: usize = 6;
    const OPENINGS: &[&str] = &["年初", "期初", "上年末", "上年底", "上年年末", "去年末", "去年底", "上年同日", "月初"];
    let quantities = &cx.facts.quantities;
    let net = quantities.get(index).filter(|net| head(cx, net).contains('净'))?;
    let near = quantities.get(index.saturating_sub(FARTHEST)..index)?.iter().rev();
    let mut amounts = near.filter(|amount| amount.has_unit_of(net, cx.view) && is_amount(amount));
    let is_opening = |words: &str| OPENINGS.iter().any(|word| words.contains(word)) && !words.contains(['增', '减']);
    amounts.find(|amount| cx.facts.sentence_of(amount) == cx.facts.sentence_of(net) && is_opening(head(cx, amount)))
}

/// Holds a rate against the net change before it and what there was.
fn judge_net<'a>(
    cx: &Context,
    report: &mut Report,
    base: &'a Quantity,
    by: &'a Quantity,
    rate: &'a Quantity,
    direction: Direction,
) {
    let pair = Pair { one: by, other: base, gives: Gives::RateOnBase };
    let claim = Claim { pair, stated: rate, direction };
    let point = |quantity: &Quantity| Interval::point(quantity.value());
    let given = claim.given_by(point(by), point(base));
    let is_slip = || {
        let near = slip::near(rate.number.value).into_iter().map(|meant| cx.facts.rounding.interval(meant));
        given.is_some_and(|given| { near }.any(|meant| !given.is_disjoint(&meant)))
    };
    match claim.fits(cx) {
        true => claim.tell(cx, report, Verdict::Holds, true),
        false if is_slip() => claim.tell(cx, report, Verdict::Contradicted, false),
        false => {}
    }
}

/// Changes in each of several times.
const OF_EACH_TIME: &[&str] = &["年均", "月均", "日均", "季均", "平均", "每", "新", "人均", "户均"];

fn judge<'a>(
    cx: &Context,
    report: &mut Report,
    now: &[&'a Quantity],
    certainty: Certainty,
    by: &'a Quantity,
    rate: &'a Quantity,
    direction: Direction,
) {
    let claim = |now: &'a Quantity| Claim {
        pair: Pair { one: by, other: now, gives: Gives::RateOfChange },
        stated: rate,
        direction,
    };
    let is_told = |now: &'a Quantity| claim(now).given(cx).is_some();
    let known = || now.iter().copied().filter(|now| is_told(now));
    if let Some(fitting) = known().find(|now| claim(now).fits(cx)) {
        return claim(fitting).tell(cx, report, Verdict::Holds, true);
    }
    let sentence = part_around(cx, rate);
    let is_doubtful = match statement::is_money(cx, by) {
        true => is_at_other_prices(sentence) || is_on_revised_base(sentence),
        false => is_on_another_basis(sentence),
    };
    let Some(first) = known().next() else { return };
    let is_open = certainty == Certainty::Open;
    let is_few = !is_open || known().count() <= MOST_OPEN;
    let meant = known().find(|now| !is_doubtful && is_few && is_explained(cx, claim(now), is_open));
    let verdict = match meant {
        Some(_) => Verdict::Contradicted,
        None => Verdict::NotChecked(Message::new("partial")),
    };
    claim(meant.unwrap_or(first)).tell(cx, report, verdict, false);
}

/// True if one slip explains why the rate is another one: two digits of it or of an amount that changed places, or one digit of a rate of three.
fn is_explained(cx: &Context, claim: Claim, is_open: bool) -> bool {
    let Pair { one: by, other: now, .. } = claim.pair;
    let given = |by: Decimal, now: Decimal| {
        claim.given_by(Interval::point(by.to_rational()), Interval::point(now.to_rational()))
    };
    let (by, now, written) = (by.number.value, now.number.value, claim.stated.number.value);
    let shown = |meant: Decimal| cx.facts.rounding.interval(meant);
    let is = |given: Option<Interval>, meant: Decimal| given.is_some_and(|given| !given.is_disjoint(&shown(meant)));
    let of_rate =
        if is_open { slip::swaps(written) } else { [slip::swaps_and_points(written), slip::digits(written)].concat() };
    of_rate.into_iter().any(|meant| is(given(by, now), meant))
        || !is_open && slip::swaps(by).into_iter().any(|by| is(given(by, now), written))
        || !is_open && slip::swaps(now).into_iter().any(|now| is(given(by, now), written))
}
