//! One part after the other behind 其中, 包括 or 按类型分, up to a new predicate. Takes the quantities, gives the total, the
//! parts and how they are named; whether they leave nothing out is for `kind`.

use std::borrow::Cow;

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::checks::figures::named_whole::amounts_called;
use crate::facts::lexicon::{CLOSED_SETS, EXCLUSIVE_SETS, begins_predicate, begins_with_one_of, is_mark_or_digit};
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};

use super::cue::{INCLUDING, OF_WHICH};
use super::head::{
    begins_a_range, belongs_to_head, compares, ends_a_part, head, head_with_a_number, is_average_of_parts, is_change,
    is_in_a_name, is_in_a_quoted_name, is_list_number, is_lone_threshold, is_part_of_a_name, is_semicolon, split_label,
};
use super::kind::{self, ONE_IN, ONE_IN_OF_A_ROW, ONE_IN_OF_KINDS, Wording};
use super::total::{
    FARTHEST_TOTAL, Near, farther_total, is_average, is_change_of_something, is_one_of_two, is_rate, name_of,
    total_before, total_of_the_sentence_before, total_that_is_sorted, totals_of_the_sentence_before,
};
use super::{LONGEST_CLAUSE, LONGEST_HEAD, LONGEST_TAIL, MOST_PARTS, Sum, SumKind, exceed, fits, is_note};

/// 200平方公里，主要包括甲园58平方公里、…; 940辆（包括货车60辆）: the parts behind 包括 or 含, which stands from byte `site` to `end`, if it begins
/// a clause right behind the total.
pub fn parts_included<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let before = cx.view.text().get(..site)?;
    // 未完成的工程有148个，包括：
    if let Some(list) = cx
        .view
        .text()
        .get(end..)?
        .strip_prefix(['：', ':'])
        .filter(|list| list.trim_start_matches(' ').starts_with('\n'))
    {
        let at = cx.facts.quantities.partition_point(|quantity| (quantity.span.end as usize) <= site).checked_sub(1)?;
        let total =
            cx.facts.quantities.get(at).filter(|total| {
                breakdown::is_amount(total) && before.len() - total.span.end as usize <= LONGEST_HEAD
            })?;
        return parts_in_lines(cx, total, cx.view.text().len() - list.len());
    }
    let start = before.strip_suffix("主要").unwrap_or(before).len();
    let begins_clause = before.get(..start)?.ends_with(['，', ',', '（', '(']);
    if !begins_clause {
        return parts_of_the_named(cx, start, end);
    }
    let mut sum = parts_behind(cx, start, end)?;
    let word = cx.view.text().get(site..end)?;
    let name = |part: &Quantity| breakdown::head(cx, part).trim_start_matches(word);
    let heads: Vec<&str> = sum.parts.iter().map(|part| name(part)).collect();
    // 企业1200家，包括国家级20家、省级50家、市级80家: 包括 does not say that nothing else is in it.
    if sum.kind == SumKind::Whole && kind::are_graded(&heads) {
        sum.kind = SumKind::Distinct;
    }
    (sum.total.end_token as usize + MOST_TOKENS_BEHIND_TOTAL >= cx.facts.tokens.at(start as u32)).then_some(sum)
}

/// 总开支3.7亿元，…。开支包括薪酬2.1亿元、…: the parts of an amount that is named again before byte `site`.
fn parts_of_the_named<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let first = cx.facts.quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let part = cx.facts.quantities.get(first)?;
    let is_near = part.span.start as usize - end <= 4 * LONGEST_HEAD && breakdown::is_amount(part);
    let (name, opening) = is_near.then(|| name_before(cx, site))??;
    let total = the_only_one_called(cx, first, name)?;
    let sum = parts_from(cx, first, opening, end, Some((total, None)))?;
    (sum.parts.len() > 1).then_some(sum)
}

/// The name that ends at byte `site` of the view, and where it begins.
fn name_before<'a>(cx: &'a Context, site: usize) -> Option<(&'a str, usize)> {
    let before = cx.view.text().get(..site)?;
    let near = before.floor_char_boundary(site.saturating_sub(4 * LONGEST_HEAD));
    let name = before[near..].rsplit(is_mark_or_digit).next()?.trim();
    Some((name.strip_prefix('在').unwrap_or(name), site - name.len()))
}

/// The amount of that name before the quantity `first`. Of two which one is meant is not known.
fn the_only_one_called<'a>(cx: &'a Context, first: usize, name: &'a str) -> Option<&'a Quantity> {
    const SHORTEST_NAME: usize = 2;
    if !(SHORTEST_NAME..=LONGEST_HEAD).contains(&name.chars().count()) {
        return None;
    }
    let mut wholes = amounts_called(cx, first, name);
    wholes.next().filter(|_| wholes.next().is_none())
}

/// Between a total and 包括 at most so many tokens stand: its unit, a noun and the mark.
const MOST_TOKENS_BEHIND_TOTAL: usize = 3;

/// The parts behind 其中, which stands from byte `site` to `end`, with the total before it.
pub fn parts_behind<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let first = first + usize::from(quantities.get(first).is_some_and(|number| is_list_number(cx, number)));
    let near = total_before(cx, first, site).or_else(|| total_of_the_sentence_before(cx, first, site));
    if near.is_none() && cx.view.text().get(..site).is_some_and(|before| before.trim_end().ends_with('。')) {
        return parts_of_one_of(cx, first, site, end, false);
    }
    let part = quantities.get(first)?;
    let is_total = near.is_some_and(|(total, _)| total.has_unit_of(part, cx.view));
    let sum = parts_from(cx, first, site, end, near);
    // 搬迁2104户8367人，其中集中1688户6702人，分散416户1665人
    if is_total || sum.as_ref().is_some_and(|sum| sum.kind != SumKind::Unknown) {
        return sum;
    }
    parts_of_one_of(cx, first, site, end, true).or(sum)
}

/// 受理案件11274件，审结10836件。其中，新收10495件，旧存779件: the parts of one of the amounts of the sentence before, or of the same one: of which
/// one they give, or of the only one that one slip makes them give.
fn parts_of_one_of<'a>(
    cx: &'a Context,
    first: usize,
    site: usize,
    end: usize,
    is_of_sentence: bool,
) -> Option<Sum<'a>> {
    const MOST: usize = 4;
    let least = if is_of_sentence { [ONE_IN_OF_A_ROW, 1] } else { [ONE_IN, ONE_IN_OF_KINDS] };
    let part = cx.facts.quantities.get(first)?;
    let is_total = |total: &&Quantity| !is_average(cx, total) && !is_one_of_two(cx, "", total);
    let totals: Vec<&Quantity> = totals_of_the_sentence_before(cx, first).take(MOST).filter(is_total).collect();
    let sums = totals.iter().filter_map(|total| parts_from(cx, first, site, end, Some((total, None))));
    let sums: Vec<Sum> = sums.filter(|sum| sum.parts.len() > 1 && sum.total.has_unit_of(part, cx.view)).collect();
    let gives = |sum: &Sum| fits(cx, sum.total, sum.parts.iter().copied());
    if let Some(at) = sums.iter().position(gives) {
        return sums.into_iter().nth(at);
    }
    let count = i64::try_from(sums.len()).ok()?;
    let is_slip = |sum: &Sum| {
        // 侵财案件148件、伤害案件21件、其他案件33件: the parts are all, of one of the amounts.
        let least = least[usize::from(sum.kind == SumKind::Whole)] * count;
        // 三个乡发现47个问题，涉及资金5万元，其中甲类11个、乙类19个、丙类18个
        let is_above = || is_of_sentence && count == 1 && exceed(sum.total, &sum.parts);
        matches!(sum.kind, SumKind::Slip(_) | SumKind::Whole)
            && kind::explained(cx, sum.total, &sum.parts).is_some_and(|found| found.one_in >= least || is_above())
    };
    let mut slips = sums.into_iter().filter(is_slip);
    slips.next().filter(|_| slips.next().is_none())
}

/// 问题46个。按类型分，预算类9个、资金类17个: the parts behind the words at `site`, with the total of the sentence before.
pub fn sorted_parts<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let before = cx.view.text().get(..site)?;
    let opening = before
        .rfind(['。', '；', '，', '\n'])
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let words = before.get(opening..)?;
    let first = cx.facts.quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    // 专任教师按职称分，: of the amount of that name.
    if let Some((name, words)) = words.split_once('按').filter(|(name, _)| !name.is_empty()) {
        let is_short = words.chars().count() < LONGEST_TAIL;
        let total = is_short.then(|| the_only_one_called(cx, first, name.trim()))??;
        let sum = parts_from(cx, first, opening + name.len(), end, Some((total, None)))?;
        return (sum.parts.len() > 1).then_some(sum);
    }
    if words.chars().count() > LONGEST_TAIL || !words.starts_with(['按', '依', '从', '分']) {
        return None;
    }
    if let Some(total) = total_of_the_sentence_before(cx, first, opening) {
        return parts_from(cx, first, opening, end, Some(total));
    }
    // 基本建设2911亿元，更新改造1419亿元。从隶属关系看，中央项目1892亿元，地方项目2438亿元: of all that was named.
    let is_of_it = |sum: &Sum| {
        fits(cx, sum.total, sum.parts.iter().copied()) || kind::explained(cx, sum.total, &sum.parts).is_some()
    };
    // 展品10件，按来源分，馆藏5件，捐赠3件，购入2件; 机构36家，公办24家，民办12家。按规模分，…
    // 按单位分，机关2名，学校1名；按学历分，本科5名: the last part of another row is none.
    let is_greater = |near: &Near| cx.facts.quantities.get(first).is_none_or(|part| near.0.value() >= part.value());
    // 从30项主要指标看，超过半数的21项、排名前移的18项: what the opening counts is in each of them.
    let is_before = |near: &Near| near.0.span.end as usize <= opening;
    let sorted = total_that_is_sorted(cx, first).filter(is_before);
    let totals = [total_before(cx, first, opening).filter(is_greater), sorted];
    let sums = totals.into_iter().flatten().filter_map(|total| parts_from(cx, first, opening, end, Some(total)));
    let mut sums: Vec<Sum> = sums.filter(|sum| sum.parts.len() > 1 && is_of_it(sum)).collect();
    // 火警38462宗，其余38450宗；按类别，…: of what they give.
    let at = sums.iter().position(|sum| fits(cx, sum.total, sum.parts.iter().copied())).unwrap_or(0);
    (!sums.is_empty()).then(|| sums.swap_remove(at))
}

/// 基本支出3246万元，… 基本支出中，人员经费2917万元，公用经费329万元: the parts of an amount that is named again before 中 at byte `site`.
pub fn parts_among<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    let (name, opening) = name_before(cx, site)?;
    let first = cx.facts.quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    // 规划的38个项目中，已建成11个
    let counted = first.checked_sub(1).and_then(|last| cx.facts.quantities.get(last));
    if let Some(total) = counted.filter(|total| total.span.end as usize <= site && breakdown::is_amount(total)) {
        let words = cx.view.text().get(total.span.end as usize..site)?;
        if words.chars().count() <= LONGEST_TAIL && !words.contains(is_mark_or_digit) {
            let sum = parts_from(cx, first, total.span.start as usize, end, Some((total, None)))?;
            return (sum.parts.len() > 1).then_some(sum);
        }
    }
    let total = the_only_one_called(cx, first, name)?;
    parts_from(cx, first, opening, end, Some((total, None)))
}

/// 收入218亿元，由给水收入187亿元、其他收入31亿元组成; 决算数由…构成: the parts behind 由, which stands from byte `site` to `end`, up to the word that
/// says that these are all.
pub fn parts_made_up<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    const MAKING: &[&str] = &["组成", "构成"];
    let text = cx.view.text();
    let near = text.get(end..text.floor_char_boundary(end + LONGEST_CLAUSE))?;
    let sentence = near.split(['。', '；', '\n']).next()?;
    let made = MAKING.iter().filter_map(|word| sentence.find(word)).min()?;
    let first = cx.facts.quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let total = match text.get(..site)?.ends_with(is_mark_or_digit) {
        true => total_before(cx, first, site),
        false => {
            name_before(cx, site).and_then(|(name, _)| the_only_one_called(cx, first, name)).map(|total| (total, None))
        }
    };
    let row = Row::open(cx, first, site, end, Some(total?))?.read_all()?;
    // 由甲84亿元、乙9亿元（含丙2亿元）构成
    let tail = text.get(row.end..end + made)?;
    let is_whole = row.cut.is_none() && row.parts.len() > 1 && tail.trim_end().is_empty();
    is_whole.then(|| row.sum(SumKind::Whole))
}

/// 机械48台（挖掘机14台、…）; 课题15项：国家级1项，…: the parts from byte `end`, right behind the mark that follows their total.
pub fn parts_opened<'a>(cx: &'a Context, end: usize) -> Option<Sum<'a>> {
    let first = cx.facts.quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let total = cx.facts.quantities.get(first.checked_sub(1)?)?;
    // 四个一批：谋划一批、开工一批
    let is_amount = matches!(total.kind, UnitKind::Count | UnitKind::Measure) && total.number.script == Script::Arabic;
    is_amount.then(|| parts_in_lines(cx, total, end).or_else(|| parts_declared(cx, total, first, end, end)))?
}

/// What a point of a list begins with.
const POINTS: [char; 9] = ['-', '*', '•', '·', '●', '—', '（', '(', '◆'];

/// 学校312所： and below it lines that each begin with the mark of a point and name an amount: all parts, but for a slip.
fn parts_in_lines<'a>(cx: &'a Context, total: &'a Quantity, end: usize) -> Option<Sum<'a>> {
    const FEWEST: usize = 3;
    let mut parts: Vec<&Quantity> = Vec::new();
    let mut at = end;
    for line in cx.view.text().get(end..)?.split_inclusive('\n').take(2 * MOST_PARTS) {
        let start = at;
        at += line.len();
        let words = line.trim();
        if words.is_empty() {
            continue;
        }
        let is_point = words.starts_with(POINTS) || words.starts_with(|c: char| c.is_ascii_digit());
        if start == end || !is_point {
            break;
        }
        parts.push(amount_of_point(cx, total, start..at)?);
    }
    let found = kind::explained(cx, total, &parts);
    let kind = match found {
        _ if parts.len() < FEWEST => return None,
        None if fits(cx, total, parts.iter().copied()) => SumKind::Whole,
        Some(found) if found.one_in >= kind::ONE_IN_OF_A_LIST => SumKind::Slip(found.slip),
        _ => return None,
    };
    Some(Sum { total, change: None, parts, kind })
}

/// 168所 of - 幼儿园168所，在园儿童…: the first amount of the unit of the total in a line of the view.
fn amount_of_point<'a>(cx: &'a Context, total: &Quantity, line: std::ops::Range<usize>) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let from = quantities.partition_point(|quantity| (quantity.span.start as usize) < line.start);
    let in_line = quantities.get(from..)?.iter().take_while(|quantity| (quantity.span.end as usize) <= line.end);
    let mut amounts = in_line.filter(|amount| breakdown::is_amount(amount) && amount.has_unit_of(total, cx.view));
    let head = |amount: &&Quantity| amount.span.start as usize - line.start <= 4 * LONGEST_HEAD;
    amounts.next().filter(head)
}

/// A part, with the mark before it and what the text calls it: ，省级 has ， and 省级.
pub struct Part<'a> {
    pub quantity: &'a Quantity,
    pub mark: char,
    pub head: Cow<'a, str>,
}

/// A row of parts while it is read.
struct Row<'a> {
    cx: &'a Context<'a>,
    total: &'a Quantity,
    /// The change of the total, if the text gives one.
    change: Option<&'a Quantity>,
    /// True if other amounts stand between the total and the parts.
    is_far: bool,
    parts: Vec<Part<'a>>,
    /// So many parts belong to the row in any case; those behind ； only if all of them give the total.
    cut: Option<usize>,
    /// Index of the first quantity behind the opening words.
    first: usize,
    /// The byte at which the opening words start.
    site: usize,
    begins_clause: bool,
    is_in_parentheses: bool,
    /// Parentheses that were opened behind the opening words, less those that were closed.
    depth: i32,
    /// Index of the quantity to be read next.
    index: usize,
    /// The byte up to which the row was read.
    end: usize,
    /// True if a change of the part before was read last, or what else is said of it.
    was_change: bool,
    /// So many amounts of other units were read behind the part before, and the byte from which on.
    said: usize,
    said_from: usize,
    /// What the words that open it say.
    wording: Wording,
}

/// Words of an amount that another one is compared with.
const EARLIER: &[&str] = &["比上年", "较上年", "比去年", "较去年", "上年同期", "去年同期"];

/// A part has at most so many amounts of other units behind it, and a note in brackets so many bytes.
const MOST_SAID: usize = 2;
const LONGEST_NOTE: usize = 120;

/// What to do behind a quantity of a row.
enum Step {
    GoOn,
    /// The row ends before this quantity.
    End,
    /// Which amounts are parts is not known.
    Unsure,
}

/// The parts from the quantity `first`, opened by the words from byte `site` to `end`.
fn parts_from<'a>(cx: &'a Context, first: usize, site: usize, end: usize, near: Option<Near<'a>>) -> Option<Sum<'a>> {
    Row::open(cx, first, site, end, near)?.read_all()?.close()
}

/// 教师152人，男教师61人，女教师91人: the parts of `total`, which is called `name`, from the quantity `first` and byte `end` on, where no
/// word opens them.
pub fn parts_unopened<'a>(
    cx: &'a Context,
    (total, name): (&'a Quantity, &str),
    first: usize,
    end: usize,
) -> Option<Sum<'a>> {
    let sum = row_unopened(cx, (total, name), first, end)?;
    // 抽查灯具1860盏，不合格64盏，合格1896盏: what leaves nothing out is of the total, be it greater.
    (sum.kind == SumKind::Whole || sum.parts.iter().all(|part| part.is_below(total))).then_some(sum)
}

/// 摊位430个，分别为果蔬摊218个、…: the parts from the quantity `first` on, which the words from byte `site`, right behind the total, to
/// `end` declare to be all or list.
pub fn parts_declared<'a>(
    cx: &'a Context,
    total: &'a Quantity,
    first: usize,
    site: usize,
    end: usize,
) -> Option<Sum<'a>> {
    let sum = parts_from(cx, first, site, end, Some((total, None)))?;
    (sum.parts.len() > 1 && sum.total.span == total.span).then_some(sum)
}

/// The same, of what is known to be the total.
fn row_unopened<'a>(cx: &'a Context, (total, name): (&'a Quantity, &str), first: usize, end: usize) -> Option<Sum<'a>> {
    let mut row = Row::open(cx, first, end, end, Some((total, None)))?.read_all()?;
    row.parts.truncate(row.cut.unwrap_or(MOST_PARTS));
    let end = row.parts.get(1..)?.last()?.quantity.span.end as usize;
    if row.total.span != total.span {
        return None;
    }
    let kind = kind::of_unopened(cx, total, name, &row.parts, end);
    (kind != SumKind::Unknown).then(|| row.sum(kind))
}

/// The row that the quantity `first` begins, whose head stands from byte `start` on, and of how many parts it is up to a semicolon
/// behind which it may go on; `total` lends its unit.
pub fn row_that_begins<'a>(
    cx: &'a Context,
    first: usize,
    start: usize,
    total: &'a Quantity,
) -> Option<(Vec<Part<'a>>, usize)> {
    let row = Row::open(cx, first, start, start, Some((total, None)))?.read_all()?;
    let cut = row.cut.unwrap_or(row.parts.len());
    Some((row.parts, cut))
}

/// 职工2864人，其中正式2318人，派遣546人；城区917人，镇区1284人，乡村663人: behind parts that give their total, those that it has when it is
/// sorted once more.
pub fn parts_once_more<'a>(cx: &'a Context, sum: &Sum<'a>) -> Option<Sum<'a>> {
    const MOST_RATES: usize = 2;
    if sum.parts.len() < 2 || !fits(cx, sum.total, sum.parts.iter().copied()) {
        return None;
    }
    let quantities = &cx.facts.quantities;
    let last = sum.parts.last().filter(|last| last.span.start > sum.total.span.start)?;
    let mut first = quantities.partition_point(|quantity| quantity.span.start <= last.span.start);
    let is_rate = |index: usize| quantities.get(index).is_some_and(|rate| is_rate(rate.kind));
    let rates = (first..first + MOST_RATES).take_while(|index| is_rate(*index)).count();
    first += rates;
    let from = quantities.get(first.checked_sub(1)?)?.span.end as usize;
    let part = quantities.get(first)?;
    let gap = cx.view.text().get(from..part.span.start as usize)?;
    let mark = gap.find(['；', ';', '。', '，']).filter(|at| !gap[*at..].contains('\n'))?;
    let end = from + mark + gap[mark..].chars().next().map_or(0, char::len_utf8);
    row_unopened(cx, (sum.total, &name_of(cx, sum.total)), first, end)
}

impl<'a> Row<'a> {
    fn open(cx: &'a Context, first: usize, site: usize, end: usize, near: Option<Near<'a>>) -> Option<Self> {
        let before = cx.view.text().get(..site)?;
        let (total, change) = match near {
            Some(near) => near,
            // 支出155亿元，增长9%，与总产值之比为2.1%，其中基础研究8亿元
            None => (farther_total(cx, first, cx.facts.quantities.get(first)?)?, None),
        };
        Some(Self {
            cx,
            total,
            change,
            is_far: near.is_none(),
            parts: Vec::new(),
            cut: None,
            first,
            site,
            begins_clause: before.trim_end().ends_with(is_mark_or_digit),
            is_in_parentheses: before.ends_with(['（', '(']),
            depth: 0,
            index: first,
            end,
            was_change: false,
            said: 0,
            said_from: end,
            wording: Wording::of(before, cx.view.text().get(site..end)?),
        })
    }

    /// Reads on to the end of the row; `None` if it is not known which amounts are parts.
    fn read_all(mut self) -> Option<Self> {
        while let Some(quantity) = self.cx.facts.quantities.get(self.index).filter(|_| self.parts.len() < MOST_PARTS) {
            match self.read(quantity) {
                Step::GoOn => {}
                Step::End => break,
                // Behind the cut nothing is lost, nor behind what is said of a part.
                Step::Unsure if self.said > 0 || self.cut.is_some_and(|cut| cut > 1) => break,
                Step::Unsure => return None,
            }
        }
        if self.said > 0 {
            self.end = self.said_from;
        }
        Some(self)
    }

    fn read(&mut self, quantity: &'a Quantity) -> Step {
        let cx = self.cx;
        let next = cx.facts.quantities.get(self.index + 1);
        let Some(gap) = self.words_before(quantity) else { return Step::Unsure };
        if is_note(cx, quantity)
            || is_list_number(cx, quantity)
            || is_part_of_a_name(cx, self.total, quantity, next)
            || is_in_a_quoted_name(cx, gap, quantity)
            || is_in_a_name(cx, quantity)
        {
            self.index += 1;
            return Step::GoOn;
        }
        if self.skip_note(gap) {
            return Step::GoOn;
        }
        // 新增企业20家（其中规上5家），园区7家: what is in the parentheses ends with them.
        self.depth += gap.matches(['（', '(']).count() as i32 - gap.matches(['）', ')']).count() as i32;
        if self.is_in_parentheses && self.depth < 0 {
            return Step::End;
        }
        // 集中安置1688户6702人，分散安置416户1665人; 县级2条、8公里，镇级9条、14公里: two measures of one part.
        if !self.parts.is_empty()
            && (gap.trim().is_empty() || gap == "、" && ends_a_part(self.cx, quantity))
            && !self.is_of_total(quantity)
            && breakdown::is_amount(quantity)
        {
            (self.end, self.index) = (quantity.span.end as usize, self.index + 1);
            return Step::GoOn;
        }
        // 专项债务34亿元，控制在限额66亿元以内: a limit is no part, nor is 无一人.
        let is_none = || gap.ends_with(['无', '没']) || gap.ends_with("没有");
        if !self.parts.is_empty() && (quantity.qualifier == Qualifier::AtMost || is_none()) {
            return Step::End;
        }
        if !self.parts.is_empty() && is_change(gap, quantity) {
            (self.end, self.index, self.was_change) = (quantity.span.end as usize, self.index + 1, true);
            return Step::GoOn;
        }
        if next.is_some_and(|next| begins_a_range(cx, quantity, next)) {
            self.index += 1;
            return Step::GoOn;
        }
        if let Some(counted) = next.filter(|next| belongs_to_head(cx, self.total, quantity, next)) {
            let Some(words) = self.words_before(counted) else { return Step::Unsure };
            let is_measured_twice = breakdown::gap(cx, quantity, counted) == Some("、");
            let named = match is_measured_twice {
                true => head(gap, self.parts.is_empty()),
                false => head_with_a_number(words, self.parts.is_empty()),
            };
            self.index += 1;
            return self.take(counted, named);
        }
        if is_lone_threshold(cx, quantity, next) {
            return Step::Unsure;
        }
        let named = head(gap, self.parts.is_empty()).or_else(|| self.label_behind(gap));
        self.take(quantity, named)
    }

    /// 个人缴费1.31亿元（每人380元）、财政补助2.22亿元: what stands in brackets right behind a part is said of it.
    fn skip_note(&mut self, gap: &str) -> bool {
        let gap = gap.trim_start();
        let Some(behind) = gap.strip_prefix(['（', '(']).filter(|_| !self.parts.is_empty()) else { return false };
        let text = self.cx.view.text();
        let from = self.end + text.get(self.end..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let near = &text[from..text.floor_char_boundary(from + LONGEST_NOTE)];
        let Some(close) = near.find(['）', ')', '。', '\n']).filter(|at| near[*at..].starts_with(['）', ')']))
        else {
            return false;
        };
        // 甲20家（增长5%，其中乙3家（丙1家））
        if behind.contains(['（', '(', '）', ')']) || near[..close].matches(['（', '(']).count() > 1 {
            return false;
        }
        self.end = from + close + near[close..].chars().next().map_or(0, char::len_utf8);
        let quantities = &self.cx.facts.quantities;
        while quantities.get(self.index).is_some_and(|inner| (inner.span.start as usize) < self.end) {
            self.index += 1;
        }
        true
    }

    /// 12项预期性指标、8项: the words behind a part with no name are its name, and a mark alone stands before the next one.
    fn label_behind(&mut self, gap: &'a str) -> Option<(char, Cow<'a, str>)> {
        let last = self.parts.last_mut().filter(|last| last.head.is_empty())?;
        let (label, mark) = split_label(gap)?;
        last.head = Cow::Borrowed(label);
        Some((mark, Cow::Borrowed("")))
    }

    /// The same behind the last part.
    fn read_last_label(&mut self) {
        let is_labelled = self.parts.len() > 1 && self.parts.iter().rev().skip(1).all(|part| !part.head.is_empty());
        let Some(last) = self.parts.last_mut().filter(|last| is_labelled && last.head.is_empty()) else { return };
        let behind = self.cx.view.text().get(self.end..).unwrap_or("");
        let label = behind.split(is_mark_or_digit).next().unwrap_or("");
        if !label.is_empty() && label.chars().count() <= LONGEST_HEAD {
            last.head = Cow::Borrowed(label);
            self.end += label.len();
        }
    }

    /// The text between what was read last and a quantity.
    fn words_before(&self, quantity: &Quantity) -> Option<&'a str> {
        self.cx.view.text().get(self.end..quantity.span.start as usize)
    }

    /// Adds the quantity `index` to the row, if the mark and the head before it and its unit make it a part.
    fn take(&mut self, quantity: &'a Quantity, named: Option<(char, Cow<'a, str>)>) -> Step {
        let Some((mark, head)) = named else { return Step::End };
        let is_of_total = self.is_of_total(quantity);
        if !self.parts.is_empty() && !is_of_total && mark != '、' && !is_semicolon(mark) {
            // 增值税退税9.27亿元，占49.7%，惠及企业1163户；新增减税5.83亿元: what is said of the part before.
            if self.said == MOST_SAID || !matches!(mark, '，' | ',') || head.contains(OF_WHICH) {
                return Step::End;
            }
            if self.said == 0 {
                self.said_from = self.end;
            }
            (self.end, self.index, self.was_change) = (quantity.span.end as usize, self.index + 1, true);
            self.said += 1;
            return Step::GoOn;
        }
        let goes_on =
            if self.parts.is_empty() { self.may_open(quantity, &head) } else { self.may_follow(quantity, mark, &head) };
        if !goes_on {
            return Step::End;
        }
        (self.was_change, self.said) = (false, 0);
        // 分布式光伏55万千瓦，占全省装机583万千瓦的9%: what all of it is a part of. 进口14亿元，出口比上年的7亿元增长18%: another time.
        if !self.parts.is_empty() && (says_a_share(&head) || EARLIER.iter().any(|word| head.contains(word))) {
            return Step::End;
        }
        if self.parts.is_empty() && !is_of_total {
            let Some(farther) = farther_total(self.cx, self.first, quantity) else { return Step::End };
            (self.total, self.change, self.is_far) = (farther, None, true);
        }
        if !self.is_of_total(quantity) {
            // 城镇3万人、农村2万户: which of them are parts is not known. 700万户、占全国1/7: what is said of the part before.
            let is_of_part = !self.parts.is_empty() && (says_a_share(&head) || head.starts_with(['居', '排']));
            return if mark == '、' && !is_of_part && !self.has_a_total_for(quantity) {
                Step::Unsure
            } else {
                Step::End
            };
        }
        // 水运9亿元、站场等2亿元: the others are in the last part. 省级等60个、市级20个: which others is not known.
        let behind = self.cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
        let is_last = !self.parts.is_empty() && !behind.starts_with(['、', '和', '与', '及']);
        let named = head.strip_suffix('等').filter(|_| is_last).unwrap_or(&head);
        if is_one_of_two(self.cx, named, quantity) {
            return Step::Unsure;
        }
        self.parts.push(Part { quantity, mark, head });
        (self.end, self.index) = (quantity.span.end as usize, self.index + 1);
        Step::GoOn
    }

    /// 聚焦三大任务，其中聚焦三大任务是指…: 大 counts kinds, which are no amounts; 十八届 is an order.
    fn is_of_total(&self, quantity: &Quantity) -> bool {
        self.total.has_unit_of(quantity, self.cx.view) && !matches!(self.cx.view.slice(quantity.unit), "大" | "届")
    }

    /// True if an amount with this head may be the first part. Not 完成18亿元，其中税收短收0.9亿元: by how much a part is off.
    fn may_open(&self, quantity: &Quantity, head: &str) -> bool {
        // 超收12亿元，其中县级超收8亿元: what went beyond the plan is the total.
        let is_shift = head.ends_with(['收', '支'])
            && is_change_of_something(self.cx, quantity)
            && !is_change_of_something(self.cx, self.total);
        !is_average_of_parts(head) && !is_shift && (!self.is_far || self.begins_clause || !head.is_empty())
    }

    /// True if a quantity with this mark and head may follow the parts before it.
    fn may_follow(&mut self, quantity: &Quantity, mark: char, head: &str) -> bool {
        if begins_anew(mark, head, &self.parts, self.was_change) || repeats(head, &self.parts) {
            // 其中寿险8696亿元；健康险1025亿元；财产险4618亿元: all of them, if they give the total. So behind the growth of a part.
            let is_behind_a_rate = self.was_change && matches!(mark, '，' | ',') && !says_a_change(head);
            let may_go_on = (is_semicolon(mark) || is_behind_a_rate) && !begins_predicate(head);
            if !may_go_on || !self.is_of_total(quantity) {
                return false;
            }
            self.cut.get_or_insert(self.parts.len());
        } else if is_semicolon(mark) && self.parts.iter().skip(1).any(|part| !is_semicolon(part.mark))
            || matches!(mark, '，' | ',') && (self.are_in_a_row() || self.is_rounded_off())
        {
            // 中学24所，其中高中5所、初中19所；小学61所. 学生86人，其中初中41人、高中45人，寄宿生20人. 住房126套，包括公租房84套和安置房42套，年内入住80套
            self.cut.get_or_insert(self.parts.len());
        }
        // 其中甲3个，其中乙2个; 医院29个，在医院中有公立医院13个: another breakdown.
        let begins_another = [OF_WHICH, INCLUDING].iter().any(|word| head.contains(word))
            || head.starts_with('在') && head.contains('中');
        !begins_another && !is_average_of_parts(head)
    }

    /// True if 、 alone stands between the parts, of which there are two and more.
    fn are_in_a_row(&self) -> bool {
        self.parts.len() > 1 && self.parts.iter().skip(1).all(|part| part.mark == '、')
    }

    /// 公租房84套和安置房42套: 和 stands before the last part.
    fn is_rounded_off(&self) -> bool {
        self.parts.len() > 1 && self.parts.last().is_some_and(|last| matches!(last.mark, '和' | '与' | '及'))
    }

    /// 投资8亿元、项目45个；其中甲区投资3亿元、项目17个: two totals, each with its part.
    fn has_a_total_for(&self, part: &Quantity) -> bool {
        let near = self.cx.facts.quantities.get(self.first.saturating_sub(FARTHEST_TOTAL)..self.first);
        let is_total = |total: &Quantity| total.span.end as usize <= self.site && total.has_unit_of(part, self.cx.view);
        near.unwrap_or_default().iter().any(is_total)
    }

    /// The parts that were read, and what can be said of their sum.
    fn close(mut self) -> Option<Sum<'a>> {
        self.read_last_label();
        if kind::counts_the_kinds(self.cx, self.total, &self.parts) {
            return None;
        }
        if let Some(cut) = self.cut {
            if fits(self.cx, self.total, self.parts.iter().map(|part| part.quantity)) {
                return Some(self.sum(SumKind::Whole));
            }
            if !self.is_far
                && !self.may_be_of_the_change()
                && kind::ends_here(self.cx, self.end)
                && let Some(slip) =
                    kind::certain_slip(self.cx, self.total, self.opening(&name_of(self.cx, self.total)), &self.parts)
                && !self.gives_the_total(cut)
            {
                return Some(self.sum(SumKind::Slip(slip)));
            }
            self.parts.truncate(cut);
            self.end = self.parts.last().map_or(self.end, |part| part.quantity.span.end as usize);
        }
        let kind = match self.parts[..] {
            [] => return None,
            _ if self.is_far => SumKind::Unknown,
            [_] => SumKind::Unknown,
            _ => kind::of(self.cx, self.total, self.opening(&name_of(self.cx, self.total)), &self.parts, self.end),
        };
        if kind == SumKind::Unknown && !self.is_far && self.first_part_is_above() {
            self.parts.truncate(1);
            return Some(self.sum(SumKind::Open));
        }
        Some(self.sum(kind))
    }

    /// 进出口20亿美元，增长22.1%。其中，出口51.2亿美元: whatever follows, the first part is of the total and cannot be greater.
    fn first_part_is_above(&self) -> bool {
        let Some(part) = self.parts.first() else { return false };
        let (quantities, total) = (&self.cx.facts.quantities, self.total);
        let before = quantities.get(self.first.saturating_sub(FARTHEST_TOTAL)..self.first).unwrap_or_default();
        let may_be_meant = |other: &Quantity| {
            // 财政收入330亿元，增长5%，一般预算收入25亿元，其中地方39亿元: of the first amount.
            other.has_unit_of(total, self.cx.view)
                && other.value() >= part.quantity.value()
                && self.cx.facts.sentence_of(other) == self.cx.facts.sentence_of(total)
                // 从8个方面提出任务，分解为23项指标。其中主要指标15个
                || other.span.start > total.span.end && breakdown::is_amount(other) && !is_change_of_something(self.cx, other)
        };
        part.quantity.value() > total.value()
            && kind::is_surely_within(self.cx, total, part)
            && !before.iter().any(may_be_meant)
    }

    fn opening<'n>(&self, name: &'n str) -> kind::Opening<'n> {
        kind::Opening { name, has_change: self.may_be_of_the_change(), wording: self.wording }
    }

    /// 参保1075万人，比上年末增加16万人，其中城镇9万人，乡村7万人: the parts are not far greater than the change of the total.
    fn may_be_of_the_change(&self) -> bool {
        let sum = || self.parts.iter().map(|part| part.quantity.value()).reduce(|one, other| one + other);
        self.change.is_some_and(|change| sum().is_none_or(|sum| sum <= change.value() + change.value()))
    }

    /// True if the parts before the cut give the total by themselves.
    fn gives_the_total(&self, cut: usize) -> bool {
        let parts = self.parts.get(..cut).unwrap_or_default();
        fits(self.cx, self.total, parts.iter().map(|part| part.quantity))
    }

    fn sum(self, kind: SumKind) -> Sum<'a> {
        let parts = self.parts.into_iter().map(|part| part.quantity).collect();
        Sum { total: self.total, change: self.change, parts, kind }
    }
}

/// 搬迁2104户8367人，其中集中安置1688户6702人，…: the parts behind 其中 of the measure that stands right before the total.
pub fn parts_of_other_measure<'a>(cx: &'a Context, sum: &Sum, site: usize, end: usize) -> Option<Sum<'a>> {
    let quantities = &cx.facts.quantities;
    let first = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < site);
    let at = quantities.partition_point(|quantity| quantity.span.start < sum.total.span.start);
    let other = quantities.get(at.checked_sub(1)?).filter(|other| breakdown::is_amount(other))?;
    let between = breakdown::gap(cx, other, sum.total).is_some_and(|gap| matches!(gap, "" | "、"));
    let is_beside = between && !other.has_unit_of(sum.total, cx.view);
    let sum = is_beside.then(|| parts_from(cx, first, site, end, Some((other, None))))??;
    (sum.parts.len() > 1 && sum.total.span == other.span).then_some(sum)
}

/// ，新增高速公路2600公里: a new predicate. Behind ； or a growth rate only another member of the same set goes on.
fn begins_anew(mark: char, head: &str, before: &[Part], was_change: bool) -> bool {
    // 续建项目85个、新开工项目85个: 、 goes on.
    let is_anew = says_a_change(head)
        || mark != '、' && begins_predicate(head)
        || ["推动", "带动", "推进", "助力"].iter().any(|word| head.starts_with(word))
        || matches!(mark, '；' | ';')
        || was_change && mark != '、';
    is_anew && !goes_on_in_a_set(head, before)
}

/// 10个、比上年增加8个: the change of the part.
fn says_a_change(head: &str) -> bool {
    compares(head) || ["同比", "增加", "减少", "增长", "下降", "净增"].iter().any(|word| head.starts_with(word))
}

/// 进口3亿元；出口9亿元: another member of the set that all parts before are of.
fn goes_on_in_a_set(head: &str, before: &[Part]) -> bool {
    let in_set = |set: &[&[&str]], head: &str| set.iter().any(|names| begins_with_one_of(head, names));
    let closed = CLOSED_SETS.iter().map(|set| set.members);
    closed
        .chain(EXCLUSIVE_SETS.iter().copied())
        .any(|set| in_set(set, head) && before.iter().all(|part| in_set(set, &part.head)))
}

/// 占全省583万千瓦的9%: what all of it is a part of. Not 占道经营83起.
fn says_a_share(head: &str) -> bool {
    const NAMES: &[&str] = &["占道", "占用", "占补"];
    head.starts_with('占') && !begins_with_one_of(head, NAMES)
}

/// 其中受处分的1200人，受处分又被起诉的340人: they are among those that were just named.
fn repeats(head: &str, before: &[Part]) -> bool {
    let is_among = head.contains(['又', '并', '且']);
    is_among && before.iter().any(|other| other.head.chars().count() > 2 && head.contains(&*other.head))
}
