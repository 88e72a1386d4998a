//! Holds a change or a rate against the level and the base of its statement, or a rate against the change.

use crate::checks::figures::beside::sentence_around;
use crate::checks::figures::breakdown::head;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::Direction;
use crate::facts::lexicon::{
    is_at_other_prices, is_of_incomes, is_on_another_basis, is_on_revised_base, is_on_two_bases, is_said_nominal,
};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::slip;
use crate::relation::Verdict;

use super::{Is, Said, clause_before};
use crate::checks::figures::change::Scale;
use crate::checks::figures::change::claim::{self, Claim, Gives, Pair};
use crate::checks::figures::change::link::Basis;
use crate::checks::figures::change::{stock, yearly};

/// Words of what is not there yet.
const PLANNED: &[&str] = &["力争", "目标是"];

/// Quantities before a statement whose change it may be.
const FARTHEST_LEVEL: usize = 12;

/// Judges each change and each rate of a statement that begins with quantity `first`.
pub(super) fn judge(cx: &Context, report: &mut Report, scale: Scale, first: usize, said: &[Said]) {
    if said.iter().any(|number| cx.facts.is_opaque(number.quantity.span)) {
        return;
    }
    if scale == Scale::Amounts {
        stock::judge(cx, report, said);
        yearly::judge(cx, report, said);
    }
    said.windows(2).for_each(|pair| judge_direction(cx, report, scale, &pair[0], &pair[1]));
    for (index, stated) in said.iter().enumerate() {
        let Is::Change(direction) = stated.is else { continue };
        let Some((pair, doubt)) = pair(cx, said, index, first) else { continue };
        let claim = Claim { pair, stated: stated.quantity, direction };
        if claim.scale() == scale {
            claim.judge(cx, report, first, stated, doubt);
        }
    }
}

/// 由31家增加到26家, 由29.3%上升到27.6%: the second number went the other way than the text says.
fn judge_direction(cx: &Context, report: &mut Report, scale: Scale, from: &Said, to: &Said) {
    // 由12位上升到9位; 由45毫米提高到25毫米: less is more.
    const LESS_IS_MORE: &[&str] =
        &["位", "级", "档", "类", "等", "名", "毫米", "微米", "毫克", "微克", "克", "秒", "次"];
    // 精度由5%提高到2%, 由前10%上升到前5%
    const LESS_IS_MORE_OF: &[&str] = &["精度", "误差", "分辨", "排名", "位次", "准确度", "水平", "前", "标准"];
    let is_of_scale = |level: &Quantity| match scale {
        Scale::Amounts => is_amount(level),
        Scale::Points => level.kind == UnitKind::Percent,
        Scale::PercentForPoints => false,
    };
    let Some(direction) = to.went.filter(|_| from.is == Is::Base && is_of_scale(from.quantity)) else { return };
    if scale == Scale::Points && LESS_IS_MORE_OF.iter().any(|word| head(cx, from.quantity).contains(word)) {
        return;
    }
    let (before, now) = (from.quantity, to.quantity);
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let Some(difference) = interval(now).zip(interval(before)).map(|(now, before)| now.minus(&before)) else { return };
    let (is_turned, formula) = match direction {
        Direction::Up => (claim::is_positive(&difference.negated()), "level > base"),
        Direction::Down => (claim::is_positive(&difference), "level < base"),
    };
    let is_plain = now.has_unit_of(before, cx.view)
        && now.kind != UnitKind::Duration
        && !LESS_IS_MORE.contains(&cx.view.slice(now.unit).trim());
    if is_turned && is_plain {
        claim::tell_turned(cx, report, ("level", now), ("base", before), formula);
    }
}

/// The quantities before a statement, in the same sentence and in the unit of its numbers.
fn earlier_amounts<'a>(cx: &'a Context, first: usize, pair: Pair) -> Vec<&'a Quantity> {
    let before = cx.facts.quantities.get(first.saturating_sub(FARTHEST_LEVEL)..first).unwrap_or_default();
    let is_near = |quantity: &&Quantity| cx.facts.sentence_of(quantity) == cx.facts.sentence_of(pair.other);
    before.iter().filter(is_near).filter(|quantity| quantity.has_unit_of(pair.other, cx.view)).collect()
}

/// How sure it is that two numbers give the change that is said of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    None,
    /// Only a slip is told that is far from an accident.
    Slips,
    /// Only two digits that changed places, or a rise called a fall.
    Swaps,
}

/// The two numbers of the statement that give the change or the rate `index`.
fn pair<'a>(cx: &'a Context, said: &[Said<'a>], index: usize, first: usize) -> Option<(Pair<'a>, Doubt)> {
    let stated = said.get(index)?;
    let level = said.iter().take(index).rev().chain(said.iter().skip(index)).find(|number| number.is == Is::Level);
    let level = level.map(|level| level.quantity);
    let base = |is_meant: &dyn Fn(usize) -> bool| {
        let mut numbers = said.iter().enumerate().filter(|(at, number)| number.is == Is::Base && is_meant(*at));
        numbers.find(|(at, number)| {
            let is_of_level = level.is_none_or(|level| number.quantity.has_unit_of(level, cx.view));
            is_of_level && compares(stated, number, at + 1 == index)
        })
    };
    let found = base(&|at| at + 1 == index).or_else(|| base(&|_| true)).map(|(_, base)| base);
    let planned = || level.and_then(|level| planned(cx, first, stated, level));
    let base = found.map(|base| base.quantity).or_else(planned);
    let doubt = match found {
        None if base.is_some() => Doubt::Slips,
        Some(base) if base.is_noted && (base.basis == Basis::Unsaid || base.basis != stated.basis) => Doubt::Slips,
        Some(base) if base.is_from && base.basis != stated.basis && stated.basis != Basis::Years => Doubt::Slips,
        // 比2022年的8.46亿元，同比增长: the year before, or another one.
        Some(base) if matches!(base.basis, Basis::Year(_)) && stated.basis == Basis::LastYear => Doubt::Slips,
        // 由219所减少到137所，撤并82所: some may have come.
        _ if stated.is_gross => Doubt::Slips,
        _ => Doubt::None,
    };
    let change = |of: &Quantity| {
        let (change, doubt) = change_of_rate(said, index)?;
        let change = Some(change.quantity).filter(|change| change.has_unit_of(of, cx.view) && is_amount(of));
        change.zip(Some(doubt))
    };
    let gained = |level: &Quantity| {
        let gained = said.iter().take(index).find(|gained| gained.is == Is::Gained);
        gained.map(|gained| gained.quantity).filter(|gained| gained.has_unit_of(level, cx.view))
    };
    let is_percent = stated.quantity.kind == UnitKind::Percent;
    if is_rate_of_base(said, index) || level.zip(base).is_some_and(|(level, base)| are_turned(cx, level, base)) {
        return None;
    }
    let pair = |one, other, gives, doubt| Some((Pair { one, other, gives }, doubt));
    match (level, base) {
        (Some(level), Some(base)) if is_percent => pair(level, base, Gives::RateOfLevels, doubt),
        (Some(level), Some(base)) if is_difference(cx, stated.quantity, level) => {
            pair(level, base, Gives::Difference, doubt)
        }
        (Some(level), None) if is_percent => match change(level) {
            Some((change, of_order)) => pair(change, level, Gives::RateOfChange, doubt.max(of_order)),
            None => pair(gained(level)?, level, Gives::RateOfChange, Doubt::Swaps),
        },
        (None, Some(base)) if is_percent => {
            let (change, of_order) = change(base)?;
            pair(change, base, Gives::RateOnBase, doubt.max(of_order))
        }
        _ => None,
    }
}

/// 净利6.7亿元，较上期净损2.1亿元: true if one is above zero, the other below.
fn are_turned(cx: &Context, level: &Quantity, base: &Quantity) -> bool {
    const LOSS: &[&str] = &["亏损", "虧損", "净损", "淨損", "净亏", "短绌", "短絀", "赤字", "逆差"];
    const GAIN: &[&str] =
        &["盈利", "盈余", "盈餘", "净利", "淨利", "利润", "利潤", "结余", "結餘", "賸餘", "顺差", "順差"];
    let says = |quantity: &Quantity, words: &[&str]| {
        let clause = clause_before(cx, quantity);
        words.iter().any(|word| clause.contains(word))
    };
    let is_loss = |quantity: &Quantity| says(quantity, LOSS) && !says(quantity, GAIN);
    let is_gain = |quantity: &Quantity| says(quantity, GAIN) && !says(quantity, LOSS);
    is_loss(base) && !says(level, LOSS) || is_gain(base) && is_loss(level)
}

/// 利润1010亿元，增长30.8%，而上年同期为772亿元，增长59%: the second rate is that of the year before.
fn is_rate_of_base(said: &[Said], index: usize) -> bool {
    let Some((before, [stated, ..])) = said.split_at_checked(index) else { return false };
    let is_rate = |number: &Said| matches!(number.is, Is::Change(_)) && number.quantity.kind == UnitKind::Percent;
    let follows_base = before.last().is_some_and(|base| base.is == Is::Base);
    is_rate(stated) && follows_base && before.iter().any(is_rate)
}

/// The change that a rate follows, or that follows a rate, which may be on another base: 增加7.38万元，增长14.8%; 增长7.5%，净增6716户.
fn change_of_rate<'s, 'a>(said: &'s [Said<'a>], index: usize) -> Option<(&'s Said<'a>, Doubt)> {
    let rate = said.get(index)?;
    let is_change = |other: &&Said| matches!(other.is, Is::Change(_)) && other.quantity.kind != UnitKind::Percent;
    let before = index.checked_sub(1).and_then(|before| said.get(before));
    let before = before.filter(is_change).filter(|change| goes_with(rate, change));
    let behind =
        || said.get(index + 1).filter(is_change).filter(|change| change.is == rate.is && goes_with(change, rate));
    before.map(|change| (change, Doubt::None)).or_else(|| Some((behind()?, Doubt::Slips)))
}

/// 核准预算3.86亿元，实际支出3.72亿元，较预算少: the amount before the statement that has the name of what is compared with.
fn planned<'a>(cx: &'a Context, first: usize, stated: &Said, level: &Quantity) -> Option<&'a Quantity> {
    let Basis::Plan(name) = stated.basis else { return None };
    let name = name.char_indices().rev().nth(1).map_or(name, |(at, _)| &name[at..]);
    let before = cx.facts.quantities.get(first.saturating_sub(FARTHEST_LEVEL)..first).unwrap_or_default();
    let is_near = |amount: &&Quantity| cx.facts.sentence_of(amount) == cx.facts.sentence_of(level);
    let is_named = |amount: &&Quantity| head(cx, amount).contains(name) && !head(cx, level).contains(name);
    let mut named = before.iter().rev().filter(|amount| amount.has_unit_of(level, cx.view)).filter(is_near);
    { &mut named }.find(is_named).filter(|base| base.qualifier == Qualifier::Exact)
}

/// True if a quantity can be the difference of this level and another one.
fn is_difference(cx: &Context, stated: &Quantity, level: &Quantity) -> bool {
    match stated.kind {
        UnitKind::Point => level.kind == UnitKind::Percent,
        // 指数104.86，比上月的102.53上升2.33点
        UnitKind::Count if cx.view.slice(stated.unit).trim() == "点" => {
            level.kind == UnitKind::None && is_amount(level)
        }
        _ => is_amount(stated) && stated.has_unit_of(level, cx.view),
    }
}

/// True if a change is one from this base. Behind another one, or before it, only the time before is meant without saying so.
fn compares(stated: &Said, base: &Said, is_next: bool) -> bool {
    let is_usual = matches!(base.basis, Basis::Unsaid | Basis::LastYear | Basis::YearStart | Basis::LastPeriod);
    // 增长7.3%（2023年为1983.5亿元）; 较2022年增加42名（284名）
    let is_noted = match base.basis {
        Basis::Unsaid => base.is_noted,
        _ => base.is_noted && matches!(stated.basis, Basis::Unsaid | Basis::LastYear),
    };
    // 由8.46小时降到6.72小时，同比缩短20.6%
    let is_of_last = matches!(stated.basis, Basis::LastYear | Basis::YearStart | Basis::LastPeriod | Basis::Before);
    let is_from = base.is_from && base.basis == Basis::Unsaid && is_of_last;
    // 由240公里增加到1250公里，五年净增1010公里; 比2022年的8.46亿元，同比增长
    let is_of_year = matches!(base.basis, Basis::Year(_));
    if stated.basis == Basis::Years {
        return base.is_from && base.basis == Basis::Unsaid || is_of_year || base.basis == Basis::Before;
    }
    stated.basis == base.basis
        || is_of_year && is_next && stated.basis == Basis::LastYear
        || stated.basis == Basis::Unsaid && (is_next || is_usual)
        || is_noted
        || is_from
}

/// True if a rate is that of the change before it: of the same time, and not of a plan that was exceeded.
fn goes_with(rate: &Said, change: &Said) -> bool {
    let is_of_one_time = rate.basis == Basis::Unsaid || rate.basis == change.basis;
    is_of_one_time && (!matches!(change.basis, Basis::Plan(_)) || rate.is_apposed)
}

fn is_amount(quantity: &Quantity) -> bool {
    /// A number without a unit has so many digits at least: 91,384.2 in a text whose unit is said once.
    const LEAST: i64 = 1000;
    match quantity.kind {
        UnitKind::Count | UnitKind::Measure | UnitKind::Duration => true,
        // 系数由0.521提高到0.553
        UnitKind::None => quantity.number.has_point || quantity.number.value.mantissa >= LEAST,
        _ => false,
    }
}

impl<'a> Claim<'a> {
    /// Says what is wrong, unless the statement of which `first` is the first quantity speaks of other amounts.
    fn judge(self, cx: &Context, report: &mut Report, first: usize, said: &Said, doubt: Doubt) {
        let sentence = sentence_around(cx, self.stated);
        let is_said = matches!(self.pair.gives, Gives::RateOfLevels | Gives::Difference);
        let is_planned = PLANNED.iter().any(|word| sentence.contains(word));
        // 目标是由24%提高到30%，提高6%: whatever is planned, the numbers must agree.
        let is_of_both = said.is_apposed || self.scale() == Scale::PercentForPoints;
        if is_planned && !is_of_both || !is_said && sentence.contains("预计") {
            return;
        }
        // 收入24166元，净增1288元，增幅5.6%: of these two whatever the prices are, as far as a slip tells.
        let is_of_money = is_money(cx, self.pair.other);
        let is_at_other_prices = if is_of_money { is_at_other_prices(sentence) } else { is_on_another_basis(sentence) };
        let is_nominal = said.is_nominal || is_said_nominal(behind(cx, self.stated));
        let is_at_other_prices = is_at_other_prices && !is_nominal && self.is_rate() && self.scale() == Scale::Amounts;
        let is_of_change = said.is_apposed && self.pair.gives == Gives::RateOfChange;
        if is_at_other_prices
            && !is_of_change
            && !self.is_beyond_prices(cx, sentence)
            && !self.is_called_the_other_way(cx)
        {
            return;
        }
        if self.fits(cx) {
            return self.tell(cx, report, Verdict::Holds, true);
        }
        // The change is told of: its rate may be right.
        if self.pair.gives == Gives::RateOnBase && report.has_finding_at(cx.source(self.pair.one.span)) {
            return;
        }
        let is_of_two_bases = match self.pair.gives {
            Gives::RateOfChange => is_on_two_bases(sentence),
            _ => is_on_revised_base(sentence),
        };
        let is_revised = self.is_rate() && (is_at_other_prices || is_of_money && is_of_two_bases);
        let doubt = if is_revised { doubt.max(Doubt::Slips) } else { doubt };
        let is_slip = match doubt {
            Doubt::None => true,
            Doubt::Slips => self.is_slip(cx),
            Doubt::Swaps => self.is_swap(cx),
        };
        let is_of_another = || {
            let earlier = earlier_amounts(cx, first, self.pair);
            self.may_be_of_sum(cx, &earlier) || earlier.into_iter().any(|other| self.may_be_of(cx, other))
        };
        // Only what is right in percentage points is told of percent of percentages.
        let in_points = self.with(Pair { gives: Gives::Difference, ..self.pair });
        match self.scale() {
            Scale::PercentForPoints if in_points.fits(cx) => in_points.tell(cx, report, Verdict::Contradicted, false),
            Scale::PercentForPoints => {}
            _ if !is_slip || self.is_another_change(cx) || is_of_another() => {}
            _ => self.tell(cx, report, Verdict::Contradicted, doubt == Doubt::None),
        }
    }

    /// True if the change is one of an amount that stands before the statement.
    fn may_be_of(self, cx: &Context, other: &'a Quantity) -> bool {
        let Pair { one, gives, .. } = self.pair;
        let on_base = Pair { one, other, gives: Gives::RateOnBase };
        let may_be = |pair| self.with(pair).given(cx).is_some() && self.with(pair).fits(cx);
        may_be(Pair { one: other, ..self.pair })
            || may_be(Pair { other, ..self.pair })
            || gives == Gives::RateOfChange && may_be(on_base)
    }

    /// 甲站320辆、乙站280辆，比上年增加60辆: true if the rate is that of the level and some of the amounts right before it together.
    fn may_be_of_sum(self, cx: &Context, earlier: &[&Quantity]) -> bool {
        let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
        let (Some(change), Some(mut sum), Some(stated)) =
            (interval(self.pair.one), interval(self.pair.other), interval(self.stated))
        else {
            return true;
        };
        self.pair.gives == Gives::RateOfChange
            && earlier.iter().rev().any(|other| {
                sum = interval(other).map_or_else(Interval::everything, |other| sum.plus(&other));
                let given = self.given_by(change.clone(), sum.clone());
                given.is_some_and(|given| !given.is_disjoint(&stated))
            })
    }

    /// True if the change goes the other way and is of another size, too: it is said of something else. 由60%提高到65%，降低2个百分点的任务
    fn is_another_change(self, cx: &Context) -> bool {
        let (Some(given), Some(stated)) = (self.given(cx), self.stated.interval(cx.facts.rounding)) else {
            return true;
        };
        let is_turned = self.is_turned(&given);
        // 由100个增加了120个，增长20%: to 120.
        let reached = self.with(Pair { gives: Gives::RateOfLevels, ..self.pair });
        is_turned && given.absolute().is_disjoint(&stated) && !self.is_of_a_swapped_level(cx)
            || self.pair.gives == Gives::RateOnBase && reached.fits(cx)
    }

    /// True if a slip of the pen in the change explains it: two digits that changed places, a rise called a fall, or in a rate one that
    /// makes it off by a quarter and more, in an amount of two digits and more any one.
    fn is_slip(self, cx: &Context) -> bool {
        let Some(exact) = self.exact() else { return false };
        let written = self.stated.number.value;
        let quarter = |value: Decimal| value.to_rational() * Rational::half() * Rational::half();
        let is_far = |meant: Decimal| (meant.to_rational() - written.to_rational()).abs() >= quarter(meant).abs();
        let is_told = |meant: &Decimal| is_far(*meant) || !self.is_rate() && written.mantissa >= 10;
        self.is_swap(cx)
            || slip::near(written).into_iter().filter(is_told).any(|meant| gives(cx, meant, &exact.absolute()))
            || self.is_rate() && self.is_of_swapped_amounts(cx)
    }

    /// 比上年的48.36亿元增长56.0% for 43.86: true if two digits of an amount of four and more changed places, by which it is another one by a
    /// twentieth and more, and the rate has three digits.
    fn is_of_swapped_amounts(self, cx: &Context) -> bool {
        const PART: i64 = 20;
        let Pair { one, other, .. } = self.pair;
        let part = Decimal::integer(PART).to_rational();
        let meant = |amount: &Quantity| -> Vec<Decimal> {
            let value = amount.number.value;
            let is_far = |meant: &Decimal| {
                (meant.to_rational() - value.to_rational()).abs() * &part >= value.to_rational().abs()
            };
            let swaps = if slip::is_precise(value) { slip::swaps(value) } else { Vec::new() };
            swaps.into_iter().filter(is_far).collect()
        };
        let written = self.stated.number.value;
        let fits = |one: Decimal, other: Decimal| {
            let point = |value: Decimal| Interval::point(value.to_rational());
            let given = self.given_by(point(one), point(other));
            given.is_some_and(|given| !self.is_turned(&given) && gives(cx, written, &given.absolute()))
        };
        written.mantissa >= 100
            && (meant(one).into_iter().any(|one| fits(one, other.number.value))
                || meant(other).into_iter().any(|other| fits(one.number.value, other)))
    }

    /// 63.22%，提高0.88个百分点，上年末为63.24% for 62.34: true if two digits of a level of four digits changed places.
    fn is_of_a_swapped_level(self, cx: &Context) -> bool {
        let Pair { one, other, .. } = self.pair;
        let fits = |one: Decimal, other: Decimal| {
            let point = |value: Decimal| Interval::point(value.to_rational());
            let given = self.given_by(point(one), point(other));
            given.is_some_and(|given| !self.is_turned(&given) && gives(cx, self.stated.number.value, &given.absolute()))
        };
        let swaps = |value: Decimal| if slip::is_precise(value) { slip::swaps(value) } else { Vec::new() };
        let (one, other) = (one.number.value, other.number.value);
        self.pair.gives == Gives::Difference
            && self.stated.number.value.mantissa >= 10
            && (swaps(one).into_iter().any(|one| fits(one, other))
                || swaps(other).into_iter().any(|other| fits(one, other)))
    }

    /// True for a rate that prices do not explain: they would have to have fallen by some points, or two digits changed places. That is
    /// asked of incomes; of what else is reckoned at other prices, prices fall by more, and a slip must explain it.
    fn is_beyond_prices(self, cx: &Context, sentence: &str) -> bool {
        /// Points that prices do not fall by in a year: those that incomes are spent at, and those of what is produced.
        const MOST_DEFLATION: i64 = 3;
        const MOST_FALL: i64 = 8;
        let Some(exact) = self.exact() else { return false };
        let is_above = |points: i64| {
            let least = self.stated.value() - Decimal::integer(points).to_rational();
            self.direction == Direction::Up && exact.absolute().high.value().is_some_and(|given| *given < least)
        };
        match is_of_incomes(sentence) {
            true => is_above(MOST_DEFLATION) || self.is_swap(cx),
            false => !is_on_another_basis(sentence) && is_above(MOST_FALL) && self.is_slip(cx),
        }
    }

    /// True for a rate of two digits and more that is that of the amounts to the last digit, if a rise is called a fall: no other prices make it so.
    fn is_called_the_other_way(self, cx: &Context) -> bool {
        let written = self.stated.number.value;
        let exact = self.exact().filter(|exact| self.is_turned(exact) && written.mantissa >= 10);
        exact.is_some_and(|exact| gives(cx, written, &exact.absolute()))
    }

    /// True if two digits of the change that changed places explain it, or a rise that is called a fall.
    fn is_swap(self, cx: &Context) -> bool {
        let Some(exact) = self.exact() else { return false };
        let written = self.stated.number.value;
        self.is_turned(&exact) && gives(cx, written, &exact.absolute())
            || slip::swaps(written).into_iter().any(|meant| gives(cx, meant, &exact.absolute()))
    }

    /// What the digits of the two numbers give.
    fn exact(self) -> Option<Interval> {
        let point = |quantity: &Quantity| Interval::point(quantity.value());
        self.given_by(point(self.pair.one), point(self.pair.other))
    }
}

/// The words behind a number, as far as they may be said of it: （未扣除价格因素）.
pub fn behind<'a>(cx: &'a Context, stated: &Quantity) -> &'a str {
    const LONGEST: usize = 30;
    let behind = cx.view.text().get(stated.span.end as usize..).unwrap_or("");
    let near = &behind[..behind.floor_char_boundary(LONGEST)];
    near.split(['。', '；', '\n']).next().unwrap_or("")
}

fn gives(cx: &Context, meant: Decimal, exact: &Interval) -> bool {
    !cx.facts.rounding.interval(meant).is_disjoint(exact)
}

/// True for an amount of money, or one of which the text does not say what it is of: 286.3万.
pub fn is_money(cx: &Context, amount: &Quantity) -> bool {
    let unit = cx.view.slice(amount.unit).trim();
    unit.contains('元') || unit.is_empty() && amount.number.has_multiplier
}
