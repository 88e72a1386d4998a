//! Words of change, 增长, 减少, 增幅: one list for all that read how an amount changed. Takes the words around a number; gives which way it
//! went.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::span::ViewSpan;

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl Direction {
    /// The other one.
    pub fn turned(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

/// What a word of change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 增长: by how much follows.
    Verb,
    /// 增幅: the change before it, said anew.
    Noun,
}

/// A word of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub direction: Direction,
    pub form: Form,
}

const UP: Change = Change { direction: Direction::Up, form: Form::Verb };
const DOWN: Change = Change { direction: Direction::Down, form: Form::Verb };
const UP_BY: Change = Change { direction: Direction::Up, form: Form::Noun };
const DOWN_BY: Change = Change { direction: Direction::Down, form: Form::Noun };

/// The words, parted by spaces.
const WORDS: &[(Change, &str)] = &[
    (
        UP,
        "净增加 增加 增长 成长 递增 增多 增大 升高 走高 调高 拉长 延伸 提高 提升 上升 上涨 上调 上浮 扩大 加快 回升 攀升 增收 增支 增产 多收 多支 净增 多增 高出 高于 超出 \
         延长 偏多 偏高 调增 多出 扩充 扩容 扩展 拓展 跃升 猛增 激增 剧增 骤增 飙升 年增 月增 多开 多售 多卖 多销 多产 多招 多录 多建 \
         多办 多批 多查 多用 多花 多付 多拨 多投 多赔 多赚 多缴 多交 多存 多贷 多还 多接 多运 多养 同比+ 环比+ 增 升 涨 高 多",
    ),
    (
        DOWN,
        "净减少 减少 下降 递减 减低 走低 调低 减轻 收缩 降低 下跌 下滑 下调 下浮 回落 缩短 缩减 缩小 放缓 收窄 压缩 压减 压降 精简 减收 减支 减产 少收 少支 净减 \
         低于 偏少 偏低 调减 核减 锐减 骤减 骤降 年减 月减 少开 少售 少卖 少销 少产 少招 少录 少建 少办 少批 少查 少用 少花 少付 少拨 少投 \
         少赔 少赚 少缴 少交 少存 少贷 少还 少接 少运 少养 跌去 减去 减债 减 降 跌 压 低 少",
    ),
    (UP_BY, "增长幅度 提高幅度 增加幅度 提标幅度 增幅 升幅 涨幅 增速 增长率 成长率 增加率"),
    (DOWN_BY, "下降幅度 降低幅度 减少幅度 降幅 减幅 跌幅 减少率 下降率"),
];

/// Words of what came to a stock or went from it, beside 新增.
pub const MOVED: &[&str] = &[
    "注销", "吊销", "关停", "关闭", "歇业", "退出", "撤销", "撤并", "合并", "淘汰", "减少", "转出", "迁出", "调出",
    "划转", "拆除", "到期", "摘牌", "取消", "核销", "报废", "流失", "离职", "退休", "转入", "迁入", "调入", "划入",
    "并入", "纳入", "退会", "除名", "退学", "休学", "毕业", "离校", "死亡", "出生", "流出", "流入", "清退", "停业",
    "入学",
];

/// Words of what lies between an amount and its plan.
pub const OFF_PLAN: &[&str] = &["短收", "超收", "欠收", "短支", "超支"];

/// Words of change that say of a time that it changed the other way: 周转由142天加快到126天.
pub const OF_SPEED: &[&str] = &["加快", "放缓"];

/// The words one by one.
pub fn words() -> impl Iterator<Item = (&'static str, Change)> {
    WORDS.iter().flat_map(|(change, words)| words.split_ascii_whitespace().map(move |word| (word, *change)))
}

/// The words by their last characters.
static BY_LAST: LazyLock<HashMap<char, Vec<(&str, Change)>>> = LazyLock::new(|| {
    let mut by_last: HashMap<char, Vec<(&str, Change)>> = HashMap::new();
    for (word, change) in words() {
        by_last.entry(word.chars().next_back().unwrap_or_default()).or_default().push((word, change));
    }
    by_last
});

/// The change that the words before a number end in, 同比减少了, and what stands before its word: 同比.
pub fn at_end(words: &str) -> Option<(Change, &str)> {
    const BEHIND: &[&str] = &["了", "为", "达到", "达", "率"];
    let mut words = words.trim_end();
    while let Some(rest) = BEHIND.iter().find_map(|word| words.strip_suffix(word)) {
        words = rest;
    }
    let known = BY_LAST.get(&words.chars().next_back()?)?;
    let fitting = known.iter().filter_map(|(word, change)| Some((*change, words.strip_suffix(word)?)));
    fitting.min_by_key(|(_, before)| before.len())
}

/// English words of change, as they stand before a number, before 'by' or before 'from'.
const ENGLISH: &[(Direction, &[&str])] = &[
    (
        Direction::Up,
        &[
            "increase of",
            "rise of",
            "gain of",
            "growth of",
            "increase",
            "rise",
            "increased",
            "rose",
            "grew",
            "climbed",
            "gained",
            "expanded",
            "jumped",
            "raised",
            "rising",
            "growing",
            "increasing",
            "widened",
            "jump of",
            "climb of",
            "up",
        ],
    ),
    (
        Direction::Down,
        &[
            "decrease of",
            "fall of",
            "drop of",
            "decline of",
            "reduction of",
            "decrease",
            "fall",
            "drop",
            "decline",
            "reduction",
            "decreased",
            "fell",
            "dropped",
            "declined",
            "shrank",
            "contracted",
            "reduced",
            "lowered",
            "falling",
            "declining",
            "dropping",
            "decreasing",
            "narrowed",
            "eased",
            "slipped",
            "cut",
            "cut of",
            "down",
        ],
    ),
];

/// The same behind a number: 30 per cent fewer.
const ENGLISH_BEHIND: &[(Direction, &[&str])] =
    &[(Direction::Up, &["higher", "more", "above"]), (Direction::Down, &["lower", "fewer", "less", "below"])];

/// Words before a number that say that it is a change, and not which way it went.
pub const ENGLISH_CHANGES: &[&str] = &["improvement of", "change of", "difference of", "swing of"];

/// Words before a number that another one is compared with, beside “from”.
pub const ENGLISH_COMPARISONS: &[&str] =
    &["compared with", "compared to", "against", "versus", "relative to", "more than the", "fewer than the"];

/// Words behind such a number.
pub const ENGLISH_EARLIER: &[&str] = &[
    "a year earlier",
    "a year ago",
    "a year before",
    "the year before",
    "the previous year",
    "the prior year",
    "the preceding year",
    "last year",
    "twelve months earlier",
];

/// Words of a time that an amount is compared with.
pub const ENGLISH_TIMES: &[&str] = &[
    "year",
    "month",
    "quarter",
    "week",
    "season",
    "period",
    "before",
    "earlier",
    "ago",
    "last",
    "previous",
    "prior",
    "start",
    "end of",
    "beginning",
];

/// Words between those and their number: against a revised budget of.
pub const ENGLISH_FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "its",
    "their",
    "our",
    "budget",
    "budgeted",
    "target",
    "plan",
    "estimate",
    "forecast",
    "total",
    "figure",
    "level",
    "of",
    "previous",
    "prior",
    "preceding",
    "last",
    "current",
    "year",
    "year's",
    "quarter",
    "quarter's",
    "month",
    "month's",
    "original",
    "revised",
    "approved",
    "just",
    "only",
];

/// Which way the words behind a number say that it goes, among so many words: 25 pupils fewer.
pub fn english_behind(words: &str, count: usize) -> Option<Direction> {
    let among = || words.split_ascii_whitespace().take(count);
    let is_said = |known: &&&str| among().any(|word| word == **known);
    ENGLISH_BEHIND.iter().find(|(_, known)| known.iter().any(|word| is_said(&word))).map(|found| found.0)
}

/// Which way the words before a number say that it goes, if they are English, and what stands before them: grew by, an increase of.
pub fn english_at_end(words: &str) -> Option<(Direction, &str)> {
    let words = words.trim_end();
    let words = words.strip_suffix(" by").unwrap_or(words);
    // made up 33 per cent: no rise.
    let tail = words.get(words.floor_char_boundary(words.len().saturating_sub(" makes up".len()))..).unwrap_or("");
    if [" made up", " makes up", " make up"].iter().any(|verb| tail.ends_with(verb)) {
        return None;
    }
    let before = |word: &str| {
        let (before, last) = words.split_at_checked(words.len().checked_sub(word.len())?)?;
        let is_whole = !before.ends_with(|c: char| c.is_ascii_alphanumeric());
        (is_whole && last.eq_ignore_ascii_case(word)).then_some(before)
    };
    ENGLISH.iter().find_map(|(direction, known)| {
        let around = known.iter().find_map(|word| before(word))?;
        Some((*direction, around))
    })
}

/// The number at `span` together with the word of change before it, if there is one: 上升到27.6%, 下降了5.8%.
pub fn with_word(text: &str, span: ViewSpan) -> ViewSpan {
    const NEAR: usize = 24;
    let end = span.start as usize;
    let before = text.get(text.floor_char_boundary(end.saturating_sub(NEAR))..end).unwrap_or("");
    let words = before.trim_end_matches(['到', '至', '$', '£', '€']);
    let around = at_end(words).map(|(_, around)| around).or_else(|| Some(english_at_end(words)?.1));
    let start = around.map(|around| end - (before.len() - around.len()));
    ViewSpan { start: start.map_or(span.start, |start| start as u32), ..span }
}

/// The words by their first characters.
static BY_FIRST: LazyLock<HashMap<char, Vec<(&str, Change)>>> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<(&str, Change)>> = HashMap::new();
    for (word, change) in words() {
        by_first.entry(word.chars().next().unwrap_or_default()).or_default().push((word, change));
    }
    by_first
});

/// The change that words begin with: 增长率为.
pub fn at_start(words: &str) -> Option<Change> {
    let known = BY_FIRST.get(&words.chars().next()?)?;
    let fitting = known.iter().filter(|(word, _)| words.starts_with(word));
    fitting.max_by_key(|(word, _)| word.len()).map(|(_, change)| *change)
}

/// Words that say that an amount is a change, a mean or compared with another.
const NO_LEVEL: &[char] = &['增', '减', '比', '较', '每', '均'];
/// Names that begin with one of them and say nothing of the kind.
const LEVELS: &[&str] = &["增加值", "增值税", "减税", "减排", "较大", "比赛", "均衡"];

/// True if the words before an amount do not say that it is a change, a mean or the like: 工业增加值 is what there is.
pub fn is_of_level(head: &str) -> bool {
    let mut said = head.match_indices(NO_LEVEL);
    said.all(|(at, _)| LEVELS.iter().any(|name| head[at..].starts_with(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_and_behind_numbers() {
        assert_eq!(at_end("同比减少了"), Some((DOWN, "同比")));
        assert_eq!(at_end("下降幅度为"), Some((DOWN_BY, "")));
        assert_eq!(at_end("增长率达到"), Some((UP, "")), "the rate is that of the verb");
        assert_eq!(at_end("共有"), None);
        assert_eq!(at_start("增长率为"), Some(UP_BY));
        assert_eq!(at_start("占比"), None);
        assert_eq!(english_at_end("Sales grew by "), Some((Direction::Up, "Sales ")));
        assert_eq!(english_at_end("a Reduction of"), Some((Direction::Down, "a ")));
        assert_eq!(english_at_end("the group"), None);
    }

    #[test]
    fn numbers_with_their_words() {
        let text = "比重由上年的29.3%上升到27.6%";
        let start = text.rfind("27").expect("a number") as u32;
        let whole = with_word(text, ViewSpan { start, end: text.len() as u32 });
        assert_eq!(&text[whole.range()], "上升到27.6%");
        let plain = ViewSpan { start: 0, end: 6 };
        assert_eq!(with_word(text, plain), plain);
    }
}
