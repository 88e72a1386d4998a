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
        ("引进项目283个，其中10亿元以上项目36个。", "figures/part-exceeds-whole 36个 ≤ 283个 holds"),
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

/// Kinds of lists, parts and shares that agree, one sentence each, with the relation that is read.
#[test]
fn what_agrees_holds_in_every_form() {
    for (text, expected) in [
        // Two things joined by 和 alone; behind another list in quotation marks; behind 等一批.
        ("统筹好发展和安全两件大事。", "figures/enumeration-count 2 = 2"),
        ("牢牢把住土地审批和信贷投放两个闸门。", "figures/enumeration-count 2 = 2"),
        ("健全市与城区两级事权。", "figures/enumeration-count 2 = 2"),
        ("培育稻米、油料“两大龙头”和茶叶、药材、花卉“三个支柱”。", "figures/enumeration-count 3 = 3"),
        ("建设东渠、西渠等一批水渠和南库、北库2个水库。", "figures/enumeration-count 2 = 2"),
        // Digits in a name, a number or a year before the list.
        ("东渠、S356线、二期3号坝等4项工程完工。", "figures/enumeration-count 4 ∈ [3, …]"),
        ("沿河六县水网规划、供水等八项任务全面启动。", "figures/enumeration-count 8 ∈ [2, …]"),
        ("2023年建成东渠、西渠两条水渠。", "figures/enumeration-count 2 = 2"),
        ("实施一户一渠、修路、架桥三大工程。", "figures/enumeration-count 3 = 3"),
        // Nouns that end as verbs do; sides; grades; kinds without a noun; occasions.
        ("固定资产投资、农民收入两项指标超额完成。", "figures/enumeration-count 2 = 2"),
        ("改造江南、江北两个水厂。", "figures/enumeration-count 2 = 2"),
        ("建成东湖、西湖2个五星级酒店。", "figures/enumeration-count 2 = 2"),
        ("事故分为一般事故、较大事故和重大事故三类。", "figures/enumeration-count 3 = 3"),
        ("组织了茶叶节、水果节、开渔节三次大型活动。", "figures/enumeration-count 3 = 3"),
        ("包括救助、供养、社会力量参与等九方面的制度。", "figures/enumeration-count 9 ∈ [3, …]"),
        // Tasks that begin with verbs; a list behind an attribute.
        ("紧扣优化结构和提升质量“两大任务”。", "figures/enumeration-count 2 = 2"),
        ("在城镇、乡村划定的耕地、林地、水面三条红线。", "figures/enumeration-count 3 = 3"),
        // Quotations with 等 or 的 behind them; a road with a number; the number of an attribute.
        ("解决“路、灯、桥、水”等五大难题。", "figures/enumeration-count 5 ∈ [4, …]"),
        ("实现“从线到面、从城到乡”的两大转变。", "figures/enumeration-count 2 = 2"),
        ("建设东线、110国道北段、西线3条公路。", "figures/enumeration-count 3 = 3"),
        ("总投资51.4亿元的东村、西村等9个项目开工。", "figures/enumeration-count 9 ∈ [2, …]"),
        // Parts: notes in parentheses, what an amount has come to, names with numerals, thresholds, sums behind nouns.
        (
            "年末汽车2402万辆（包括三轮汽车90万辆），比上年末增长10.5%，其中私人汽车2073万辆。",
            "figures/parts-sum 2073万辆 ≤ 2402万辆",
        ),
        ("年末汽车2402万辆（包括三轮汽车90万辆）。", "figures/parts-sum 90万辆 ≤ 2402万辆"),
        ("资金规模扩大到200亿元，其中设备资金125亿元。", "figures/part-exceeds-whole 125亿元 ≤ 200亿元"),
        ("引进项目139个，其中过10亿元项目64个。", "figures/parts-sum 64个 ≤ 139个"),
        ("在第9届茶艺赛上，茶艺队获得5枚金牌、4枚银牌，共计9枚奖牌。", "figures/parts-sum 9枚 ∋ 9枚"),
        ("财政安排1118亿元，其中设备829亿元，人均2242元。", "figures/parts-sum 829亿元 ≤ 1118亿元"),
        ("园区总面积200平方公里，主要包括甲园58平方公里，乙园120平方公里。", "figures/parts-sum"),
        // Shares: the change of the whole, the budget, a whole farther off.
        ("总人口13.61万人，比上年末增加0.67万人，其中城镇7.31万人，占总人口比重为53.71%。", "figures/share-arithmetic"),
        ("预算收入168.8亿元，其中税收118.4亿元，占预算收入的70.14%。", "figures/share-arithmetic"),
        ("储备项目1100个，总投资780亿元，其中产业类726个，占比66%。", "figures/share-arithmetic"),
        // What a total comes to in the second half of a sentence; another row behind the values; the same in another unit.
        ("投资142亿元、新开工项目45个；其中城区投资69亿元、新开工项目17个。", "figures/parts-sum 69亿元 ≤ 142亿元"),
        ("城镇和农村居民收入分别为34328元和12858元、增长7.6%和9.8%。", "figures/respectively-arity 2 ∈ [1, 2]"),
        ("完成营业额119.28亿元，比上年增长6.6%，折17.29亿美元。", "figures/unit-conversion"),
        (
            "保费收入143亿元，比上年增长[19]10.5%，其中寿险86亿元；健康险11亿元；财产险46亿元。",
            "figures/parts-sum 141.5",
        ),
        ("——物流、文化增加值占比分别达到15%、12%。", "figures/respectively-arity 2 = 2"),
        // Growth of a rate, with another verb.
        ("建成区面积从21.6平方公里拓展至36.6平方公里，扩大69.4%。", "figures/growth-arithmetic"),
        ("地均投资由1.22亿元/平方公里提高到2.37亿元/平方公里，升幅达94.3%。", "figures/growth-arithmetic"),
        // Places in an order; names and notes with digits among the subjects.
        ("投资增速、出口增速分别居全省第3位、第12位。", "figures/respectively-arity 2 = 2"),
        ("12345热线响应率、办结率分别达到98%、95%。", "figures/respectively-arity 2 = 2"),
        ("五保[20]集中供养、分散供养标准分别提高33%和20%。", "figures/respectively-arity 2 = 2"),
    ] {
        let found = relations(text);
        assert!(found.iter().any(|line| line.starts_with(expected) && line.ends_with(" holds")), "{text}: {found:#?}");
    }
}

/// Sentences much like those above that state no relation of the kind, or another one.
#[test]
fn what_only_looks_alike_is_not_read() {
    for (text, rule) in [
        ("参加和支援我省两个文明建设。", "figures/enumeration-count"),
        ("建立审查体系和市区两级台账。", "figures/enumeration-count"),
        ("提炼方法和落实两项要求。", "figures/enumeration-count"),
        ("在东县、西县、南县设立三个窗口。", "figures/enumeration-count"),
        ("突出重点、启动了“子午线”等十二个项目。", "figures/enumeration-count"),
        ("增加职工工资、相应改善老年人待遇和提高下岗职工三条保障线水平。", "figures/enumeration-count"),
        ("老年补助、残疾补助标准两次提高。", "figures/enumeration-count"),
        ("推动甲矿等5座矿井投产、乙矿等3座矿井开工。", "figures/enumeration-count"),
        ("省委十届三次、四次全会。", "figures/enumeration-count"),
        ("具备系统完整性、信息安全 SL2的设备≥2种。", "figures/enumeration-count"),
        ("新增企业20家（其中规上5家），园区47家。", "figures/parts-sum"),
        ("办理二种以上许可，或其中一种许可。", "figures/parts-sum"),
        ("总投资120亿元，其中工业投资45亿元，占设备投资的30%。", "figures/share-arithmetic"),
        ("在120个项目中，工业项目45个，占总投资的30%。", "figures/share-arithmetic"),
    ] {
        let found = relations(text);
        let is_read = |line: &String| line.starts_with(rule) && !line.contains("not_checked");
        let whole = "figures/parts-sum 5家 ≤ 20家 holds";
        assert!(!found.iter().any(|line| is_read(line) && line != whole), "{text}: {found:#?}");
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
        ("固定资产投资51010亿元，比上年增加10140亿元，增长28%。", "figures/growth-arithmetic"),
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
