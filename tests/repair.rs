//! What holds for every repair: clean text comes out as it went in, repairing twice is repairing once, the fixture of the
//! pinyin accident becomes its original, and nothing between two digits goes.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use reformlint::damage::byte_shift::Certainty;
use reformlint::repair::{Repair, repair};
use reformlint::source::{Document, ReadOptions};

fn repaired(text: &str, worst: Certainty) -> Repair {
    let document = Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("a readable text");
    repair(&document, worst)
}

fn read(name: &str) -> String {
    fs::read_to_string(support::root().join("fixtures").join(name)).expect("a fixture")
}

#[test]
fn the_accident_is_undone() {
    let original = read("pinyin-accident/original.txt");
    for worst in [Certainty::Exact, Certainty::Likely, Certainty::Guess] {
        assert_eq!(repaired(&read("pinyin-accident/report.txt"), worst).text, original, "{worst:?}");
    }
}

/// The text after `check --fix`; None if nothing was fixed.
fn fixed(text: &str) -> Option<String> {
    let linter = support::default_linter();
    let document = Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("a readable text");
    let level = reformlint::finding::Applicability::Safe;
    let fixed = reformlint::fix::fix_until_stable(&document, ReadOptions::default(), level, |d| linter.check(d));
    Some(fixed.expect("fixes that agree").document?.text().to_owned())
}

#[test]
fn check_and_fix_undoes_what_is_proved() {
    let (report, original) = (read("pinyin-accident/report.txt"), read("pinyin-accident/original.txt"));
    assert_eq!(fixed(&report).as_ref(), Some(&original));
    let in_step = report.replace("第一要?jiǎng)?wù)是", "第一任務(wù)是");
    assert_eq!(fixed(&in_step), Some(original.replace("第一要務", "第一任務")));
}

#[test]
fn runs_with_dropped_pairs_and_marks() {
    // 。 and “ out of step, a user-defined pair dropped, a run over several characters.
    let head = "本縣(xiàn)統(tǒng)計:本縣(xiàn)由統(tǒng)計局發(fā)布,實(shí)施建設(shè),改革發(fā)展。“一張表”辦成。";
    for (damaged, original, certainty) in [
        ("生態(tài)持續改善?！熬G色”城市", "生態持續改善。“綠色”城市", Certainty::Likely),
        ("是第一要?jiǎng)?wù),", "是第一要務,", Certainty::Exact),
        ("推進龍潭村綜合治理,龍?zhí)洞寰C合治理", "推進龍潭村綜合治理,龍潭村綜合治理", Certainty::Exact),
    ] {
        let repair = repaired(&format!("{head}{damaged}"), Certainty::Guess);
        assert!(repair.text.ends_with(original), "{} {:?}", repair.text, repair.runs);
        assert_eq!(repair.runs.iter().map(|(run, _)| run.certainty).collect::<Vec<_>>(), [certainty], "{damaged}");
    }
}

/// The accident in all its variants: 本 stands for the rest of a text whose notes prove it.
#[test]
fn variants_of_a_run() {
    let head = "本縣(xiàn)統(tǒng)計:本縣(xiàn)由統(tǒng)計局發(fā)布,實(shí)施建設(shè),改革發(fā)展。";
    for (damaged, original) in [
        // A second `?`: what was `?` already when the marks were treated.
        ("工作完成?！镑梓?yún)^(qū)體育場", "工作完成。“麒麟區體育場"),
        // The trail 80 reads as €.
        ("兜牢“三?！钡拙€,", "兜牢“三保”底線,"),
        // Both bytes went with what was put before two marks; the second one stands there.
        ("建設學??、醫院", "建設學校、醫院"),
        // ？ is one of the marks.
        ("良性互動??v深推進", "良性互動。縱深推進"),
    ] {
        let repair = repaired(&format!("{head}{damaged}"), Certainty::Guess);
        assert!(repair.text.ends_with(original), "{} {:?}", repair.text, repair.runs);
    }
}

/// Annotations that are no accident: a glossary in a text that is otherwise sound.
#[test]
fn glossaries_stay() {
    for text in [
        "術語表:升 (shēng)、鬥 (dǒu)、區 (qū)。升是容量單位,區是古代量器?！",
        "量詞:斗(dǒu)、升(shēng)、合(gě)。民間計糧多用這三種。",
        "現有7個(gè)街道。誰是第一?大家說:發展經濟。",
    ] {
        assert_eq!(repaired(text, Certainty::Guess).text, text);
    }
}

/// The budget bounds what a text that is damaged everywhere can cost; the rest is one place that is called lost.
#[test]
fn a_budget_bounds_the_lattice() {
    use reformlint::damage::byte_shift::places_within;
    let head = "本縣(xiàn)統(tǒng)計:本縣(xiàn)由統(tǒng)計局發(fā)布,";
    let text = format!("{head}{}", "龍?zhí)逗泳熘逗泳熘逗泳熘".repeat(4_000));
    let notes: Vec<reformlint::span::Span> = Vec::new();
    let start = std::time::Instant::now();
    let places = places_within(&text, &notes, 60);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let last = places.last().expect("a place");
    assert_eq!(last.certainty, Certainty::Lost);
    assert!(places.len() < 60 && last.span.len() > text.len() / 2, "{} places", places.len());
}

/// Damage done to the clean fixture by a seed comes back, and nothing that is called exact is wrong.
#[test]
fn what_is_called_exact_is_right() {
    use reformlint::damage::byte_shift::accident::Accident;
    let clean = read("pinyin-accident/original.txt");
    for (seed, count) in [(1, 300), (2, 900)] {
        let damaged = Accident::seeded(seed, count).damage(&clean);
        let document = Document::read(damaged.text.clone().into_bytes(), ReadOptions::default()).expect("a text");
        let damage = reformlint::damage::Damage::scan(&document);
        assert!(!damage.shifts.is_empty(), "seed {seed} puts nothing out of step");
        for run in damage.shifts.iter().filter(|run| run.certainty == Certainty::Exact) {
            assert_eq!(run.original, damaged.original(run.span), "{:?}", &damaged.text[run.span.range()]);
        }
    }
}

#[test]
fn a_guessed_numeral_stays_a_guess() {
    let head = "本縣(xiàn)統(tǒng)計:本縣(xiàn)由統(tǒng)計局發(fā)布,實(shí)施建設(shè),水庫除險(xiǎn)加固。";
    let repair = repaired(&format!("{head}9件?。ǘ┬退畮焱瓿沙U(xiǎn)加固"), Certainty::Likely);
    assert!(
        repair.runs.iter().all(|(run, restored)| run.certainty >= Certainty::Guess && !restored),
        "{:?}",
        repair.runs
    );
}

#[test]
fn clean_texts_stay_as_they_are() {
    let mut folders = vec![support::root().join("fixtures")];
    // The measuring corpus, where it stands beside the checkout; every twentieth text.
    folders.extend(std::env::var_os("REFORMLINT_CLEAN_TEXTS").map(PathBuf::from));
    for path in folders.iter().flat_map(|folder| texts(folder)) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if path.ends_with("pinyin-accident/report.txt") || text.contains('\u{FFFD}') {
            continue;
        }
        let repair = repaired(&text, Certainty::Likely);
        let changed: Vec<_> = repair.edits.keys().collect();
        let expected = text.trim_start_matches('\u{FEFF}');
        assert!(repair.text == expected || !changed.is_empty(), "{}", path.display());
        assert!(!changed.iter().any(|rule| rule.contains("shift") || rule.contains("pinyin")), "{}", path.display());
        assert_eq!(repaired(&repair.text, Certainty::Likely).text, repair.text, "{}", path.display());
    }
}

fn texts(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.append(&mut texts(&path));
        } else if path.extension().is_some_and(|extension| extension == "txt" || extension == "md") {
            found.push(path);
        }
    }
    found
}

/// Text made of what the accident leaves.
fn damaged() -> impl Strategy<Value = String> {
    let parts = vec![
        "區(qū)",
        "縣(xiàn)",
        "發(fā)",
        "經(jīng)",
        "學(xué)",
        "麟",
        "?yún)",
        "^(qū)",
        "?",
        "?jiǎng)",
        "?wù)",
        "要",
        "龍?zhí)逗泳C",
        "。",
        "！",
        "、",
        ";",
        "(",
        ")",
        "7",
        "3.5",
        "１",
        "逗",
        "泳",
        "C",
        "@",
        "ǘ",
        "\n",
        " ",
        "區",
        "\u{200B}",
        "“",
        "”",
    ];
    prop::collection::vec(prop::sample::select(parts), 0..80).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn repairing_twice_is_repairing_once(text in damaged()) {
        for worst in [Certainty::Exact, Certainty::Likely] {
            let once = repaired(&text, worst).text;
            prop_assert_eq!(&repaired(&once, worst).text, &once, "{:?} of {:?}", worst, text);
        }
    }

    #[test]
    fn digits_stay(text in damaged()) {
        let digits = |text: &str| text.chars().filter(|c| c.is_ascii_digit()).collect::<String>();
        prop_assert_eq!(digits(&repaired(&text, Certainty::Likely).text), digits(&text));
    }
}

/// Everything that the shared corpus calls clean comes out as it went in, but for places that a rule reports above info:
/// a few published texts do have damage.
#[test]
fn the_clean_corpus_stays_as_it_is() {
    let Some(folder) = support::shared("corpus") else { return };
    let damaged_on_purpose = |path: &Path| path.components().any(|part| part.as_os_str() == "real_mojibake");
    let mut texts: Vec<PathBuf> = texts(&folder).into_iter().filter(|path| !damaged_on_purpose(path)).collect();
    texts.sort();
    let linter = support::default_linter();
    for path in texts {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let repair = repaired(&text, Certainty::Likely);
        if repair.text == text {
            continue;
        }
        let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a readable text");
        let reported = linter.check(&document).into_iter().any(|finding| {
            finding.severity != reformlint::severity::Severity::Info
                && repair.edits.contains_key(finding.rule.id.as_ref())
        });
        assert!(reported, "{}: {:?}", path.display(), repair.edits);
    }
}

/// The re-published reports among the seeds: every note goes, most runs are restored, and what was restored gives no
/// finding in figures or dates.
#[test]
fn the_republished_seeds_are_restored() {
    let Some(folder) = support::shared("seeds") else { return };
    let linter = support::default_linter();
    for path in texts(&folder) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let repair = repaired(&text, Certainty::Likely);
        if !repair.edits.contains_key("encoding/pinyin-annotation") {
            continue;
        }
        let left: Vec<&str> = repair
            .runs
            .iter()
            .filter(|(_, restored)| !restored)
            .filter_map(|(run, _)| text.get(run.span.range()))
            .collect();
        assert!(left.len() * 5 <= repair.runs.len(), "{}: {left:?}", path.display());
        // What a run holds that is not restored stays with it.
        let rest = left.iter().fold(repair.text.clone(), |rest, run| rest.replacen(run, "", 1));
        let notes =
            rest.match_indices('(').filter(|(at, _)| reformlint::damage::pinyin::bracketed(&rest[*at..]).is_some());
        assert_eq!(notes.count(), 0, "{}", path.display());
        let document = Document::read(repair.text.into_bytes(), ReadOptions::default()).expect("a text");
        let wrong: Vec<_> = linter
            .check(&document)
            .iter()
            .filter(|finding| {
                finding.rule.family() != "encoding" && finding.severity != reformlint::severity::Severity::Info
            })
            .map(|finding| finding.rule.id.to_string())
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
    }
}

fn is_stable(name: &str, text: &str) {
    for worst in [Certainty::Exact, Certainty::Likely, Certainty::Guess] {
        let once = repaired(text, worst).text;
        assert_eq!(repaired(&once, worst).text, once, "{name} {worst:?}");
    }
}

#[test]
fn seeds_and_fixtures_are_repaired_once() {
    let mut folders = vec![support::root().join("fixtures")];
    folders.extend(support::shared("seeds"));
    for path in folders.iter().flat_map(|folder| texts(folder)) {
        if let Ok(text) = fs::read_to_string(&path) {
            is_stable(&path.display().to_string(), &text);
        }
    }
}

/// The accident done to the clean fixture, by sites of all sizes.
fn sites() -> impl Iterator<Item = reformlint::damage::byte_shift::accident::Damaged> {
    use reformlint::damage::byte_shift::accident::Accident;
    let clean = read("pinyin-accident/original.txt").repeat(3);
    [(3, 60), (4, 300), (5, 900), (6, 2_500)].into_iter().map(move |(seed, count)| {
        let mut site = Accident::seeded(seed, count);
        site.keeps_private_use = seed == 5;
        site.damage(&clean)
    })
}

#[test]
fn generated_damage_is_repaired_once() {
    for (index, damaged) in sites().enumerate() {
        is_stable(&format!("site {index}"), &damaged.text);
    }
}

/// No run that is restored by default has a numeral that did not stand there.
#[test]
fn restored_runs_have_the_numerals_that_stood_there() {
    let numerals = |text: &str| -> String {
        text.chars().filter(|c| "0123456789一二三四五六七八九十百千萬億".contains(*c)).collect()
    };
    for damaged in sites() {
        let document = Document::read(damaged.text.clone().into_bytes(), ReadOptions::default()).expect("a text");
        let damage = reformlint::damage::Damage::scan(&document);
        for run in damage.shifts.iter().filter(|run| run.certainty <= Certainty::Likely) {
            let stood = damaged.original(run.span);
            assert_eq!(numerals(&run.original), numerals(&stood), "{:?}", &damaged.text[run.span.range()]);
        }
    }
}

/// A text with more runs than its budget has steps: what lies beyond is one place that is lost, the notes go all the
/// same, and the second repair finds nothing.
#[test]
fn beyond_the_budget_is_repaired_once() {
    use reformlint::damage::byte_shift::budget;
    let head = "本縣(xiàn)統(tǒng)計:本縣(xiàn)由統(tǒng)計局發(fā)布,";
    let text = format!("{head}{}本縣(xiàn)。", "麟?yún)^(qū),".repeat(1_500));
    assert!(budget(&text) < 1_500 * 3, "the text is too short for the test");
    let document = Document::read(text.clone().into_bytes(), ReadOptions::default()).expect("a text");
    let damage = reformlint::damage::Damage::scan(&document);
    let last = damage.shifts.last().expect("a place");
    assert!(last.certainty == Certainty::Lost && damage.shifts.len() < 1_500, "{} places", damage.shifts.len());
    let once = repaired(&text, Certainty::Likely).text;
    assert!(!once.contains("(xiàn)"));
    assert_eq!(repaired(&once, Certainty::Likely).text, once);
}

/// A text, and one that holds it in a way that loses nothing.
fn held_otherwise() -> impl Strategy<Value = (String, String)> {
    let sentences = vec![
        "全面深化改革，发展经济，改善民生，加强基础设施建设。",
        "坚持稳中求进，推动农村综合改革，落实各项工作。",
        "完善社会保障制度，提高服务水平，促进就业。",
    ];
    let encodes: Vec<fn(&str) -> String> = vec![
        |text| text.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        |text| text.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect(),
        |text| text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect(),
        |text| text.chars().map(|c| format!("%u{:04X}", u32::from(c))).collect(),
        |text| text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    ];
    (prop::sample::select(sentences), prop::sample::select(encodes)).prop_map(|(text, encode)| {
        let (head, tail) = ("本报告说明：", "以上。\n");
        (format!("{head}{text}{tail}"), format!("{head}{}{tail}", encode(text)))
    })
}

/// A chain of misreadings that can be undone.
fn chains() -> impl Strategy<Value = reformlint::damage::mojibake::Chain> {
    use reformlint::damage::mojibake::{Chain, Charset, Misreading};
    let first = prop::sample::select(vec![
        (Charset::Utf8, Charset::Windows1252),
        (Charset::Utf8, Charset::Latin1),
        (Charset::Gbk, Charset::Windows1252),
        (Charset::Gbk, Charset::Latin1),
        (Charset::Gbk, Charset::MacRoman),
    ]);
    let second = prop::option::of(prop::sample::select(vec![Charset::Windows1252, Charset::Latin1]));
    (first, second).prop_map(|((written_in, read_as), second)| {
        let second = second.map(|read_as| Misreading { written_in: Charset::Utf8, read_as });
        let steps: Vec<Misreading> = std::iter::once(Misreading { written_in, read_as }).chain(second).collect();
        Chain::of_accidents(steps.into_iter())
    })
}

/// Sentences of words that reports use, in any order.
fn sentence() -> impl Strategy<Value = String> {
    let words = vec!["发展", "经济", "改革", "农村", "建设", "工作", "全面", "社会", "推动", "提高", "服务", "水平"];
    prop::collection::vec(prop::sample::select(words), 6..20).prop_map(|words| words.concat() + "。")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_was_encoded_comes_back((text, held) in held_otherwise()) {
        prop_assert_eq!(repaired(&held, Certainty::Exact).text, text);
    }

    #[test]
    fn a_misreading_that_loses_nothing_comes_back(chain in chains(), text in sentence()) {
        if let Some(damaged) = chain.damage(&text) {
            prop_assert_eq!(repaired(&damaged, Certainty::Exact).text, text, "{:?}", damaged);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(document) = Document::read(bytes, ReadOptions::default()) {
            let once = repair(&document, Certainty::Guess).text;
            prop_assert_eq!(&repaired(&once, Certainty::Guess).text, &once);
        }
    }

    /// GBK with bytes lost and put in, read as UTF-8 or as what the ladder of encodings says.
    #[test]
    fn no_broken_gbk_makes_it_panic(cuts in prop::collection::vec((0..4_000_usize, any::<u8>()), 0..12)) {
        let mut bytes = encoding_rs::GBK.encode(&read("pinyin-accident/report.txt").chars().take(1_500).collect::<String>()).0.into_owned();
        for (at, byte) in cuts {
            let at = at % bytes.len();
            match byte % 3 {
                0 => _ = bytes.remove(at),
                1 => bytes.insert(at, byte),
                _ => bytes[at] = byte,
            }
        }
        if let Ok(document) = Document::read(bytes, ReadOptions::default()) {
            repair(&document, Certainty::Likely);
        }
    }
}
