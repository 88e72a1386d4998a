//! What no expression of figures/balance reads: what is left of one amount when another is taken from it, with anything between the three
//! and whatever they are called (资金61.2亿元，其中…。实际支出50.31亿元，结存10.89亿元). Takes the amounts that a word of balances stands before, looks
//! back for the two that give them, and for the ranks of 从第9位升到第4位，前进5位. Runs beside the rule's declaration.

mod account;
mod english;

use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::{gap, head, is_amount};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::Interval;
use crate::facts::lexicon::balance::{BALANCES, WORDS, Word};
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::{self, Term};
use crate::relation::Verdict;

/// Reports balances that are not the difference of two amounts before them, if one slip of the pen explains it, and ranks that
/// changed by another number.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        return english::check(cx, report);
    }
    for index in 2..cx.facts.quantities.len() {
        if let Some(told) = turned(cx, index).or_else(|| balance(cx, index)).or_else(|| places_gained(cx, index)) {
            told.tell(cx, report);
        }
    }
    account::check(cx, report);
}

/// So many quantities before a balance its two amounts stand, at most, and so many sentences.
const FARTHEST_NAMED: usize = 20;
const SENTENCES_BACK: u32 = 1;
/// Among so many amounts before it, or so many if they have the names that go with its own.
const MOST_AMOUNTS: usize = 5;
const MOST_NAMED: usize = 10;
/// Bytes behind a word of balances: 剩余旱地, 结余为.
const LONGEST_NOUN: usize = 15;
/// Bytes between ranks and how far they moved.
const LONGEST_RANKS: usize = 60;

/// What these words begin with.
const FIRST: [char; 32] = [
    '剩', '賸', '余', '尚', '还', '仅', '只', '实', '空', '未', '结', '盈', '节', '赤', '缺', '差', '顺', '逆', '净',
    '所', '毛', '增', '仍', '正', '闲', '其', '无', '废', '自', '弃', '短', '请',
];
/// Heads of balances that hold what was left before, and of amounts that are no level.
const OTHERS: &[&str] =
    &["滚存", "累计", "上年", "上期", "历年", "年初", "期初", "动用", "率", "均", "每", "比", "较", "可用", "其中"];
/// Words between the amounts that say that something else was added or taken away.
const TRANSFERS: &[&str] = &["结转", "调入", "补助", "转移", "上解", "返还", "预计", "力争"];
/// Heads of what was taken away.
const DONE: &[&str] = &["已", "完成", "办结", "请假", "实际", "支付", "使用", "入住", "出租", "落实", "整改", "到位"];

/// The word of balances in the words before an amount, so many bytes before their end at most.
fn word(head: &str) -> Option<Word> {
    const LONGEST_WORD: usize = 15;
    let near = head.floor_char_boundary(head.len().saturating_sub(LONGEST_NOUN + LONGEST_WORD));
    let tail = head.get(near..)?;
    let places = tail.char_indices().filter(|(_, first)| FIRST.contains(first));
    let is_at = |at: usize, word: &str| {
        tail.get(at..).and_then(|rest| rest.strip_prefix(word)).is_some_and(|noun| noun.len() <= LONGEST_NOUN)
    };
    let mut words = places.flat_map(|(at, _)| WORDS.iter().map(move |(word, words)| (at, word, words)));
    let found = words
        .find(|(at, _, words)| words.split_ascii_whitespace().any(|word| is_at(*at, word)))
        .map(|(_, word, _)| *word);
    found.filter(|_| !OTHERS.iter().any(|other| head.contains(other)))
}

fn is_plain(amount: &Quantity) -> bool {
    is_amount(amount) && amount.number.script == Script::Arabic
}

/// The quantities of the sentence before the quantity `index` and of the one before that, as far as no line ends between.
fn near<'a>(cx: &'a Context, index: usize) -> &'a [Quantity] {
    let quantities = &cx.facts.quantities;
    let before = quantities.get(index.saturating_sub(FARTHEST_NAMED)..index).unwrap_or_default();
    let Some(balance) = quantities.get(index) else { return &[] };
    let is_near = |other: &&Quantity| {
        cx.facts.sentence_of(other).0 + SENTENCES_BACK >= cx.facts.sentence_of(balance).0
            // 。 and a new line part what belongs together less than 。 alone.
            && gap(cx, other, balance).is_some_and(|gap| !gap.contains('\n'))
    };
    let count = before.iter().rev().take_while(is_near).count();
    &before[before.len() - count..]
}

/// Those of them that are levels of the unit of a balance, nearest first, those in brackets left aside.
fn levels<'a>(cx: &Context, near: &'a [Quantity], balance: &Quantity) -> Vec<&'a Quantity> {
    let depth = |quantity: &Quantity| cx.facts.tokens.depth(quantity.first_token as usize);
    let alike = |other: &&Quantity| {
        is_plain(other) && other.has_unit_of(balance, cx.view) && depth(other) <= depth(balance) && is_level(cx, other)
    };
    near.iter().rev().filter(alike).take(MOST_NAMED).collect()
}

/// What an amount may be the balance of.
struct Reading<'a> {
    balance: &'a Quantity,
    /// The quantities before it that it may be said of, in text order.
    near: &'a [Quantity],
    /// The amounts before it, nearest first.
    levels: Vec<&'a Quantity>,
    word: Word,
}

fn balance<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    let balance = cx.facts.quantities.get(index)?;
    let word = if balance.cues.has(Cues::BALANCE) && is_plain(balance) {
        let head = head(cx, balance);
        word(head).or_else(|| (head.trim() == "余").then_some(Word::Difference))
    } else {
        is_rest_behind(cx, balance).then_some(Word::Difference)
    }?;
    let near = near(cx, index);
    let reading = Reading { balance, near, levels: levels(cx, near, balance), word };
    let levels = &reading.levels;
    let others = levels.get(1..).filter(|others| !others.is_empty())?;
    let stated = balance.interval(cx.facts.rounding)?;
    let fits = |whole: &Quantity, taken: &Quantity| {
        difference(cx, whole, taken).is_some_and(|difference| !difference.is_disjoint(&stated))
    };
    let most = levels.len().min(MOST_AMOUNTS);
    let pairs = (1..most).flat_map(|at| levels[..at].iter().map(move |taken| (at, *taken)));
    let named = reading.named(cx);
    let fitting = pairs.map(|(at, taken)| (levels[at], taken)).chain(named.map(|(whole, taken, _)| (whole, taken)));
    if let Some((whole, taken)) = { fitting }.find(|(whole, taken)| fits(whole, taken)) {
        return reading.told(cx, whole, taken, Verdict::Holds);
    }
    if gives_with_others(cx, index, levels) || cx.facts.is_opaque(balance.span) {
        return None;
    }
    if let Some((whole, taken, least)) = named
        && (least > 1 || !gives_of_two(cx, balance, near))
        && is_explained(cx, [whole, taken, balance], least, &reading)
    {
        return reading.told(cx, whole, taken, Verdict::Contradicted);
    }
    let (taken, others) = (levels.first()?, others.get(..most - 1)?);
    let is_next = levels.len() == 2 && reading.word == Word::Rest && is_taken(cx, taken);
    let least = if is_next { 1 } else { ONE_IN * others.len() as i64 };
    let mut explained = others.iter().filter(|whole| is_explained(cx, [whole, taken, balance], least, &reading));
    let whole = explained.next().filter(|_| explained.next().is_none())?;
    reading.told(cx, whole, taken, Verdict::Contradicted)
}

impl<'a> Reading<'a> {
    fn told(&self, cx: &Context, whole: &'a Quantity, taken: &'a Quantity, verdict: Verdict) -> Option<Told<'a>> {
        Some(Told {
            stated: ("c", self.balance),
            others: [("a", whole), ("b", taken)],
            formula: "abs(a - b) = c",
            expected: difference(cx, whole, taken)?,
            verdict,
            is_turned: false,
            is_sure: false,
        })
    }

    /// 收支相抵，结余: the text says that nothing else is in it.
    fn is_offset(&self, cx: &Context) -> bool {
        self.levels.first().and_then(|last| gap(cx, last, self.balance)).is_some_and(|words| words.contains("相抵"))
    }

    /// The two amounts that the name of the balance asks for, and how rarely a slip must explain them by accident.
    fn named(&self, cx: &Context) -> Option<(&'a Quantity, &'a Quantity, i64)> {
        let own = head(cx, self.balance);
        let depth = |quantity: &Quantity| cx.facts.tokens.depth(quantity.first_token as usize);
        // 缺席4人（请假3人，外出1人）
        let is_beside = |amount: &&Quantity| depth(amount) == depth(self.balance) && !own.contains("其中");
        let kinds = BALANCES.iter().filter(|kind| own.is_empty() || has(own, kind.rests));
        { kinds }.find_map(|kind| {
            let taken = self.greatest(cx, kind.taken, None).filter(is_beside)?;
            let whole = self.greatest(cx, kind.wholes, Some(taken)).filter(is_beside)?;
            Some((whole, taken, if kind.is_open && !self.is_offset(cx) { ONE_IN_NAMED } else { 1 }))
        })
    }

    /// The nearest amount with one of the names, of several behind one ； the greatest; none if the nearest is of another unit or not exact.
    fn greatest(&self, cx: &Context, names: &[&str], not: Option<&Quantity>) -> Option<&'a Quantity> {
        let is_named = |amount: &&Quantity| {
            let head = head(cx, amount);
            has(head, names) && !head.contains("其中") && not.is_none_or(|not| not.span != amount.span)
        };
        let nearest = self.near.iter().rev().find(is_named)?;
        let is_beside =
            |amount: &&Quantity| gap(cx, amount, nearest).is_none_or(|words| !words.contains(['；', ';', '。']));
        let levels = self.levels.iter().copied();
        let alike =
            levels.filter(|amount| amount.span.start <= nearest.span.start && is_beside(amount) && is_named(amount));
        let is_level = self.levels.iter().any(|level| level.span == nearest.span);
        alike.filter(|_| is_level).max_by_key(|amount| amount.value())
    }
}

fn has(head: &str, words: &[&str]) -> bool {
    words.iter().any(|word| head.contains(word))
}

/// 11件正在调解: what is said of an amount stands behind it.
fn is_rest_behind(cx: &Context, balance: &Quantity) -> bool {
    const FIRST: [&[u8]; 4] = ["正".as_bytes(), "尚".as_bytes(), "仍".as_bytes(), "未".as_bytes()];
    const BEHIND: [&str; 6] = ["正在", "尚未", "尚在", "仍在", "仍未", "未"];
    const BEFORE: &[&str] = &["", "其余", "余", "另", "另有", "还有", "尚有", "仍有"];
    let end = balance.span.end as usize;
    let first = cx.view.text().as_bytes().get(end..end + 3);
    if !first.is_some_and(|first| FIRST.contains(&first)) || !is_plain(balance) {
        return false;
    }
    let behind = cx.view.text().get(end..).unwrap_or("");
    BEHIND.iter().any(|word| behind.starts_with(word)) && BEFORE.contains(&head(cx, balance).trim())
}

/// A slip is said where it is by accident less than one time in so many, for each amount it may be taken from, that it explains the balance.
const ONE_IN: i64 = 40;
/// The same for amounts that go together by their names, if something may have been added that has none.
const ONE_IN_NAMED: i64 = 16;

/// True if an amount is no change, no mean and none of another year.
fn is_level(cx: &Context, amount: &Quantity) -> bool {
    const NO_LEVELS: &[&str] = &["增", "减", "比", "较", "均", "每", "上年", "去年", "同期", "下降", "上升"];
    let head = head(cx, amount);
    !NO_LEVELS.iter().any(|word| head.contains(word))
}

/// 已办结79条: what was taken away.
fn is_taken(cx: &Context, amount: &Quantity) -> bool {
    let head = head(cx, amount);
    DONE.iter().any(|word| head.contains(word))
}

/// `|whole − taken|`
fn difference(cx: &Context, whole: &Quantity, taken: &Quantity) -> Option<Interval> {
    let (whole, taken) = (whole.interval(cx.facts.rounding)?, taken.interval(cx.facts.rounding)?);
    Some(whole.minus(&taken).absolute())
}

/// 提案41件，已办结33件，仍有5件待定，另3件撤回: true if all amounts behind one of them give it with the balance, and with what stands right
/// behind the balance.
fn gives_with_others(cx: &Context, index: usize, levels: &[&Quantity]) -> bool {
    let quantities = &cx.facts.quantities;
    let Some(balance) = quantities.get(index) else { return true };
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let next = quantities.get(index + 1).filter(|next| {
        next.has_unit_of(balance, cx.view) && cx.facts.sentence_of(next) == cx.facts.sentence_of(balance)
    });
    let sum = |parts: &[&Quantity], with_next: bool| {
        let mut sum = interval(balance)?;
        for part in parts.iter().copied().chain(next.filter(|_| with_next)) {
            sum = sum.plus(&interval(part)?);
        }
        Some(sum)
    };
    (1..levels.len()).any(|at| {
        let gives = |with_next| {
            let (sum, whole) = (sum(&levels[..at], with_next), interval(levels[at]));
            sum.zip(whole).is_some_and(|(sum, whole)| !sum.is_disjoint(&whole))
        };
        gives(false) || next.is_some() && gives(true)
    })
}

/// 上年旧存41件，新收206件，办结221件，未结26件: true if one amount less another gives it with a third one, of whatever time they are.
fn gives_of_two(cx: &Context, balance: &Quantity, near: &[Quantity]) -> bool {
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let Some(stated) = interval(balance) else { return true };
    let alike = near.iter().rev().filter(|other| is_plain(other) && other.has_unit_of(balance, cx.view));
    let known: Vec<Interval> = alike.take(MOST_AMOUNTS).filter_map(interval).collect();
    let pairs = (0..known.len()).flat_map(|at| (0..at).map(move |before| (at, before)));
    { pairs }.any(|(one, other)| {
        let sum = known[one].plus(&known[other]);
        let mut thirds = known.iter().enumerate().filter(|(at, _)| *at != one && *at != other);
        thirds.any(|(_, third)| !sum.minus(third).absolute().is_disjoint(&stated))
    })
}

/// True if one slip in one of three numbers makes the first less the second, or the second less the first, the third.
fn is_explained(cx: &Context, numbers: [&Quantity; 3], least: i64, reading: &Reading) -> bool {
    let [whole, taken, balance] = numbers;
    // 年终结转结余1.33亿元: what the balance is called was neither added nor taken away.
    let own = head(cx, balance);
    let between = gap(cx, whole, balance).unwrap_or("");
    let between = between.strip_suffix(own).filter(|_| own.contains("结转结余")).unwrap_or(between);
    if TRANSFERS.iter().any(|word| between.contains(word)) && !reading.is_offset(cx) || holds_what_was_left(cx, balance)
    {
        return false;
    }
    let (greater, smaller) = if whole.value() < taken.value() { (taken, whole) } else { (whole, taken) };
    let term = |quantity: &Quantity, negative| Term {
        value: quantity.number.value,
        has_multiplier: quantity.number.has_multiplier,
        negative,
    };
    let terms = [term(greater, false), term(smaller, true), term(balance, true)];
    slip::explanation(&terms).is_some_and(|found| found.one_in >= least)
}

/// 年末结余54万元，其中上年结转10万元: the rest of the sentence speaks of what was left before.
fn holds_what_was_left(cx: &Context, balance: &Quantity) -> bool {
    const LEFT_BEFORE: &[&str] = &["上年", "上月", "上期", "年初", "期初", "历年", "结转", "滚存"];
    const REACH: usize = 90;
    let behind = cx.view.text().get(balance.span.end as usize..).unwrap_or("");
    let near = &behind[..behind.floor_char_boundary(REACH)];
    let rest = near.split(['。', '；', '\n']).next().unwrap_or("");
    LEFT_BEFORE.iter().any(|word| rest.contains(word))
}

/// 从第9位升到第4位，前进5位
fn places_gained<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    const MOVED: &[&str] =
        &["前进", "上升", "提升", "前移", "跃升", "后退", "下降", "后移", "下滑", "升", "进", "退", "降"];
    let quantities = &cx.facts.quantities;
    let [from, to, moved] = quantities.get(index - 2..=index)? else { return None };
    let is_place = |place: &Quantity| {
        place.qualifier == Qualifier::Unknown && cx.view.text()[..place.span.start as usize].ends_with('第')
    };
    let unit = cx.view.slice(moved.unit);
    let is_rank = moved.kind == UnitKind::Count && matches!(unit, "位" | "名") && is_plain(moved);
    if !is_rank || !is_place(from) || !is_place(to) || !to.has_unit_of(moved, cx.view) || !from.has_unit_of(to, cx.view)
    {
        return None;
    }
    let is_near = |words: &str| words.len() <= LONGEST_RANKS && !words.contains(['。', '；', '、', '\n']);
    let between = gap(cx, from, to).filter(|words| is_near(words) && words.contains(['到', '至']))?;
    let behind = gap(cx, to, moved).filter(|words| is_near(words))?;
    let says_moved = MOVED.iter().any(|word| behind.trim_end_matches('了').ends_with(word));
    if !says_moved || between.contains('，') {
        return None;
    }
    let expected = Interval::point((from.value() - to.value()).abs());
    let verdict = match expected.contains(&moved.value()) {
        true => Verdict::Holds,
        false => Verdict::Contradicted,
    };
    let others = [("a", from), ("b", to)];
    Some(Told {
        stated: ("c", moved),
        others,
        formula: "abs(a - b) = c",
        expected,
        verdict,
        is_turned: false,
        is_sure: true,
    })
}

/// 收入38.2亿元，支出39.6亿元，当期结余1.4亿元: what is lacking is called what is left, or the other way round.
fn turned<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    /// What comes, and what goes.
    const SIDES: &[(&[&str], &[&str])] = &[
        (&["收入", "岁入"], &["支出", "岁出", "成本"]),
        (&["出口"], &["进口"]),
        (&["出生"], &["死亡"]),
        (&["迁入", "转入"], &["迁出", "转出"]),
    ];
    const LEFT: &[&str] = &["结余", "盈余", "盈利", "顺差", "自然增加", "自然增长", "净增", "净增加", "净迁入"];
    const LACKING: &[&str] = &["赤字", "缺口", "短绌", "差短", "逆差", "亏损", "自然减少", "净减", "净减少", "净迁出"];
    let [one, other, stated] = cx.facts.quantities.get(index.checked_sub(2)?..=index)? else { return None };
    let name = head(cx, stated).trim_end_matches(['为', '了']);
    let (is_left, is_lacking) =
        (LEFT.iter().any(|word| name.ends_with(word)), LACKING.iter().any(|word| name.ends_with(word)));
    let is_other = || OTHERS.iter().any(|word| name.contains(word));
    let are_alike = || {
        [one, other].iter().all(|amount| {
            is_amount(amount)
                && amount.has_unit_of(stated, cx.view)
                && cx.facts.sentence_of(amount) == cx.facts.sentence_of(stated)
        })
    };
    if is_left == is_lacking || !is_amount(stated) || is_other() || !are_alike() {
        return None;
    }
    let is = |amount: &Quantity, words: &[&str]| {
        let head = head(cx, amount);
        words.iter().any(|word| head.contains(word)) && !OTHERS.iter().any(|word| head.contains(word))
    };
    let (came, went) = SIDES.iter().find_map(|(gains, costs)| match () {
        () if is(one, gains) && is(other, costs) => Some((one, other)),
        () if is(one, costs) && is(other, gains) => Some((other, one)),
        () => None,
    })?;
    let text = cx.view.text().get(one.span.start as usize..stated.span.start as usize)?;
    let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
    let difference = interval(came)?.minus(&interval(went)?);
    let left = if is_left { difference } else { difference.negated() };
    let is_turned = left.high.value().is_some_and(|high| high.is_negative())
        && !left.negated().is_disjoint(&interval(stated)?)
        && !TRANSFERS.iter().any(|word| text.contains(word));
    is_turned.then(|| Told {
        stated: ("c", stated),
        others: [("a", came), ("b", went)],
        formula: "a - b = c",
        expected: left.negated(),
        verdict: Verdict::Contradicted,
        is_turned: true,
        is_sure: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_balances_is_looked_for() {
        for word in WORDS.iter().flat_map(|(_, words)| words.split_ascii_whitespace()) {
            assert!(word.starts_with(FIRST), "{word}");
            assert!(Cues::before(word, word.len()).has(Cues::BALANCE), "{word}");
        }
    }
}
