//! Accounts of a stock: what there was, what came and went, and what there is, in whatever order (年初馆藏62万册，入藏3万册，剔旧1万册，年末64万册;
//! 431家（新开37家，停业18家，上年末412家）), and what came less what went (增加投资8亿元、减少投资3亿元，净增5亿元). Takes the amounts of one unit around one
//! that is called the opening or the net, and what the words before each say of it; an amount of which nothing is known may have come
//! or gone. Tells of an account that no reading closes and that one slip of the pen would close.

use crate::checks::figures::beside::{Named, Told};
use crate::checks::figures::breakdown::{gap, head};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::Interval;
use crate::facts::lexicon::balance::{NO_ENTRIES, REACHED, SIDES, Side};
use crate::facts::quantity::Quantity;
use crate::facts::rational::Rational;
use crate::facts::slip::{self, Term};
use crate::relation::Verdict;

use super::{has, is_plain};

/// So many quantities on each side of the opening are read.
const REACH: usize = 9;
/// An account has so many amounts at least.
const FEWEST: usize = 3;
/// What came and went is so many amounts at most, of which so many may be of either side.
const MOST_FLOWS: usize = 6;
const MOST_UNKNOWN: u32 = 2;
/// A slip is told where it closes an account by accident less than one time in so many, for each reading of it.
const ONE_IN: i64 = 6;
/// The same for amounts off by about as much as it is: a few more that came or went need not be named.
const ONE_IN_NEAR: i64 = 2;
/// The same where one amount alone came or went: the other side need not be named.
const ONE_IN_OF_ONE: i64 = 40;

/// Reports the accounts of a text that do not close.
pub fn check(cx: &Context, report: &mut Report) {
    for index in 0..cx.facts.quantities.len() {
        if let Some(told) = account(cx, index) {
            told.tell(cx, report);
        }
    }
}

/// An amount, and what is said of it: nothing if it is not known whether it came or went.
struct Entry<'a> {
    amount: &'a Quantity,
    side: Option<Side>,
    /// How deep it stands in parentheses.
    depth: u8,
    /// True if a semicolon or the end of a sentence stands before it, behind the entry before.
    is_apart: bool,
}

/// What there was, what came and went, what there is; or what came and went, and the one less the other.
struct Account<'a> {
    opening: Option<&'a Quantity>,
    flows: Vec<(&'a Quantity, Option<Side>)>,
    closing: &'a Quantity,
}

fn account<'a>(cx: &'a Context, index: usize) -> Option<Told<'a, Vec<Named<'a>>>> {
    let quantity = cx.facts.quantities.get(index)?;
    if !quantity.cues.has(Cues::STOCK) || !is_plain(quantity) {
        return None;
    }
    let own = head(cx, quantity);
    // 比上年末增加5%, 年末常住人口46万人: most amounts of the end of a year are no opening.
    let before = quantity.span.start as usize - own.len();
    let is_dated = || cx.view.text()[..before].ends_with(|c: char| c.is_ascii_digit());
    if own.contains(['比', '较']) {
        return None;
    }
    let begins = |side: &Side| matches!(side, Side::Opening | Side::Net) || *side == Side::Closing && is_dated();
    let may_begin = |side: &Side| matches!(side, Side::Opening | Side::Net | Side::Closing);
    let side = side_among(own, may_begin).filter(begins)?;
    let entries = entries(cx, index);
    if entries.len() < FEWEST {
        return None;
    }
    let at = entries.iter().position(|entry| entry.amount.span == quantity.span)?;
    let account = if side == Side::Net { net(&entries, at) } else { Account::read(cx, &entries, at) }?;
    account.told(cx)
}

/// What the words before an amount say of it.
fn side_of(head: &str) -> Option<Side> {
    side_among(head, |_| true)
}

/// The same, if it is one of the `wanted` sides.
fn side_among(head: &str, wanted: impl Fn(&Side) -> bool) -> Option<Side> {
    const CHANGES: [&str; 4] = ["新增", "增加", "减少", "净"];
    let is_said = |words: &str| words.split_ascii_whitespace().any(|word| head.contains(word));
    let mut found = SIDES.iter().filter(|(side, words)| wanted(side) && is_said(words));
    let (side, _) = found.next()?;
    let is_level = matches!(side, Side::Opening | Side::Closing);
    // 退回收入: it came, or it went. 年末新增: neither what there was nor what came since.
    let is_doubtful = if is_level { has(head, &CHANGES) } else { *side == Side::In && found.next().is_some() };
    (!is_doubtful).then_some(*side)
}

/// The amounts in the unit of the quantity `index` around it, in its paragraph, as far as the next one that is called an opening.
fn entries<'a>(cx: &'a Context, index: usize) -> Vec<Entry<'a>> {
    let quantities = &cx.facts.quantities;
    let Some(opening) = quantities.get(index) else { return Vec::new() };
    let sentence = |quantity: &Quantity| cx.facts.sentence_of(quantity).0;
    let is_near = |other: &&Quantity| {
        let (first, last) = if other.span.start < opening.span.start { (*other, opening) } else { (opening, *other) };
        sentence(first) + 1 >= sentence(last) && gap(cx, first, last).is_some_and(|gap| !gap.contains('\n'))
    };
    let near = &quantities[index.saturating_sub(REACH)..quantities.len().min(index + REACH + 1)];
    let is_like = |other: &&Quantity| is_plain(other) && other.has_unit_of(opening, cx.view);
    let is_beside = |other: &&Quantity| other.span == opening.span || is_near(other);
    let alike: Vec<&Quantity> = near.iter().filter(is_like).collect();
    if alike.len() < FEWEST {
        return Vec::new();
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut is_within = false;
    for amount in alike.into_iter().filter(is_beside) {
        let words = entries.last().and_then(|last| gap(cx, last.amount, amount)).unwrap_or("");
        let (own, is_apart) = (head(cx, amount), words.contains(['；', ';', '。']));
        let side = side_of(own);
        // 新增48家，其中规上21家、限上27家: the parts of an entry are none.
        is_within = has(own, NO_ENTRIES) || is_within && side.is_none() && !is_apart;
        if !is_within {
            let depth = cx.facts.tokens.depth(amount.first_token as usize);
            entries.push(Entry { amount, side, depth, is_apart });
        }
    }
    entries
}

/// 新入学5236人，毕业4583人，退学108人，净增545人: what came and went right before the net amount `at`.
fn net<'a>(entries: &[Entry<'a>], at: usize) -> Option<Account<'a>> {
    let is_flow = |entry: &&Entry| matches!(entry.side, Some(Side::In | Side::Out) | None);
    let starts = |from: usize| entries.get(from).is_none_or(|entry| entry.is_apart);
    let apart = (0..=at).rev().find(|from| starts(*from)).unwrap_or(0);
    let before = entries.get(apart..at)?;
    let count = before.iter().rev().take_while(is_flow).count();
    let mut flows: Vec<_> = before[before.len() - count..].iter().map(|entry| (entry.amount, entry.side)).collect();
    // 在校生14862人，新入学5236人: what stands before the first that came or went is a level.
    let known = flows.iter().position(|(_, side)| side.is_some())?;
    flows.drain(..known);
    let has = |wanted: Side| flows.iter().any(|(_, side)| *side == Some(wanted));
    let is_both = has(Side::In) && has(Side::Out);
    is_both.then_some(Account { opening: None, flows, closing: entries.get(at)?.amount })
}

impl<'a> Account<'a> {
    /// The account whose opening is the entry `at`, or the first of two closings: 113年底84亿元，举借23亿元、还本17亿元，114年底90亿元.
    fn read(cx: &Context, entries: &[Entry<'a>], at: usize) -> Option<Self> {
        let opening = entries.get(at)?;
        if opening.side == Some(Side::Closing) {
            let start =
                if opening.is_apart { at } else { entries[..at].iter().rposition(|entry| entry.is_apart).unwrap_or(0) };
            let behind = entries[at + 1..].iter().take_while(|entry| !entry.is_apart);
            let is_closed = |entry: &Entry| matches!(entry.side, Some(Side::Opening | Side::Closing));
            if entries[start..at].iter().any(is_closed)
                || behind.into_iter().any(|entry| entry.side == Some(Side::Opening))
            {
                return None;
            }
        }
        let (before, behind) = (&entries[..at], &entries[at + 1..]);
        // 年末2215人。上年末2198人; but 年初6亿元，年末7亿元；113年底84亿元: another account.
        let goes_on = |last: &Entry| opening.side == Some(Side::Opening) && last.side == Some(Side::Closing);
        let before = if opening.is_apart && !before.last().is_some_and(goes_on) { &[][..] } else { before };
        let end = behind.iter().position(|entry| entry.side == Some(Side::Opening)).unwrap_or(behind.len());
        let behind = &behind[..end];
        Self::forward(cx, opening, behind).or_else(|| Self::around(before, opening, behind)).filter(Self::is_account)
    }

    /// 年初86亿元，新增11亿元，偿还12亿元，年末85亿元: the closing stands behind what came and went.
    fn forward(cx: &Context, opening: &Entry<'a>, behind: &[Entry<'a>]) -> Option<Self> {
        let is_closing = |entry: &Entry| entry.side == Some(Side::Closing);
        let end = behind.iter().position(|entry| entry.is_apart && !is_closing(entry)).unwrap_or(behind.len());
        let behind = &behind[..end];
        let is_reached = |entry: &Entry| entry.side.is_none() && has(head(cx, entry.amount), REACHED);
        let named = behind.iter().position(is_closing);
        let at = named.or_else(|| behind.iter().rposition(is_reached).filter(|at| *at + 1 == behind.len()))?;
        let flows = flows(&behind[..at], opening.depth);
        (!flows.is_empty()).then(|| Self { opening: Some(opening.amount), flows, closing: behind[at].amount })
    }

    /// 年末12846家，新增1362家、注销438家，年初11922家; 431家（新开37家，停业18家，上年末412家）; 收入9亿元，支出8亿元，结余1亿元，年初7亿元，年末8亿元: what
    /// came and went stands before the opening, or alone behind it.
    fn around(before: &[Entry<'a>], opening: &Entry<'a>, behind: &[Entry<'a>]) -> Option<Self> {
        let opened = Some(opening.amount);
        let is_closing = |entry: &&Entry| entry.side == Some(Side::Closing);
        // 结余1亿元，年初7亿元，年末8亿元
        if let Some(closing) = behind.first().filter(is_closing)
            && let Some(gain) = before.last()
            && matches!(gain.side, Some(Side::Gain | Side::Loss))
        {
            return Some(Self { opening: opened, flows: vec![(gain.amount, gain.side)], closing: closing.amount });
        }
        let end = behind.iter().position(|entry| entry.is_apart || is_closing(&entry)).unwrap_or(behind.len());
        let start = before.iter().rposition(|entry| entry.is_apart).unwrap_or(0);
        let named = before.iter().rposition(|entry| is_closing(&entry));
        // 机构达到431家（新开37家: what is in the parentheses is of the last amount before.
        let first = before[start..].iter().position(|entry| matches!(entry.side, Some(Side::In | Side::Out)));
        let unnamed = || {
            let first = start + first?;
            let depth = before[first].depth.min(opening.depth);
            let is_level = |entry: &Entry| entry.side.is_none() && entry.depth <= depth;
            before[start..first].iter().rposition(is_level).map(|at| start + at)
        };
        let at = named.or_else(unnamed)?;
        let between = flows(&before[at + 1..], opening.depth.min(before[at].depth));
        let flows = if between.is_empty() { flows(&behind[..end], opening.depth) } else { between };
        Some(Self { opening: opened, flows, closing: before[at].amount })
    }

    /// True if it has what came and what went, or what is left of both.
    fn is_account(&self) -> bool {
        let is_known = |(_, side): &&(&Quantity, Option<Side>)| side.is_some();
        let is_gain = matches!(self.flows[..], [(_, Some(Side::Gain | Side::Loss))]);
        is_gain || self.flows.len() > 1 && self.flows.iter().any(|flow| is_known(&flow))
    }

    /// What the account comes to, if those of unknown side came (1), went (-1) or are no entries (0).
    fn sum(&self, cx: &Context, signs: &[i8]) -> Option<Interval> {
        let mut sum = match self.opening {
            Some(opening) => opening.interval(cx.facts.rounding)?,
            None => Interval::point(Rational::decimal(0, 0)),
        };
        for ((amount, _), sign) in self.flows.iter().zip(signs) {
            let value = amount.interval(cx.facts.rounding)?;
            sum = match sign {
                1 => sum.plus(&value),
                -1 => sum.minus(&value),
                _ => sum,
            };
        }
        Some(if self.opening.is_some() { sum } else { sum.absolute() })
    }

    /// Every reading of the amounts whose side is not known; with `with_none` they may be no entries.
    fn readings(&self, with_none: bool) -> Vec<Vec<i8>> {
        let sides: &[i8] = if with_none { &[1, -1, 0] } else { &[1, -1] };
        let mut readings = vec![Vec::with_capacity(self.flows.len())];
        for (_, side) in &self.flows {
            let signs = match side {
                Some(Side::Out | Side::Loss) => &[-1],
                Some(_) => &[1],
                None => sides,
            };
            let with =
                |reading: &Vec<i8>| signs.iter().map(|sign| [&reading[..], &[*sign]].concat()).collect::<Vec<_>>();
            readings = readings.iter().flat_map(with).collect();
        }
        readings
    }

    /// How rarely a slip that closes the account would do so by accident.
    fn explained(&self, signs: &[i8]) -> Option<i64> {
        let term = |amount: &Quantity, negative| Term {
            value: amount.number.value,
            has_multiplier: amount.number.has_multiplier,
            negative,
        };
        let flows = self.flows.iter().zip(signs).map(|((amount, _), sign)| term(amount, *sign < 0));
        let terms: Vec<Term> = self.opening.iter().map(|opening| term(opening, false)).chain(flows).collect();
        let closing = |negative| [&terms[..], &[term(self.closing, negative)]].concat();
        // 迁入318人，迁出402人，净减84人: the net may be of either side.
        let closings = if self.opening.is_some() { vec![closing(true)] } else { vec![closing(true), closing(false)] };
        let found = closings.iter().filter_map(|terms| slip::explanation(terms));
        found.filter(|found| found.one_in_near >= ONE_IN_NEAR).map(|found| found.one_in).max()
    }

    fn told(self, cx: &Context) -> Option<Told<'a, Vec<Named<'a>>>> {
        let unknown = self.flows.iter().filter(|(_, side)| side.is_none()).count() as u32;
        if self.flows.len() > MOST_FLOWS || unknown > MOST_UNKNOWN {
            return None;
        }
        let stated = self.closing.interval(cx.facts.rounding)?;
        let closes = |signs: &Vec<i8>| self.sum(cx, signs).is_some_and(|sum| !sum.is_disjoint(&stated));
        if let Some(signs) = self.readings(true).iter().find(|signs| closes(signs)) {
            return self.with(cx, signs, Verdict::Holds);
        }
        let places = self.flows.iter().map(|(amount, _)| *amount).chain(self.opening).chain([self.closing]);
        if places.into_iter().any(|amount| cx.facts.is_opaque(amount.span)) {
            return None;
        }
        let readings = self.readings(false);
        let least = if self.flows.len() == 1 { ONE_IN_OF_ONE } else { ONE_IN };
        let least = least * i64::try_from(readings.len()).ok()?;
        let mut explained = readings.iter().filter(|signs| self.explained(signs).is_some_and(|one_in| one_in >= least));
        let signs = explained.next().filter(|_| explained.next().is_none())?;
        self.with(cx, signs, Verdict::Contradicted)
    }

    fn with(&self, cx: &Context, signs: &[i8], verdict: Verdict) -> Option<Told<'a, Vec<Named<'a>>>> {
        let name = |sign: &i8| if *sign < 0 { "out" } else { "in" };
        let flows = self.flows.iter().zip(signs).filter(|(_, sign)| **sign != 0);
        let flows = flows.map(|((amount, _), sign)| (name(sign), *amount));
        let (closing, formula) = match self.opening {
            Some(_) => ("closing", "opening + in - out = closing"),
            None => ("net", "abs(in - out) = net"),
        };
        Some(Told {
            stated: (closing, self.closing),
            others: self.opening.iter().map(|opening| ("opening", *opening)).chain(flows).collect(),
            formula,
            expected: self.sum(cx, signs)?,
            verdict,
            is_turned: false,
            is_sure: false,
        })
    }
}

/// What came and went among entries, those in deeper parentheses left aside.
fn flows<'a>(entries: &[Entry<'a>], depth: u8) -> Vec<(&'a Quantity, Option<Side>)> {
    let is_gain = |entry: &&Entry| matches!(entry.side, Some(Side::Gain | Side::Loss));
    // 收入9亿元，支出8亿元，结余1亿元: what is left of both.
    if let Some(gain) = entries.iter().find(is_gain) {
        return vec![(gain.amount, gain.side)];
    }
    let is_flow = |entry: &&Entry| {
        matches!(entry.side, Some(Side::In | Side::Out)) || entry.side.is_none() && entry.depth <= depth
    };
    entries.iter().filter(is_flow).map(|entry| (entry.amount, entry.side)).collect()
}
