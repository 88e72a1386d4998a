//! Whether parts leave nothing out, exclude each other, or may be anything: known by their heads, by the marks between them
//! and, where that is not enough, by a total that one slip of the pen would explain.

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::lexicon::{
    CLOSED_SETS, ClosedSet, DECLARING, EXCLUSIVE_SETS, RANKING_SUFFIXES, REST_OF_A_SET, begins_with_one_of,
    is_mark_or_digit,
};
use crate::facts::number::{Script, han_digit};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::slip::{self, Explanation, Slip, Term};

use super::beside::NAMELY;
use super::cue::SORTED;
use super::row::Part;
use super::total::name_of;
use super::{LONGEST_CLAUSE, SumKind};

/// What is known of a row of parts besides its members.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// What the total is called.
    pub name: &'a str,
    /// The total has a change beside it, which may be meant instead.
    pub has_change: bool,
    pub wording: Wording,
}

/// What the words that open a row say of its parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// 其中, or nothing: they may be some of many.
    Open,
    /// 48台（挖掘机14台、…）; 课题15项：国家级1项，…
    Lists,
    /// 从学历看, 收入中: kinds of one sort, which exclude each other whatever they are called.
    Sorts,
    /// 按学历分: the same, and seldom without one of them.
    Divides,
    /// 分别为, 由…组成: all of them.
    All,
    /// 分为: all of them, and of nothing else than the total.
    Splits,
}

impl Wording {
    /// What the words of an opening say; `before` is the text before them.
    pub fn of(before: &str, words: &str) -> Self {
        let declaring = words.trim_end_matches(['：', ':']);
        let ends_with = |endings: &[&str]| endings.iter().any(|ending| words.ends_with(ending));
        match () {
            () if words.starts_with(['按', '依']) && ends_with(&[SORTED, "分：", "分:"]) => Self::Divides,
            () if words.starts_with('按') || ends_with(&[SORTED, "中，", "里，"]) => Self::Sorts,
            () if ["分为", "分成"].iter().any(|word| declaring.ends_with(word)) => Self::Splits,
            () if DECLARING.iter().any(|word| declaring.ends_with(word)) => Self::All,
            () if words.ends_with("，由") || words == NAMELY => Self::All,
            () if ends_with(&["：", ":"]) || words.is_empty() && before.ends_with(['：', ':', '（', '(']) => {
                Self::Lists
            }
            () => Self::Open,
        }
    }

    fn says_all(self) -> bool {
        matches!(self, Self::All | Self::Splits)
    }
}

/// What two parts and more, read up to byte `end`, say of their sum.
pub fn of(cx: &Context, total: &Quantity, opening: Opening, parts: &[Part], end: usize) -> SumKind {
    let has_change = opening.has_change;
    let may_be_all = opening.wording.says_all() || opening.wording == Wording::Lists;
    if may_be_all && ends_here(cx, end) && super::fits(cx, total, parts.iter().map(|part| part.quantity)) {
        return SumKind::Whole;
    }
    if opening.wording == Wording::Splits && ends_here(cx, end) && are_most_of_a_list(total, parts) {
        return SumKind::Whole;
    }
    let heads: Vec<&str> = parts.iter().map(|part| &*part.head).collect();
    let is_seldom = |found: Explanation| found.one_in >= ONE_IN_OF_THREE;
    let are_honours = are_honours(cx, total, opening.name, &heads)
        && !explained(cx, total, &quantities(parts)).is_some_and(is_seldom);
    if (leave_nothing_out(total, &heads, parts) || are_named_by(cx, total, &heads))
        && !are_honours
        && ends_here(cx, end)
    {
        return SumKind::Whole;
    }
    if are_counted(cx, total, &heads) && ends_here(cx, end) {
        return SumKind::Whole;
    }
    if says_some_are_both(cx, parts) || are_honours {
        return SumKind::Unknown;
    }
    // 中小学校182所，其中小学120所、初中42所、高中10所: schools with both may be left out.
    if leave_nothing_out_of(opening.name, &heads) && ends_here(cx, end) {
        let found = explained(cx, total, &quantities(parts));
        return if found.is_some() { SumKind::Whole } else { SumKind::Distinct };
    }
    if !has_change
        && ends_here(cx, end)
        && let Some(slip) = certain_slip(cx, total, opening, parts)
    {
        return SumKind::Slip(slip);
    }
    if counts_visits(cx, total) {
        return SumKind::Unknown;
    }
    if are_distinct(&heads) {
        return SumKind::Distinct;
    }
    if !has_change && are_in_a_row(parts) { SumKind::Open } else { SumKind::Unknown }
}

fn leave_nothing_out(total: &Quantity, heads: &[&str], parts: &[Part]) -> bool {
    leave_no_kind_out(heads) && !are_a_few_of_many(total, heads, parts)
        || names_the_rest(heads)
        || are_opposites(heads)
        || span_a_scale(heads)
}

/// 分为查实56宗、跟进17宗和撤销23宗: three parts and more, or two with 和 between, that make most of the total.
fn are_most_of_a_list(total: &Quantity, parts: &[Part]) -> bool {
    let is_joined = || parts.last().is_some_and(|last| matches!(last.mark, '和' | '与' | '及'));
    let is_most = |sum: Rational| sum.clone() + sum > total.value();
    // 证据不足23宗: read as less than that.
    let is_plain = |part: &Part| part.quantity.qualifier == Qualifier::Exact && part.quantity.is_below(total);
    (parts.len() > 2 || is_joined()) && parts.iter().all(is_plain) && sum_of(parts).is_some_and(is_most)
}

/// 企业1200家，其中国家级20家、省级50家、市级80家: not every one has a grade.
fn are_a_few_of_many(total: &Quantity, heads: &[&str], parts: &[Part]) -> bool {
    are_graded(heads) && sum_of(parts).is_some_and(|sum| sum.clone() + sum < total.value())
}

/// 非遗项目186项，国家级6项，省级38项，市级62项: the others may be 县级, where nothing says that these are all.
fn may_leave_grades_out(total: &Quantity, heads: &[&str], parts: &[Part]) -> bool {
    let names_counties = heads.iter().any(|head| head.starts_with(['县', '区']));
    are_graded(heads) && !names_counties && sum_of(parts).is_some_and(|sum| sum < total.value())
}

/// 国家级、省级、市级: what has no grade is in none of them.
pub fn are_graded(heads: &[&str]) -> bool {
    heads.first().is_some_and(|head| head.starts_with("国家级"))
}

/// 科室14个，其中国家级重点专科3个、省级12个: honours of each level, of which one thing may have several. The words before the first part name
/// another thing than the clause of the total.
fn are_honours(cx: &Context, total: &Quantity, name: &str, heads: &[&str]) -> bool {
    const NOUN: usize = 2;
    let text = cx.view.text();
    let behind = text.get(total.span.end as usize..).unwrap_or("");
    let noun = behind.split(is_mark_or_digit).next().unwrap_or("");
    // 龙头企业由96家增加到128家
    let end = total.span.start as usize;
    let near = &text[text.floor_char_boundary(end.saturating_sub(LONGEST_CLAUSE))..end];
    let clause = near.rsplit(['，', '。', '；', '\n']).next().unwrap_or("");
    let is_other_thing = |honour: &str| {
        let from = honour.char_indices().rev().nth(NOUN - 1).map(|(at, _)| at);
        from.is_some_and(|from| !clause.contains(&honour[from..]) && !noun.contains(&honour[from..]))
    };
    let has_name = !without_words_of_sums(name).is_empty() || !noun.is_empty();
    has_name
        && heads.iter().all(|head| behind_level(head).is_some())
        && heads.first().and_then(|first| behind_level(first)).is_some_and(is_other_thing)
}

/// 重点专科 of 国家级重点专科.
fn behind_level(head: &str) -> Option<&str> {
    const LEVELS: &[&str] = &["国家级", "国家", "省部级", "省级", "省", "自治区级", "市级", "市", "县级", "区级"];
    LEVELS.iter().find_map(|level| head.strip_prefix(level))
}

fn sum_of(parts: &[Part]) -> Option<Rational> {
    parts.iter().map(|part| part.quantity.value()).reduce(|one, other| one + other)
}

/// 3万人次 may count one person twice; 13次 are so many times.
fn counts_visits(cx: &Context, total: &Quantity) -> bool {
    matches!(cx.view.slice(total.unit), "人次" | "户次" | "家次" | "车次" | "例次")
}

/// Which members of a set the heads are, in order; `None` if one of them is none of them.
fn members(heads: &[&str], set: &[&[&str]]) -> Option<Vec<usize>> {
    let position = |head: &&str| set.iter().position(|names| begins_with_one_of(head, names));
    let mut found = heads.iter().map(position).collect::<Option<Vec<usize>>>()?;
    found.sort_unstable();
    Some(found)
}

/// True if the heads are the members of the set, each once.
pub fn names_all(heads: &[&str], set: &[&[&str]]) -> bool {
    heads.len() == set.len() && members(heads, set).is_some_and(|found| found.into_iter().eq(0..set.len()))
}

/// 新建、改扩建道路27条，其中新建15条、改扩建12条: the name of the total lists the parts.
fn are_named_by(cx: &Context, total: &Quantity, heads: &[&str]) -> bool {
    const JOINTS: [char; 4] = ['、', '和', '与', '及'];
    let end = total.span.start as usize;
    let text = cx.view.text();
    let from = text.floor_char_boundary(end.saturating_sub(LONGEST_CLAUSE));
    let clause = text.get(from..end).unwrap_or("").rsplit(['，', '。', '；', '：', '\n', '（']).next().unwrap_or("");
    let Some((first, others)) = heads.split_first().filter(|(first, _)| !first.is_empty()) else { return false };
    let Some((_, rest)) = clause.split_once(*first) else { return false };
    let behind = others.iter().try_fold(rest, |rest, head| rest.strip_prefix(JOINTS)?.strip_prefix(head));
    // 改造泵站、水闸等29座: of more than these.
    behind.is_some_and(|rest| !others.contains(&"") && !rest.contains(JOINTS) && !rest.contains('等'))
}

/// 三个县共44起，其中东县18起、西县15起、南县11起: the words before the total say how many parts there are, and what each of them is.
fn are_counted(cx: &Context, total: &Quantity, heads: &[&str]) -> bool {
    const LONGEST_GAP: usize = 48;
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| quantity.span.start < total.span.start);
    let Some(count) = at.checked_sub(1).and_then(|before| quantities.get(before)) else { return false };
    let gap = cx.view.text().get(count.span.end as usize..total.span.start as usize).unwrap_or("");
    let is_count = count.number.value.to_integer() == i64::try_from(heads.len()).ok() && breakdown::is_amount(count);
    let mut ends = heads.iter().map(|head| head.chars().next_back());
    let Some(Some(end)) = ends.next().filter(|_| is_count && heads.len() > 2 && gap.len() <= LONGEST_GAP) else {
        return false;
    };
    let mut noun = cx.view.slice(count.unit).chars().skip(1).chain(gap.chars().take(2));
    let is_plain = !gap.contains(['，', '。', '；', '：', '、', '\n']);
    is_plain && ends.all(|other| other == Some(end)) && noun.any(|c| c == end)
}

/// 专业67个，涵盖工学、理学、文学3个门类，其中工学31个、理学20个、文学16个: how many kinds there are, and no total of them.
pub fn counts_the_kinds(cx: &Context, total: &Quantity, parts: &[Part]) -> bool {
    let heads: Vec<&str> = parts.iter().map(|part| &*part.head).collect();
    total.number.value.to_integer() == i64::try_from(heads.len()).ok()
        && heads.len() > 2
        && are_named_by(cx, total, &heads)
}

/// True if the heads are the members of a set that leaves nothing out of any whole.
pub fn leave_no_kind_out(heads: &[&str]) -> bool {
    CLOSED_SETS.iter().any(|set| !set.is_of_wholes_only && names_all(heads, set.members))
}

/// 死亡41人，受伤427人 of 伤亡: the heads leave nothing out of what the name of the total says.
pub fn leave_nothing_out_of(total_head: &str, heads: &[&str]) -> bool {
    let is_whole = |set: &ClosedSet| {
        let has_name = || set.wholes.iter().any(|name| total_head.contains(name));
        !set.is_of_wholes_only || set.wholes.is_empty() || has_name()
    };
    let is_all = |set: &&ClosedSet| names_all(heads, set.members) && is_whole(set);
    CLOSED_SETS.iter().filter(is_all).any(|set| are_of_one_noun(total_head, heads, set))
}

/// True if the parts are named alike, as all of what the total is: 男教师、女教师 of 教师. Not 男教师、女学生, and not 城镇就业、农村就业 of the
/// population.
fn are_of_one_noun<'a>(total_head: &str, heads: &[&'a str], set: &ClosedSet) -> bool {
    const NOUN: usize = 2;
    let noun = |head: &&'a str| -> Option<&'a str> {
        let names = set.members.iter().flat_map(|names| names.iter());
        let tails = names.filter_map(|name| head.strip_prefix(name));
        tails.min_by_key(|tail| tail.len()).map(without_words_of_sums)
    };
    let Some(nouns) = heads.iter().map(noun).collect::<Option<Vec<&str>>>() else { return false };
    let longest = nouns.iter().copied().max_by_key(|noun| noun.len()).unwrap_or("");
    let at = longest.char_indices().rev().nth(NOUN - 1).map_or(0, |(at, _)| at);
    // 男性, 女婴
    let is_short = longest.chars().count() < NOUN;
    // 享乐主义、奢靡之风问题, 形式主义、官僚主义问题
    let are_alike = |noun: &&str| longest.ends_with(*noun) || set.wholes.is_empty() && noun.ends_with(&longest[at..]);
    nouns.iter().all(are_alike) && (is_short || total_head.contains(&longest[at..]))
}

/// 零售 of 零售总额: what is counted, without the words that say that it is.
pub fn without_words_of_sums(name: &str) -> &str {
    const WORDS: &[&str] = &[
        "合计", "共计", "总计", "总额", "总值", "总量", "总数", "人数", "人员", "额", "值", "量", "数", "共", "总",
        "为", "达", "到", "增加", "实现", "完成", "分别",
    ];
    let mut name = name.trim();
    while let Some(rest) = WORDS.iter().find_map(|word| name.strip_suffix(word).or_else(|| name.strip_prefix(word))) {
        name = rest;
    }
    name
}

/// 城镇就业人员14.2万人，第三产业就业人员11.8万人: kinds of two sorts, so that a thing is of both.
pub fn are_of_two_sorts(heads: &[&str]) -> bool {
    const MOST: usize = 3;
    // 城区、镇区、乡村: what is all only as a rule may be one of more kinds.
    let closed = || CLOSED_SETS.iter().filter(|set| !set.is_of_wholes_only || !set.wholes.is_empty());
    let sets = || closed().map(|set| set.members).chain(EXCLUSIVE_SETS.iter().copied());
    let has = |set: &[&[&str]], head: &str| set.iter().any(|names| names.iter().any(|name| head.starts_with(name)));
    let are_in = |set: &[&[&str]], pair: &[&str]| pair.iter().all(|head| has(set, head));
    let is_sorted = |head: &&str| sets().any(|set| has(set, head));
    let sorted: Vec<&str> = heads.iter().copied().filter(|head| is_sorted(head)).collect();
    // Of many parts one may begin like a member of a set by accident.
    heads.len() <= MOST && sorted.windows(2).any(|pair| !sets().any(|set| are_in(set, pair)))
}

/// True if the heads are different members of one set (国家级, 省级), or end in one word that ranks (一类, 二类).
fn are_distinct(heads: &[&str]) -> bool {
    let closed = CLOSED_SETS.iter().map(|set| set.members);
    let in_one_set = closed
        .chain(EXCLUSIVE_SETS.iter().copied())
        .any(|set| members(heads, set).is_some_and(|found| found.is_sorted_by(|one, next| one < next)));
    let ranked = RANKING_SUFFIXES.iter().any(|suffix| heads.iter().all(|head| head.ends_with(suffix)));
    (in_one_set || ranked) && differ(heads)
}

pub fn differ(heads: &[&str]) -> bool {
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

/// 应在岗216人，实际在岗201人，请假9人，脱岗6人: who should be there, who is, and why the others are not.
fn are_of_what_is_due(total_head: &str, heads: &[&str]) -> bool {
    let is_there = |first: &str| ["实", "亲自", "现场"].iter().any(|word| first.starts_with(word));
    let is_due =
        total_head.trim_start().starts_with('应') || total_head.contains("应出席") || total_head.contains("应参加");
    is_due && heads.first().is_some_and(|first| is_there(first))
}

/// 法官27人、书记员31人、其他人员36人: what is none of the kinds before closes the list. 其他收入 is a kind of its own.
fn names_the_rest(heads: &[&str]) -> bool {
    const KINDS: &[&str] = &["其他收", "其他支", "其他应", "其他资", "其他税", "其他基", "其他费"];
    let is_rest = |head: &str| ["其他", "其它"].iter().any(|word| head.contains(word));
    let Some((last, kinds)) = heads.split_last() else { return false };
    is_rest(last)
        && !KINDS.iter().any(|kind| last.contains(kind))
        && !kinds.iter().any(|head| is_rest(head) || head.is_empty())
        && !may_overlap(heads)
}

/// 其中A股7家，境内外上市公司达106家: only 、 and 和 surely go on with the parts.
fn are_in_a_row(parts: &[Part]) -> bool {
    parts.iter().skip(1).all(|part| matches!(part.mark, '、' | '和' | '与' | '及'))
}

/// True if a thing may be counted under two of the heads. Where all of them have the word, it sorts them: 肢体残疾23人、智力残疾28人.
pub fn may_overlap(heads: &[&str]) -> bool {
    let has = |word: &str| heads.iter().any(|head| head.contains(word));
    // 五年以上86人、五年以下405人
    let is_split = (has("以上") || has("超")) && (has("以下") || has("以内"));
    // 博士138人、硕士126人; 一孩138万人、二孩129万人、三孩及以上45万人
    if are_of_one_scale(heads) {
        return false;
    }
    // 中央财政4万元、省级财政2万元、市县财政3万元; 市级财政12万元、县级财政8万元: of one level each.
    const LEVELS: &[&str] = &["省级", "市级"];
    const OTHERS: &[&str] = &["中央", "县级", "区级", "区县", "乡镇", "镇级"];
    let names = |level: &&str| heads.iter().any(|head| head.starts_with(*level));
    let is_level = |word: &str| OTHERS.iter().any(names) && LEVELS.contains(&word);
    let is_threshold = |word: &str| is_split && matches!(word, "以上" | "以下" | "超" | "岁" | "亿元" | "万元");
    let all_have = |word: &str| heads.len() > 1 && heads.iter().all(|head| head.contains(word)) || is_threshold(word);
    let overlaps = |word: &str| !all_have(word) && !is_level(word);
    heads.iter().any(|head| head.is_empty() || is_rank(head) || overlapping_words(head).any(overlaps))
}

/// 11项前三、4项第一: who is first is among the first three as well.
fn is_rank(head: &str) -> bool {
    const ENDINGS: &[&str] = &["第一", "第二", "第三", "首位", "前列", "前茅"];
    const LONGEST: usize = 4;
    let is_first = head.starts_with('前') && !head.starts_with("前期") && head.chars().count() <= LONGEST;
    is_first || ENDINGS.iter().any(|ending| head.ends_with(ending))
}

/// Degrees, titles or steps that all heads name, each another one: one thing has one of them.
fn are_of_one_scale(heads: &[&str]) -> bool {
    const SCALES: &[&[&str]] = &[
        &["博士", "硕士", "研究生", "本科", "大专", "专科", "中专", "高中", "初中"],
        &["正高级", "副高级", "高级", "中级", "初级", "一级", "二级", "三级"],
        &["一孩", "二孩", "三孩"],
        &["一年", "两年", "三年", "四年", "五年", "二年", "1年", "2年", "3年", "4年", "5年"],
        &["3A", "4A", "5A", "2A", "1A"],
    ];
    let step = |scale: &&[&str], head: &&str| scale.iter().position(|word| head.contains(word));
    let is_scale = |scale: &&&[&str]| {
        let mut steps: Vec<usize> = heads.iter().filter_map(|head| step(scale, head)).collect();
        steps.sort_unstable();
        steps.len() == heads.len() && steps.is_sorted_by(|one, next| one < next)
    };
    heads.len() > 1 && SCALES.iter().any(|scale| is_scale(&scale))
}

/// 党员60人、女职工50人; 规上企业60家、高新技术企业30家: one may be both.
fn overlapping_words(head: &str) -> impl Iterator<Item = &'static str> {
    const WORDS: &[&str] = &[
        "党员",
        "团员",
        "女",
        "民族",
        "以上",
        "以下",
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
    ];
    // 超10亿元, 超百家; not 超限超载128起, 超市, 超标
    const ABOVE: &[char] =
        &['一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万', '亿', '过'];
    let is_above = |behind: &str| behind.starts_with(|c: char| c.is_ascii_digit() || ABOVE.contains(&c));
    let exceeds = head.match_indices(EXCEEDING).any(|(at, word)| is_above(&head[at + word.len()..]));
    // 其他国家85人
    let is_country = ["国家机关", "其他国家", "国家和地区"].iter().any(|name| head.contains(name));
    let is_other = move |word: &str| word == "国家" && is_country;
    let named = WORDS.iter().copied().filter(move |word| head.contains(word) && !is_other(word));
    named.chain(exceeds.then_some(EXCEEDING))
}

const EXCEEDING: &str = "超";

/// True if a part is surely of the total, so that it cannot exceed it. Not of what may be less than nothing (利润, 净增), of what is
/// of one place or for one head (元, 毫米), of what came to it lately, or at another time.
pub fn is_surely_within(cx: &Context, total: &Quantity, part: &Part) -> bool {
    const NET: &[&str] = &["净", "利润", "顺差", "逆差", "赤字", "差额", "结余", "盈", "收益"];
    const FLOWS: &[&str] = &["新增", "增加", "减少", "下降", "新培育", "新认定", "力争", "目标"];
    const AT_ANOTHER_TIME: &[&str] = &["累计", "以来", "目标", "计划", "规划", "同期", "上年", "去年"];
    const OF_ONE: &[&str] = &["最", "均", "每", "率", "价", "密度", "指数"];
    const UNITS_OF_ONE: &[&str] = &["毫米", "米", "厘米", "度", "℃", "岁", "分", "天", "小时", "公斤", "斤", "级"];
    let has = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let name = name_of(cx, total).replace("增加值", "");
    let is_plain = breakdown::is_amount(total) && !is_cut(cx, total);
    let unit = cx.view.slice(total.unit);
    let is_income = unit == "元" && !total.number.has_multiplier;
    let is_of_one = has(OF_ONE, &name) || has(OF_ONE, &part.head) || is_income || UNITS_OF_ONE.contains(&unit);
    is_plain
        && !is_of_one
        && !has(NET, &name)
        && !has(FLOWS, &name)
        && !has(AT_ANOTHER_TIME, &part.head)
        // 两位棋手胜出，其中甲对6位对手全胜: names count the total, and the other number is of something else.
        && [part.quantity, total].iter().all(|quantity| quantity.number.script == Script::Arabic)
}

/// 52 201件, 2，622件: only the end of a number was read.
fn is_cut(cx: &Context, quantity: &Quantity) -> bool {
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    before.trim_end_matches([' ', '，', ',']).ends_with(|c: char| c.is_ascii_digit())
}

/// Small differences are explained by a slip of the last digits more often than not: what is left is judged by its own size.
const ONE_IN_NEAR: i64 = 4;
const ONE_IN_NEAR_OF_A_ROW: i64 = 2;

/// What one slip of the pen in the total or in a part explains, where the parts do not give the total.
pub fn explained(cx: &Context, total: &Quantity, parts: &[&Quantity]) -> Option<Explanation> {
    let is_exact = |quantity: &Quantity| quantity.qualifier == Qualifier::Exact;
    if super::fits(cx, total, parts.iter().copied()) || !parts.iter().all(|part| is_exact(part)) || !is_exact(total) {
        return None;
    }
    let term = |quantity: &Quantity, negative| Term {
        value: quantity.number.value,
        has_multiplier: quantity.number.has_multiplier,
        negative,
    };
    let terms: Vec<Term> = parts.iter().map(|part| term(part, false)).chain([term(total, true)]).collect();
    slip::explanation(&terms)
}

pub fn quantities<'a>(parts: &[Part<'a>]) -> Vec<&'a Quantity> {
    parts.iter().map(|part| part.quantity).collect()
}

/// A slip is said where it is by accident less than one time in so many that it explains the sum. In 8 million characters of
/// reports there were 70 rows of parts that do not give their total; they lack a part, or are of different things.
pub const ONE_IN: i64 = 50;
/// The same for two digits of two parts: of several hundred such rows most leave something out.
const ONE_IN_OF_SOME: i64 = 300;
/// The same for two that 、 joins.
const ONE_IN_OF_TWO_IN_A_ROW: i64 = 100;
/// The text says how many amounts are added, and as many stand before: 三个区合计.
const ONE_IN_OF_COUNTED: i64 = 20;
/// Three parts and more in a row give their total more often than not: a fifth of such rows did not.
pub const ONE_IN_OF_A_ROW: i64 = 12;
/// The same where commas part them, or where what is measured is more than its total.
const ONE_IN_OF_THREE: i64 = 12;
/// Of kinds that exclude each other fewer are left out.
pub const ONE_IN_OF_KINDS: i64 = 8;
/// Three and more in a list of their own that make most of the total: all of them, but where the total is small.
pub const ONE_IN_OF_A_LIST: i64 = 2;
/// What is left of a whole, or what the other is not, in a row that no word opens.
const ONE_IN_OF_THE_REST: i64 = 4;
/// Two parts that nothing opens and whose names say nothing.
const ONE_IN_OF_TWO: i64 = 30;
const ONE_IN_NEAR_OF_TWO: i64 = 3;
/// Parts that exceed their total, one of them alone. Where none does, any slip is enough: in 9 million characters of reports one of thirteen
/// such rows was explained by one, and that one gave its total in each part.
const ONE_IN_ABOVE: i64 = 10;
const ONE_IN_ABOVE_OF_THREE: i64 = 4;
/// The same of two parts below the total whose names do not say that they exclude each other; or where these begin alike or end in one
/// character (移送检察机关、移送主管部门; 民警、辅警).
const ONE_IN_ABOVE_OF_A_ROW: i64 = 20;
const ONE_IN_ABOVE_OF_ALIKE: i64 = 5;
/// The same of names that may overlap (涉税走私、毒品走私; 新能源), or of two of one noun (外资项目、技改项目): of forty such rows made up to be true, one slip explains four with 50 to 75.
const ONE_IN_ABOVE_OF_OVERLAPPING: i64 = 400;
const ONE_IN_ABOVE_OF_OVERLAPPING_ALIKE: i64 = 100;
/// Three parts and more that 、 joins: none of 18 such rows of 8 million characters that do not give their total is explained by a slip.
const ONE_IN_OF_THREE_IN_A_ROW: i64 = 6;
/// The same where next to nothing is left: nobody leaves out a kind of one in a hundred.
const ONE_IN_OF_NEARLY_THE_TOTAL: i64 = 2;
/// Two parts in a row whose names end in one noun, and that are most of the total.
const ONE_IN_OF_TWO_ALIKE: i64 = 30;

/// 企业136家，按行业分，食品41家、纺织28家、机械27家，三大行业共96家: parts that are not all have a total of their own.
fn have_a_total_behind(cx: &Context, parts: &[Part], sum: &Rational) -> bool {
    let Some(last) = parts.last().map(|part| part.quantity) else { return false };
    let next = cx.facts.quantities.partition_point(|other| other.span.start <= last.span.start);
    // 三大 of 三大行业 may be one, too.
    cx.facts.quantities.iter().skip(next).take(2).any(|total| {
        total.has_unit_of(last, cx.view)
            && total.value() == *sum
            && cx.facts.sentence_of(total) == cx.facts.sentence_of(last)
    })
}

/// True if amounts before a total are certainly its parts but for a slip; `are_counted` where the text says how many there are.
pub fn is_certain(found: &Explanation, are_counted: bool) -> bool {
    let (least, least_near) =
        if are_counted { (ONE_IN_OF_COUNTED, ONE_IN_NEAR_OF_A_ROW) } else { (ONE_IN, ONE_IN_NEAR) };
    found.one_in >= least && found.one_in_near >= least_near
}

/// The same for so many amounts in a row that ends its sentence.
pub fn is_certain_of_row(found: &Explanation, count: usize) -> bool {
    let least = match found.slip {
        _ if count > 2 => ONE_IN_OF_A_ROW,
        Slip::Swap => ONE_IN_OF_SOME,
        _ => ONE_IN,
    };
    found.one_in >= least && found.one_in_near >= ONE_IN_NEAR_OF_A_ROW
}

/// The slip that explains the sum, if it is not one by accident.
pub fn certain_slip(cx: &Context, total: &Quantity, opening: Opening, parts: &[Part]) -> Option<Slip> {
    let sorts = matches!(opening.wording, Wording::Sorts | Wording::Divides) || opening.wording.says_all();
    let heads: &[&str] = &parts.iter().map(|part| &*part.head).collect::<Vec<_>>();
    let members = quantities(parts);
    let found = explained(cx, total, &members)?;
    let are_apart = (sorts || !may_overlap(heads)) && differ(heads);
    let sum = sum_of(parts).filter(|sum| !have_a_total_behind(cx, parts, sum))?;
    let is_above = sum > total.value() && !counts_visits(cx, total);
    if is_above && members.iter().all(|part| part.is_below(total)) && is_a_little(&(sum.clone() - total.value()), total)
    {
        return (differ(heads) && heads.iter().all(|head| !head.is_empty())).then_some(found.slip);
    }
    // Parts that exceed their total overlap more often than not, unless their names say that they cannot.
    if is_above && !are_apart && !opening.wording.says_all() {
        return slip_of_overlapping(&found, heads);
    }
    let is_row = are_distinct(heads) || are_apart && (are_in_a_row(parts) || repeat_a_noun_of(opening.name, heads));
    // 报修298起：水管143起，电路97起，门窗58起: three and more that are most of the total, in a list of their own.
    let are_below = members.iter().all(|part| part.is_below(total));
    // 按来源分，馆藏5件，捐赠3件，购入2件: nearly all of it.
    let is_nearly_all = || Rational::decimal(5, 0) * sum.clone() >= Rational::decimal(4, 0) * total.value();
    let is_most = || if heads.len() > 2 { sum.clone() + sum.clone() > total.value() } else { is_nearly_all() };
    let is_list = opening.wording == Wording::Lists && are_apart && are_below && is_most();
    let is_all = opening.wording.says_all()
        || opening.wording == Wording::Divides && heads.len() > 2 && are_apart && is_nearly_all();
    let above = (is_above && are_below).then(|| least_above(total, heads, parts, sorts)).flatten();
    let least = match above {
        _ if is_all => 1,
        Some(least) => least,
        None if is_list => ONE_IN_OF_A_LIST,
        // 4.26万人，其中甲类1.84万人，乙类1.57万人，丙类8.5万人
        None if is_above && heads.len() > 2 && found.slip != Slip::Digit => 1,
        None if is_above && heads.len() > 2 => ONE_IN_ABOVE_OF_THREE,
        None if sorts && heads.len() > 2 => ONE_IN_OF_KINDS,
        None if is_above => ONE_IN_ABOVE,
        None if are_apart && heads.len() > 2 && leaves_next_to_nothing(&sum, total) => ONE_IN_OF_NEARLY_THE_TOTAL,
        None if are_apart && heads.len() > 2 && are_in_a_row(parts) && is_nearly_all() => ONE_IN_OF_THREE_IN_A_ROW,
        None if are_distinct(heads) && heads.len() > 2 => ONE_IN_OF_KINDS,
        None if is_row && (heads.len() > 2 || repeat_a_noun_of(opening.name, heads)) => ONE_IN_OF_A_ROW,
        None if are_apart && heads.len() > 2 => ONE_IN_OF_THREE,
        None if are_apart && are_in_a_row(parts) && end_alike(heads) && is_nearly_all() => ONE_IN_OF_TWO_ALIKE,
        None if are_apart && are_in_a_row(parts) && found.slip == Slip::Swap => ONE_IN_OF_TWO_IN_A_ROW,
        // 卫生技术人员950万人，其中医师358万人，护士412万人: there are many rows of two parts of several.
        None if heads.len() == 2 && found.slip == Slip::Swap => ONE_IN_OF_SOME,
        None => ONE_IN,
    };
    // 124738万千瓦，其中火电86238万千瓦，…: 10万千瓦 of other kinds are left, which one digit would explain, too.
    let least_near = match () {
        () if is_above || is_list || is_all => 0,
        () if sorts && heads.len() > 2 => 1,
        // Of 29 rows of three parts and more that are less than their total, one slip explains one, where next to nothing is left.
        () if are_apart && heads.len() > 2 && !is_a_trace_of(&(sum.clone() - total.value()), total) => 1,
        () if is_row => ONE_IN_NEAR_OF_A_ROW,
        () => ONE_IN_NEAR,
    };
    // 融资1455亿元，其中贷款496.3亿元，债券858.7亿元: of two that are not all, a round amount may be left.
    let may_leave_a_round_rest =
        !is_above && !is_row && !opening.wording.says_all() && heads.len() == 2 && found.slip == Slip::Digit;
    (found.one_in >= least && found.one_in_near >= least_near && !may_leave_a_round_rest).then_some(found.slip)
}

/// The slip that explains parts which may overlap and are more than their total, if it would next to never by accident.
fn slip_of_overlapping(found: &Explanation, heads: &[&str]) -> Option<Slip> {
    let are_alike = end_alike(heads) || are_alike(heads);
    let least = if are_alike { ONE_IN_ABOVE_OF_OVERLAPPING_ALIKE } else { ONE_IN_ABOVE_OF_OVERLAPPING };
    let is_certain = found.one_in >= least && differ(heads) && heads.iter().all(|head| !head.is_empty());
    is_certain.then_some(found.slip)
}

/// How rarely a slip must explain by accident parts that are each below their total and together more; `None` where their names and
/// marks say nothing.
fn least_above(total: &Quantity, heads: &[&str], parts: &[Part], sorts: bool) -> Option<i64> {
    let is_row = are_in_a_row(parts);
    match () {
        () if sorts || exclude_each_other(heads) => Some(1),
        // 外资项目28个、技改项目42个: two of one noun may be of two sorts.
        () if end_alike(heads) => Some(ONE_IN_ABOVE_OF_OVERLAPPING_ALIKE),
        () if is_row && are_alike(heads) => Some(ONE_IN_ABOVE_OF_ALIKE),
        // 消防9次、防震4次、急救2次; 西区920亩、绿地730亩、湖面420亩: what is measured lies within another kind sooner than what is counted.
        () if is_row && heads.len() > 2 && total.kind == UnitKind::Count => Some(1),
        () if is_row && heads.len() > 2 => Some(ONE_IN_OF_THREE),
        () if is_row => Some(ONE_IN_ABOVE_OF_A_ROW),
        () => None,
    }
}

/// 餐饮210户、零售260户（部分商户兼营）: what follows says that a thing may be counted twice.
fn says_some_are_both(cx: &Context, parts: &[Part]) -> bool {
    const WORDS: &[&str] = &["兼", "同时", "重复", "交叉", "重叠", "既"];
    let end = parts.last().map_or(0, |last| last.quantity.span.end as usize);
    let behind = cx.view.text().get(end..).unwrap_or("");
    let near = &behind[..behind.floor_char_boundary(LONGEST_CLAUSE / 2)];
    let sentence = near.split(['。', '\n']).next().unwrap_or("");
    WORDS.iter().any(|word| sentence.contains(word))
}

/// 第一轮巡察、第二轮、第三轮; A类、B类: the names count from the first on.
pub fn are_numbered(heads: &[&str]) -> bool {
    const ORDERS: &[&str] = &["一二三四五六七八九", "甲乙丙丁戊己庚", "ABCDEFG", "ⅠⅡⅢⅣⅤⅥ"];
    let follow = |order: &&str| {
        let mut numerals = order.chars();
        let lead =
            heads.first().zip(numerals.next()).and_then(|(head, first)| head.split_once(first)).map(|(lead, _)| lead);
        let others = || heads.iter().skip(1).map(Some).chain(std::iter::repeat(None));
        let is_next = |(head, numeral): (Option<&&str>, char)| {
            head.is_none_or(|head| head.strip_prefix(lead.unwrap_or("")).is_some_and(|rest| rest.starts_with(numeral)))
        };
        lead.is_some() && heads.len() <= order.chars().count() && others().zip(numerals).all(is_next)
    };
    heads.len() > 1 && ORDERS.iter().any(follow)
}

/// True if parts lack less than a hundredth of their total, and more than a trace.
fn leaves_next_to_nothing(sum: &Rational, total: &Quantity) -> bool {
    const PARTS: i64 = 100;
    let rest = (sum.clone() - total.value()).abs();
    &rest * &Rational::decimal(PARTS, 0) < total.value() && !is_a_trace_of(&rest, total)
}

/// True if parts are more than their total by a fiftieth of it at most: kinds that overlap seldom share so little.
fn is_a_little(excess: &Rational, total: &Quantity) -> bool {
    const PARTS: i64 = 50;
    excess * &Rational::decimal(PARTS, 0) <= total.value()
}

/// True if a difference is less than a two-thousandth of the total: 其他 that nobody names.
fn is_a_trace_of(difference: &Rational, total: &Quantity) -> bool {
    const PARTS: i64 = 2000;
    let whole = total.value();
    &difference.abs() * &Rational::decimal(PARTS, 0) < whole
}

/// What a row says that follows its total with no word that opens it, 教师152人，男教师61人，女教师91人, read up to byte `end`. Two
/// amounts behind a greater one are seldom its parts (of 139 such rows in 8 million characters of work reports, a dozen), so what
/// does not fit is said only where a slip explains it, and the less their names say, the less likely it must be by accident.
pub fn of_unopened(cx: &Context, total: &Quantity, total_head: &str, parts: &[Part], end: usize) -> SumKind {
    let members = quantities(parts);
    let found = explained(cx, total, &members);
    if found.is_none() && !super::fits(cx, total, members.into_iter()) {
        return SumKind::Unknown;
    }
    let heads: &[&str] = &parts.iter().map(|part| &*part.head).collect::<Vec<_>>();
    let is_closed = leave_nothing_out_of(total_head, heads) && !may_leave_grades_out(total, heads, parts)
        || heads.len() == 2 && are_opposites(heads)
        || span_a_scale(heads);
    if !ends_here(cx, end) || !is_closed && (may_overlap(heads) || !differ(heads) || are_of_two_sorts(heads)) {
        return SumKind::Unknown;
    }
    let (least, least_near) = match () {
        () if is_closed => (0, 0),
        // 原有教职工153人，医护人员117人，其他后勤人员41人: of two the other may be the rest of its own kind.
        () if names_the_rest(heads) && heads.len() > 2
            || are_opposites(heads)
            || are_of_what_is_due(total_head, heads) =>
        {
            (ONE_IN_OF_THE_REST, 1)
        }
        () if are_distinct(heads) => (ONE_IN_OF_KINDS, ONE_IN_NEAR_OF_A_ROW),
        () if heads.len() > 3 => (ONE_IN_OF_KINDS, ONE_IN_NEAR_OF_A_ROW),
        () if repeat_a_noun_of(total_head, heads) => (ONE_IN_OF_A_ROW, 1),
        () if heads.len() == 3 => (ONE_IN_OF_A_ROW, ONE_IN_NEAR_OF_A_ROW),
        () if heads.iter().any(|head| head.ends_with('等')) => return SumKind::Unknown,
        () => (ONE_IN_OF_TWO, ONE_IN_NEAR_OF_TWO),
    };
    match found {
        Some(found) if found.one_in < least || found.one_in_near < least_near => SumKind::Unknown,
        Some(found) if !is_closed => SumKind::Slip(found.slip),
        None if !is_closed => SumKind::Unknown,
        _ => SumKind::Whole,
    }
}

/// 隐患1386项，一般隐患1379项，重大隐患7项: the heads end in one noun that the name of the total holds.
fn repeat_a_noun_of(total_head: &str, heads: &[&str]) -> bool {
    const SHORTEST: usize = 2;
    let Some((first, others)) = heads.split_first() else { return false };
    let Some((at, _)) = first.char_indices().rev().nth(SHORTEST - 1) else { return false };
    let noun = &first[at..];
    total_head.contains(noun) && others.iter().all(|head| head.ends_with(noun))
}

/// 城镇居民41人、农村居民58人, 硕士9人、本科6人: kinds known to, or names of one noun.
fn exclude_each_other(heads: &[&str]) -> bool {
    let are_alike = || heads.len() > 2 && end_alike(heads);
    are_distinct(heads) || are_of_one_scale(heads) || are_alike() || are_numbered(heads) || differ_by_a_number(heads)
}

/// 500千伏变电站、220千伏变电站; 8米车型、6米车型: the names are alike but for their numbers.
fn differ_by_a_number(heads: &[&str]) -> bool {
    let plain = |head: &str| head.replace(|c: char| c.is_ascii_digit() || c == '.', "");
    let Some((one, others)) = heads.split_first().filter(|(one, _)| one.contains(|c: char| c.is_ascii_digit())) else {
        return false;
    };
    // 8米以上、6米以上: who is above the one is above the other.
    !one.contains(['超', '上', '下']) && others.iter().all(|head| plain(head) == plain(one)) && differ(heads)
}

/// 产业投资、民生投资: the names end in one noun.
pub fn end_alike(heads: &[&str]) -> bool {
    const NOUN: usize = 2;
    let noun = |head: &str| head.chars().rev().take(NOUN).collect::<String>();
    heads.split_first().is_some_and(|(one, others)| others.iter().all(|head| noun(head) == noun(one)))
}

/// 民警、辅警; 移送检察机关、移送主管部门: the names end in one character, or begin with two.
fn are_alike(heads: &[&str]) -> bool {
    const LEAD: usize = 2;
    let Some((one, others)) = heads.split_first() else { return false };
    let (last, lead) = (one.chars().next_back(), one.chars().take(LEAD).collect::<String>());
    let begins = |head: &&str| head.starts_with(&lead) && lead.chars().count() == LEAD;
    others.iter().all(|head| head.chars().next_back() == last) || others.iter().all(begins)
}

/// 本科及以上5名、大专及以下2名; 60岁以上21名、36至59岁21名、35岁以下6名: the first and the last step of a scale, each open to its side, and those
/// between them: nothing is left out.
pub fn span_a_scale(heads: &[&str]) -> bool {
    const ABOVE: &[&str] = &["以上", "及以上", "或以上"];
    const BELOW: &[&str] = &["以下", "以内", "未满", "不足"];
    /// Degrees, each above the next.
    const DEGREES: &[&[&str]] =
        &[&["博士"], &["硕士", "研究生"], &["本科"], &["大专", "专科"], &["中专", "高中"], &["初中"]];
    let is_open = |head: &str, words: &[&str]| words.iter().any(|word| head.contains(word));
    let degree = |head: &&str| DEGREES.iter().position(|names| names.iter().any(|name| head.contains(name)));
    let is_step = |head: &&str| head.contains(|c: char| c.is_ascii_digit() || han_digit(c).is_some());
    let above: Vec<&&str> = heads.iter().filter(|head| is_open(head, ABOVE) && !is_open(head, BELOW)).collect();
    let below: Vec<&&str> = heads.iter().filter(|head| is_open(head, BELOW) && !is_open(head, ABOVE)).collect();
    let mut degrees: Vec<usize> = heads.iter().filter_map(degree).collect();
    degrees.sort_unstable();
    let ([top], [bottom]) = (&above[..], &below[..]) else { return false };
    if degrees.len() == heads.len() {
        let follow = degrees.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        return follow && degree(top) == degrees.first().copied() && degree(bottom) == degrees.last().copied();
    }
    let meets = |one: &str, other: &str| is_next_number(one, other) || is_next_number(other, one);
    heads.iter().all(is_step) && (heads.len() > 2 || meets(top, bottom))
}

/// 45岁以下, 45岁及以上; 35岁及以下, 36岁以上: the first number of the second is that of the first or the next one.
fn is_next_number(one: &str, other: &str) -> bool {
    let number = |head: &str| -> Option<u32> {
        let from = head.find(|c: char| c.is_ascii_digit())?;
        let digits = &head[from..];
        digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse().ok()
    };
    match (number(one), number(other)) {
        (Some(one), Some(other)) => other.checked_sub(one).is_some_and(|step| step < 2),
        // 三人以下、四人及以上; 五年以上、五年以下
        _ => {
            let digit = |head: &str| head.chars().find_map(han_digit);
            digit(one).zip(digit(other)).is_some_and(|(one, other)| other.checked_sub(one).is_some_and(|step| step < 2))
        }
    }
}

/// 已完成47项、正在推进31项、尚未启动4项: what is done, what is under way and what is not begun, each of one state. The first is what is done.
pub fn are_states(heads: &[&str]) -> bool {
    const DONE: &[&str] =
        &["已", "提前完成", "全部完成", "基本完成", "阶段性完成", "办结", "完工", "竣工", "建成", "销号"];
    const UNDER_WAY: &[&str] =
        &["正在", "在建", "推进中", "整改中", "办理中", "施工中", "进行中", "持续推进", "需长期"];
    const NOT_BEGUN: &[&str] = &["未", "尚未", "暂未", "待", "拟", "滞后"];
    let state = |head: &&str| {
        [NOT_BEGUN, UNDER_WAY, DONE].iter().position(|words| words.iter().any(|word| head.starts_with(word)))
    };
    let Some(states) = heads.iter().map(state).collect::<Option<Vec<usize>>>() else { return false };
    let (done, under_way) = (2, 1);
    heads.len() > 2 && states.first() == Some(&done) && states.contains(&under_way) && differ(heads)
}

/// True if the heads say that nothing is left out of whatever they are of: 境内, 境外; 一季度, 二季度; a last one called 其他.
pub fn are_all(heads: &[&str]) -> bool {
    CLOSED_SETS.iter().any(|set| names_all(heads, set.members))
        || names_the_rest(heads)
        || are_opposites(heads)
        || span_a_scale(heads)
}

/// True if no further part follows: the clause ends, or another one begins that names no rest.
pub fn ends_here(cx: &Context, end: usize) -> bool {
    let behind = cx.view.text().get(end..).unwrap_or("").trim_start_matches(' ');
    // 改建线21公里和桥梁等
    if behind.starts_with(['和', '与', '及', '、', '等']) {
        return false;
    }
    let after = behind.trim_start_matches([' ', '）', ')']);
    match after.chars().next() {
        None | Some('。' | '；' | ';' | '\n' | '\r' | '！') => true,
        Some(mark @ ('，' | ',')) => {
            let next = &after[mark.len_utf8()..];
            !REST_OF_A_SET.iter().any(|word| next.starts_with(word))
        }
        // 校友捐助300万元组成
        Some('组' | '构') if after.starts_with("组成") || after.starts_with("构成") => true,
        // 女360名） of a parenthesis that opened with 其中.
        Some(_) => cx.view.text().get(..end + 4).is_none_or(|text| text.ends_with(['）', ')'])),
    }
}
