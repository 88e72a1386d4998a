//! The words between two numbers of one statement, 比上年的, ，增长, （上年为: takes them whole, and gives what they say of the second
//! number. Words that say nothing of it end the statement.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::facts::lexicon::change::{self, Change, Direction, Form};
use crate::facts::lexicon::is_mark_or_digit;

/// What a number says of the one that its statement begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What it was before, or what it is compared with: 上年为, 比上年的.
    Base,
    /// What it was before, and what it has become follows: 由, 从上年的.
    From,
    /// What it has become: 增加到, 至.
    Result(Option<Direction>),
    /// By how much it changed: 增长, 减少了, 降幅为.
    Change(Direction),
    /// The same in each year: 年均增长.
    Yearly(Direction),
    /// By how much the two numbers before it differ, whichever is greater: 改善, 相差.
    Apart,
    /// The number before it, said anew: 即, 或, 幅度为.
    Apposed,
    /// The same, if that is a change: what stands in brackets behind it.
    Noted,
    /// What it was in a year, in brackets: （2023年为.
    NotedYear,
    /// What came in the time: 其中本年新增. What went is not taken away from it.
    Gained,
    /// All there is, if what came of it stands before: ，累计.
    Total,
    /// What it is in a later time, if what it was stands before: ，今年是, ，2021年为.
    Now,
}

impl Role {
    /// The same of a change that goes the other way.
    pub fn turned(self) -> Self {
        match self {
            Self::Result(went) => Self::Result(went.map(Direction::turned)),
            Self::Change(went) => Self::Change(went.turned()),
            Self::Yearly(went) => Self::Yearly(went.turned()),
            other => other,
        }
    }
}

/// What a number is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis<'t> {
    /// The text does not say.
    Unsaid,
    /// 上年, 同比, 去年同期.
    LastYear,
    /// 年初, 上年末.
    YearStart,
    /// 环比, 上月, 上一届.
    LastPeriod,
    /// 2019年.
    Year(&'t str),
    /// 五年: what was so long before.
    Years,
    /// 调整前, 改革前.
    Before,
    /// 预算, 计划, 编制: what it was to be.
    Plan(&'t str),
    /// 全国, 全省.
    Place(&'t str),
}

/// What the words before a number say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link<'t> {
    pub role: Role,
    pub basis: Basis<'t>,
    /// True where the words put the number beside the one before it: 即, 或, 降幅.
    pub is_apposed: bool,
    /// True where the words say that prices have no part in it: 名义增长.
    pub is_nominal: bool,
    /// True for what went or came in all, 撤并, 累计减少: others may have come or gone.
    pub is_gross: bool,
}

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Mark,
    /// Says nothing of the number.
    Filler,
    /// 第一季度: when, unless something is compared with it.
    Quarter,
    /// 为, 是.
    Is,
    /// 上年完成
    Done,
    /// 比, 较.
    Compared,
    LastYear,
    YearStart,
    LastPeriod,
    Before,
    Plan,
    Place,
    Apposed,
    From,
    To,
    /// 当年, before what came.
    When,
    /// 而, before what is compared.
    While,
    /// 年均
    Yearly,
    /// 名义
    Nominal,
    /// 撤并, behind what became less.
    Moved,
    /// 相差
    Apart,
    Gained,
    Total,
    Change(Change),
}

/// The words beside those of changes, parted by spaces; the longest that fits is taken.
const WORDS: &[(Sense, &str)] = &[
    (Sense::Mark, "， 、 （ ） , ( ) ："),
    (
        Sense::Filler,
        "平均水平 这一比重 这一比例 这一数字 这一指标 该比重 该指标 比重 比例 占比 同期 同月 同季 水平 只有 仅有 大幅 平均 \
         实绩 实际数 预计数 执行数 完成数 决算数 年末 年底 期末 目前 仅 末 底 度 的 之 则 也 又 了 有 净 数 次 已 再 还 尚 仍 就 共 进一步 \
         同口径数 同口径 的目标 的任务 的要求 这一目标 这一水平 微 略微 略 小幅 稍 低水平 高水平",
    ),
    (
        Sense::Quarter,
        "第一季度 第二季度 第三季度 第四季度 一季度 二季度 三季度 四季度 第一季 第二季 第三季 第四季 上半年 下半年 前三季度 前两季度 \
         前三季 秋季 春季 秋 春",
    ),
    (Sense::Is, "为 是 实际为"),
    (Sense::Done, "完成 实现"),
    (Sense::Compared, "相比 相较 比 较"),
    (
        Sense::LastYear,
        "上年度 上一年度 上年同期 去年同期 上年同季 去年同季 上年同月 去年同月 上一年 前一年 上年 去年 上学年 上一学年 \
         上财年 同比 按年",
    ),
    (Sense::YearStart, "上年年末 上年末 上年底 去年年末 去年末 去年底 去年年底 年初 期初"),
    (
        Sense::LastPeriod,
        "上个月 上月末 上月 上一季度 上季度 上季 上一周 上周 上期 上一届 上届 上一次 上次 环比 按月 按季",
    ),
    (
        Sense::Before,
        "调整前 改革前 改造前 整改前 行动前 实施前 整合前 此前 原来 原先 现况 现状 招标控制价 控制价 最高限价 评估价 常年同期 常年平均 常年 多年平均值 \
         多年平均 历年平均",
    ),
    (Sense::Plan, "年初预算 调整预算 核准预算 预算 年度计划 年度任务 计划 目标 编制 定额 任务 概算 估算"),
    (Sense::Place, "全国 全省 全区 全市 全县 全州 全港 全台"),
    (Sense::Apposed, "即 或 幅度"),
    (Sense::While, "而"),
    (Sense::Yearly, "年均 年平均 平均每年 每年平均 年均复合 年复合"),
    (Sense::Nominal, "名义 现价"),
    (Sense::Moved, "撤并 撤销 裁撤 归并 合并 整合 拔除 拆除 淘汰 关闭 腾退"),
    (Sense::Apart, "改善 相差 变化 差距 相距"),
    (Sense::From, "由 从 自"),
    (Sense::To, "调整为 调整到 调整至 调为 调至 达到 达 到 至"),
    (Sense::When, "当年 本年 年内 今年 全年 其中"),
    (Sense::Gained, GAINED),
    (Sense::Total, "累计 总数 总量 总规模 总里程 总面积 总装机 共有 共计 总计"),
];

/// What came, whatever went.
const GAINED: &str = "新增加 新增 新设立 新设 新建成 新建 新认定 新获批 新命名 新培育 新引进 新登记 新注册 新开通 新开业 新开 新发展 \
                      新创建 新招 新聘 新入库 新签 新办";
/// The same, at the beginning of what is said.
const DONE: &[&str] = &["命名", "认定", "建成", "开通", "创建", "培育", "引进", "建置", "获批", "发展", "打造"];
/// What may stand before these.
const BEFORE_DONE: &[&str] = &["全年", "当年", "本年", "年内", "今年", "本期", "本季", "本月", "共", "再", "又", "已"];

/// The words one by one, those of changes among them.
fn words() -> impl Iterator<Item = (&'static str, Sense)> {
    let own = WORDS.iter().flat_map(|(sense, words)| words.split_ascii_whitespace().map(move |word| (word, *sense)));
    own.chain(change::words().map(|(word, change)| (word, Sense::Change(change))))
}

/// Longer stretches of words are no link; nor are they with a longer noun before them.
pub(super) const LONGEST: usize = 60;
pub(super) const LONGEST_NOUN: usize = 30;

/// What `words`, which stand between two numbers, say of the second one.
pub(super) fn read(words: &str) -> Option<Link<'_>> {
    read_around("", words)
}

/// The same where what the first number is of, `name`, is said again: ，较上年最大负荷.
fn read_around<'t>(name: &str, words: &'t str) -> Option<Link<'t>> {
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    if matches!(words, "（" | "(" | "（+" | "(+") {
        return Some(Reader { is_apposed: true, ..Reader::default() }.link(Role::Noted));
    }
    if let Some(direction) = words.strip_suffix("为").and_then(led_to) {
        let role = Role::Result(Some(direction));
        return Some(Reader::default().link(role));
    }
    let mut link = Reader { in_brackets: words.starts_with(['（', '(']), ..Reader::default() };
    let mut rest = behind_denominator(words);
    while !rest.is_empty() {
        rest = match word(rest) {
            _ if rest.starts_with(' ') => rest.trim_start(),
            _ if !name.is_empty() && rest.starts_with(name) => rest.split_at(name.len()).1,
            Some((sense, length)) => {
                let (word, behind) = rest.split_at(length);
                link.take(sense, word)?;
                behind
            }
            None => {
                let (is_year, length) = date(rest)?;
                let (date, behind) = rest.split_at(length);
                if is_year {
                    link.based_on(Basis::Year(date))?;
                }
                behind
            }
        };
    }
    link.finish()
}

/// Which way something went whose verb alone stands before 为: 由67个归并为29个, 减为.
fn led_to(verb: &str) -> Option<Direction> {
    let (sense, length) = word(verb)?;
    let direction = match sense {
        Sense::Change(Change { form: Form::Verb, direction }) => direction,
        Sense::Moved => Direction::Down,
        _ => return None,
    };
    (length == verb.len()).then_some(direction)
}

/// The words by their first characters.
static BY_FIRST: LazyLock<HashMap<char, Vec<(&str, Sense)>>> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<(&str, Sense)>> = HashMap::new();
    for (word, sense) in words() {
        by_first.entry(word.chars().next().unwrap_or_default()).or_default().push((word, sense));
    }
    by_first
});

/// The words behind the rest of a unit: /立方米，去年同期为; /吨降至.
fn behind_denominator(words: &str) -> &str {
    const OF_EACH: &[&str] =
        &["千瓦时", "平方米", "立方米", "公斤", "公里", "公顷", "吨", "亩", "人", "户", "月", "年", "天", "日"];
    let Some(rest) = words.strip_prefix(['/', '／']) else { return words };
    let known = || OF_EACH.iter().find_map(|unit| rest.strip_prefix(unit));
    rest.find(is_mark_or_digit).map(|end| &rest[end..]).or_else(known).unwrap_or(words)
}

/// True if a clause says that what it counts came in the time, and not what there is: 新增床位120张, 命名工作室35家.
pub(super) fn says_gained(clause: &str) -> bool {
    let clause = without_time(clause);
    let is_named = || GAINED.split_ascii_whitespace().any(|word| clause.contains(word));
    DONE.iter().any(|word| clause.starts_with(word)) || clause.contains('新') && is_named()
}

/// A clause without words that say when: 全年新增.
pub(super) fn without_time(clause: &str) -> &str {
    let mut clause = clause.trim_start();
    while let Some(rest) = BEFORE_DONE.iter().find_map(|word| clause.strip_prefix(word)) {
        clause = rest;
    }
    clause
}

/// The same where the noun that the first number counts, and what is said of it, stands before: 名居民提供服务，较上年的.
pub(super) fn read_behind_noun(words: &str) -> Option<Link<'_>> {
    const TELLING: [char; 11] = ['比', '较', '总', '累', '净', '增', '减', '同', '下', '上', '降'];
    let (noun, words) = words.split_once('，').filter(|(noun, _)| (1..=LONGEST_NOUN).contains(&noun.len()))?;
    if !words.starts_with(TELLING) {
        return None;
    }
    let is_plain = !noun.contains(is_mark_or_digit) && !noun.contains(['增', '减', '占', '升', '降', '每']);
    let is_compared = words.starts_with(['比', '较']);
    let is_told = |link: &Link| match link.role {
        Role::Base => is_compared,
        Role::From | Role::Result(_) | Role::Total => !is_compared,
        Role::Change(_) => noun.len() <= LONGEST_NOUN / 2,
        _ => false,
    };
    is_plain.then(|| read(words)).flatten().filter(is_told)
}

/// ，每亩下降 and ，人均增加, behind an amount of each: the words without what that is.
pub(super) fn without_each(words: &str) -> Option<&str> {
    const EACH: &[&str] =
        &["每亩", "每人", "每户", "每吨", "每件", "每家", "每平方米", "每坪", "每股", "人均", "户均", "亩均"];
    let words = words.trim_start_matches(['，', ',', '、', '；']);
    if !words.starts_with(['每', '人', '户', '亩']) {
        return None;
    }
    EACH.iter().find_map(|each| words.strip_prefix(each))
}

/// True for words in which the name of the first number may be said again: asked of most pairs of numbers.
pub(super) fn may_name(words: &str) -> bool {
    const TELLING: [char; 12] = ['增', '减', '升', '降', '涨', '跌', '比', '较', '提', '高', '低', '缩'];
    words.len() <= LONGEST && words.starts_with(['，', '（', '；', '）']) && words.contains(TELLING)
}

/// The same where the name of the first number, which ends `head`, is said again.
pub(super) fn read_with_name<'t>(head: &str, words: &'t str) -> Option<Link<'t>> {
    const SHORTEST: usize = 2;
    const LONGEST_NAME: usize = 10;
    const BEHIND_NAME: &[&str] = &["达到", "达", "为", "是", "有", "共", "约"];
    let mut head = head.trim_end();
    while let Some(rest) = BEHIND_NAME.iter().find_map(|word| head.strip_suffix(word)) {
        head = rest;
    }
    let mut starts = head.char_indices().rev().take(LONGEST_NAME).map(|(at, _)| at);
    let shortest = starts.nth(SHORTEST - 1).and_then(|at| head.get(at..))?;
    if !words.contains(shortest) {
        return None;
    }
    let longer = starts.filter_map(|at| head.get(at..)).take_while(|name| words.contains(name));
    let name = longer.last().unwrap_or(shortest);
    if name.contains(['增', '减', '升', '降', '比', '较']) {
        return None;
    }
    read_around(name, words)
}

/// The longest known word at the start of a text, and its length in bytes.
fn word(text: &str) -> Option<(Sense, usize)> {
    let words = BY_FIRST.get(&text.chars().next()?)?;
    let found = words.iter().filter(|(word, _)| text.starts_with(word)).max_by_key(|(word, _)| word.len())?;
    Some((found.1, found.0.len()))
}

/// The digits of a year in characters.
const HAN_DIGITS: [char; 12] = ['〇', '零', '○', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The bytes of 三年前 at the start of a text.
fn years_ago(text: &str) -> Option<usize> {
    const MOST_DIGITS: usize = 2;
    let number = text.find("年前").and_then(|at| text.get(..at))?;
    let is_digit = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c);
    let is_count = (1..=MOST_DIGITS).contains(&number.chars().count()) && number.chars().all(is_digit);
    is_count.then(|| number.len() + "年前".len())
}

/// The bytes of a year at the start of a text, 2019年 or 2021-22年度, or of a month or a day, and if it is a year.
fn date(text: &str) -> Option<(bool, usize)> {
    const YEARS: &[&str] = &["学年度", "学年", "年度", "年"];
    const PARTS: &[&str] = &["月份", "月", "日", "季度"];
    /// Bytes of the four digits of a year in characters: 二〇二三.
    const HAN_YEAR: usize = 12;
    let is_han = text.starts_with(HAN_DIGITS);
    if let Some(length) = years_ago(text) {
        return Some((true, length));
    }
    let digits = |text: &str| match is_han {
        true => text.find(|c: char| !HAN_DIGITS.contains(&c)).filter(|digits| *digits <= HAN_YEAR),
        false => text.find(|c: char| !c.is_ascii_digit()).filter(|digits| (1..=4).contains(digits)),
    };
    let first = digits(text).filter(|first| !is_han || *first == HAN_YEAR)?;
    let second = text[first..]
        .strip_prefix(['-', '—', '/', '至'])
        .and_then(|rest| Some(text.len() - rest.len() + digits(rest)?));
    let digits = second.unwrap_or(first);
    let end = |ends: &[&str]| ends.iter().find(|end| text[digits..].starts_with(**end)).map(|end| digits + end.len());
    end(YEARS).map(|length| (true, length)).or_else(|| Some((false, end(PARTS)?)))
}

#[derive(Default)]
struct Reader<'t> {
    basis: Option<Basis<'t>>,
    direction: Option<Direction>,
    is_compared: bool,
    /// True behind 为 and 是.
    is: bool,
    is_apposed: bool,
    /// True behind 高于 and 低于.
    is_comparative: bool,
    /// True if 由 or 从 was met.
    from: bool,
    /// True if 到 or 至 is the last word but fillers.
    to: bool,
    /// True if 其中, 当年 was met.
    is_when: bool,
    is_gained: bool,
    is_total: bool,
    is_yearly: bool,
    is_nominal: bool,
    is_gross: bool,
    is_done: bool,
    /// True if 相差 was met.
    is_apart: bool,
    /// True if the words begin with 而: ，而2012年为.
    is_contrasted: bool,
    /// True if the words begin with a bracket.
    in_brackets: bool,
}

impl<'t> Reader<'t> {
    fn take(&mut self, sense: Sense, word: &'t str) -> Option<()> {
        let is_change = matches!(sense, Sense::Change(_));
        // 增长，上年为: what changed was said before.
        let goes_on = match sense {
            Sense::Filler | Sense::Is | Sense::To | Sense::Change(Change { form: Form::Noun, .. }) => true,
            // 高于全省平均水平
            Sense::Plan | Sense::Place => self.is_comparative,
            _ => false,
        };
        // 降到去年的, 回落至第四季的: when it had come to that.
        let says_when =
            matches!(sense, Sense::LastYear | Sense::YearStart | Sense::LastPeriod | Sense::Quarter | Sense::When);
        if self.to && self.direction.is_some() && says_when {
            return Some(());
        }
        if self.direction.is_some() && !goes_on {
            return None;
        }
        if self.to && (is_change || sense == Sense::To) {
            return None;
        }
        match sense {
            Sense::Quarter if self.is_compared => return None,
            Sense::Mark | Sense::Filler | Sense::Quarter => {}
            Sense::Is => self.is = true,
            Sense::Done => (self.is, self.is_done) = (true, true),
            // 实现增收: of something else.
            Sense::Change(_) if self.is_done => return None,
            Sense::Compared => self.is_compared = true,
            Sense::LastYear => self.based_on(Basis::LastYear)?,
            Sense::YearStart => self.based_on(Basis::YearStart)?,
            Sense::LastPeriod => self.based_on(Basis::LastPeriod)?,
            Sense::Before => self.based_on(Basis::Before)?,
            // 二〇二四年度预算为: what the statement is about.
            Sense::Plan if matches!(self.basis, Some(Basis::Year(_))) && !self.is_compared => return None,
            Sense::Plan => self.based_on(Basis::Plan(word))?,
            Sense::Place => self.based_on(Basis::Place(word))?,
            Sense::Apposed => self.is_apposed = true,
            Sense::From => self.from = true,
            Sense::To => self.to = true,
            // 较本年度: what is planned is compared.
            Sense::When if self.is_compared => self.based_on(Basis::LastPeriod)?,
            Sense::When => self.is_when = true,
            Sense::Gained => self.is_gained = true,
            Sense::Total => self.is_total = true,
            Sense::While => self.is_contrasted = true,
            Sense::Yearly => self.is_yearly = true,
            Sense::Nominal => self.is_nominal = true,
            Sense::Apart => self.is_apart = true,
            Sense::Moved => {
                self.direction = Some(Direction::Down);
                self.is_gross = true;
            }
            Sense::Change(change) => {
                self.direction = Some(change.direction);
                self.is_apposed |= change.form == Form::Noun;
            }
        }
        self.is_comparative = matches!(word, "高于" | "低于" | "高出" | "超出");
        Some(())
    }

    /// `None` for 是上年的: it is so many times that.
    fn based_on(&mut self, basis: Basis<'t>) -> Option<()> {
        self.basis = Some(basis);
        (!self.is).then_some(())
    }

    fn finish(self) -> Option<Link<'t>> {
        // 当年增长, 累计增加: of another time.
        let is_of_its_own = self.is_when || self.is_total;
        let role = match self.direction {
            _ if self.is_yearly => Role::Yearly(self.direction.filter(|_| !self.to && !self.from && !is_of_its_own)?),
            _ if self.is_apart => return self.apart(),
            direction if self.to && !self.is_when => Role::Result(direction),
            Some(_) if self.from || is_of_its_own => return None,
            Some(direction) => Role::Change(direction),
            None if self.is_gained && self.is_compared => Role::Change(Direction::Up),
            None if self.is_gained => Role::Gained,
            None if self.is_when && self.is && !self.is_compared && self.basis.is_none() => Role::Now,
            None if self.is_when => return None,
            None if self.from => Role::From,
            None if self.is_compared => Role::Base,
            None if matches!(self.basis, Some(Basis::Year(_))) && (self.in_brackets || self.is_contrasted) => {
                Role::NotedYear
            }
            // 2020年为26.1% may be what the statement is about.
            None if matches!(self.basis, Some(Basis::Year(_))) => Role::Now,
            // 全市1200万亩 is another number, 全市为1200万亩 what it is compared with.
            None if matches!(self.basis, Some(Basis::Place(_) | Basis::Plan(_))) && !self.is => return None,
            None if self.basis.is_some() => Role::Base,
            None if self.is_apposed => Role::Apposed,
            None if self.is_total => Role::Total,
            None => return None,
        };
        Some(self.link(role))
    }

    fn link(self, role: Role) -> Link<'t> {
        let basis = self.basis.unwrap_or(Basis::Unsaid);
        Link { role, basis, is_apposed: self.is_apposed, is_nominal: self.is_nominal, is_gross: self.is_gross }
    }

    /// 改善, with nothing but marks and fillers.
    fn apart(self) -> Option<Link<'t>> {
        let is_plain = self.basis.is_none() && self.direction.is_none() && !self.is && !self.from && !self.to;
        (is_plain && !self.is_when && !self.is_gained && !self.is_total).then(|| self.link(Role::Apart))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str) -> Option<(Role, Basis<'_>)> {
        read(words).map(|link| (link.role, link.basis))
    }

    #[test]
    fn words_that_say_what_a_number_is() {
        let (up, down) = (Role::Change(Direction::Up), Role::Change(Direction::Down));
        assert_eq!(said("，去年同期为"), Some((Role::Base, Basis::LastYear)));
        assert_eq!(said("，较2021年的"), Some((Role::Base, Basis::Year("2021年"))));
        assert_eq!(said("，全省平均为"), Some((Role::Base, Basis::Place("全省"))));
        assert_eq!(said("，高于全省平均水平"), Some((up, Basis::Place("全省"))));
        assert_eq!(said("（同比减少了"), Some((down, Basis::LastYear)));
        assert_eq!(said("，降幅为"), Some((down, Basis::Unsaid)));
        assert_eq!(said("/立方米，去年8月为"), Some((Role::Base, Basis::LastYear)));
        assert_eq!(said("，由上年的"), Some((Role::From, Basis::LastYear)));
        assert_eq!(said("降到"), Some((Role::Result(Some(Direction::Down)), Basis::Unsaid)));
        assert_eq!(said("，即"), Some((Role::Apposed, Basis::Unsaid)));
        assert_eq!(said("，幅度为"), Some((Role::Apposed, Basis::Unsaid)));
        assert_eq!(said("，较2021-22年度的"), Some((Role::Base, Basis::Year("2021-22年度"))));
        assert_eq!(said("（"), Some((Role::Noted, Basis::Unsaid)));
        assert_eq!(said("，控制价"), Some((Role::Base, Basis::Before)));
        assert_eq!(said("，较编制多"), Some((up, Basis::Plan("编制"))));
        assert_eq!(said("（2023年同期为"), Some((Role::NotedYear, Basis::Year("2023年"))));
        assert_eq!(said("，累计达到"), Some((Role::Result(None), Basis::Unsaid)));
        assert_eq!(said("，累计"), Some((Role::Total, Basis::Unsaid)));
        assert_eq!(said("，总数由"), Some((Role::From, Basis::Unsaid)));
        assert_eq!(said("，其中本年新增"), Some((Role::Gained, Basis::Unsaid)));
        assert_eq!(said("，比上年末新增"), Some((up, Basis::YearStart)));
        assert_eq!(said("/吨降至"), Some((Role::Result(Some(Direction::Down)), Basis::Unsaid)));
        assert_eq!(said("，而2012年为"), Some((Role::NotedYear, Basis::Year("2012年"))));
        assert_eq!(said("（上年完成"), Some((Role::Base, Basis::LastYear)));
        assert_eq!(said("，年均名义增长"), Some((Role::Yearly(Direction::Up), Basis::Unsaid)));
        assert_eq!(said("，2020年为"), Some((Role::Now, Basis::Year("2020年"))));
        assert_eq!(said("，今年前三季度是"), Some((Role::Now, Basis::Unsaid)));
        assert_eq!(said("回落至第四季的"), Some((Role::Result(Some(Direction::Down)), Basis::Unsaid)));
        assert_eq!(said("（二〇二三年为"), Some((Role::NotedYear, Basis::Year("二〇二三年"))));
        assert_eq!(said("，较三年前的"), Some((Role::Base, Basis::Year("三年前"))));
        assert_eq!(said("，升高"), Some((up, Basis::Unsaid)));
        assert_eq!(said("，相差"), Some((Role::Apart, Basis::Unsaid)));
        assert!(read("，撤并").is_some_and(|link| link.is_gross && link.role == down));
        assert_eq!(said("归并为"), Some((Role::Result(Some(Direction::Down)), Basis::Unsaid)));
    }

    #[test]
    fn clauses_of_what_came() {
        for clause in ["新增省级基地", "全年新认定企业", "当年命名工作室", "年内，又建成"] {
            assert_eq!(says_gained(clause), clause != "年内，又建成", "{clause}");
        }
        assert!(!says_gained("高新技术企业") && !says_gained("创新团队") && !says_gained("已有"));
    }

    #[test]
    fn words_that_say_something_else() {
        for words in [
            "",
            "，其中",
            "，全市",
            "，是2005年",
            "，累计增加",
            "，今年增长",
            "，增长，上年为",
            "；上年为",
            "。同比增长",
        ] {
            assert_eq!(said(words), None, "{words}");
        }
        assert!(read(&"，".repeat(40)).is_none());
        assert!(read_behind_noun("名居民上门服务，较上年的").is_some_and(|link| link.role == Role::Base));
        assert_eq!(read_behind_noun("名居民，占全市的"), None);
        assert!(read_behind_noun("企业，净增").is_some_and(|link| link.role == Role::Change(Direction::Up)));
        assert_eq!(without_each("，每亩下降"), Some("下降"));
    }
}
