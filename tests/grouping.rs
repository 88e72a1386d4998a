//! One accident, one finding: a run and not a character, a line and not a run, the file where all of it is concerned.

mod support;

use reformlint::damage::mojibake::{Charset, Decoder};
use reformlint::source::{Document, ReadOptions};

const LINE: &str = "各乡镇继续推进农村综合改革，完善基础设施，提高服务水平，农民收入稳步增加。";

/// The findings of a rule: the text of each.
fn findings(bytes: impl Into<Vec<u8>>, rule: &str) -> Vec<String> {
    let document = Document::read(bytes.into(), ReadOptions::default()).expect("a text");
    let findings = support::default_linter().check(&document);
    let of_rule = findings.iter().filter(|finding| finding.rule.id == rule);
    of_rule.map(|finding| document.text()[finding.span.range()].to_owned()).collect()
}

/// Text and rule; how many findings there are.
#[test]
fn a_run_is_one_finding() {
    let mojibake = |text: &str| Decoder::Gb18030.decode(Charset::Gbk, text.as_bytes());
    let latin = |text: &str| Decoder::Whatwg.decode(Charset::Latin1, text.as_bytes());
    for (text, rule, count) in [
        ("全县\u{3}\u{4}\u{5}\u{6}粮食丰收。".to_owned(), "encoding/control-character", 1),
        ("全县\u{FFFD}\u{FFFD}\u{FFFD}粮食丰收。".to_owned(), "encoding/replacement-character", 1),
        ("全县\u{E000}\u{E001}\u{E002}粮食丰收。".to_owned(), "encoding/private-use", 1),
        ("全县\u{200B}\u{200B}\u{2060}粮食丰收。".to_owned(), "encoding/invisible", 1),
        ("做好⼯⼈⼤会的工作。".to_owned(), "encoding/radical-form", 1),
        ("全县锟斤拷锟斤拷锟斤拷粮食丰收。".to_owned(), "encoding/replacement-residue", 1),
        ("标题(cid:1)(cid:2)(cid:3)\n正文(cid:7)结束\n".to_owned(), "encoding/binary-residue", 1),
        (format!("前言：{}后记", latin(LINE)), "encoding/mojibake", 1),
        (format!("前言：{}后记", mojibake(LINE)), "encoding/lost-mojibake", 1),
        (
            "本縣(xiàn)統(tǒng)計:本縣(xiàn)由統(tǒng)計局發(fā)布,實(shí)施建設(shè)。".repeat(4),
            "encoding/republished-copy",
            1,
        ),
    ] {
        let found = findings(text.clone(), rule);
        assert_eq!(found.len(), count, "{rule} {text:?} {found:?}");
    }
}

/// What one accident has done is reported by one rule: its parts are not reported again.
#[test]
fn parts_of_an_accident_are_not_reported_again() {
    let damaged = Decoder::Gb18030.decode(Charset::Gbk, LINE.repeat(2).as_bytes());
    assert!(damaged.contains('\u{FFFD}') && damaged.contains(|c| ('\u{E000}'..='\u{F8FF}').contains(&c)), "{damaged}");
    for rule in ["encoding/replacement-character", "encoding/private-use", "encoding/lost-character"] {
        assert_eq!(findings(damaged.clone(), rule), Vec::<String>::new(), "{rule}");
    }
    assert_eq!(findings(damaged, "encoding/lost-mojibake").len(), 1);
}

/// A file all of which is damaged is one finding, whatever the number of lines.
#[test]
fn a_file_is_one_finding() {
    let file = |damage: &dyn Fn(&str) -> String| (damage(LINE) + "\n").repeat(40);
    let latin = file(&|line| Decoder::Whatwg.decode(Charset::Latin1, line.as_bytes()));
    assert_eq!(findings(latin, "encoding/mojibake").len(), 1);
    let lossy = file(&|line| Decoder::Python.decode(Charset::Gbk, line.as_bytes()));
    assert_eq!(findings(lossy, "encoding/lost-mojibake").len(), 1);
    let gb18030 = Charset::Gbk.encode(&(LINE.to_owned() + "\n").repeat(40)).expect("every character has a code");
    assert_eq!(findings(gb18030, "encoding/not-utf8").len(), 1);
}
