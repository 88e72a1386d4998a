//! `Linter::relations`: what the rules looked at, and what they made of it.

mod support;

use reformlint::facts::interval::show;
use reformlint::finding::Language;
use reformlint::relation::Verdict;
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;

fn document(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("a text")
}

/// Rule, reading and verdict of each relation.
fn relations(text: &str) -> Vec<String> {
    let relations = support::default_linter().relations(&document(text));
    let line = |relation: &reformlint::relation::Relation| {
        let reading = relation.reading.get(Language::En);
        let reason = relation.reason(Language::En).map_or(String::new(), |reason| format!(": {reason}"));
        format!("{} {reading} {}{reason}", relation.rule.id, relation.verdict.name())
    };
    relations.iter().map(line).collect()
}

#[test]
fn relations_that_hold_are_listed_with_their_reading() {
    for (text, expected) in [
        (
            "由60.2%提高到65.2%，提高5个百分点。",
            "figures/point-difference 4.9 to 5.1 percentage points ∋ 5个百分点 holds",
        ),
        ("三次产业结构为8.3∶41.4∶50.3。", "figures/shares-sum 8.3 + 41.4 + 50.3 = 100 holds"),
        ("三次产业结构为8.3∶41.4∶50.2。", "figures/shares-sum 8.3 + 41.4 + 50.2 ≈ 100 holds"),
        ("赤字3万亿元，其中中央1.6万亿元，地方1.4万亿元。", "figures/parts-sum 2.9 to 3.1万亿元 ∋ 3万亿元 holds"),
        ("涵盖收集、运输、处置和监测站4个环节。", "figures/enumeration-count 4 ∈ [3, 4] holds"),
        ("推进农业、林业、水利、气象等6个部门协作。", "figures/enumeration-count 6 ∈ [4, …] holds"),
        ("抓好两项工作：一是修路；二是架桥。", "figures/announced-count 2 = 2 holds"),
        ("小麦、玉米、大豆分别增长3%、4%、5%。", "figures/respectively-arity 3 = 3 holds"),
        ("建设老城、新城两个“核心”。", "figures/enumeration-count 2 = 2 holds"),
        ("推进省、市两级联动。", "figures/enumeration-count 2 = 2 holds"),
        ("项目660个，完成投资190亿元，其中市级项目373个。", "figures/parts-sum 373个 ≤ 660个 holds"),
        ("实施项目170个，其中续建85个、新开工85个。", "figures/parts-sum 170个 ≤ 170个 holds"),
        ("建设公路1.7万公里，其中一级公路1740公里。", "figures/parts-sum 1740公里 ≤ 1.7万公里 holds"),
        ("引进项目283个，其中10亿元以上项目36个。", "figures/parts-sum 36个 ≤ 283个 holds"),
        ("城区和乡村供水率分别达到95%、80%。", "figures/respectively-arity 2 ∈ [1, 2] holds"),
        ("科技人员76万人，其中工程师65万人，占85.5%。", "figures/share-arithmetic 84.3% to 86.8% ∋ 85.5% holds"),
        (
            "财政收入83080亿元，比上年增加14562亿元，增长21.3%。",
            "figures/growth-arithmetic 21.2% to 21.3% ∋ 21.3% holds",
        ),
        ("建设2—3个园区。", "figures/range-reversed 2 ≤ 3个 holds"),
        ("流转30万亩（2万公顷）。", "figures/unit-conversion 1.9667 to 2.0333万公顷 ∋ 2万公顷 holds"),
    ] {
        let expected = expected.replace("2.9 to 3.1万亿元", "2.9万亿 to 3.1万亿元");
        let found = relations(text);
        assert!(found.contains(&expected), "{text}: {found:#?}");
    }
}

#[test]
fn what_is_not_judged_says_why() {
    for (text, expected) in [
        (
            "粮食137.4万吨，占全省55.6%。",
            "figures/share-arithmetic 占全省55.6% not_checked: the part or the whole is not given",
        ),
        ("林地共86.4万亩，其中公益林31.?万亩，占39.6%。", "figures/share-arithmetic"),
        ("公开市级预算、各部门2项预算。", "figures/enumeration-count 2 ? 2 not_checked: two items are too few to tell"),
    ] {
        let found = relations(text);
        assert!(found.iter().any(|line| line.starts_with(expected)), "{text}: {found:#?}");
    }
    // Nobody knows how the subjects or the values are to be parted, what the revised base is, or what 其中 is a part of.
    for (text, expected) in [
        ("城区和乡村供水率分别达到95%、80%、70%。", "figures/respectively-arity 3 ? [1, 2] not_checked"),
        ("财政收入83080亿元，比上年增加14562亿元，增长25%。", "figures/growth-arithmetic"),
        ("项目60个，完成投资190亿元，其中市级项目373个。", "figures/parts-sum"),
    ] {
        let found = relations(text);
        let judged = |line: &&String| line.starts_with(expected) && line.contains("not_checked: ");
        assert!(found.iter().any(|line| judged(&line)), "{text}: {found:#?}");
    }
    let not_like_for_like = "销售额由41.5亿元增加到46.9亿元，可比口径增长9%。";
    let found = relations(not_like_for_like);
    assert!(found.iter().any(|line| line.contains("not_checked: ")), "{found:#?}");
}

/// A relation is contradicted exactly where the rule reports it.
#[test]
fn contradicted_relations_are_the_findings() {
    for text in [
        "建立了修路、架桥、治水、植树、护坡4项机制。",
        "由60.2%提高到65.2%，提高4个百分点。",
        "三次产业结构调整为7.4∶39.6∶54.2。",
        "藏书由41.5万册增加到46.9万册，增长15.2%。",
        "共完成120个，其中国家级50个、省级60个、市级20个。",
        "小麦、玉米、大豆分别增长3%、4%。",
        "流转30万亩（3万公顷）。",
        "重点抓好以下三项工作：一是修路；二是架桥；三是植树；四是治水。",
    ] {
        let (linter, document) = (support::default_linter(), document(text));
        let relations = linter.relations(&document);
        let contradicted: Vec<&str> = relations
            .iter()
            .filter(|relation| relation.verdict == Verdict::Contradicted)
            .map(|relation| &*relation.rule.id)
            .collect();
        let findings = linter.check(&document);
        let found: Vec<&str> = findings.iter().map(|finding| &*finding.rule.id).collect();
        assert_eq!((contradicted.len(), &contradicted), (1, &found), "{text}");
    }
}

#[test]
fn members_have_their_places_and_intervals() {
    let text = "林地共86.4万亩，其中公益林31.7万亩，占36.7%。";
    let (linter, document) = (support::default_linter(), document(text));
    let at = text.find("36.7").expect("a number");
    let relations = linter.relations_at(&document, Span::empty(at + 1));
    let [share] = &relations[..] else { panic!("{relations:#?}") };
    assert_eq!(share.formula, "part / all = p");
    let members: Vec<_> = share
        .members
        .iter()
        .map(|member| {
            let interval = member.interval.as_ref().expect("known");
            let end = |value: Option<&reformlint::facts::rational::Rational>| {
                value.map(|value| show(value, 4)).unwrap_or_default()
            };
            (&*member.name, &text[member.span.range()], end(interval.low.value()), end(interval.high.value()))
        })
        .collect();
    let of = |name, written, low: &str, high: &str| (name, written, low.to_owned(), high.to_owned());
    assert_eq!(
        members,
        [
            of("all", "86.4万亩", "863500", "864500"),
            of("part", "31.7万亩", "316500", "317500"),
            of("p", "36.7%", "36.65", "36.75")
        ]
    );
    assert!(linter.relations_at(&document, Span::empty(0)).is_empty());
}
