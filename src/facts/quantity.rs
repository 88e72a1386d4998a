//! Quantities: a number, its multiplier, its unit and its qualifiers, and the interval that the shown digits stand for.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::facts::interval::{Bound, Interval, power_of_ten};
use crate::facts::number::{self, Number};
use crate::facts::token::{TokenKind, Tokens};
use crate::span::ViewSpan;

/// What a quantity counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// No unit was read.
    None,
    /// 个 项 户 人 …: a count.
    Count,
    /// 元 吨 公里 …: a measure.
    Measure,
    /// `%`.
    Percent,
    /// `‰`.
    Permille,
    /// 百分点.
    Point,
    /// 倍.
    Multiple,
    /// 天 个月 小时 and 年 after a plain number: a length of time.
    Duration,
}

/// Words around a number that widen or bound what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// The shown digits and nothing else.
    Exact,
    /// 约 大约 左右 上下
    About,
    /// 近 接近 将近: less than shown, by less than its last significant place.
    Nearly,
    /// 余 多: more than shown, by less than its last significant place.
    Odd,
    /// 超 超过 逾 突破 多达? 以上 不少于 不低于: at least.
    AtLeast,
    /// 不足 不到: less than.
    LessThan,
    /// 以下 以内 不超过 不高于: at most.
    AtMost,
    /// Two that do not go together, or a form whose extent is not known (几十, 数百).
    Unknown,
}

/// How numbers were rounded for print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest: `[v − u/2, v + u/2]`, u the last shown place (XBRL Calculations 1.1).
    #[default]
    Half,
    /// Cut off: `[v, v + u)`.
    Truncate,
}

/// A number with its unit as written.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Qualifier, number, multiplier, unit.
    pub span: ViewSpan,
    /// The number with its multiplier.
    pub number: Number,
    /// The unit without the multiplier (`元` of `3亿元`); empty if none was read.
    pub unit: ViewSpan,
    /// What kind of unit.
    pub kind: UnitKind,
    /// What the words around say.
    pub qualifier: Qualifier,
    /// First token.
    pub first_token: u32,
    /// One past the last token that the number and its multiplier use.
    pub end_token: u32,
}

impl Quantity {
    /// The values that the quantity can stand for, in its unit. `None` where the extent is not known.
    pub fn interval(&self, rounding: Rounding) -> Option<Interval> {
        let value = self.number.value.to_rational();
        let place = power_of_ten(self.number.value.last_significant_place());
        let half = BigRational::new(BigInt::from(1), BigInt::from(2));
        let interval = match self.qualifier {
            Qualifier::Exact if self.is_exact_count() => Interval::point(value),
            Qualifier::Exact => {
                let last_place = power_of_ten(self.number.value.exponent);
                match rounding {
                    Rounding::Half => {
                        let slack = last_place * half;
                        Interval::closed(&value - &slack, value + slack)
                    }
                    Rounding::Truncate => {
                        Interval { low: Bound::Closed(value.clone()), high: Bound::Open(value + last_place) }
                    }
                }
            }
            Qualifier::Odd => Interval { low: Bound::Closed(value.clone()), high: Bound::Open(value + place) },
            Qualifier::Nearly => Interval { low: Bound::Open(&value - place), high: Bound::Open(value) },
            Qualifier::LessThan => Interval { low: Bound::Unbounded, high: Bound::Open(value) },
            Qualifier::AtMost => Interval { low: Bound::Unbounded, high: Bound::Closed(value) },
            Qualifier::AtLeast => Interval { low: Bound::Closed(value), high: Bound::Unbounded },
            Qualifier::About => {
                let tenth = &value * power_of_ten(-1);
                let slack = std::cmp::max(place * half, tenth);
                Interval::closed(&value - &slack, value + slack)
            }
            Qualifier::Unknown => return None,
        };
        Some(interval)
    }

    /// True for a whole number of things, written out.
    fn is_exact_count(&self) -> bool {
        self.kind == UnitKind::Count && self.number.value.exponent == 0 && !self.number.has_multiplier
    }
}

/// Units by their first characters, longest first within one beginning.
const UNITS: &[(&str, UnitKind)] = &[
    ("个百分点", UnitKind::Point),
    ("百分点", UnitKind::Point),
    ("个点", UnitKind::Point),
    ("个月", UnitKind::Duration),
    ("个工作日", UnitKind::Duration),
    ("个小时", UnitKind::Duration),
    ("倍", UnitKind::Multiple),
    ("美元", UnitKind::Measure),
    ("港元", UnitKind::Measure),
    ("欧元", UnitKind::Measure),
    ("日元", UnitKind::Measure),
    ("元", UnitKind::Measure),
    ("吨公里", UnitKind::Measure),
    ("吨标准煤", UnitKind::Measure),
    ("标准箱", UnitKind::Measure),
    ("吨", UnitKind::Measure),
    ("公斤", UnitKind::Measure),
    ("千克", UnitKind::Measure),
    ("毫克", UnitKind::Measure),
    ("微克", UnitKind::Measure),
    ("克", UnitKind::Measure),
    ("斤", UnitKind::Measure),
    ("平方公里", UnitKind::Measure),
    ("平方千米", UnitKind::Measure),
    ("平方米", UnitKind::Measure),
    ("立方米", UnitKind::Measure),
    ("公里", UnitKind::Measure),
    ("千米", UnitKind::Measure),
    ("厘米", UnitKind::Measure),
    ("毫米", UnitKind::Measure),
    ("米", UnitKind::Measure),
    ("公顷", UnitKind::Measure),
    ("亩", UnitKind::Measure),
    ("千瓦时", UnitKind::Measure),
    ("千瓦", UnitKind::Measure),
    ("度", UnitKind::Measure),
    ("小时", UnitKind::Duration),
    ("分钟", UnitKind::Duration),
    ("年", UnitKind::Duration),
    ("天", UnitKind::Duration),
    ("日", UnitKind::Duration),
    ("周", UnitKind::Duration),
    ("人次", UnitKind::Count),
    ("户次", UnitKind::Count),
    ("车次", UnitKind::Count),
    ("架次", UnitKind::Count),
];

/// Classifiers of one character: what follows a number that counts things.
const CLASSIFIERS: &str = "个项条种类大家所座张篇型方面校位名户人件次台辆艘架套批届轮场部门份宗处间只头株棵支对组级层片块栋幢村县市省区镇乡州国员车科本册首期段把口岁代品点步则例起款股双环线园站厂";

/// Words before a number, longest first.
const BEFORE: &[(&str, Qualifier)] = &[
    ("不超过", Qualifier::AtMost),
    ("不高于", Qualifier::AtMost),
    ("不多于", Qualifier::AtMost),
    ("不少于", Qualifier::AtLeast),
    ("不低于", Qualifier::AtLeast),
    ("不小于", Qualifier::AtLeast),
    ("至少", Qualifier::AtLeast),
    ("超过", Qualifier::AtLeast),
    ("突破", Qualifier::AtLeast),
    ("多于", Qualifier::AtLeast),
    ("高于", Qualifier::AtLeast),
    ("大于", Qualifier::AtLeast),
    ("超", Qualifier::AtLeast),
    ("逾", Qualifier::AtLeast),
    ("不足", Qualifier::LessThan),
    ("不到", Qualifier::LessThan),
    ("低于", Qualifier::LessThan),
    ("少于", Qualifier::LessThan),
    ("小于", Qualifier::LessThan),
    ("将近", Qualifier::Nearly),
    ("接近", Qualifier::Nearly),
    ("近", Qualifier::Nearly),
    ("大约", Qualifier::About),
    ("大概", Qualifier::About),
    ("约为", Qualifier::About),
    ("约", Qualifier::About),
    ("数", Qualifier::Unknown),
    ("几", Qualifier::Unknown),
    ("上", Qualifier::Unknown),
    ("第", Qualifier::Exact),
];

/// Words after a quantity.
const AFTER: &[(&str, Qualifier)] = &[
    ("左右", Qualifier::About),
    ("上下", Qualifier::About),
    ("以上", Qualifier::AtLeast),
    ("以下", Qualifier::AtMost),
    ("以内", Qualifier::AtMost),
    ("之内", Qualifier::AtMost),
];

/// Reads the quantity whose number starts at token `first`, and the token to go on with.
pub fn read(view: &str, tokens: &Tokens, first: usize) -> Option<(Quantity, usize)> {
    let (number, mut end_token) = number::read(view, tokens, first)?;
    let mut qualifier = qualifier_before(view, tokens, first);
    let mut number = number;
    let mut at = number.span.end as usize;
    if let Some(word) = ["余", "多", "来", "几"].into_iter().find(|word| view[at..].starts_with(word)) {
        at += word.len();
        qualifier = combined(qualifier, if word == "余" || word == "多" { Qualifier::Odd } else { Qualifier::Unknown });
        // 20多万元, 3万余人: the multiplier may come after the word.
        let token = tokens.at(at as u32);
        if tokens.kind(token) == TokenKind::HanNumeral
            && tokens.span(token).start as usize == at
            && let Some(power) = number::multiplier(tokens.text(view, token))
        {
            number.value = number.value.scaled(power)?;
            number.has_multiplier = true;
            at = tokens.span(token).end as usize;
            end_token = token + 1;
        }
    }
    let (length, kind) = unit(&view[at..]);
    let unit = ViewSpan::new(at, at + length);
    let mut end = unit.end;
    if let Some((word, after)) = AFTER.iter().find(|(word, _)| view[end as usize..].starts_with(word)) {
        qualifier = combined(qualifier, *after);
        end += word.len() as u32;
    }
    let span = ViewSpan { start: number.span.start, end };
    let quantity =
        Quantity { span, number, unit, kind, qualifier, first_token: first as u32, end_token: end_token as u32 };
    Some((quantity, end_token))
}

/// The unit at the start of `text`: its length in bytes and its kind.
pub fn unit(text: &str) -> (usize, UnitKind) {
    let text_after_space = text.trim_start_matches(' ');
    let space = text.len() - text_after_space.len();
    match text_after_space.chars().next() {
        Some('%' | '％') => {
            return (space + text_after_space.chars().next().map_or(0, char::len_utf8), UnitKind::Percent);
        }
        Some('‰') => return (space + '‰'.len_utf8(), UnitKind::Permille),
        _ => {}
    }
    if let Some((name, kind)) = UNITS.iter().find(|(name, _)| text.starts_with(name)) {
        return (name.len(), *kind);
    }
    match text.chars().next() {
        Some(c) if CLASSIFIERS.contains(c) => (c.len_utf8(), UnitKind::Count),
        _ => (0, UnitKind::None),
    }
}

fn qualifier_before(view: &str, tokens: &Tokens, first: usize) -> Qualifier {
    if first == 0 || tokens.kind(first - 1) != TokenKind::Word {
        return Qualifier::Exact;
    }
    let before = tokens.text(view, first - 1);
    BEFORE.iter().find(|(word, _)| before.ends_with(word)).map_or(Qualifier::Exact, |(_, qualifier)| *qualifier)
}

fn combined(one: Qualifier, other: Qualifier) -> Qualifier {
    match (one, other) {
        (Qualifier::Exact, other) => other,
        (one, Qualifier::Exact) => one,
        (one, other) if one == other => one,
        _ => Qualifier::Unknown,
    }
}
