//! Whether parts leave nothing out, exclude each other, or may be anything: known by their heads, by the marks between them
//! and, where that is not enough, by a total that one slip of the pen would explain.

use crate::checks::Context;
use crate::facts::interval::{Decimal, power_of_ten};
use crate::facts::lexicon::{CLOSED_SETS, EXCLUSIVE_SETS, RANKING_SUFFIXES, REST_OF_A_SET};
use crate::facts::quantity::{Qualifier, Quantity};
use crate::facts::rational::Rational;
use crate::facts::slip;
use crate::rules::amount::{Form, rounded};

use super::SumKind;
use super::row::Part;

/// What two parts and more, read up to byte `end`, say of their sum. A total with a change beside it may be meant or not.
pub fn of(cx: &Context, total: &Quantity, has_change: bool, parts: &[Part], end: usize) -> SumKind {
    let heads: Vec<&str> = parts.iter().map(|part| &*part.head).collect();
    if leave_nothing_out(total, &heads, parts) && ends_here(cx, end) {
        return SumKind::Whole;
    }
    if !has_change && ends_here(cx, end) && is_one_swap_off(cx, total, &quantities(parts), are_distinct(&heads)) {
        return SumKind::Swapped;
    }
    if counts_visits(cx, total) {
        return SumKind::Unknown;
    }
    if are_distinct(&heads) || are_listed(&heads, parts) && is_one_slip_off(cx, total, &quantities(parts)) {
        return SumKind::Distinct;
    }
    if !has_change && are_in_a_row(parts) { SumKind::Open } else { SumKind::Unknown }
}

fn leave_nothing_out(total: &Quantity, heads: &[&str], parts: &[Part]) -> bool {
    names_a_whole(heads, CLOSED_SETS) && !are_a_few_of_many(total, heads, parts)
        || names_the_rest(heads)
        || are_opposites(heads)
}

/// 企业1200家，其中国家级20家、省级50家、市级80家: not every one has a grade.
fn are_a_few_of_many(total: &Quantity, heads: &[&str], parts: &[Part]) -> bool {
    let value = |quantity: &Quantity| quantity.number.value.to_rational();
    let sum = parts.iter().map(|part| value(part.quantity)).reduce(|one, other| one + other);
    let are_graded = heads.first().is_some_and(|head| head.starts_with("国家级"));
    are_graded && sum.is_some_and(|sum| sum.clone() + sum < value(total))
}

/// 3万人次 may count one person twice.
fn counts_visits(cx: &Context, total: &Quantity) -> bool {
    cx.view.slice(total.unit).ends_with('次')
}

/// Which members of a set the heads are, in order; `None` if one of them is none of them.
fn members(heads: &[&str], set: &[&[&str]]) -> Option<Vec<usize>> {
    let position = |head: &&str| set.iter().position(|names| names.iter().any(|name| head.starts_with(name)));
    let mut found = heads.iter().map(position).collect::<Option<Vec<usize>>>()?;
    found.sort_unstable();
    Some(found)
}

/// True if the heads are the members of a set that leaves nothing out, each once.
pub fn names_a_whole(heads: &[&str], sets: &[&[&[&str]]]) -> bool {
    sets.iter().any(|set| members(heads, set).is_some_and(|found| found.into_iter().eq(0..set.len())))
}

/// True if the heads are different members of one set (国家级, 省级), or end in one word that ranks (一类, 二类).
fn are_distinct(heads: &[&str]) -> bool {
    let in_one_set = CLOSED_SETS
        .iter()
        .chain(EXCLUSIVE_SETS)
        .any(|set| members(heads, set).is_some_and(|found| found.is_sorted_by(|one, next| one < next)));
    let ranked = RANKING_SUFFIXES.iter().any(|suffix| heads.iter().all(|head| head.ends_with(suffix)));
    (in_one_set || ranked) && differ(heads)
}

fn differ(heads: &[&str]) -> bool {
    heads.iter().enumerate().all(|(index, head)| !heads[..index].contains(head))
}

/// 衬砌段71公里、未衬砌段14公里: one is what the other is not.
fn are_opposites(heads: &[&str]) -> bool {
    const NOT: &[&str] = &["非", "未", "不"];
    const FEWEST: usize = 2;
    let denies = |one: &str, other: &str| {
        let rest = NOT.iter().find_map(|word| other.strip_prefix(word));
        let common = |rest: &str| rest.chars().zip(one.chars()).take_while(|(one, other)| one == other).count();
        rest.is_some_and(|rest| common(rest) >= FEWEST)
    };
    matches!(heads, [one, other] if denies(one, other) || denies(other, one))
}

/// 法官27人、书记员31人、其他人员36人: what is none of the kinds before closes the list. 其他收入 is a kind of its own.
fn names_the_rest(heads: &[&str]) -> bool {
    const KINDS: &[&str] = &["其他收", "其他支", "其他应", "其他资", "其他税", "其他基", "其他费"];
    let is_rest = |head: &str| ["其他", "其它"].iter().any(|word| head.contains(word));
    let Some((last, kinds)) = heads.split_last() else { return false };
    is_rest(last)
        && !KINDS.iter().any(|kind| last.contains(kind))
        && !kinds.iter().any(|head| is_rest(head) || head.is_empty())
        && !heads.iter().any(|head| may_overlap(head))
}

/// 其中A股7家，境内外上市公司达106家: only 、 and 和 surely go on with the parts.
fn are_in_a_row(parts: &[Part]) -> bool {
    parts.iter().skip(1).all(|part| matches!(part.mark, '、' | '和' | '与'))
}

/// 县道28公里、乡道45公里、村道63公里: three kinds and more in a row, none of which may be one of the others as well.
fn are_listed(heads: &[&str], parts: &[Part]) -> bool {
    heads.len() > 2
        && are_in_a_row(parts)
        && !heads.iter().any(|head| head.is_empty() || may_overlap(head))
        && differ(heads)
}

/// 党员60人、女职工50人; 规上企业60家、高新技术企业30家: one may be both.
fn may_overlap(head: &str) -> bool {
    const WORDS: &[&str] = &[
        "党员",
        "团员",
        "女",
        "民族",
        "以上",
        "以下",
        "超",
        "学历",
        "本科",
        "大专",
        "研究生",
        "硕士",
        "博士",
        "职称",
        "高级",
        "中级",
        "岁",
        "贫困",
        "脱贫",
        "低保",
        "残疾",
        "青年",
        "老年",
        "重点",
        "重大",
        "骨干",
        "兼",
        "新能源",
        "亿元",
        "万元",
        "规上",
        "规模",
        "限上",
        "限额",
        "高新",
        "专精特新",
        "小巨人",
        "上市",
        "冠军",
        "科技型",
        "示范",
        "特色",
        "龙头",
        "品牌",
        "星级",
        "寄宿",
        "留守",
        "优质",
        "绿色",
        "有机",
        "省级",
        "国家",
        "市级",
        "民生",
        "涉",
        "等",
    ];
    WORDS.iter().any(|word| head.contains(word))
}

/// True if one digit written otherwise, or two changed in place, would make the parts give the total: kinds that overlap
/// exceed it by anything.
pub fn is_one_slip_off(cx: &Context, total: &Quantity, parts: &[&Quantity]) -> bool {
    let value = |quantity: &Quantity| quantity.number.value.to_rational();
    let Some(sum) = parts.iter().map(|part| value(part)).reduce(|one, other| one + other) else { return false };
    let over = sum.clone() - value(total);
    let may_be = |quantity: &Quantity, meant: Rational| is_slip(cx, quantity, &meant);
    may_be(total, sum) || parts.iter().any(|part| may_be(part, value(part) - over.clone()))
}

pub fn quantities<'a>(parts: &[Part<'a>]) -> Vec<&'a Quantity> {
    parts.iter().map(|part| part.quantity).collect()
}

/// The total, in the last place that any number shows, is so many times the number of swaps that there can be, at least: that
/// one of them makes kinds that are not all give the total is next to impossible then.
const TOTAL_FOR_A_SWAP: i64 = 300;
/// The same for kinds that exclude each other: fewer of them are left out.
const TOTAL_FOR_A_SWAP_OF_KINDS: i64 = 100;

/// True if two neighbouring digits of one number that changed places make the parts give the total exactly.
pub fn is_one_swap_off(cx: &Context, total: &Quantity, parts: &[&Quantity], are_distinct: bool) -> bool {
    if super::fits(cx, total, parts.iter().copied()) || parts.iter().any(|part| part.qualifier != Qualifier::Exact) {
        return false;
    }
    let value = |quantity: &Quantity| quantity.number.value.to_rational();
    let Some(sum) = parts.iter().map(|part| value(part)).reduce(|one, other| one + other) else { return false };
    let over = sum - value(total);
    let mut swaps: i64 = 0;
    let mut fits = false;
    for (quantity, sign) in parts.iter().map(|part| (*part, 1)).chain([(total, -1)]) {
        for meant in slip::swaps(quantity.number.value) {
            swaps += 1;
            let less = (value(quantity) - meant.to_rational()) * Decimal::integer(sign).to_rational();
            fits |= less == over;
        }
    }
    let place = parts.iter().map(|part| part.number.value.exponent).fold(total.number.value.exponent, i16::min);
    let for_each = if are_distinct { TOTAL_FOR_A_SWAP_OF_KINDS } else { TOTAL_FOR_A_SWAP };
    let least = Decimal::integer(swaps * for_each).to_rational() * power_of_ten(place);
    fits && value(total) >= least
}

/// True if the number differs from the one `meant` by one digit, or by two neighbours that changed places.
fn is_slip(cx: &Context, quantity: &Quantity, meant: &Rational) -> bool {
    let written = cx.view.slice(quantity.number.span);
    let length = written.find(|c: char| !c.is_ascii()).unwrap_or(written.len());
    let digits: String = written[..length].chars().filter(|c| *c != ',').collect();
    let decimals = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let (Some(shown), form) = (Decimal::parse(&digits), Form::like(cx.view, quantity, decimals)) else { return false };
    // 27万6305: more than one multiplier.
    if shown.to_rational() * &form.scale != quantity.number.value.to_rational() {
        return false;
    }
    let Some(right) = rounded(&(meant / &form.scale), decimals) else { return false };
    let differing: Vec<usize> = digits
        .bytes()
        .zip(right.bytes())
        .enumerate()
        .filter(|(_, (one, other))| one != other)
        .map(|(at, _)| at)
        .collect();
    let changed_places = |one: usize, other: usize| {
        other == one + 1
            && digits.as_bytes().get(one) == right.as_bytes().get(other)
            && digits.as_bytes().get(other) == right.as_bytes().get(one)
    };
    digits.len() > 1
        && digits.len() == right.len()
        && match differing[..] {
            [_] => true,
            [one, other] => changed_places(one, other),
            _ => false,
        }
}

/// True if no further part follows: the clause ends, or another one begins that names no rest.
pub fn ends_here(cx: &Context, end: usize) -> bool {
    let after = cx.view.text().get(end..).unwrap_or("").trim_start_matches([' ', '）', ')']);
    match after.chars().next() {
        None | Some('。' | '；' | ';' | '\n' | '\r' | '！') => true,
        Some(mark @ ('，' | ',')) => {
            let next = &after[mark.len_utf8()..];
            !REST_OF_A_SET.iter().any(|word| next.starts_with(word))
        }
        // 女360名） of a parenthesis that opened with 其中.
        Some(_) => cx.view.text().get(..end + 4).is_none_or(|text| text.ends_with(['）', ')'])),
    }
}
