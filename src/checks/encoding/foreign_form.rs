//! Traditional, Japanese and other forms in a text in simplified characters. Names keep the characters they have.

use crate::char_class::{Class, class, is_han};
use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::foreign_form::{counterpart, is_standard};
use crate::finding::{Applicability, Confidence, Fix, Message};
use crate::span::Span;

/// Characters on each side of a place that tell what it is part of.
const WINDOW: usize = 24;

/// So many other such forms around make a passage in traditional characters.
const PASSAGE: usize = 3;

/// Han characters of a label at most: the name of a person, mostly.
const LABEL: usize = 3;

/// See `rules/encoding/foreign-form.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    let mut by_character: Vec<(char, Vec<Span>)> = Vec::new();
    for span in &cx.damage.foreign_forms {
        let Some(c) = text[span.range()].chars().next() else { continue };
        if place::is_code(cx, *span) || place::is_in_other_damage(cx, *span) || is_meant(text, *span) {
            continue;
        }
        match by_character.iter_mut().find(|(known, _)| *known == c) {
            Some((_, places)) => places.push(*span),
            None => by_character.push((c, vec![*span])),
        }
    }
    for (c, places) in by_character {
        let Some(first) = places.first() else { continue };
        let finding = report.at(*first);
        finding.arg("written", c).arg("code", place::code_points(c.encode_utf8(&mut [0; 4])));
        finding.arg("count", places.len()).evidence("count", places.len());
        match counterpart(c) {
            Some(standard) => {
                finding.arg("standard", standard).evidence("standard", standard.to_string());
                let title = Message::new("replace").arg("standard", standard);
                let edits = places.iter().map(|span| crate::finding::Edit { span: *span, text: standard.to_string() });
                finding.fix(Fix { title, applicability: Applicability::Unsafe, edits: edits.collect() });
            }
            None => {
                finding.text("unlisted").confidence(Confidence::Medium);
            }
        }
        place::relate(finding, &places);
    }
}

/// True where the form is there on purpose.
fn is_meant(text: &str, span: Span) -> bool {
    let around = place::surroundings(text, span, WINDOW);
    let (left, right) = around.split_once('|').unwrap_or((&around, ""));
    is_label(left, right)
        || is_place_name(right)
        || is_person(left, right)
        || is_title_of_a_work(left, right)
        || is_passage(&around)
        || is_topic(&around)
}

/// `丘濬、`, `马　飚`: a short run of Han by itself.
fn is_label(left: &str, right: &str) -> bool {
    let before = left.chars().rev().take_while(|c| is_han(*c)).count();
    let after = right.chars().take_while(|c| is_han(*c)).count();
    before + 1 + after <= LABEL
}

/// `濛江`, `鰜鱼洲`, `四家俬城`: a word that ends as the names of places and companies do.
fn is_place_name(right: &str) -> bool {
    const ENDS: &str = "省市县區区乡鄉镇鎮村屯寨庄莊街路巷山岭峰江河湖海溪沟塘潭泉井水岛洲湾港埠桥坝城堡寺庙塔园苑店厂";
    const COMPANIES: [&str; 6] = ["公司", "集团", "股份", "银行", "大学", "品牌"];
    let name: String = right.chars().take(4).take_while(|c| is_han(*c)).collect();
    name.chars().take(3).any(|c| ENDS.contains(c)) || COMPANIES.iter().any(|word| name.contains(word))
}

/// `王濬同志`, `市长李喆濬`.
fn is_person(left: &str, right: &str) -> bool {
    const BEFORE: [&str; 14] = [
        "主席", "书记", "省长", "市长", "县长", "区长", "镇长", "主任", "局长", "代表", "委员", "同志", "院士", "教授",
    ];
    const AFTER: [&str; 9] = ["同志", "先生", "女士", "院士", "教授", "烈士", "委员", "代表", "某"];
    let before: Vec<char> = left.chars().rev().take(4).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = right.chars().take(3).collect();
    BEFORE.iter().any(|word| before.contains(word)) || AFTER.iter().any(|word| after.contains(word))
}

/// `《説文解字》`.
fn is_title_of_a_work(left: &str, right: &str) -> bool {
    let opens = left.rfind(['《', '〈', '「', '『']).is_some_and(|at| !left[at..].contains(['》', '〉', '」', '』']));
    opens && right.contains(['》', '〉', '」', '』'])
}

/// A quotation in traditional characters, or in Japanese; 中文測試, a line that is half traditional.
fn is_passage(around: &str) -> bool {
    let is_other = |c: &char| class(*c) == Class::Traditional || is_han(*c) && !is_standard(*c);
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{30FA}');
    let others = around.chars().filter(is_other).count();
    let all = around.chars().filter(|c| is_han(*c)).count();
    others >= PASSAGE || others > 0 && 2 * (others + 1) > all || around.chars().any(is_kana)
}

/// `“圏”是日本字形`: the sentence is about characters.
fn is_topic(around: &str) -> bool {
    const TOPICS: [&str; 14] = [
        "繁体",
        "异体",
        "字形",
        "偏旁",
        "部首",
        "汉字",
        "通用字",
        "日文",
        "日语",
        "日本",
        "古文",
        "古籍",
        "碑文",
        "篆",
    ];
    TOPICS.iter().any(|topic| around.contains(topic))
}
