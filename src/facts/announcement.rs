//! Announced runs: 重点抓好以下三项工作： and the numbered list that begins right after the colon, or after a full stop if the
//! words say that it follows; 以上三项 and the list that ends before it. Takes the sequences of a text, looks back from the first member of each list, and gives the
//! announced number with its list.

use crate::facts::english::lists;
use crate::facts::number::han_count;
use crate::facts::sequence::Sequences;
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::span::ViewSpan;

/// A number of things that a colon or a full stop announces, and the list that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// What is announced.
    pub announced: Announced,
    /// Index of the list in [`Sequences::lists`].
    pub list: u32,
    /// True if the list stands before it: 以上三项.
    pub looks_back: bool,
}

/// A number of things, as a colon or a full stop announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The numeral.
    pub number: ViewSpan,
    /// Numeral, classifier and noun, up to that mark.
    pub phrase: ViewSpan,
    /// The announced number.
    pub count: u32,
    /// True if it begins a name in quotation marks, without a classifier: “六不准”, “三农”工作. It may have a number of its own.
    pub is_name: bool,
}

/// What may stand between the numeral and its noun.
const CLASSIFIERS: &[&str] =
    &["个", "项", "条", "点", "件", "大", "方面", "类", "种", "步", "处", "起", "宗", "笔", "座", "所", "家", "部分"];

/// The same, only behind 有: what is done so many times may be told of in other points.
const OF_WHAT_THERE_IS: &[&str] = &["次", "场", "批", "部", "份", "套", "组", "支"];

/// The mark follows the numeral within so many bytes: fourteen Han characters.
const LONGEST_PHRASE: u32 = 42;

/// Every announcement of a text, in the order of the lists.
pub fn read(view: &str, tokens: &Tokens, sequences: &Sequences) -> Vec<Announcement> {
    let lists = sequences.lists.iter().zip(0..);
    lists
        .filter(|(list, _)| list.from_one)
        .filter_map(|(_, list)| {
            let announced = announced_before(view, tokens, sequences.member(list, 0)?.token as usize)?;
            Some(Announcement { announced, list, looks_back: false })
        })
        .chain(looking_back(view, tokens, sequences))
        .collect()
}

/// 一是甲；二是乙；三是丙。以上三个方面: numbers that sum up the list right before them.
fn looking_back<'a>(
    view: &'a str,
    tokens: &'a Tokens,
    sequences: &'a Sequences,
) -> impl Iterator<Item = Announcement> + 'a {
    let ends = sequences.lists.iter().zip(0..).filter(|(list, _)| list.from_one && list.members.len() > 1);
    let mut by_end: Vec<(u32, u32)> = ends.filter_map(|(list, index)| Some((*list.members.last()?, index))).collect();
    by_end.sort_unstable();
    tokens.numerals.iter().filter_map(move |numeral| {
        let announced = summed_up(view, tokens, numeral)?;
        let next = sequences.markers.partition_point(|marker| (marker.token as usize) < numeral.token());
        let last = next.checked_sub(1)? as u32;
        let (_, list) = by_end[by_end.binary_search_by_key(&last, |(end, _)| *end).ok()?];
        let marker = sequences.markers.get(last as usize)?;
        let between = view.get(marker.span.end as usize..announced.number.start as usize)?;
        let is_near = between.len() <= LONGEST_POINT && between.matches('\n').count() <= 2;
        is_near.then_some(Announcement { announced, list, looks_back: true })
    })
}

/// The last point of a list that is summed up has at most so many bytes.
const LONGEST_POINT: usize = 1200;

/// 以上三项, 针对上述四个问题: the number at the beginning of a clause.
fn summed_up(view: &str, tokens: &Tokens, numeral: &Numeral) -> Option<Announced> {
    const WORDS: &[&str] = &["以上", "上述", "以上这", "上述这"];
    const LEADS: &[&str] = &["", "针对", "对", "围绕", "根据", "通过", "对照", "做好", "抓好", "完成", "解决"];
    let word = numeral.token().checked_sub(1).filter(|_| numeral.before == TokenKind::Word)?;
    let text = tokens.text(view, word);
    // Most words end otherwise.
    if !text.ends_with(['上', '述', '这'])
        || !WORDS.iter().filter_map(|word| text.strip_suffix(word)).any(|lead| LEADS.contains(&lead))
    {
        return None;
    }
    let before = word.checked_sub(1).map_or(TokenKind::LineBreak, |before| tokens.kind(before));
    let opens = matches!(
        before,
        TokenKind::Stop | TokenKind::LineBreak | TokenKind::Space | TokenKind::Semicolon | TokenKind::Comma
    );
    let number = tokens.span(numeral.token());
    let noun = tokens.text(view, numeral.token() + 1);
    let classifier = CLASSIFIERS.iter().find(|name| noun.starts_with(**name)).filter(|_| opens)?;
    let count = match numeral.kind {
        TokenKind::Digits => tokens.text(view, numeral.token()).parse().ok()?,
        _ => u32::try_from(han_count(tokens.text(view, numeral.token()))?).ok()?,
    };
    let is_time = noun.starts_with("个月") || noun.starts_with("个工作日");
    let phrase = ViewSpan { start: number.start, end: number.end + classifier.len() as u32 };
    ((2..=40).contains(&count) && !is_time).then_some(Announced { number, phrase, count, is_name: false })
}

/// What is announced right before the token `first`, which begins a list.
pub fn announced_before(view: &str, tokens: &Tokens, first: usize) -> Option<Announced> {
    let mut mark = first.checked_sub(1)?;
    while matches!(tokens.kind(mark), TokenKind::Space | TokenKind::LineBreak) && first - mark < 6 {
        mark = mark.checked_sub(1)?;
    }
    let lead = mark_before_lead(view, tokens, mark);
    let is_led = lead.is_some();
    mark = lead.unwrap_or(mark);
    let is_stop = !is_led && tokens.kind(mark) == TokenKind::Stop && tokens.text(view, mark) == "。";
    if tokens.kind(mark) != TokenKind::Colon && !is_stop && !is_led {
        return None;
    }
    let is_english = mark > 0 && tokens.kind(mark - 1) == TokenKind::Latin && tokens.kind(mark) == TokenKind::Colon;
    let opens_line = || (mark + 1..first).any(|token| tokens.kind(token) == TokenKind::LineBreak);
    if is_english
        && opens_line()
        && let Some((token, count)) = lists::announced_before_lines(view, tokens, mark)
    {
        let number = tokens.span(token);
        let phrase = ViewSpan { start: number.start, end: tokens.span(mark).start };
        return Some(Announced { number, phrase, count, is_name: false });
    }
    let mut numeral = mark;
    let mut is_quoted = false;
    while tokens.kind(numeral) != TokenKind::HanNumeral && tokens.kind(numeral) != TokenKind::Digits {
        numeral = numeral.checked_sub(1)?;
        let kind = tokens.kind(numeral);
        let closes = kind == TokenKind::CloseQuote && !is_quoted && !is_stop;
        is_quoted |= closes;
        let is_phrase = closes || matches!(kind, TokenKind::Word | TokenKind::HanNumeral | TokenKind::Digits);
        if !is_phrase || tokens.span(mark).start - tokens.span(numeral).start > LONGEST_PHRASE {
            return None;
        }
    }
    let number = tokens.span(numeral);
    let text = tokens.text(view, numeral);
    let count = match tokens.kind(numeral) {
        TokenKind::Digits if text.len() <= 2 => text.parse().ok()?,
        TokenKind::HanNumeral if text.len() <= 9 => u32::try_from(han_count(text)?).ok()?,
        _ => return None,
    };
    let before = numeral.checked_sub(1).map_or("", |before| tokens.text(view, before));
    let begins_quotation =
        is_quoted && numeral.checked_sub(1).is_some_and(|before| tokens.kind(before) == TokenKind::OpenQuote);
    let phrase = ViewSpan { start: number.start, end: tokens.span(mark).start };
    let after = &view[number.end as usize..phrase.end as usize];
    // 第三项工作：, 等三个方面： and 十多项工作： announce no number.
    let is_other = ["第", "等", "前", "后", "每", "近", "约"].iter().any(|word| before.ends_with(word));
    // 满六个月之补助： counts time.
    let is_time = ["个月", "个工作日", "个百分点", "个小时", "个年"].iter().any(|unit| after.starts_with(unit));
    let is_counted = CLASSIFIERS.iter().any(|name| after.starts_with(name));
    // 影响较大的过程有四次：; not 嘉奖二次：.
    let is_counted =
        is_counted || before.ends_with('有') && OF_WHAT_THERE_IS.iter().any(|name| after.starts_with(name));
    let is_name = begins_quotation && !is_counted;
    // 原因有三：
    let is_bare = after.is_empty() && before.ends_with('有') && tokens.kind(mark) == TokenKind::Colon;
    let counts = (begins_quotation || (is_counted || is_bare) && !is_quoted) && !after.contains('第');
    let says_so = !is_stop || says_what_follows(before, after) && !is_one_of_many(view, tokens, numeral);
    ((2..=40).contains(&count) && counts && says_so && !is_other && !is_time).then_some(Announced {
        number,
        phrase,
        count,
        is_name,
    })
}

/// 审议了四个议题，现纪要如下：, 研究三项议题。纪要如下：: the mark before words that lead over to the list, which the colon `mark` ends.
fn mark_before_lead(view: &str, tokens: &Tokens, mark: usize) -> Option<usize> {
    const LONGEST: usize = 24;
    const NOUNS: &[&str] = &["议题", "事项", "议案"];
    if tokens.kind(mark) != TokenKind::Colon {
        return None;
    }
    let word = mark.checked_sub(1).filter(|&word| tokens.kind(word) == TokenKind::Word)?;
    let text = tokens.text(view, word);
    let before = word.checked_sub(1)?;
    // 为推进三项改革，现通知如下： announces none of them.
    let is_lead = text.ends_with("纪要如下") && text.len() <= LONGEST;
    let noun = before.checked_sub(1).map_or("", |noun| tokens.text(view, noun));
    let is_lead = is_lead && NOUNS.iter().any(|name| noun.ends_with(name));
    (is_lead && matches!(tokens.kind(before), TokenKind::Comma | TokenKind::Stop)).then_some(before)
}

/// 重点抓好八个方面工作。 and 在以下四个方面下功夫。 say what follows without a colon; 10项指标有7项高于全国平均水平。 does not.
fn says_what_follows(before: &str, after: &str) -> bool {
    const FOLLOWING: &[&str] = &["以下", "如下", "下列", "下面", "下述"];
    const NOUNS: &[&str] = &[
        "方面", "工作", "任务", "问题", "意见", "建议", "要求", "措施", "举措", "事", "事情", "点", "行动", "改革",
        "突破", "内容", "体会", "经验", "安排", "特点", "原因", "做法", "目标", "难题", "环节", "变化", "不足", "打算",
    ];
    FOLLOWING.iter().any(|word| before.ends_with(word))
        || NOUNS.iter().any(|noun| after.ends_with(noun)) && !is_looked_back_upon(before)
}

/// 整改巡视反馈的四个问题。一是提高站位。 and 完成了三项任务。一是领导重视。 tell how it was done, not what the things are.
fn is_looked_back_upon(before: &str) -> bool {
    const VERBS: &[&str] = &[
        "整改", "解决", "完成", "达成", "办成", "实现", "取得", "讨论", "研究", "承担", "面临", "反馈", "指出", "发现",
        "查出", "重视", "针对", "围绕", "了", "过",
    ];
    VERBS.iter().any(|verb| before.contains(verb))
}

/// 建设2条示范带，引进3家企业，办好5件实事。 tells what will be done, one thing after the other. 下一步 counts nothing.
fn is_one_of_many(view: &str, tokens: &Tokens, numeral: usize) -> bool {
    let sentence = tokens.sentence_span(tokens.sentence_of(tokens.clause_of(numeral)));
    let index = tokens.numerals.partition_point(|other| other.token() < numeral);
    let before = tokens.numerals.get(..index).unwrap_or_default().iter().rev();
    let counts = |other: &Numeral| {
        let mut classifiers = CLASSIFIERS.iter().chain(&["家", "所", "座"]);
        classifiers.any(|name| name.starts_with(other.behind())) && tokens.text(view, other.token()) != "一"
    };
    before.take_while(|other| tokens.span(other.token()).start >= sentence.start).any(counts)
}
