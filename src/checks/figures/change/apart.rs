//! An amount, that of the period before and the change between them, each in a clause of its own: 退税9.84亿元，上年为8.12亿元，增长21.2%;
//! 受理投诉436件。…受理投诉比上年的402件增加34件; 不良率1.21%，上年末为1.40%，下降0.19个百分点. Takes an amount that is said to be of the
//! period before; gives the amount that it is compared with and what the text says of the change.

mod judgement;

use super::Scale;
use super::link::{self, Role};
use crate::checks::figures::breakdown::{gap, head};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::lexicon::change::{self, Direction};
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};

/// The amounts of two periods and the changes that are said to lie between them.
struct Levels<'a> {
    /// The amounts that may be the one of this period, likeliest first.
    now: Vec<&'a Quantity>,
    before: &'a Quantity,
    changes: Vec<Change<'a>>,
    certainty: Certainty,
}

/// A change, as far as the text says it.
#[derive(Clone, Copy)]
struct Change<'a> {
    by: &'a Quantity,
    direction: Direction,
}

/// How sure it is that the two amounts belong together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// They stand side by side, and no other amount of the unit stands before them in the sentence.
    Said,
    /// One has the name that is said with the other: what one slip explains is said.
    Named,
    /// One of several is meant: only a slip in the change is said.
    Open,
}

/// Words of the period before, and the comparisons that are of another one.
const PERIODS: &[(&str, &[&str])] = &[
    ("上年", &["环比"]),
    ("去年", &["环比"]),
    ("年初", &["同比", "环比", "上年", "去年"]),
    ("上月", &["同比", "上年", "去年"]),
    ("上季", &["同比", "上年", "去年"]),
    ("上期", &[]),
    ("上届", &[]),
    ("上学年", &[]),
    ("上一年", &["环比"]),
];
/// What a word of the period before is followed by.
const AFTER_PERIOD: &[&str] = &[
    "同口径",
    "同期",
    "同月",
    "同季",
    "年度",
    "季度",
    "度",
    "末",
    "底",
    "初",
    "的",
    "为",
    "是",
    "达到",
    "达",
    "有",
    "共",
    "数",
];
/// What stands before a word of the period before, when both are compared.
const COMPARING: &[char] = &['比', '较', '与'];
/// What may stand before a word of a change.
const BEFORE_VERB: &[&str] = &[
    "同比", "环比", "相比", "全年", "今年", "本年", "同期", "累计", "比", "较", "上年", "去年", "年度", "净", "共",
    "各", "年",
];
/// An amount with one of these before it is no level that could be compared.
const NO_LEVELS: &[&str] =
    &["计划", "目标", "任务", "预算", "预期", "预计", "最", "占", "全国", "全省", "不含", "限额"];
/// Characters of a subject, of what follows an amount in its clause, and of what stands before a verb.
const LONGEST_SUBJECT: usize = 14;
const SHORTEST_SUBJECT: usize = 2;
const LONGEST_TAIL: usize = 8;
/// So many quantities back the amount of this period stands, at most.
const FARTHEST: usize = 16;
/// So many sentences before it the amount that a subject names stands, at most.
const SENTENCES_BACK: u32 = 2;
/// Bytes of a bracket with the parts of an amount.
const LONGEST_BRACKET: usize = 300;
/// So many changes are read behind two amounts.
const MOST_CHANGES: usize = 2;

/// Reports changes that do not lie between the amounts of two periods.
pub(super) fn check(cx: &Context, report: &mut Report, scale: Scale) {
    for (index, before) in cx.facts.quantities.iter().enumerate() {
        if (before.cues.has(Cues::PERIOD) || is_noted_year(cx, index))
            && scale.is_of(before)
            && before.qualifier == Qualifier::Exact
            && may_be_of_a_period(cx, index, before)
            && let Some(levels) = levels(cx, index)
        {
            judgement::judge(cx, report, &levels);
        }
    }
}

/// 同比增长7.5%（2023年为836.2万人次）: the year of an amount in brackets behind a change.
fn is_noted_year(cx: &Context, index: usize) -> bool {
    let Some([by, noted]) = index.checked_sub(1).and_then(|at| cx.facts.quantities.get(at..=index)) else {
        return false;
    };
    let behind = cx.view.text().get(by.span.end as usize..).unwrap_or("");
    by.cues.has(Cues::CHANGE)
        && behind.starts_with(['（', '('])
        && gap(cx, by, noted).and_then(link::read).is_some_and(|link| link.role == Role::NotedYear)
}

/// Next to a percentage points must stand.
fn may_be_of_a_period(cx: &Context, index: usize, amount: &Quantity) -> bool {
    let quantities = &cx.facts.quantities;
    let is_point = |at: usize| quantities.get(at).is_some_and(|next| next.kind == UnitKind::Point);
    amount.kind != UnitKind::Percent || is_point(index + 1) || index.checked_sub(1).is_some_and(is_point)
}

/// The two amounts, if the one at `index` is of the period before.
fn levels<'a>(cx: &'a Context, index: usize) -> Option<Levels<'a>> {
    let before = cx.facts.quantities.get(index)?;
    let noted = || Past { subject: "", is_compared: false, is_of_year: false, others: &["环比"] };
    let read = Past::read(head(cx, before));
    let mut past = read.or_else(|| is_noted_year(cx, index).then(noted))?;
    let behind = changes_behind(cx, index, past.others);
    // 同比增收8.27亿元，增长6.9%，上年同期为120.37亿元: what the changes lead to stands before them.
    let is_alone = !past.is_compared && (!behind.is_empty() || ends_clause(cx, before));
    let ahead = if is_alone { Ahead::read(cx, index, past.others) } else { Ahead::default() };
    let from = index - ahead.changes.len();
    if past.subject.is_empty() {
        past.subject = ahead.subject;
    }
    let changes = [ahead.changes, behind].concat();
    let (now, mut certainty) = this_period(cx, from, before, &past).filter(|_| !changes.is_empty())?;
    if is_noted_year(cx, index) {
        // The year may be another one than that of the change.
        certainty = Certainty::Open;
    }
    Some(Levels { now, before, changes, certainty })
}

/// What the words before an amount of the period before say.
pub(super) struct Past<'t> {
    /// What is compared; empty if the words do not say.
    pub subject: &'t str,
    /// True for 比上年的.
    pub is_compared: bool,
    /// True for an amount of the whole year before: 上年, but not 上年同期 and 上年末.
    pub is_of_year: bool,
    /// Comparisons that are of another period.
    pub others: &'static [&'static str],
}

impl<'t> Past<'t> {
    /// 金额比上年, 上年产量为: the subject stands before the period or behind it.
    fn read(head: &'t str) -> Option<Self> {
        let head = head.trim();
        let (at, word, others) = PERIODS
            .iter()
            .filter_map(|(word, others)| Some((head.find(word)?, *word, *others)))
            .min_by_key(|found| found.0)?;
        let (mut ahead, mut behind) = (head.get(..at)?, head.get(at + word.len()..)?);
        let plain = ahead.trim_end_matches(COMPARING);
        let is_compared = plain.len() < ahead.len();
        ahead = plain;
        let is_of_year = matches!(word, "上年" | "去年") && !behind.starts_with(['同', '末', '底', '初']);
        while let Some(rest) = AFTER_PERIOD.iter().find_map(|word| behind.strip_prefix(word)) {
            behind = rest;
        }
        while let Some(rest) = ["为", "是", "达到", "达", "的"].iter().find_map(|word| behind.strip_suffix(word))
        {
            behind = rest;
        }
        let subject = match (ahead.trim(), behind.trim()) {
            ("而" | "而且", subject) | (subject, "") | ("", subject) => subject,
            _ => return None,
        };
        is_subject(subject).then_some(Self { subject, is_compared, is_of_year, others })
    }
}

/// True for words that can say what is compared.
pub(super) fn is_subject(words: &str) -> bool {
    words.chars().count() <= LONGEST_SUBJECT && !has_change(words) && !is_no_level(words)
}

fn has_change(words: &str) -> bool {
    words.contains(['增', '减', '升', '降', '涨', '跌', '多', '少', '超'])
}

fn is_no_level(words: &str) -> bool {
    NO_LEVELS.iter().chain(change::OFF_PLAN).any(|word| words.contains(word))
}

/// The changes right behind the quantity at `index`.
fn changes_behind<'a>(cx: &'a Context, index: usize, others: &[&str]) -> Vec<Change<'a>> {
    let quantities = &cx.facts.quantities;
    let mut changes = Vec::new();
    let mut last = index;
    while changes.len() < MOST_CHANGES
        && let Some((level, by)) = quantities.get(last).zip(quantities.get(last + 1))
        && let Some(direction) = gap(cx, level, by).and_then(|words| verb_behind(words, others))
    {
        changes.push(Change { by, direction });
        last += 1;
    }
    changes
}

/// The changes right before an amount of the period before.
#[derive(Default)]
struct Ahead<'a> {
    changes: Vec<Change<'a>>,
    /// What the first of them is said of; empty if it does not say.
    subject: &'a str,
}

impl<'a> Ahead<'a> {
    /// 提起公诉人数同比下降6.0%，上年为: only the words of the period stand between.
    fn read(cx: &'a Context, index: usize, others: &[&str]) -> Self {
        let mut ahead = Self::default();
        let mut next = index;
        while ahead.changes.len() < MOST_CHANGES
            && ahead.subject.is_empty()
            && let Some((by, behind)) =
                next.checked_sub(1).and_then(|at| cx.facts.quantities.get(at..=next)?.split_first())
            && let Some(words) = behind.first().and_then(|behind| gap(cx, by, behind))
            && words.trim_start().starts_with(['，', ',', '、', '（', '(', '；'])
            && words.chars().filter(|c| is_mark_or_digit(*c) && !c.is_ascii_digit()).count() == 1
            && let Some((change, around)) = change::at_end(head(cx, by))
            && !others.iter().any(|other| around.contains(other))
        {
            ahead.subject = without_around(around);
            ahead.changes.insert(0, Change { by, direction: change.direction });
            next -= 1;
        }
        // 上季4310万元，增长12.8%，上年同期为: the change is one since then.
        let level = next.checked_sub(1).and_then(|level| cx.facts.quantities.get(level));
        let is_of_period = |level: &Quantity| PERIODS.iter().any(|(word, _)| head(cx, level).contains(word));
        let is_since = ahead.subject.is_empty() && level.is_some_and(is_of_period);
        // 新增贷款12亿元，上年为: no change, but an amount of its own.
        let is_plain = !is_since && ahead.subject.chars().count() <= LONGEST_SUBJECT && !has_change(ahead.subject);
        if is_plain { ahead } else { Self::default() }
    }
}

/// What is said before a verb, without the words of a comparison.
pub(super) fn without_around(mut words: &str) -> &str {
    while let Some(rest) = BEFORE_VERB.iter().find_map(|word| words.strip_suffix(word)) {
        words = rest;
    }
    words
}

/// Which way a change went, if its word alone stands between two quantities: ，同比增长.
fn verb_behind(words: &str, others: &[&str]) -> Option<Direction> {
    let words = words.trim();
    let (tail, verb) = match words.char_indices().find(|(_, c)| is_mark_or_digit(*c)) {
        Some((at, _)) => words.split_at(at),
        None => ("", words),
    };
    let is_tail = tail.chars().count() <= LONGEST_TAIL && !has_change(tail);
    let verb = verb.trim_start_matches(['）', ')', '，', ',', '、', '（', '(', '；', ' ']);
    if !is_tail || others.iter().any(|other| verb.contains(other)) {
        return None;
    }
    let (change, mut around) = change::at_end(verb)?;
    while let Some(rest) = BEFORE_VERB.iter().find_map(|word| around.strip_prefix(word)) {
        around = rest;
    }
    around.is_empty().then_some(change.direction)
}

/// True if a clause ends right behind an amount.
fn ends_clause(cx: &Context, amount: &Quantity) -> bool {
    let behind = cx.view.text().get(amount.span.end as usize..).unwrap_or("").trim_start();
    behind.is_empty() || behind.starts_with(['，', ',', '。', '；', ';', '）', ')', '\n'])
}

/// The amounts that may be the one of this period, looked for before the quantity at `from`.
pub(super) fn this_period<'a>(
    cx: &'a Context,
    from: usize,
    before: &Quantity,
    past: &Past,
) -> Option<(Vec<&'a Quantity>, Certainty)> {
    let quantities = &cx.facts.quantities;
    let near = quantities.get(from.saturating_sub(FARTHEST)..from)?;
    let levels = || {
        near.iter().rev().filter(|now| now.has_unit_of(before, cx.view) && is_level(cx, now) && !is_of_plan(cx, now))
    };
    let sentences_back = |now: &Quantity| cx.facts.sentence_of(before).0.saturating_sub(cx.facts.sentence_of(now).0);
    let within =
        |sentences: u32| -> Vec<&Quantity> { levels().filter(|now| sentences_back(now) <= sentences).collect() };
    let open = |now: Vec<&'a Quantity>| Some((now, Certainty::Open)).filter(|(now, _)| !now.is_empty());
    if let Some(name) = share_name(before, past.subject) {
        let share = share_of(cx, near, name).filter(|share| sentences_back(share) <= SENTENCES_BACK);
        return share.map(|share| (vec![share], Certainty::Named));
    }
    if !past.subject.is_empty() {
        let named = of_subject(cx, &within(SENTENCES_BACK), before, past.subject);
        return named.map_or_else(|| open(within(1)), |now| Some((vec![now], Certainty::Named)));
    }
    let last = last_outside_brackets(cx, from).filter(|now| now.has_unit_of(before, cx.view) && is_level(cx, now));
    // 本年收入12亿元，其中…，与上年相比: all of it is meant, and not the last part.
    let is_first = quantities.get(from.wrapping_sub(1)).is_some_and(|last| sentences_back(last) > 0);
    let whole = || {
        let near = within(u32::from(is_first));
        whole_of_parts(cx, near).map(|whole| (vec![whole], Certainty::Said))
    };
    let Some(now) = last else { return whole().or_else(|| open(within(0))) };
    let in_brackets = |other: &Quantity| other.span.start > now.span.start;
    let follows_another =
        levels().any(|other| other.span != now.span && !in_brackets(other) && is_in_one_part(cx, other, now));
    if follows_another {
        return whole().or_else(|| open(within(0)));
    }
    if past.is_of_year && is_of_part_of_year(cx, now) {
        return open(within(0));
    }
    Some((vec![now], Certainty::Said))
}

/// 进出口405.1亿元，其中出口246.8亿元、进口158.3亿元; 企业12.7万户、个体28.1万户，合计40.8万户: the amount that all the others behind it, or before it,
/// are said and seen to add up to. Takes amounts from the nearest one back.
fn whole_of_parts<'a>(cx: &Context, levels: Vec<&'a Quantity>) -> Option<&'a Quantity> {
    const MOST_PARTS: usize = 8;
    const TOTALS: &[&str] = &["合计", "共计", "总计", "总和"];
    const PARTS: &[&str] = &["其中", "包括", "（", "(", "：", "分别"];
    let is_of_each_time = |level: &Quantity| head(cx, level).contains('均');
    let mut amounts = levels.into_iter().filter(|level| !is_of_each_time(level));
    let (nearest, mut part) = (amounts.next()?, amounts.next()?);
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let is_total = TOTALS.iter().any(|word| head(cx, nearest).contains(word));
    let opens = |whole: &Quantity, part: &Quantity| {
        gap(cx, whole, part).is_some_and(|words| PARTS.iter().any(|word| words.contains(word)))
    };
    let mut sum = interval(part)?;
    for amount in amounts.take(MOST_PARTS) {
        let next = interval(amount)?;
        let all = if is_total { sum.plus(&next) } else { sum.plus(&interval(nearest)?) };
        match is_total {
            true if !all.is_disjoint(&interval(nearest)?) => return Some(nearest),
            false if !all.is_disjoint(&next) && opens(amount, part) => return Some(amount),
            _ => {}
        }
        (sum, part) = (sum.plus(&next), amount);
    }
    None
}

/// The quantity of which only the end of its clause stands before the one at `from`: 31.76亿元（一季度9.4亿元、二季度11.2亿元），比上年.
fn last_outside_brackets<'a>(cx: &'a Context, from: usize) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let (last, next) = (quantities.get(from.checked_sub(1)?)?, quantities.get(from)?);
    let words = gap(cx, last, next)?;
    let Some(behind) = words.strip_prefix(['）', ')']) else {
        return Some(last).filter(|now| is_beside(words, cx, now));
    };
    let text = cx.view.text().get(..last.span.end as usize)?;
    let near = text.floor_char_boundary(text.len().saturating_sub(LONGEST_BRACKET));
    let open = near + text.get(near..)?.rfind(['（', '('])?;
    let at = quantities.partition_point(|quantity| (quantity.span.end as usize) <= open).checked_sub(1)?;
    let now = quantities.get(at)?;
    let tail = text.get(now.span.end as usize..open)?;
    (tail.chars().count() <= LONGEST_TAIL && !tail.contains(is_mark_or_digit) && is_beside(behind, cx, now))
        .then_some(now)
}

/// True if no mark stands between two amounts that parts sentences, or parts of them.
fn is_in_one_part(cx: &Context, one: &Quantity, other: &Quantity) -> bool {
    gap(cx, one, other).is_some_and(|words| !words.contains(['。', '；', ';', '\n']))
}

/// True if the words before an amount name a month, a quarter or half a year.
fn is_of_part_of_year(cx: &Context, amount: &Quantity) -> bool {
    const NEAR: usize = 120;
    let before = cx.view.text().get(..amount.span.start as usize).unwrap_or("");
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(NEAR))..];
    near.rsplit(['。', '；', '\n']).next().is_some_and(|words| words.contains(['季', '月', '半', '累']))
}

/// True if the words between an amount and what follows it are only the end of its clause and the beginning of the next.
fn is_beside(words: &str, cx: &Context, now: &Quantity) -> bool {
    let tail = words.find(is_mark_or_digit).map_or("", |at| &words[..at]);
    let marks = words.chars().filter(|c| is_mark_or_digit(*c)).count();
    let is_next = tail.chars().count() <= LONGEST_TAIL && !has_change(tail) && marks <= 1 && !words.contains('\n');
    // 日均接待5227人次。与上年的138.2万人次相比: of another length of time.
    let is_of_each_time = || ["日均", "月均", "周均", "每天", "每月"].iter().any(|word| head(cx, now).contains(word));
    is_next && !is_of_plan(cx, now) && !(words.contains('。') && is_of_each_time())
}

/// True if the words before an amount do not say that it is a change or of another period.
fn is_level(cx: &Context, amount: &Quantity) -> bool {
    let head = head(cx, amount);
    amount.qualifier == Qualifier::Exact
        && change::at_end(head)
            .is_none_or(|(change, _)| change.direction == Direction::Up && amount.kind == UnitKind::Percent)
        && !PERIODS.iter().any(|(word, _)| head.contains(word))
}

/// True if an amount is one of a plan or of another place.
fn is_of_plan(cx: &Context, amount: &Quantity) -> bool {
    is_no_level(head(cx, amount))
}

/// 中场 of 中场比重, which is a percentage: whose share is compared.
fn share_name<'t>(before: &Quantity, subject: &'t str) -> Option<&'t str> {
    let name = ["比重", "占比", "比例"].iter().find_map(|word| subject.strip_suffix(word))?;
    let name = name.trim_end_matches('的');
    (before.kind == UnitKind::Percent && name.chars().count() >= SHORTEST_SUBJECT).then_some(name)
}

/// 中场142亿元，占70.7%: the nearest share that stands right behind an amount of that name.
fn share_of<'a>(cx: &Context, near: &'a [Quantity], name: &str) -> Option<&'a Quantity> {
    near.windows(2).rev().find_map(|pair| {
        let [amount, share] = pair else { return None };
        let is_share = share.kind == UnitKind::Percent && share.qualifier == Qualifier::Exact;
        let is_behind =
            || gap(cx, amount, share).is_some_and(|words| words.contains('占') && !words.contains(['。', '；']));
        (is_share && head(cx, amount).contains(name) && is_behind()).then_some(share)
    })
}

/// The nearest amount whose words have the subject, or what it is about: 受理投诉436件 of 受理投诉件数; of 笔数 the nearest in 笔.
fn of_subject<'a>(cx: &Context, levels: &[&'a Quantity], before: &Quantity, subject: &str) -> Option<&'a Quantity> {
    const WHAT_IS_COUNTED: &[&str] =
        &["总人数", "人数", "件数", "户数", "笔数", "总数", "数量", "总量", "总额", "数", "量", "额"];
    let unit = cx.view.slice(before.unit).trim();
    let is_of_unit = subject == "金额" || subject.strip_suffix('数') == Some(unit);
    let stem = WHAT_IS_COUNTED.iter().find_map(|word| subject.strip_suffix(word)).unwrap_or(subject);
    let stem = if stem.chars().count() < SHORTEST_SUBJECT { subject } else { stem };
    // 造成96人死亡: the name stands behind.
    let is_behind = |now: &Quantity| cx.view.text().get(now.span.end as usize..).unwrap_or("").starts_with(stem);
    let has_name =
        |now: &Quantity| stem.chars().count() >= SHORTEST_SUBJECT && (head(cx, now).contains(stem) || is_behind(now));
    let is_in_one_sentence = |now: &Quantity| cx.facts.sentence_of(now) == cx.facts.sentence_of(before);
    levels.iter().copied().find(|now| has_name(now) || is_of_unit && is_in_one_sentence(now))
}
