//! What no expression of figures/balance reads: what is left of one amount when another is taken from it, with anything between the three
//! and whatever they are called (资金61.2亿元，其中…。实际支出50.31亿元，结存10.89亿元). Takes the amounts that a word of balances stands before, looks
//! back for the two that give them, and for the ranks of 从第9位升到第4位，前进5位. Runs beside the rule's declaration.

use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::{gap, head, is_amount};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::Interval;
use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip::{self, Term};
use crate::relation::Verdict;

/// Reports balances that are not the difference of two amounts before them, if one slip of the pen explains it, and ranks that
/// changed by another number.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        return;
    }
    for index in 2..cx.facts.quantities.len() {
        if let Some(told) = balance(cx, index).or_else(|| places_gained(cx, index)) {
            told.tell(cx, report);
        }
    }
}

/// So many quantities before a balance its two amounts stand, at most, and so many sentences.
const FARTHEST: usize = 10;
const SENTENCES_BACK: u32 = 1;
/// Among so many amounts before it.
const MOST_AMOUNTS: usize = 5;
/// Bytes behind a word of balances: 剩余旱地, 结余为.
const LONGEST_NOUN: usize = 15;
/// Bytes between ranks and how far they moved.
const LONGEST_RANKS: usize = 60;

/// What a word says of the amount behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// 剩余: nothing else is left.
    Rest,
    /// 结余, 还有: the difference, unless something else was added or taken away.
    Balance,
}

const WORDS: &[(Word, &[&str])] = &[
    (
        Word::Rest,
        &[
            "剩余",
            "賸余",
            "剩下",
            "余下",
            "尚余",
            "还余",
            "还剩",
            "尚剩",
            "仅剩",
            "只剩",
            "实到",
            "空置",
            "未支付",
            "未使用",
            "未完成",
            "未办结",
            "未整改",
            "未到位",
        ],
    ),
    (
        Word::Balance,
        &[
            "结余",
            "结存",
            "盈余",
            "节余",
            "赤字",
            "缺口",
            "差额",
            "差短",
            "差绌",
            "顺差",
            "逆差",
            "净资产",
            "所有者权益",
            "毛利",
            "净额",
            "增值收益",
            "节约",
            "节省",
            "还有",
            "仍有",
            "尚有",
            "还差",
            "正在",
            "未结",
            "闲置",
            "空缺",
            "其余",
            "无效票",
            "废票",
            "缺席",
            "自然增长",
            "自然减少",
            "自然增加",
            "弃方",
        ],
    ),
];
/// What these words begin with.
const FIRST: [char; 30] = [
    '剩', '賸', '余', '尚', '还', '仅', '只', '实', '空', '未', '结', '盈', '节', '赤', '缺', '差', '顺', '逆', '净',
    '所', '毛', '增', '仍', '正', '闲', '其', '无', '废', '自', '弃',
];
/// Heads of balances that hold what was left before, and of amounts that are no level.
const OTHERS: &[&str] =
    &["滚存", "累计", "上年", "上期", "历年", "年初", "期初", "动用", "率", "均", "每", "比", "较", "可用"];
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
    let found = words.find(|(at, _, words)| words.iter().any(|word| is_at(*at, word))).map(|(_, word, _)| *word);
    found.filter(|_| !OTHERS.iter().any(|other| head.contains(other)))
}

fn is_plain(amount: &Quantity) -> bool {
    is_amount(amount) && amount.number.script == Script::Arabic
}

/// The amounts like the quantity `index` before it, nearest first: of its sentence and the one before, those in brackets left aside.
fn amounts_before<'a>(cx: &'a Context, index: usize) -> Vec<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let depth = |quantity: &Quantity| cx.facts.tokens.depth(quantity.first_token as usize);
    let Some(balance) = quantities.get(index) else { return Vec::new() };
    let near = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default().iter().rev();
    let near = near.filter(|other| {
        is_plain(other)
            && other.has_unit_of(balance, cx.view)
            && cx.facts.sentence_of(other).0 + SENTENCES_BACK >= cx.facts.sentence_of(balance).0
            && depth(other) <= depth(balance)
    });
    near.take(MOST_AMOUNTS).collect()
}

fn balance<'a>(cx: &'a Context, index: usize) -> Option<Told<'a>> {
    let balance = cx.facts.quantities.get(index)?;
    if !balance.cues.has(Cues::BALANCE) || !is_plain(balance) {
        return None;
    }
    let word = word(head(cx, balance))?;
    let mut amounts = amounts_before(cx, index);
    // 。 and a new line part what belongs together less than 。 alone.
    let is_far = |other: &&Quantity| gap(cx, other, balance).is_none_or(|gap| gap.contains('\n'));
    amounts.truncate(amounts.iter().position(is_far).unwrap_or(amounts.len()));
    let levels: Vec<&Quantity> = amounts.into_iter().filter(|amount| is_level(cx, amount)).collect();
    let (taken, others) = levels.split_first().filter(|(_, others)| !others.is_empty())?;
    let told = |whole: &'a Quantity, taken: &'a Quantity, verdict| {
        Some(Told {
            stated: ("c", balance),
            others: [("a", whole), ("b", taken)],
            formula: "abs(a - b) = c",
            expected: difference(cx, whole, taken)?,
            verdict,
            is_turned: false,
            is_sure: false,
        })
    };
    let stated = balance.interval(cx.facts.rounding)?;
    let fits = |whole: &Quantity, taken: &Quantity| {
        difference(cx, whole, taken).is_some_and(|difference| !difference.is_disjoint(&stated))
    };
    let pairs = (1..levels.len()).flat_map(|at| levels[..at].iter().map(move |taken| (at, *taken)));
    let fitting = pairs.map(|(at, taken)| (levels[at], taken)).find(|(whole, taken)| fits(whole, taken));
    if let Some((whole, taken)) = fitting {
        return told(whole, taken, Verdict::Holds);
    }
    if gives_with_others(cx, index, &levels) || cx.facts.is_opaque(balance.span) {
        return None;
    }
    let is_next = others.len() == 1 && word == Word::Rest && is_taken(cx, taken);
    let least = if is_next { 1 } else { ONE_IN * others.len() as i64 };
    let mut explained = others.iter().filter(|whole| is_explained(cx, [whole, taken, balance], least));
    let whole = explained.next().filter(|_| explained.next().is_none())?;
    told(whole, taken, Verdict::Contradicted)
}

/// A slip is said where it is by accident less than one time in so many, for each amount it may be taken from, that it explains the balance.
const ONE_IN: i64 = 40;

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

/// True if one slip in one of three numbers makes the first less the second, or the second less the first, the third.
fn is_explained(cx: &Context, numbers: [&Quantity; 3], least: i64) -> bool {
    let [whole, taken, balance] = numbers;
    let between = gap(cx, whole, balance).unwrap_or("");
    if TRANSFERS.iter().any(|word| between.contains(word)) {
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
