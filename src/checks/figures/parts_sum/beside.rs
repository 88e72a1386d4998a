//! Sums that no word opens: a total right before its parts (教师152人，男教师61人，女教师91人), or behind them under the name of what they
//! are together (进口3亿元，出口9亿元，进出口总额12亿元). Takes the quantities, gives what may be such a sum; what its parts are is for
//! `row`, whether they leave nothing out for `kind`.

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::lexicon::{CLOSED_SETS, ClosedSet, DECLARING, is_mark_or_digit, predicates_in};
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};

use super::head::{compares, is_change, is_in_a_name, is_part_of_a_name, without_digits_of_names, without_notes};
use super::kind::{are_states, explained, names_all, without_words_of_sums};
use super::row::{parts_declared, parts_unopened};
use super::total::{is_average, is_change_of_something, is_compared_with, is_one_of_two, is_rate};
use super::{LONGEST_CLAUSE, LONGEST_HEAD, Sum, SumKind, fits};

/// Between a total and its first part at most so many bytes stand.
const LONGEST_GAP: usize = 6 * LONGEST_HEAD;

/// The sums of a text that no word opens, in text order.
pub fn unopened<'a>(cx: &'a Context) -> impl Iterator<Item = Sum<'a>> {
    let mut read = 0;
    (0..cx.facts.quantities.len().saturating_sub(2)).filter_map(move |index| {
        let sum = total_before_parts(cx, index).or_else(|| total_behind_parts(cx, index + 2))?;
        // A part may have parts of its own, but no total is found twice.
        let start = sum.total.span.start;
        (start >= std::mem::replace(&mut read, start + 1)).then_some(sum)
    })
}

/// An amount, or a number of days: 有效监测365天，优127天、良196天.
fn is_counted(cx: &Context, quantity: &Quantity) -> bool {
    let are_days = || quantity.kind == UnitKind::Duration && cx.view.slice(quantity.unit).trim() == "天";
    breakdown::is_amount(quantity) || quantity.qualifier == Qualifier::Exact && are_days()
}

/// True for an amount in the unit of a total that is less than it.
fn may_be_part(cx: &Context, part: &Quantity, total: &Quantity) -> bool {
    is_counted(cx, part) && part.is_below(total) && part.has_unit_of(total, cx.view)
}

/// 常住人口46.2万人，增长0.3%，城镇23.9万人，乡村22.3万人: the quantity `index` with the parts that follow it.
fn total_before_parts<'a>(cx: &'a Context, index: usize) -> Option<Sum<'a>> {
    const MOST_RATES: usize = 2;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let total = quantities.get(index).filter(|total| is_counted(cx, total))?;
    let rates = quantities.get(index + 1..)?.iter().take(MOST_RATES).take_while(|rate| is_rate(rate.kind)).count();
    let (first, is_far) = first_part_behind(cx, index + 1 + rates, total)?;
    let part = quantities.get(first)?;
    let mut end = quantities.get(index + rates)?.span.end as usize;
    if is_far {
        end = part.span.start as usize
            - text.get(end..part.span.start as usize)?.rsplit('，').next()?.len()
            - '，'.len_utf8();
    }
    let words = text.get(end..part.span.start as usize).filter(|words| words.len() <= LONGEST_GAP)?;
    // Most amounts have others beside them: a second part follows the first soon.
    let mut near = quantities.get(first + 1..)?.iter().take(1 + MOST_RATES);
    near.find(|part| is_counted(cx, part) && part.has_unit_of(total, cx.view))?;
    let is_its_change = |pair: &[Quantity]| {
        text.get(pair[0].span.end as usize..pair[1].span.start as usize).is_some_and(|gap| is_change(gap, &pair[1]))
    };
    if !quantities[index..=index + rates].windows(2).all(is_its_change) {
        return None;
    }
    let behind = || text.get(part.span.end as usize..text.floor_char_boundary(end + LONGEST_CLAUSE)).unwrap_or("");
    if let Some(opening) = opening_of_all(words, behind()) {
        let sum = parts_declared(cx, total, first, end, end + opening)?;
        let is_judged = !matches!(sum.kind, SumKind::Open | SumKind::Unknown);
        return (is_judged && !is_no_total(cx, total)).then_some(sum);
    }
    let words = without_notes(words);
    let head = words.trim_start_matches([')', '）', ' ']).strip_prefix(['，', ','])?.trim();
    let is_part = !head.is_empty()
        && head.chars().count() <= LONGEST_HEAD
        && !without_digits_of_names(head).contains(is_mark_or_digit);
    let opens = ["其中", "包括", "包含", "含"].iter().any(|word| head.starts_with(word));
    // 务工28778人，上年同期27950人，省内21460人，省外7318人
    let is_earlier = || is_compared_with(cx, total) && follows_another(cx, index);
    if !is_part || opens || says_another_value(head) || is_no_total(cx, total) || is_earlier() {
        return None;
    }
    let name = breakdown::head(cx, total);
    let sum = parts_unopened(cx, (total, name), first, end)?;
    let heads: Vec<&str> = sum.parts.iter().map(|part| breakdown::head(cx, part)).collect();
    let begins_anew = begin_predicates(&heads) && !are_states(&heads);
    // 收入86.5亿元，支出82.3亿元，结余5.2亿元 is for figures/balance.
    let is_a_balance = name.contains("收入") && sum.parts.iter().any(|part| breakdown::head(cx, part).contains("支出"));
    if is_a_balance {
        return None;
    }
    if gives_with_the_next(cx, &sum, first) {
        return None;
    }
    let is_surely_one = || !is_far && !follows_another(cx, index) && !begins_anew;
    (sum.kind == SumKind::Whole || is_surely_one()).then_some(sum)
}

/// The first part of a total, from the quantity `at` on, and whether an amount of something else stands between.
fn first_part_behind(cx: &Context, at: usize, total: &Quantity) -> Option<(usize, bool)> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let mut first = at;
    // 客运量735万人次，1号线324万人次，2号线216万人次
    first += usize::from(quantities.get(first).is_some_and(|number| is_in_a_name(cx, number)));
    // 总投资6.84亿元，一期投资4.26亿元
    let is_of_a_name =
        quantities.get(first).is_some_and(|number| is_part_of_a_name(cx, total, number, quantities.get(first + 1)));
    // 栈道全长72.3公里，分三个标段：东段28.4公里
    let counts_parts = |count: &Quantity| {
        let next = quantities.get(first + 1).map_or(0, |next| next.span.start as usize);
        count.number.script == Script::Han
            && text
                .get(count.span.end as usize..next)
                .is_some_and(|gap| gap.contains('：') && gap.len() <= LONGEST_NAME)
    };
    first += usize::from(is_of_a_name || quantities.get(first).is_some_and(counts_parts));
    let is_far = quantities.get(first).is_some_and(|other| is_aside(cx, other, first + 1, total));
    first += usize::from(is_far);
    quantities.get(first).is_some_and(|part| may_be_part(cx, part, total)).then_some((first, is_far))
}

/// 运动员3264名，男1687名，女1377名，混合200名: the parts from the quantity `first` on give the total with the amount behind them.
fn gives_with_the_next(cx: &Context, sum: &Sum, first: usize) -> bool {
    let is_next = |next: &&Quantity| {
        let last = sum.parts.last().filter(|last| last.span.start < next.span.start);
        last.is_some_and(|last| {
            next.has_unit_of(last, cx.view) && cx.facts.sentence_of(next) == cx.facts.sentence_of(last)
        })
    };
    let next = cx.facts.quantities.get(first + sum.parts.len()).filter(is_next);
    next.is_some_and(|next| fits(cx, sum.total, sum.parts.iter().copied().chain([next])))
}

/// 志愿者3264名在59个车站服务，女性2187名、男性1077名: an amount of something else in a clause between a total and its parts, of which the
/// quantity `next` is the first.
fn is_aside(cx: &Context, other: &Quantity, next: usize, total: &Quantity) -> bool {
    let is_first = |part: &Quantity| {
        let gap = breakdown::gap(cx, other, part);
        may_be_part(cx, part, total) && gap.is_some_and(|gap| gap.contains('，') && !gap.contains(['。', '；', '\n']))
    };
    breakdown::is_amount(other)
        && cx.facts.quantities.get(next).is_some_and(|part| part.kind == total.kind && is_first(part))
        && !other.has_unit_of(total, cx.view)
        && breakdown::gap(cx, total, other).is_some_and(|gap| !gap.contains(['，', '。', '；', '\n']))
}

/// 家，分别为 of 家，分别为甲类; 间店铺： of 间店铺：东区: how many bytes of the words between a total and its first part declare the parts, which
/// `behind` begins with.
fn opening_of_all(words: &str, behind: &str) -> Option<usize> {
    const LONGEST: usize = 4 * LONGEST_HEAD;
    /// 由镇级负担918万元，校友捐助300万元: what makes a total of the parts that 由 opens.
    const SHARING: &[&str] = &["组成", "构成", "负担", "承担", "补助", "自筹", "出资"];
    const COUNTING: &str = "，计有";
    if words.starts_with(COUNTING) {
        return Some(COUNTING.len());
    }
    // 新开通2条共96公里，即东线57公里、西线39公里
    if let Some(rest) = words.strip_prefix(NAMELY) {
        return (!rest.starts_with(['将', '使', '便', '可'])).then_some(NAMELY.len());
    }
    if let Some(rest) = words.strip_prefix("，由") {
        let sentence = behind.split(['。', '；', '\n']).next()?;
        let is_shared = SHARING.iter().any(|word| rest.contains(word) || sentence.contains(word));
        // ，由四块构成：
        let mark = rest.find(['：', ':']).map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
        return is_shared.then_some("，由".len() + mark);
    }
    let colon = words.rfind(['：', ':']).map(|at| (at, at + words[at..].chars().next().map_or(0, char::len_utf8)));
    let declared = DECLARING.iter().filter_map(|word| words.find(word).map(|at| (at, at + word.len()))).max();
    let (at, end) = match (declared, colon) {
        (Some((at, _)), Some((_, end))) | (Some((at, end)), None) | (None, Some((at, end))) => (at, end),
        (None, None) => return None,
    };
    // 收入和利润分别为: of other things than the total. 分三个标段：, 按投向分为
    let lead = words.get(..at)?;
    let subject = lead.rfind(['，', ',']).map(|at| lead[at..].trim_start_matches(['，', ',']));
    // 民生支出96.5亿元，主要用于四个方面：
    let counts_kinds = |words: &str| {
        COUNTED_KINDS.iter().any(|noun| words.strip_suffix(noun).is_some_and(|rest| rest.ends_with(is_count_of_kinds)))
    };
    let is_of_total = subject.is_none_or(|words| {
        words.is_empty() && declared.is_some() || words.starts_with(['按', '分']) || counts_kinds(words)
    });
    let is_plain = end <= LONGEST && !lead.contains(['。', '；', ';', '\n', '（', '(', '、']) && !lead.contains("其中");
    (is_of_total && is_plain).then_some(end)
}

/// What says the same once more, in its parts.
pub const NAMELY: &str = "，即";

/// What kinds are counted in: 四个方面.
const COUNTED_KINDS: &[&str] = &["个方面", "大类", "类", "个部分", "部分", "大块", "块"];

/// 四 of 四个方面.
fn is_count_of_kinds(c: char) -> bool {
    matches!(c, '两' | '三' | '四' | '五' | '六' | '七' | '八')
}

/// 员工4826人，其中生产人员2713人，销售人员618人，研发人员1495人: an amount behind one that it may be a part of.
fn follows_another(cx: &Context, index: usize) -> bool {
    const FARTHEST: usize = 4;
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let Some(total) = quantities.get(index) else { return true };
    let before = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default().iter().rev();
    let is_in_clauses = |other: &&Quantity| {
        cx.facts.sentence_of(other) == cx.facts.sentence_of(total)
            && text
                .get(other.span.end as usize..total.span.start as usize)
                .is_some_and(|gap| !gap.contains(['；', ';']))
    };
    before.take_while(is_in_clauses).any(|other| other.has_unit_of(total, cx.view))
}

/// ，新增高速公路2600公里; ，达到20家: what is said next is another thing, or the same at another time. Not where all are said in one word:
/// 一期完成投资12亿元，二期完成投资9亿元.
pub fn begin_predicates(heads: &[&str]) -> bool {
    let is_not_shared = |word: &str| !heads.iter().all(|head| head.contains(word));
    heads.iter().any(|head| says_another_value(head) || predicates_in(head).any(is_not_shared))
}

/// 达到20家, 每人3元, 比上年少3家: a value at another time, or for each.
pub fn says_another_value(head: &str) -> bool {
    const OTHER_VALUES: &[&str] = &["均", "每", "由", "从", "约", "标准", "价", "率", "以上", "增", "减"];
    let is_more = ["高于", "低于", "多于", "少于", "多出", "高出"].iter().any(|word| head.contains(word));
    // 整改到位286个
    let is_reached = |word: &str| head.starts_with(word) || head.ends_with(word);
    compares(head)
        || is_more
        || is_new(head)
        || is_reached("到")
        || is_reached("至")
        || OTHER_VALUES.iter().any(|word| head.contains(word))
}

/// 企业12.6万户，个体工商户26.4万户，新设企业2.1万户: those of this year, who are among the ones before.
fn is_new(head: &str) -> bool {
    const WORDS: &[&str] =
        &["新设", "新登记", "新注册", "新认定", "新入库", "新签", "新引进", "新招", "新成立", "新培育"];
    WORDS.iter().any(|word| head.starts_with(word))
}

/// 人均30平方米, 增加3万人, 其中城镇20万人, 由3家增至5家: values of which the next ones are no parts.
fn is_no_total(cx: &Context, total: &Quantity) -> bool {
    let head = breakdown::head(cx, total);
    let before = cx.view.text().get(..(total.span.start as usize).saturating_sub(head.len())).unwrap_or("");
    // 国有单位投资中，基本建设投资2911亿元，…: the first of the parts.
    let is_first_part =
        ["中，", "里，", "看，", "分，", "为：", "中：", "看：", "分："].iter().any(|word| before.ends_with(word));
    let is_part = ["其中", "包括", "占"].iter().any(|word| head.contains(word));
    is_first_part
        || is_part
        || compares(head)
        || is_average(cx, total)
        || is_change_of_something(cx, total)
        || is_one_of_two(cx, head, total)
}

/// 出口9.47亿元，进口3.18亿元，进出口总额12.65亿元: the parts before the quantity `index`, which has the name of a set and is its whole.
fn total_behind_parts<'a>(cx: &'a Context, index: usize) -> Option<Sum<'a>> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let total = quantities.get(index).filter(|total| breakdown::is_amount(total))?;
    let parts = quantities.get(index.checked_sub(2)?..index)?;
    let last = parts.last().filter(|last| total.span.start - last.span.end <= LONGEST_NAME as u32 + MARKS)?;
    if !parts.iter().all(|part| may_be_part(cx, part, total)) {
        return None;
    }
    let head = text
        .get(last.span.end as usize..total.span.start as usize)?
        .trim_start_matches(['，', ',', '；', ';', '、', ' ']);
    if head.len() > LONGEST_NAME || head.contains(is_mark_or_digit) {
        return None;
    }
    let named = |set: &&ClosedSet| set.wholes.iter().any(|name| head.contains(name));
    let mut sets = CLOSED_SETS.iter().filter(named).peekable();
    sets.peek().filter(|_| !is_no_total(cx, total))?;
    sets.find_map(|set| parts_of_set(cx, index, head.trim(), set))
}

/// The name of a total has at most so many bytes, and the marks before it.
const LONGEST_NAME: usize = 4 * LONGEST_HEAD;
const MARKS: u32 = 12;

/// The last amounts before the total `index` of a certain name, if they are the members of the set.
fn parts_of_set<'a>(cx: &'a Context, index: usize, name: &str, set: &ClosedSet) -> Option<Sum<'a>> {
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    let total = quantities.get(index)?;
    let parts: Vec<&Quantity> = quantities.get(index.checked_sub(set.members.len())?..index)?.iter().collect();
    let is_part =
        |part: &&Quantity| may_be_part(cx, part, total) && cx.facts.sentence_of(part) == cx.facts.sentence_of(total);
    let is_next = |pair: &[&Quantity]| {
        let gap = text.get(pair[0].span.end as usize..pair[1].span.start as usize).unwrap_or("。");
        gap.chars().count() <= LONGEST_HEAD && gap.trim_start().starts_with(['，', ',', '、', '；', ';'])
    };
    if !parts.iter().all(is_part) || !parts.windows(2).all(is_next) {
        return None;
    }
    // 全年外贸进口: the name of the first part may have words before it.
    let scoped: Vec<Scoped> =
        parts.iter().map(|part| member_of(breakdown::head(cx, part), set)).collect::<Option<_>>()?;
    let heads: Vec<&str> = scoped.iter().map(|part| part.name).collect();
    let whole = whole_of(name, set)?;
    if !names_all(&heads, set.members) || !whole.is_all_of(&scoped) {
        return None;
    }
    let is_sum = fits(cx, total, parts.iter().copied()) || explained(cx, total, &parts).is_some();
    is_sum.then_some(Sum { total, change: None, parts, kind: SumKind::Whole })
}

/// The name of an amount around that of a member of a set, or of its whole.
struct Scoped<'a> {
    /// 全年外贸 of 全年外贸进口额.
    scope: &'a str,
    /// 进口.
    name: &'a str,
    /// What is counted: 教师 of 小学教师人数.
    noun: &'a str,
}

impl<'a> Scoped<'a> {
    /// `head` around the name that stands in it at byte `at`.
    fn around(head: &'a str, at: usize, name: &str) -> Option<Self> {
        let (scope, rest) = head.split_at_checked(at)?;
        let (name, noun) = rest.split_at_checked(name.len())?;
        Some(Self { scope: scope.trim(), name, noun: without_words_of_sums(noun) })
    }

    /// True if the whole is that of the same things, place and time as the parts. Not 对欧盟出口…，进口…，对美国进出口…; 加工贸易出口…，
    /// 进口…，全市进出口总额…; 小学教师…，中学教师…，中小学教职工….
    fn is_all_of(&self, parts: &[Self]) -> bool {
        let Some((first, others)) = parts.split_first() else { return false };
        let goes_on = others.iter().all(|part| part.scope.is_empty() || part.scope == first.scope);
        let is_of_all =
            self.scope.is_empty() || self.scope == first.scope || says_of_all(self.scope) && says_of_all(first.scope);
        let is_of_one_noun = others.iter().all(|part| part.noun == first.noun);
        // 上半年42.6亿元，下半年45.1亿元，全年投资87.7亿元
        let names_it = first.noun.is_empty() && self.name == "全年";
        goes_on && is_of_all && is_of_one_noun && (self.noun.is_empty() || self.noun == first.noun || names_it)
    }
}

/// True if words before a name leave it what it is: 全市货物进出口总额.
fn says_of_all(words: &str) -> bool {
    const WORDS: &[&str] = &[
        "全市",
        "全省",
        "全县",
        "全区",
        "全国",
        "全州",
        "全镇",
        "全乡",
        "全校",
        "全院",
        "全场",
        "全港",
        "本市",
        "本省",
        "本县",
        "本区",
        "货物",
        "对外贸易",
        "外贸",
        "对外",
        "合计",
        "共计",
        "总计",
        "共",
        "完成",
        "实现",
        "商品",
    ];
    let mut words = words;
    while let Some(rest) = WORDS.iter().find_map(|word| words.strip_prefix(word)) {
        words = rest;
    }
    words.is_empty()
}

/// 进口 of 全年外贸进口; `None` where a head names no member or the whole.
fn member_of<'a>(head: &'a str, set: &ClosedSet) -> Option<Scoped<'a>> {
    let names_whole = set.wholes.iter().any(|name| head.contains(name));
    let names = set.members.iter().flat_map(|names| names.iter());
    // Of 受伤 and 伤 the longer one.
    let found = names.filter_map(|name| Some((head.rfind(name)?, std::cmp::Reverse(name.len()), *name)));
    let (at, _, name) = found.min().filter(|_| !names_whole && !says_another_value(head))?;
    Scoped::around(head, at, name)
}

/// 进出口 of 进出口总额.
fn whole_of<'a>(head: &'a str, set: &ClosedSet) -> Option<Scoped<'a>> {
    let (at, name) = set.wholes.iter().find_map(|name| Some((head.find(name)?, *name)))?;
    Scoped::around(head, at, name)
}
