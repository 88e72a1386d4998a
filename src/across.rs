//! Indicators over several documents: 2022年杭州市地区生产总值 in one report and in the next year's. Takes the mentions of each
//! document, gives for each document those that another one contradicts. Knows no files but by their names.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::char_class::is_han;
use crate::checks::Context;
use crate::facts::indicator::{self, IndicatorKey};
use crate::facts::interval::Interval;
use crate::facts::rational::Rational;
use crate::finding::{Elsewhere, Finding, Message};
use crate::rules::Rule;
use crate::source::Position;
use crate::span::Span;

/// The rule that compares indicators.
pub const RULE: &str = "figures/indicator-conflict";

/// A mention of an indicator whose area is known by name.
#[derive(Clone, Debug)]
pub struct Mention {
    /// What it is; the area is a name: 杭州市.
    pub key: IndicatorKey,
    /// What its value can be.
    pub interval: Interval,
    /// Where it stands, in the decoded text.
    pub span: Span,
    /// The same as other programs count it.
    pub range: (Position, Position),
    /// The value as written.
    pub text: String,
    /// The year in which the document was written; 0 if it does not say.
    pub reported: u32,
}

/// A mention that one of another document contradicts.
#[derive(Clone, Debug)]
pub struct Conflict<K> {
    /// The mention.
    pub mention: Mention,
    /// The document of the other.
    pub other: K,
    /// The other.
    pub contradicting: Mention,
}

/// The mentions of several documents by what they are of, kept up to date while documents change. `K` names a document; of
/// two that contradict each other, the later one in the order of the names is reported.
#[derive(Clone, Debug)]
pub struct Index<K> {
    documents: BTreeMap<K, Vec<Mention>>,
    /// The first mention of each figure in each document.
    by_key: HashMap<IndicatorKey, BTreeMap<K, Mention>>,
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self { documents: BTreeMap::new(), by_key: HashMap::new() }
    }
}

impl<K: Ord + Clone> Index<K> {
    /// Puts `mentions` in the place of those that a document had. Gives the later documents that tell one of the figures
    /// that are no longer what they were.
    pub fn set(&mut self, document: &K, mentions: Vec<Mention>) -> BTreeSet<K> {
        let mut first: BTreeMap<&IndicatorKey, &Mention> = BTreeMap::new();
        for mention in &mentions {
            first.entry(&mention.key).or_insert(mention);
        }
        let mut affected = BTreeSet::new();
        let mut changed = |told: &BTreeMap<K, Mention>| {
            let later = told.range((Bound::Excluded(document), Bound::Unbounded));
            affected.extend(later.map(|(document, _)| document.clone()));
        };
        for old in self.documents.remove(document).unwrap_or_default() {
            if first.contains_key(&old.key) {
                continue;
            }
            if let Some(told) = self.by_key.get_mut(&old.key) {
                if told.remove(document).is_some() {
                    changed(told);
                }
                if told.is_empty() {
                    self.by_key.remove(&old.key);
                }
            }
        }
        for (key, mention) in first {
            let told = self.by_key.entry(key.clone()).or_default();
            let old = told.insert(document.clone(), mention.clone());
            if old.is_none_or(|old| old.interval != mention.interval || old.text != mention.text) {
                changed(told);
            }
        }
        if !mentions.is_empty() {
            self.documents.insert(document.clone(), mentions);
        }
        affected
    }

    /// What a document says that the first one to tell the same figure contradicts; one for each figure.
    pub fn conflicts(&self, document: &K) -> Vec<Conflict<K>> {
        let mut found: Vec<Conflict<K>> = Vec::new();
        let mut told_already = HashSet::new();
        for mention in self.documents.get(document).into_iter().flatten() {
            let first = self.by_key.get(&mention.key).and_then(BTreeMap::first_key_value);
            let Some((other, earlier)) = first.filter(|(other, _)| *other != document) else { continue };
            let conflicts = earlier.interval.is_disjoint(&mention.interval) && !is_revision(earlier, mention);
            if conflicts && told_already.insert(&mention.key) {
                let (mention, contradicting) = (mention.clone(), earlier.clone());
                found.push(Conflict { mention, other: other.clone(), contradicting });
            }
        }
        found
    }
}

/// The mentions of a document that can be compared with those of others. `name` is the name of its file.
pub(crate) fn mentions(cx: &Context, name: &str) -> Vec<Mention> {
    let Some(area) = area_of(cx.view.text()).or_else(|| area_of_file(name)) else { return Vec::new() };
    let mentions = indicator::read(cx.view, cx.facts).into_iter();
    let mentions = mentions.filter(|mention| !cx.facts.is_opaque(mention.span));
    mentions
        .filter_map(|mention| {
            // 全国 in the report of a city is another area; an estimate is not yet the figure.
            if !area.ends_with(&mention.key.area) || mention.estimated {
                return None;
            }
            let span = cx.source(mention.span);
            cx.judges(span).then_some(())?;
            Some(Mention {
                key: IndicatorKey { area: area.to_owned(), ..mention.key },
                interval: mention.interval,
                span,
                range: (cx.document.position(span.start), cx.document.position(span.end)),
                text: cx.written(mention.span).to_owned(),
                reported: cx.facts.date_at(mention.span.start).map_or(0, |date| date.day.parts().0),
            })
        })
        .collect()
}

/// What the mentions of each document (in the same order) say that those of earlier documents contradict; one for each key.
pub fn conflicts(documents: Vec<Vec<Mention>>) -> Vec<Vec<Conflict<usize>>> {
    let mut index = Index::default();
    let count = documents.len();
    for (document, mentions) in documents.into_iter().enumerate() {
        index.set(&document, mentions);
    }
    (0..count).map(|document| index.conflicts(&document)).collect()
}

/// True for values so near to each other that one may be the first count and the other the final one: what is told again
/// in another year has often been revised.
///
/// 2018年地区生产总值10234亿元 in the report of 2019 and 9968亿元 in that of 2023, after a census.
fn is_revision(one: &Mention, other: &Mention) -> bool {
    if one.reported == other.reported && one.reported != 0 || are_transposed(&one.text, &other.text) {
        return false;
    }
    let is_series = ["生产总值", "增加值", "产值", "投资", "零售总额"].iter().any(|name| one.key.name.contains(name));
    let percent = if is_series { WIDEST_CENSUS } else { WIDEST_REVISION };
    let [low, high] = [100 - percent, 100 + percent].map(|percent| Rational::decimal(percent, -2));
    !one.interval.times(&Interval::closed(low, high)).is_disjoint(&other.interval)
}

/// 352.6亿元 and 325.6亿元: two digits beside each other have changed places, which no second count does.
fn are_transposed(one: &str, other: &str) -> bool {
    const FEWEST: usize = 4;
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<Vec<char>>();
    let (one, other) = (digits(one), digits(other));
    let mut differing = (0..one.len()).filter(|index| one.get(*index) != other.get(*index));
    match (differing.next(), differing.next(), differing.next()) {
        (Some(first), Some(second), None) => {
            let is_swap = one.get(first) == other.get(second) && one.get(second) == other.get(first);
            second == first + 1 && is_swap && one.len() == other.len() && one.len() >= FEWEST
        }
        _ => false,
    }
}

/// Percent by which a final count differs from the first at most; the provinces that corrected their output most did so by
/// nearly three tenths.
const WIDEST_REVISION: i64 = 10;
const WIDEST_CENSUS: i64 = 30;

impl<K> Conflict<K> {
    /// The finding of `rule` about the mention; `path` is the name of the other document.
    pub fn finding(&self, rule: &Arc<Rule>, path: &str) -> Finding {
        let (mention, other) = (&self.mention, &self.contradicting);
        let mut finding = Finding::new(rule, mention.span);
        finding
            .text("across")
            .arg("name", &mention.key.name)
            .arg("area", &mention.key.area)
            .arg("year", mention.key.year)
            .arg("one", &other.text)
            .arg("other", &mention.text)
            .evidence("indicator", &*mention.key.name)
            .evidence("area", &*mention.key.area)
            .evidence("year", mention.key.year);
        let (start, end) = other.range;
        let place = format!("{path}:{}:{}", start.line, start.column);
        finding.note(Message::new("elsewhere").arg("place", place).arg("one", &other.text));
        let message = Message::new("first").arg("one", &other.text);
        finding.elsewhere.push(Elsewhere { path: path.to_owned(), start, end, message });
        finding
    }
}

/// The area of national reports.
const NATION: &str = "全国";

/// Characters at the start of a text in which it says whose report it is.
const TITLE: usize = 400;

/// The area that a document is about, by its title: 杭州市 in 2018年杭州市政府工作报告, 在杭州市第十三届人民代表大会.
pub(crate) fn area_of(text: &str) -> Option<&str> {
    const MARKERS: &[&str] = &["政府工作报告", "人民政府", "国民经济和社会发展"];
    let end = text.char_indices().nth(TITLE).map_or(text.len(), |(at, _)| at);
    let title = text.get(..end)?;
    let is_national = title.contains("届全国人民代表大会") && title.contains("国务院");
    let is_communique = title.contains("国家统计局") && title.contains("公报");
    if is_national || is_communique {
        return Some(NATION);
    }
    let congress = title.match_indices("届人民代表大会").filter_map(|(at, _)| {
        let before = title.get(..at)?;
        let before =
            before.trim_end_matches(|c| crate::facts::number::han_digit(c).is_some() || c == '十' || c == '百');
        Some(before.strip_suffix('第')?.len())
    });
    let titles = MARKERS.iter().flat_map(|marker| title.match_indices(marker).map(|(at, _)| at));
    congress.chain(titles).find_map(|at| area_before(title.get(..at)?))
}

/// The area that a file is named after: 太原市_2005.txt.
fn area_of_file(name: &str) -> Option<&str> {
    name.split(|c: char| !is_han(c)).filter(|part| !part.is_empty()).find_map(area_before)
}

/// The name of an area that a text ends in, a year behind it left aside.
fn area_before(text: &str) -> Option<&str> {
    const ENDS: &[&str] = &["省", "市", "自治区", "自治州", "州", "县", "区", "旗", "盟"];
    let text = text.strip_suffix('年').map_or(text, |text| text.trim_end_matches(|c: char| c.is_ascii_digit()));
    if !ENDS.iter().any(|end| text.ends_with(end)) {
        return None;
    }
    let is_name = |c: char| is_han(c) && !matches!(c, '在' | '年' | '日' | '于');
    let start = text.char_indices().rev().take_while(|(_, c)| is_name(*c)).last()?.0;
    let name = text.get(start..)?;
    (NAME_LENGTH.contains(&name.chars().count()) && !name.contains('长')).then_some(name)
}

/// A name of an area has so many characters: 甲县, 克孜勒苏柯尔克孜自治州.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 2..=14;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::interval::Decimal;

    fn mention(year: u32, value: i64) -> Mention {
        let key = IndicatorKey {
            name: "地区生产总值".to_owned(),
            area: "东湖市".to_owned(),
            year,
            planned: false,
            unit: "元".to_owned(),
        };
        let interval = Interval::point(Decimal::integer(value).to_rational());
        let place = Position { byte: 0, line: 1, column: 1 };
        Mention { key, interval, span: Span::new(0, 1), range: (place, place), text: value.to_string(), reported: 2023 }
    }

    #[test]
    fn an_index_that_changes_is_that_of_its_last_state() {
        let mut index = Index::default();
        let others = |changed: BTreeSet<&'static str>| changed.into_iter().collect::<Vec<_>>();
        let conflicts = |index: &Index<&'static str>, document| {
            index
                .conflicts(&document)
                .iter()
                .map(|conflict| (conflict.other, conflict.mention.key.year))
                .collect::<Vec<_>>()
        };
        assert_eq!(others(index.set(&"b", vec![mention(2021, 352), mention(2021, 353), mention(2022, 7)])), [""; 0]);
        assert_eq!(others(index.set(&"c", vec![mention(2021, 352)])), [""; 0]);
        assert_eq!(conflicts(&index, "c"), []);
        // An earlier document comes: those after it are compared with it.
        assert_eq!(others(index.set(&"a", vec![mention(2021, 325)])), ["b", "c"]);
        assert_eq!((conflicts(&index, "b"), conflicts(&index, "c")), (vec![("a", 2021)], vec![("a", 2021)]));
        assert_eq!(conflicts(&index, "a"), []);
        // Nothing new is said; then another value; then nothing any more.
        assert_eq!(others(index.set(&"a", vec![mention(2021, 325), mention(2020, 1)])), [""; 0]);
        assert_eq!(others(index.set(&"a", vec![mention(2021, 352)])), ["b", "c"]);
        assert_eq!((conflicts(&index, "b"), conflicts(&index, "c")), (vec![("a", 2021)], vec![]));
        assert_eq!(others(index.set(&"a", Vec::new())), ["b", "c"]);
        assert_eq!((conflicts(&index, "b"), conflicts(&index, "c")), (vec![], vec![]));
        let told = conflicts_of_all(vec![vec![mention(2021, 325)], vec![mention(2021, 352)], vec![mention(2021, 325)]]);
        assert_eq!(told, [0, 1, 0]);
    }

    #[test]
    fn a_second_count_is_no_conflict() {
        let told = |year: u32, text: &str| {
            let value = Decimal::parse(text).expect("a number");
            let interval = Interval::point(value.to_rational());
            Mention { text: format!("{text}亿元"), interval, reported: year, ..mention(2021, 1) }
        };
        for (one, other, is_second_count) in [
            (told(2022, "352.6"), told(2023, "349.1"), true),
            (told(2022, "352.6"), told(2022, "349.1"), false),
            (told(2022, "352.6"), told(2023, "325.6"), false),
            (told(2022, "352.6"), told(2023, "152.6"), false),
        ] {
            assert_eq!(is_revision(&one, &other), is_second_count, "{} {}", one.text, other.text);
        }
    }

    fn conflicts_of_all(documents: Vec<Vec<Mention>>) -> Vec<usize> {
        conflicts(documents).iter().map(Vec::len).collect()
    }

    #[test]
    fn whose_report_it_is() {
        for (title, area) in [
            ("2018年东湖市政府工作报告\n", Some("东湖市")),
            ("政府工作报告\n——2018年2月4日在东湖市第十三届人民代表大会第三次会议上", Some("东湖市")),
            ("北原自治区2005年政府工作报告", Some("北原自治区")),
            ("东湖市人民政府市长 某某", Some("东湖市")),
            ("政府工作报告\n各位代表：\n", None),
            ("东湖市长在会上的政府工作报告", None),
        ] {
            assert_eq!(area_of(title), area, "{title}");
        }
    }
}
