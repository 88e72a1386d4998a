//! Holds a percentage against the amounts that it was found to be of, and says what does not fit.

use std::sync::Arc;

use crate::checks::figures::breakdown;
use crate::checks::figures::named_whole::mending;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::{Language, Message, Severity, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::rules::amount::Form;
use crate::span::ViewSpan;

/// What a percentage is said to be of what: a share of a whole, or a change of a total.
pub(super) struct Claim<'a> {
    pub part: &'a Quantity,
    /// The whole, or those that may be meant, nearest first.
    pub wholes: Vec<&'a Quantity>,
    pub share: &'a Quantity,
    pub measure: Measure,
    pub certainty: Certainty,
}

/// How sure it is that a share is of the whole that was found. What is not sure is said as a warning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// The text says so.
    Said,
    /// One amount has that name, in another sentence: a slip of the pen in one of the three numbers is said.
    Named,
    /// Another whole may be meant: only a slip of the pen in the share is said.
    Open,
    /// No amount near fits, and a slip of the pen points at this whole.
    Mended,
}

/// What a percentage says of two amounts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// The part of the whole.
    Share,
    /// What is left of the whole without the part, of the whole.
    Rest,
    /// The part of itself and the other amount together.
    Beside,
    /// The increase of what there was before it, where the whole is what there is now.
    Rise,
    /// The decrease, likewise.
    Fall,
}

impl Measure {
    /// What the two amounts give, in percent.
    pub fn percent(self, part: &Interval, whole: &Interval) -> Interval {
        let hundred = Decimal::integer(100).to_rational();
        let one = Interval::point(Decimal::integer(1).to_rational());
        // Each amount stands here once, so that the result is no wider than it must be.
        let times = || whole.divided_by(part);
        match self {
            Self::Share => part.divided_by(whole).scaled(&hundred),
            Self::Rest => one.minus(&part.divided_by(whole)).scaled(&hundred),
            Self::Rise => Interval::point(hundred).divided_by(&times().minus(&one)),
            Self::Fall | Self::Beside => Interval::point(hundred).divided_by(&times().plus(&one)),
        }
    }

    /// True if the amounts can give this percentage, or if the extent of one of them is not known.
    pub fn fits(self, cx: &Context, part: &Quantity, whole: &Quantity, share: &Quantity) -> bool {
        let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
        let (Some(part), Some(whole), Some(share)) = (interval(part), interval(whole), interval(share)) else {
            return true;
        };
        !self.percent(&part, &whole).is_disjoint(&share)
    }

    /// True if the amounts as shown give this percentage; nothing gives none.
    pub fn gives(self, cx: &Context, part: &Quantity, whole: &Quantity, percentage: Decimal) -> bool {
        let (part, whole) = (part.value(), whole.value());
        let (part, base) = match self {
            Self::Share => (part, whole),
            Self::Rest => (&whole - part, whole),
            Self::Rise => (part.clone(), whole - part),
            Self::Fall | Self::Beside => (part.clone(), whole + part),
        };
        let hundred = Decimal::integer(100).to_rational();
        base.is_positive() && cx.facts.rounding.interval(percentage).contains(&(part / base * hundred))
    }

    /// The formula, in the names of the members.
    fn formula(self) -> &'static str {
        match self {
            Self::Share => "part / whole = share",
            Self::Rest => "(whole - part) / whole = share",
            Self::Rise => "part / (whole - part) = share",
            Self::Fall => "part / (whole + part) = share",
            Self::Beside => "part / (part + whole) = share",
        }
    }
}

/// The claim, if one of its wholes fits, or would but for a slip of the pen in the share.
pub(super) fn of_known<'a>(cx: &Context, claim: Claim<'a>) -> Option<Claim<'a>> {
    let meant = slips_of(claim.share.number.value);
    let is_known = claim.wholes.iter().any(|whole| {
        claim.measure.fits(cx, claim.part, whole, claim.share)
            || meant.iter().any(|meant| claim.measure.gives(cx, claim.part, whole, *meant))
    });
    is_known.then_some(claim)
}

/// What a share may have been before one slip of the pen that is hardly an accident: two digits changed places, the point one place off, one
/// digit of three and more another one or too many.
fn slips_of(written: Decimal) -> Vec<Decimal> {
    let mut digits = slip::digits(written);
    digits.retain(|meant| !is_next_to(*meant, written));
    let one_less = if digits.is_empty() { Vec::new() } else { slip::with_one_less(written) };
    [slip::swaps_and_points(written), digits, one_less].concat()
}

/// 45.7 and 45.6: of amounts that were rounded or revised, no slip of the pen.
pub fn is_next_to(meant: Decimal, written: Decimal) -> bool {
    let units = |number: Decimal| number.units_of(written.exponent);
    units(meant).zip(units(written)).is_some_and(|(meant, written)| meant.abs_diff(written) <= 1)
}

/// What came of a claim.
struct Reading<'a> {
    /// The whole that fits or, if none does, the one that the share is most likely of.
    whole: &'a Quantity,
    /// What the share should be of it, in percent.
    expected: Interval,
    verdict: Verdict,
}

pub(super) fn judge(cx: &Context, report: &mut Report, claim: &Claim) {
    let places = [claim.part, claim.share].into_iter().chain(claim.wholes.iter().copied());
    if places.into_iter().any(|quantity| cx.facts.is_opaque(quantity.span)) {
        return;
    }
    let Some(mut reading) = read(cx, claim) else { return };
    // 用水14亿立方米，低于15亿立方米的控制目标；其中生活2亿立方米: another amount may be the whole, and is.
    if reading.verdict == Verdict::Contradicted
        && claim.certainty != Certainty::Said
        && claim.measure == Measure::Share
        && (mending::has_fitting(cx, claim.part, claim.share) || is_of_the_whole_of_another(cx, claim, reading.whole))
    {
        reading.verdict = Verdict::NotChecked(Message::new("partial"));
    }
    let shown = Form::as_written(cx.view, claim.share).interval(&reading.expected);
    report.relation(|rule| relation(cx, rule, claim, &reading, &shown));
    if reading.verdict == Verdict::Contradicted {
        say(cx, report, claim, reading.whole, shown);
    }
}

/// 汉族人口136.2万人，占94.7%；少数民族人口7.62万人，占5.3%: the part and the share beside it ask for one whole, which is not the one that was found.
fn is_of_the_whole_of_another(cx: &Context, claim: &Claim, whole: &Quantity) -> bool {
    const MOST: usize = 4;
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| quantity.span.start < claim.share.span.start);
    let near = quantities.get(at.saturating_sub(MOST)..(at + MOST + 1).min(quantities.len())).unwrap_or_default();
    let needed = |part: &Quantity, share: &Quantity| {
        let (part, share) = (part.interval(cx.facts.rounding)?, share.interval(cx.facts.rounding)?);
        share.low.value().is_some_and(|low| low.is_positive()).then(|| part.divided_by(&share))
    };
    let Some(own) = needed(claim.part, claim.share) else { return false };
    near.windows(2).any(|pair| {
        let [part, share] = pair else { return false };
        part.span != claim.part.span
            && share.span != claim.share.span
            && share.kind == UnitKind::Percent
            && part.has_unit_of(claim.part, cx.view)
            && cx.facts.sentence_of(share) == cx.facts.sentence_of(claim.share)
            && breakdown::gap(cx, part, share).is_some_and(|words| words.contains(['占', '（', '(']))
            && !Measure::Share.fits(cx, part, whole, share)
            && needed(part, share).is_some_and(|other| !other.is_disjoint(&own))
    })
}

/// Compares a share with the wholes that it may be of.
fn read<'a>(cx: &Context, claim: &Claim<'a>) -> Option<Reading<'a>> {
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let (part, stated) = (interval(claim.part)?, interval(claim.share)?);
    let shares = claim.wholes.iter().filter_map(|whole| {
        let value = interval(whole).filter(|value| value.low.value().is_some_and(|low| low.is_positive()))?;
        Some((*whole, claim.measure.percent(&part, &value)))
    });
    let mut shares: Vec<(&Quantity, Interval)> = shares.collect();
    let fitting = shares.iter().position(|(_, share)| !share.is_disjoint(&stated));
    let explained = || shares.iter().position(|(whole, expected)| is_explained(cx, claim, whole, expected));
    let (at, verdict) = match fitting {
        Some(at) => (at, Verdict::Holds),
        None if matches!(claim.certainty, Certainty::Said | Certainty::Mended) => (0, Verdict::Contradicted),
        None => explained().map_or((0, Verdict::NotChecked(Message::new("partial"))), |at| (at, Verdict::Contradicted)),
    };
    let (whole, expected) = (at < shares.len()).then(|| shares.swap_remove(at))?;
    Some(Reading { whole, expected, verdict })
}

/// True if a slip of the pen explains why the share is not the one `expected`: in the share, or in any of the three if the whole is the
/// only one that has the name.
fn is_explained(cx: &Context, claim: &Claim, whole: &Quantity, expected: &Interval) -> bool {
    let written = claim.share.number.value;
    let gives = |part: &Quantity, whole: &Quantity, meant| claim.measure.gives(cx, part, whole, meant);
    let is_slip_of_share =
        slip::meant_by(written).into_iter().any(|meant| !expected.is_disjoint(&cx.facts.rounding.interval(meant)))
            || slips_of(written).into_iter().any(|meant| gives(claim.part, whole, meant));
    if is_slip_of_share || claim.certainty != Certainty::Named {
        return is_slip_of_share;
    }
    // A share of two digits agrees with too much.
    let is_precise = !slip::digits(written).is_empty();
    let in_part = || slip::meant_by(claim.part.number.value).into_iter().map(|meant| claim.part.with_value(meant));
    let in_whole = || slip::meant_by(whole.number.value).into_iter().map(|meant| whole.with_value(meant));
    slip::near(written).into_iter().any(|meant| gives(claim.part, whole, meant))
        || is_precise
            && (in_part().any(|part| gives(&part, whole, written))
                || in_whole().any(|whole| gives(claim.part, &whole, written)))
}

fn relation(cx: &Context, rule: &Arc<Rule>, claim: &Claim, reading: &Reading, shown: &Shown) -> Relation {
    let written = |quantity: &Quantity| cx.written(quantity.span);
    let member = |name: &'static str, quantity: &Quantity| Member {
        name: name.into(),
        span: cx.source(quantity.span),
        interval: quantity.interval(cx.facts.rounding),
        shown: Shown::from(written(quantity)),
    };
    let sign = match reading.verdict {
        Verdict::Holds => "∋",
        Verdict::Contradicted => "∌",
        Verdict::NotChecked(_) => "?",
    };
    let spans = [claim.part.span, reading.whole.span, claim.share.span];
    let start = spans.iter().map(|span| span.start).min().unwrap_or_default();
    let end = spans.iter().map(|span| span.end).max().unwrap_or_default();
    let side = |language| format!("{} {sign} {}", shown.get(language), written(claim.share)).into();
    Relation {
        rule: rule.clone(),
        span: cx.source(ViewSpan { start, end }),
        formula: claim.measure.formula().to_owned(),
        members: vec![member("part", claim.part), member("whole", reading.whole), member("share", claim.share)],
        expected: Some(shown.clone()),
        reading: Shown::Word { zh: side(Language::Zh), en: side(Language::En) },
        verdict: reading.verdict.clone(),
    }
}

fn say(cx: &Context, report: &mut Report, claim: &Claim, whole: &Quantity, expected: Shown) {
    let written = |quantity: &Quantity| cx.written(quantity.span);
    let finding = report.at(cx.source(claim.share.span));
    if claim.certainty != Certainty::Said {
        finding.severity(Severity::Warning);
    }
    match claim.measure {
        Measure::Share => {}
        Measure::Rest => {
            finding.text("rest");
        }
        Measure::Beside => {
            finding.text("beside");
        }
        Measure::Rise | Measure::Fall => {
            finding.text("change");
        }
    }
    finding
        .arg("expected", expected)
        .arg("stated", written(claim.share))
        .arg("part", written(claim.part))
        .arg("whole", written(whole))
        .evidence("stated", written(claim.share))
        .related(cx.source(claim.part.span), Message::new("part").arg("written", written(claim.part)))
        .related(cx.source(whole.span), Message::new("whole").arg("written", written(whole)));
}
