//! Quantities: a number, its multiplier, its unit and its qualifiers, and the interval that the shown digits stand for.

use serde::Serialize;

use crate::facts::View;
use crate::facts::cue::Cues;
use crate::facts::interval::{Bound, Decimal, Interval, power_of_ten};
use crate::facts::number::{self, Number, Script};
use crate::facts::rational::Rational;
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::span::ViewSpan;

/// What a quantity counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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

impl Rounding {
    /// The values that are shown as `shown`.
    pub fn interval(self, shown: Decimal) -> Interval {
        match self {
            Self::Half => {
                let (low, high) = shown.half_a_place_around();
                Interval::closed(low, high)
            }
            Self::Truncate => {
                let value = shown.to_rational();
                Interval { low: Bound::Closed(value.clone()), high: Bound::Open(value + power_of_ten(shown.exponent)) }
            }
        }
    }
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
    /// What its clause may say of it; nothing in an English text.
    pub cues: Cues,
    /// First token.
    pub first_token: u32,
    /// One past the last token that the number and its multiplier use.
    pub end_token: u32,
}

impl Quantity {
    /// The same quantity with another number: what it may have been before a slip of the pen.
    pub fn with_value(&self, value: Decimal) -> Self {
        let mut meant = self.clone();
        meant.number.value = value;
        meant
    }

    /// True if both are of one kind and their units are written alike; 名 and 人 count the same.
    pub fn has_unit_of(&self, other: &Self, view: &View) -> bool {
        let text = view.text().as_bytes();
        let name = |quantity: &Self| {
            let mut name = text.get(quantity.unit.range()).unwrap_or_default();
            while let [b' ', rest @ ..] = name {
                name = rest;
            }
            if name == "名".as_bytes() { "人".as_bytes() } else { name }
        };
        self.kind == other.kind && name(self) == name(other)
    }

    /// True if its digits say less than those of the other.
    pub fn is_below(&self, other: &Self) -> bool {
        self.number.value.compare(other.number.value).is_lt()
    }

    /// The middle of the values that an exact quantity can stand for, and how far they reach to both sides, in halves of 10^`place`,
    /// where numbers are rounded to the nearest. `None` for another one, and for a number that has no whole number of them.
    pub fn halves(&self, place: i16, rounding: Rounding) -> Option<(i128, i128)> {
        if self.qualifier != Qualifier::Exact || rounding != Rounding::Half {
            return None;
        }
        let reach = match self.is_exact_count() {
            true => 0,
            false => Decimal { mantissa: 1, ..self.number.value }.units_of(place)?,
        };
        Some((self.number.value.units_of(place)?.checked_mul(2)?, reach))
    }

    /// What its digits say, in its unit, whatever it was rounded from.
    pub fn value(&self) -> Rational {
        self.number.value.to_rational()
    }

    /// The values that the quantity can stand for, in its unit. `None` where the extent is not known.
    pub fn interval(&self, rounding: Rounding) -> Option<Interval> {
        let value = self.value();
        let place = || power_of_ten(self.number.value.last_significant_place());
        let interval = match self.qualifier {
            Qualifier::Exact if self.is_exact_count() => Interval::point(value),
            Qualifier::Exact => rounding.interval(self.number.value),
            Qualifier::Odd => Interval { low: Bound::Closed(value.clone()), high: Bound::Open(value + place()) },
            Qualifier::Nearly => Interval { low: Bound::Open(&value - place()), high: Bound::Open(value) },
            Qualifier::LessThan => Interval { low: Bound::Unbounded, high: Bound::Open(value) },
            Qualifier::AtMost => Interval { low: Bound::Unbounded, high: Bound::Closed(value) },
            Qualifier::AtLeast => Interval { low: Bound::Closed(value), high: Bound::Unbounded },
            Qualifier::About => {
                let tenth = &value * power_of_ten(-1);
                let slack = std::cmp::max(place() * Rational::half(), tenth);
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

/// The units that begin with a character, longest first.
fn units(first: char) -> &'static [(&'static str, UnitKind)] {
    use UnitKind::{Count, Duration, Measure, Multiple, Point};
    match first {
        '个' => {
            &[("个百分点", Point), ("个工作日", Duration), ("个小时", Duration), ("个点", Point), ("个月", Duration)]
        }
        '百' => &[("百分点", Point)],
        'k' => &[("km²", Measure), ("km", Measure), ("kg", Measure), ("kWh", Measure), ("kW", Measure)],
        'm' => &[("m³", Measure), ("m²", Measure), ("mm", Measure), ("m", Measure)],
        'h' => &[("hm²", Measure)],
        'M' => &[("MWh", Measure), ("MW", Measure)],
        'G' => &[("GWh", Measure), ("GW", Measure)],
        '倍' => &[("倍", Multiple)],
        '美' => &[("美元", Measure)],
        '港' => &[("港元", Measure)],
        '欧' => &[("欧元", Measure)],
        '澳' => &[("澳门元", Measure), ("澳元", Measure)],
        '日' => &[("日元", Measure), ("日", Duration)],
        '元' => &[("元", Measure)],
        '吨' => &[("吨标准煤", Measure), ("吨公里", Measure), ("吨", Measure)],
        '标' => &[("标准箱", Measure), ("标箱", Measure)],
        '公' => &[("公斤", Measure), ("公里", Measure), ("公顷", Measure), ("公吨", Measure), ("公升", Measure)],
        '千' => &[
            ("千伏安", Measure),
            ("千瓦时", Measure),
            ("千克", Measure),
            ("千米", Measure),
            ("千瓦", Measure),
            ("千伏", Measure),
        ],
        '毫' => &[("毫克", Measure), ("毫米", Measure), ("毫升", Measure)],
        '微' => &[("微克", Measure)],
        '克' => &[("克", Measure)],
        '斤' => &[("斤", Measure)],
        '平' => &[("平方公里", Measure), ("平方千米", Measure), ("平方米", Measure)],
        '立' => &[("立方米", Measure)],
        '厘' => &[("厘米", Measure)],
        '米' => &[("米", Measure)],
        '亩' => &[("亩", Measure)],
        '度' => &[("度", Measure)],
        '℃' => &[("℃", Measure)],
        '摄' => &[("摄氏度", Measure)],
        '兆' => &[("兆瓦时", Measure), ("兆瓦", Measure)],
        '吉' => &[("吉瓦时", Measure), ("吉瓦", Measure)],
        '海' => &[("海里", Measure)],
        '蒸' => &[("蒸吨", Measure)],
        '小' => &[("小时", Duration)],
        '分' => &[("分钟", Duration), ("分贝", Measure)],
        '年' => &[("年", Duration)],
        '天' => &[("天", Duration)],
        '周' => &[("周", Duration)],
        '人' => &[("人次", Count)],
        '户' => &[("户次", Count)],
        '车' => &[("车次", Count)],
        '架' => &[("架次", Count)],
        '家' => &[("家次", Count)],
        '件' => &[("件次", Count)],
        '场' => &[("场次", Count)],
        '批' => &[("批次", Count)],
        '班' => &[("班次", Count), ("班", Count)],
        '床' => &[("床", Count)],
        '席' => &[("席", Count)],
        '辆' => &[("辆次", Count)],
        '艘' => &[("艘次", Count)],
        '剂' => &[("剂次", Count)],
        '例' => &[("例次", Count)],
        '台' => &[("台次", Count), ("台件", Count)],
        _ => &[],
    }
}

/// A classifier of one character: what follows a number that counts things.
fn is_classifier(c: char) -> bool {
    matches!(
        c,
        '个' | '项'
            | '条'
            | '种'
            | '类'
            | '大'
            | '家'
            | '所'
            | '座'
            | '张'
            | '篇'
            | '型'
            | '方'
            | '面'
            | '校'
            | '位'
            | '名'
            | '户'
            | '人'
            | '件'
            | '次'
            | '台'
            | '辆'
            | '艘'
            | '架'
            | '套'
            | '批'
            | '届'
            | '轮'
            | '场'
            | '部'
            | '门'
            | '份'
            | '宗'
            | '处'
            | '间'
            | '只'
            | '头'
            | '株'
            | '棵'
            | '支'
            | '对'
            | '组'
            | '级'
            | '层'
            | '片'
            | '块'
            | '栋'
            | '幢'
            | '村'
            | '县'
            | '市'
            | '省'
            | '区'
            | '镇'
            | '乡'
            | '州'
            | '国'
            | '员'
            | '车'
            | '科'
            | '本'
            | '册'
            | '首'
            | '期'
            | '段'
            | '把'
            | '口'
            | '岁'
            | '代'
            | '品'
            | '点'
            | '步'
            | '则'
            | '例'
            | '起'
            | '款'
            | '股'
            | '双'
            | '环'
            | '线'
            | '园'
            | '站'
            | '厂'
            | '枚'
            | '笔'
            | '颗'
            | '盏'
            | '趟'
            | '桶'
            | '幅'
            | '案'
            | '票'
            | '羽'
            | '列'
            | '群'
    )
}

/// The words before a number that end with a character, longest first.
fn words_before(last: char) -> &'static [(&'static str, Qualifier)] {
    use Qualifier::{About, AtLeast, AtMost, LessThan, Nearly};
    match last {
        '过' => &[("不超过", AtMost), ("超过", AtLeast)],
        '于' => &[
            ("不高于", AtMost),
            ("不多于", AtMost),
            ("不少于", AtLeast),
            ("不低于", AtLeast),
            ("不小于", AtLeast),
            ("多于", AtLeast),
            ("高于", AtLeast),
            ("大于", AtLeast),
            ("低于", LessThan),
            ("少于", LessThan),
            ("小于", LessThan),
        ],
        '少' => &[("至少", AtLeast)],
        '破' => &[("突破", AtLeast)],
        '超' => &[("超", AtLeast)],
        '逾' => &[("逾", AtLeast)],
        '足' => &[("不足", LessThan)],
        '到' => &[("不到", LessThan)],
        '近' => &[("将近", Nearly), ("接近", Nearly), ("近", Nearly)],
        '约' => &[("大约", About), ("约", About)],
        '概' => &[("大概", About)],
        '为' => &[("约为", About)],
        _ => &[],
    }
}

/// Words that end like a qualifier and are none: 节约3亿元 saves three hundred million, 附近5个 is nearby.
const NOT_QUALIFIERS: &[&str] = &[
    "节约", "签约", "预约", "合约", "契约", "违约", "履约", "集约", "制约", "公约", "条约", "附近", "最近", "靠近",
    "邻近", "赶超", "高超",
];

/// Words that make a round Han number (百, 千, 万 …) one of unknown size: 数百, 几十, 上千.
const VAGUE: &[&str] = &["数", "几", "上", "好几", "成"];

/// Words after a quantity.
const AFTER: &[(&str, Qualifier)] = &[
    ("左右", Qualifier::About),
    ("上下", Qualifier::About),
    ("以上", Qualifier::AtLeast),
    ("以下", Qualifier::AtMost),
    ("以内", Qualifier::AtMost),
    ("之内", Qualifier::AtMost),
];

/// True for 403 of 16 403: perhaps a group of three digits, and not a number of its own.
fn is_last_group(tokens: &Tokens, first: usize) -> bool {
    const GROUP: usize = 3;
    let before = first.checked_sub(2).filter(|before| tokens.kind(*before) == TokenKind::Digits);
    before.is_some_and(|before| tokens.span(before).len() <= GROUP && tokens.span(first).len() == GROUP)
        && tokens.span(first - 1).len() == 1
}

/// Reads the quantity whose number starts at a numeral, and the token to go on with.
pub fn read(view: &str, tokens: &Tokens, numeral: Numeral) -> Option<(Quantity, usize)> {
    let first = numeral.token();
    if numeral.kind == TokenKind::HanNumeral
        && (is_word_before(numeral.behind()) || is_word(&view[tokens.span(first).end as usize..]))
    {
        return None;
    }
    if numeral.kind == TokenKind::HanNumeral && is_year_before(view, tokens.span(first)) {
        return None;
    }
    let (number, mut end_token) = number::read(view, tokens, first)?;
    let mut qualifier = qualifier_before(view, tokens, first);
    if numeral.before == TokenKind::Space && numeral.kind == TokenKind::Digits && is_last_group(tokens, first) {
        qualifier = Qualifier::Unknown;
    }
    if number.script == Script::Fraction {
        qualifier = combined(qualifier, Qualifier::About);
    }
    let mut number = number;
    let mut at = number.span.end as usize;
    if let Some(word @ ('余' | '多' | '来' | '几')) = view[at..].chars().next() {
        at += word.len_utf8();
        qualifier = combined(qualifier, if matches!(word, '余' | '多') { Qualifier::Odd } else { Qualifier::Unknown });
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
    let (length, kind) = match number.script {
        // 百分之五 has its unit in front, 五成 in its number.
        Script::Percent | Script::Fraction => (0, UnitKind::Percent),
        _ => unit(&view[at..]),
    };
    let unit = ViewSpan::new(at, at + length);
    let mut end = unit.end;
    let rest = &view[end as usize..];
    if rest.starts_with(['左', '上', '以', '之'])
        && let Some((word, after)) = AFTER.iter().find(|(word, _)| rest.starts_with(word))
    {
        qualifier = combined(qualifier, *after);
        end += word.len() as u32;
    }
    let span = ViewSpan { start: number.span.start, end };
    let quantity = Quantity {
        span,
        number,
        unit,
        kind,
        qualifier,
        cues: Cues::default(),
        first_token: first as u32,
        end_token: end_token as u32,
    };
    Some((quantity, end_token))
}

/// What may stand between a Han numeral and its unit.
const AFTER_HAN: [char; 7] = ['余', '多', '来', '几', '分', '成', ' '];

/// True if what follows a Han numeral shows that it is a part of a word, or counts nothing.
fn is_word(after: &str) -> bool {
    !after.starts_with(AFTER_HAN) && unit(after).1 == UnitKind::None
}

/// 前一年, 上一年度: when, and not how long. Not so in 提前一年, 一年前.
fn is_year_before(view: &str, numeral: ViewSpan) -> bool {
    let (before, behind) = (&view[..numeral.start as usize], &view[numeral.end as usize..]);
    &view[numeral.range()] == "一"
        && behind.starts_with(['年', '季', '月'])
        && !behind.starts_with("年前")
        && (before.ends_with('上') || before.ends_with('前') && !before.ends_with("提前"))
}

/// True if the character behind a Han numeral shows that it is a part of a word: that is so for most.
fn is_word_before(c: char) -> bool {
    let begins_a_unit = matches!(c, '%' | '％' | '‰') || is_classifier(c) || !units(c).is_empty();
    !begins_a_unit && !AFTER_HAN.contains(&c)
}

/// The unit at the start of `text`: its length in bytes and its kind.
pub fn unit(text: &str) -> (usize, UnitKind) {
    let Some(first) = text.chars().next() else { return (0, UnitKind::None) };
    match first {
        // 5%% is a slip: the number is read without a unit.
        '%' | '％' if text[first.len_utf8()..].starts_with(['%', '％']) => return (0, UnitKind::None),
        '%' | '％' => return (first.len_utf8(), UnitKind::Percent),
        '‰' => return (first.len_utf8(), UnitKind::Permille),
        ' ' => {
            // 5.2 %, 6.2 个百分点. A classifier behind a space may begin a word of its own: 表5 人均收入.
            let after = text.trim_start_matches(' ');
            let space = text.len() - after.len();
            return match unit(after) {
                (_, UnitKind::None | UnitKind::Count | UnitKind::Duration) => (0, UnitKind::None),
                (length, kind) => (space + length, kind),
            };
        }
        _ => {}
    }
    match units(first).iter().find(|(name, _)| text.starts_with(name)) {
        // 12人次人次 is a slip, as 5%% is.
        Some((name, _)) if is_han_word(name) && text[name.len()..].starts_with(name) => (0, UnitKind::None),
        // 5mg, 3km/h: another unit.
        Some((name, _)) if first.is_ascii() && goes_on(&text[name.len()..]) => (0, UnitKind::None),
        Some((name, kind)) => (name.len(), *kind),
        None if is_classifier(first) => (first.len_utf8(), UnitKind::Count),
        None => (0, UnitKind::None),
    }
}

/// True for a unit of two Han characters and more: 年年 and 元元 are words.
fn is_han_word(unit: &str) -> bool {
    const TWO_CHARACTERS: usize = 6;
    unit.len() >= TWO_CHARACTERS && !unit.is_ascii()
}

/// True if a unit of letters is only the beginning of something longer.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '·' | '²' | '³' | '-' | '^'))
}

fn qualifier_before(view: &str, tokens: &Tokens, first: usize) -> Qualifier {
    if first == 0 || tokens.kind(first - 1) != TokenKind::Word {
        return Qualifier::Exact;
    }
    let before = tokens.text(view, first - 1);
    let Some(last) = before.chars().next_back() else { return Qualifier::Exact };
    if last == '第' {
        return Qualifier::Unknown;
    }
    let starts_round = tokens.kind(first) == TokenKind::HanNumeral
        && view[tokens.span(first).start as usize..].starts_with(['十', '百', '千', '万', '亿']);
    if starts_round && VAGUE.iter().any(|word| before.ends_with(word)) {
        return Qualifier::Unknown;
    }
    let found = words_before(last).iter().find(|(word, _)| before.ends_with(word));
    match found {
        Some((_, qualifier)) if !NOT_QUALIFIERS.iter().any(|word| before.ends_with(word)) => *qualifier,
        _ => Qualifier::Exact,
    }
}

fn combined(one: Qualifier, other: Qualifier) -> Qualifier {
    match (one, other) {
        (Qualifier::Exact, other) => other,
        (one, Qualifier::Exact) => one,
        (one, other) if one == other => one,
        _ => Qualifier::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::interval::show;
    use crate::facts::token;

    /// Unit, kind, qualifier and interval of the first quantity of a text.
    fn first(text: &str) -> Option<(String, UnitKind, Qualifier, String)> {
        let tokens = token::read(text);
        let (quantity, _) = read(text, &tokens, *tokens.numerals.first()?)?;
        let end = |bound: &Bound| match bound {
            Bound::Unbounded => "∞".to_owned(),
            Bound::Closed(value) => show(value, 4),
            Bound::Open(value) => format!("{}!", show(value, 4)),
        };
        let interval = quantity
            .interval(Rounding::Half)
            .map_or("?".to_owned(), |interval| format!("{}..{}", end(&interval.low), end(&interval.high)));
        Some((text[quantity.unit.range()].to_owned(), quantity.kind, quantity.qualifier, interval))
    }

    #[test]
    fn intervals() {
        for (text, unit, kind, qualifier, interval) in [
            ("发电36.5亿千瓦时", "千瓦时", UnitKind::Measure, Qualifier::Exact, "3645000000..3655000000"),
            ("投资2096 亿元", "元", UnitKind::Measure, Qualifier::Exact, "209550000000..209650000000"),
            ("提高6.2 个百分点", " 个百分点", UnitKind::Point, Qualifier::Exact, "6.15..6.25"),
            ("见表5 人均收入", "", UnitKind::None, Qualifier::Exact, "4.5..5.5"),
            ("装机30千瓦", "千瓦", UnitKind::Measure, Qualifier::Exact, "29.5..30.5"),
            ("新增9个项目", "个", UnitKind::Count, Qualifier::Exact, "9..9"),
            ("净增2.3万户", "户", UnitKind::Count, Qualifier::Exact, "22500..23500"),
            ("总额4.12亿美元", "美元", UnitKind::Measure, Qualifier::Exact, "411500000..412500000"),
            ("投资3000亿元", "元", UnitKind::Measure, Qualifier::Exact, "299950000000..300050000000"),
            ("增长21.7%", "%", UnitKind::Percent, Qualifier::Exact, "21.65..21.75"),
            ("增长百分之五点三", "", UnitKind::Percent, Qualifier::Exact, "5.25..5.35"),
            ("涨了四成", "", UnitKind::Percent, Qualifier::About, "35..45"),
            ("缩短三分之一", "", UnitKind::Percent, Qualifier::About, "29.97..36.63"),
            ("近三成", "", UnitKind::Percent, Qualifier::Unknown, "?"),
            ("气温15.7℃", "℃", UnitKind::Measure, Qualifier::Exact, "15.65..15.75"),
            ("提高1.2个百分点", "个百分点", UnitKind::Point, Qualifier::Exact, "1.15..1.25"),
            ("惠及6000余户", "户", UnitKind::Count, Qualifier::Odd, "6000..7000!"),
            ("投入20多万元", "元", UnitKind::Measure, Qualifier::Odd, "200000..300000!"),
            ("近3000个组织", "个", UnitKind::Count, Qualifier::Nearly, "2000!..3000!"),
            ("不足50人", "人", UnitKind::Count, Qualifier::LessThan, "∞..50!"),
            ("占30%以上", "%", UnitKind::Percent, Qualifier::AtLeast, "30..∞"),
            ("约10亿元", "元", UnitKind::Measure, Qualifier::About, "500000000..1500000000"),
            ("节约10亿元", "元", UnitKind::Measure, Qualifier::Exact, "950000000..1050000000"),
            ("约30人左右", "人", UnitKind::Count, Qualifier::About, "25..35"),
            ("超30人左右", "人", UnitKind::Count, Qualifier::Unknown, "?"),
            ("第3个", "个", UnitKind::Count, Qualifier::Unknown, "?"),
            ("共1,234.5万元", "元", UnitKind::Measure, Qualifier::Exact, "12344500..12345500"),
        ] {
            assert_eq!(first(text), Some((unit.to_owned(), kind, qualifier, interval.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_has_no_value_is_no_fact() {
        assert_eq!(first("数百个"), None);
        assert_eq!(first(&"9".repeat(400)), None);
        assert_eq!(first(&format!("5{}元", "亿".repeat(60))), None);
    }
}
