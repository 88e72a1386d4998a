//! Encoding damage: every class of it is done to sentences of clean texts and to whole texts, and the table says how much
//! was found, how much came back exactly, and what it cost. Real pairs of damaged and clean reports are measured as well.
//! Misreadings are here, all other accidents in their own module.

use std::fs;
use std::sync::Arc;

use reformlint::damage::mojibake::{Chain, Charset, Decoder, Misreading, Read};
use reformlint::finding::{Applicability, Severity};
use reformlint::source::{Document, ReadOptions};
use reformlint::{Linter, fix, rules};
use similar::{Algorithm, DiffOp};

use crate::accidents;
use crate::clock;
use crate::layout;
use crate::random::Random;
use crate::texts::Text;

const SEED: u64 = 20_261_122;

/// Sentences that each class is done to.
const SENTENCES: usize = 3_000;

/// Fewest and most characters of a sentence.
const LENGTHS: std::ops::Range<usize> = 12..160;

/// Damages `texts` and measures; reports of `all` that have a clean copy are damaged already. `class` is in the names of the
/// classes that are wanted; with it nothing else is measured.
pub fn run(texts: &[Text], all: &[Text], errors: bool, class: &str) {
    let is_pair = |text: &&Text| text.clean_copy().is_some();
    let clean: Vec<&Text> = texts.iter().filter(|text| !is_pair(text)).collect();
    let linter = linter();
    if !class.is_empty() {
        classes(&linter, &clean, errors, class);
        return;
    }
    if !clean.is_empty() {
        false_findings(&linter, &clean);
        classes(&linter, &clean, errors, class);
        layout::run(&clean, errors);
    }
    let pairs: Vec<&Text> = all.iter().filter(is_pair).collect();
    real_pairs(&linter, &pairs, errors);
}

fn linter() -> Linter {
    Linter::new(rules::built_in().into_iter().filter(|rule| rule.family() == "encoding").map(Arc::new).collect())
}

/// The document that `bytes` are.
pub fn read(bytes: Vec<u8>) -> Option<Document> {
    Document::read(bytes, ReadOptions::default()).ok()
}

/// Findings above info on the clean texts, and repairs that would change them.
fn false_findings(linter: &Linter, texts: &[&Text]) {
    let mut characters = 0;
    let mut found = Vec::new();
    let mut seconds = 0.0;
    for text in texts {
        let Some(document) = read(text.text.clone().into_bytes()) else { continue };
        characters += document.text().chars().count();
        let mut findings = Vec::new();
        seconds += clock::seconds(|| findings = linter.check(&document));
        for finding in findings.iter().filter(|finding| finding.severity != Severity::Info) {
            let place = document.position(finding.span.start);
            found.push(format!("  {}:{}:{} {}", text.path.display(), place.line, place.column, finding.rule.id));
        }
    }
    let speed = characters as f64 / seconds / 1e6;
    println!("clean: {} texts, {characters} characters, {speed:.1} M characters/s", texts.len());
    println!("findings above info: {}", found.len());
    found.iter().take(20).for_each(|line| println!("{line}"));
}

/// What an accident makes of a text; nothing where it does not happen.
type Damage = Box<dyn Fn(&str, &mut Random) -> Option<Vec<u8>>>;

/// A way to damage text.
pub struct Class {
    name: String,
    /// Rules one of which reports it.
    rules: &'static [&'static str],
    /// What stands before and after the sentence, undamaged.
    around: (String, String),
    damage: Damage,
}

const MISREADING: &[&str] =
    &["encoding/mojibake", "encoding/lost-mojibake", "encoding/not-utf8", "encoding/mixed-encodings"];

impl Class {
    /// A misreading.
    fn new(name: impl Into<String>, damage: impl Fn(&str, &mut Random) -> Option<Vec<u8>> + 'static) -> Self {
        Self::of(name, MISREADING, damage)
    }

    /// An accident that one of `rules` reports.
    pub fn of(
        name: impl Into<String>,
        rules: &'static [&'static str],
        damage: impl Fn(&str, &mut Random) -> Option<Vec<u8>> + 'static,
    ) -> Self {
        Self { name: name.into(), rules, around: (String::new(), String::new()), damage: Box::new(damage) }
    }

    /// The same within clean text: the damage gives all of it.
    pub fn within(self, before: impl Into<String>, after: impl Into<String>) -> Self {
        Self { around: (before.into(), after.into()), ..self }
    }

    fn clean(&self, sentence: &str) -> String {
        format!("{}{sentence}{}", self.around.0, self.around.1)
    }
}

fn all_classes() -> Vec<Class> {
    let mut all = Vec::new();
    for written_in in [Charset::Utf8, Charset::Gbk, Charset::Big5] {
        for read_as in Charset::READ_AS.into_iter().filter(|read_as| *read_as != written_in) {
            all.push(chain(&[(written_in, read_as)]));
        }
    }
    for second in [Charset::Windows1252, Charset::Latin1, Charset::Gbk] {
        for first in [(Charset::Utf8, Charset::Windows1252), (Charset::Gbk, Charset::Windows1252)] {
            all.push(chain(&[first, (Charset::Utf8, second)]));
        }
    }
    all.push(chain(&[(Charset::Gbk, Charset::Utf8OrWindows1252)]));
    for decoder in Decoder::ALL {
        all.push(lossy(Charset::Utf8, Charset::Gbk, decoder));
    }
    all.push(nothing_eaten());
    all.push(private_use_dropped());
    all.push(controls_gone(Charset::Windows1252, ""));
    all.push(controls_gone(Charset::Latin1, ""));
    all.push(controls_gone(Charset::Latin1, "\u{FFFD}"));
    all.push(lossy(Charset::Utf8, Charset::Windows1252, Decoder::Windows));
    for read_as in [Charset::Windows1252, Charset::Latin1] {
        all.push(no_break_spaces(read_as, " "));
        all.push(no_break_spaces(read_as, ""));
    }
    for read_as in [Charset::Big5, Charset::ShiftJis, Charset::EucKr, Charset::Windows1252] {
        all.push(lossy(Charset::Utf8, read_as, Decoder::Python));
    }
    all.push(lossy(Charset::Gbk, Charset::Big5, Decoder::Python));
    for (read_as, times) in [(Charset::Gbk, 2), (Charset::Gbk, 3), (Charset::Windows1252, 2)] {
        all.push(several_times(read_as, times));
    }
    all
}

/// Misreadings that lose nothing; sentences with which that is not so are left out.
fn chain(steps: &[(Charset, Charset)]) -> Class {
    let name: Vec<String> = steps.iter().map(|(from, to)| format!("{} → {}", from.name(), to.name())).collect();
    let steps = steps.iter().map(|(written_in, read_as)| Misreading { written_in: *written_in, read_as: *read_as });
    let chain = Chain::of_accidents(steps);
    Class::new(name.join(", "), move |text, _| Some(chain.damage(text)?.into_bytes()))
}

/// A misreading that loses something; sentences with which it does not are left out.
fn lossy(written_in: Charset, read_as: Charset, decoder: Decoder) -> Class {
    let name = format!("{} → {}, {}", written_in.name(), read_as.name(), decoder.name());
    Class::new(name, move |text, _| {
        let damaged = decoder.decode(read_as, &written_in.encode(text)?);
        (damaged.matches(decoder.mark()).count() > text.matches(decoder.mark()).count()).then(|| damaged.into_bytes())
    })
}

/// Read as something else and stored, several times over, each time with losses.
fn several_times(read_as: Charset, times: usize) -> Class {
    let decoder = Decoder::Python;
    let name = format!("UTF-8 → {}, {}, {times} times over", read_as.name(), decoder.name());
    Class::new(name, move |text, _| {
        let damaged = (0..times).fold(text.to_owned(), |text, _| decoder.decode(read_as, text.as_bytes()));
        damaged.contains(decoder.mark()).then(|| damaged.into_bytes())
    })
}

/// A misreading whose decoder took no byte of ASCII with what it could not read: a digit that it ate is nowhere any more.
fn nothing_eaten() -> Class {
    let decoder = Decoder::Windows;
    let damage = lossy(Charset::Utf8, Charset::Gbk, decoder).damage;
    Class::new("UTF-8 → GBK, Windows, no digit or letter eaten", move |text, random| {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let length = match decoder.read(Charset::Gbk, rest) {
                Read::Character(_, length) => length,
                Read::Loss(2) if rest.get(1).is_some_and(u8::is_ascii) => return None,
                Read::Loss(length) => length,
            };
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        damage(text, random)
    })
}

fn private_use_dropped() -> Class {
    Class::new("UTF-8 → GBK, GB 18030, private use dropped", |text, _| {
        let damaged = Decoder::Gb18030.decode(Charset::Gbk, text.as_bytes());
        let kept: String = damaged.chars().filter(|c| !('\u{E000}'..='\u{F8FF}').contains(c)).collect();
        (kept.len() < damaged.len()).then(|| kept.into_bytes())
    })
}

/// The control characters that the bytes became were dropped, or something put a mark in the place of each.
fn controls_gone(read_as: Charset, by: &'static str) -> Class {
    let how = if by.is_empty() { "dropped" } else { "as U+FFFD" };
    Class::new(format!("UTF-8 → {}, controls {how}", read_as.name()), move |text, _| {
        let damaged = Decoder::Whatwg.decode(read_as, text.as_bytes());
        let kept = damaged.replace(|c| ('\u{80}'..='\u{9F}').contains(&c), by);
        (kept != damaged).then(|| kept.into_bytes())
    })
}

/// The second or third byte A0 of a character became a no-break space, and that was cleaned up.
fn no_break_spaces(read_as: Charset, by: &'static str) -> Class {
    let how = if by.is_empty() { "dropped" } else { "as spaces" };
    Class::new(format!("UTF-8 → {}, no-break spaces {how}", read_as.name()), move |text, _| {
        let damaged = Decoder::Whatwg.decode(read_as, text.as_bytes());
        damaged.contains('\u{A0}').then(|| damaged.replace('\u{A0}', by).into_bytes())
    })
}

/// What one class came to.
#[derive(Default)]
struct Score {
    sentences: usize,
    found: usize,
    exact: usize,
    characters: usize,
    wrong: usize,
    /// Sentences with a repair called exact that is not what stood there.
    wrong_exact: usize,
    /// Sentences that come back as far as they are likely, and those of them with something that is wrong, U+FFFD apart.
    likely: usize,
    wrong_likely: usize,
    numerals_changed: usize,
}

fn classes(linter: &Linter, texts: &[&Text], errors: bool, wanted: &str) {
    let sentences = sentences(texts);
    println!("\n{} sentences", sentences.len());
    println!(
        "| damage | sentences | found | exact | characters wrong | wrong called exact | wrong called likely | numerals changed | characters/s |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for class in all_classes().into_iter().chain(accidents::all()).filter(|class| class.name.contains(wanted)) {
        let mut random = Random::new(SEED);
        let mut score = Score::default();
        for sentence in &sentences {
            if let Some(damaged) = (class.damage)(sentence, &mut random) {
                measure(linter, &class, &class.clean(sentence), damaged, &mut score, errors);
            }
        }
        let speed = measure_speed(linter, texts, &class);
        if score.sentences > 0 {
            print_score(&class.name, &score, speed);
        }
    }
}

/// Sentences spread evenly over the texts.
fn sentences<'t>(texts: &[&'t Text]) -> Vec<&'t str> {
    let all: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.text.split_inclusive(['。', '\n', '！']))
        .map(str::trim)
        .filter(|sentence| LENGTHS.contains(&sentence.chars().count()))
        .filter(|sentence| sentence.chars().filter(|c| reformlint::char_class::is_han(*c)).count() >= 8)
        .collect();
    let mut random = Random::new(SEED);
    let mut chosen = Vec::new();
    let share = all.len().div_ceil(SENTENCES).max(1);
    for group in all.chunks(share) {
        chosen.extend(group.get(random.below(group.len())));
    }
    chosen
}

fn measure(linter: &Linter, class: &Class, clean: &str, damaged: Vec<u8>, score: &mut Score, errors_shown: bool) {
    let Some(document) = read(damaged) else { return };
    let findings = linter.check(&document);
    score.sentences += 1;
    score.found += usize::from(findings.iter().any(|finding| class.rules.contains(&finding.rule.id.as_ref())));
    let repaired = repaired_with_guesses(&document, &findings, Applicability::Display);
    let wrong = errors(&repaired, clean);
    score.exact += usize::from(wrong == 0);
    if errors_shown && wrong > 0 {
        println!("    {clean}\n    {}\n    {repaired}", document.text());
    }
    score.wrong += wrong;
    score.characters += clean.chars().count();
    let of_class: Vec<_> =
        findings.iter().filter(|finding| class.rules.contains(&finding.rule.id.as_ref())).cloned().collect();
    let safe = fix::select(&document, &of_class, Applicability::Safe).edits;
    score.wrong_exact += usize::from(safe.iter().any(|edit| !clean.contains(edit.text.trim())));
    let likely = repaired_with_guesses(&document, &of_class, Applicability::Unsafe);
    if likely != document.text() {
        score.likely += 1;
        let is_wrong = is_wrong(&likely, clean);
        score.wrong_likely += usize::from(is_wrong);
        if errors_shown && is_wrong {
            println!("  likely and wrong:\n    {clean}\n    {likely}");
        }
    }
    score.numerals_changed += usize::from(numerals_changed(&repaired, clean));
}

/// The text after all fixes up to a level.
fn repaired(document: &Document, findings: &[reformlint::finding::Finding], level: Applicability) -> String {
    let text = document.text();
    let mut repaired = String::with_capacity(text.len());
    let mut done = 0;
    for edit in fix::select(document, findings, level).edits {
        repaired.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
        repaired.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    repaired.push_str(text.get(done..).unwrap_or_default());
    repaired
}

/// Characters that differ.
fn errors(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    differences(&one, &other).iter().map(|op| op.old_range().len().max(op.new_range().len())).sum()
}

/// True if `restored` says something else than `clean` where it says anything.
fn is_wrong(restored: &str, clean: &str) -> bool {
    let (restored, clean): (Vec<char>, Vec<char>) = (restored.chars().collect(), clean.chars().collect());
    let lost = |op: &DiffOp| restored.get(op.old_range()).is_some_and(|part| part.contains(&'\u{FFFD}'));
    differences(&restored, &clean).iter().any(|op| !lost(op))
}

/// Where two texts differ.
pub fn differences(one: &[char], other: &[char]) -> Vec<DiffOp> {
    if one == other {
        return Vec::new();
    }
    let ops = similar::capture_diff_slices(Algorithm::Myers, one, other);
    ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).collect()
}

/// True if a number of the repaired text is not one of the clean text; a lost digit is none.
fn numerals_changed(repaired: &str, clean: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '\u{FFFD}';
    let numbers = repaired.split(|c| !digit(c)).filter(|number| !number.is_empty() && !number.contains('\u{FFFD}'));
    let all: Vec<&str> = clean.split(|c| !digit(c)).collect();
    numbers.into_iter().any(|number| !all.contains(&number) && !clean.contains(number))
}

/// Characters a second over the longest text, damaged as a whole.
fn measure_speed(linter: &Linter, texts: &[&Text], class: &Class) -> Option<f64> {
    let longest = texts.iter().max_by_key(|text| text.text.len())?;
    let damage = |line: &str| (class.damage)(line, &mut Random::new(SEED));
    let mut damaged = Vec::new();
    for line in longest.text.lines() {
        damaged.extend_from_slice(&damage(line).unwrap_or_default());
        damaged.push(b'\n');
    }
    let document = read(damaged)?;
    let characters = document.text().chars().count();
    if characters < 2000 {
        return None;
    }
    linter.check(&document);
    Some(characters as f64 / clock::seconds(|| _ = linter.check(&document)))
}

fn print_score(name: &str, score: &Score, speed: Option<f64>) {
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "| {name} | {} | {:.1} % | {:.1} % | {:.3} % | {} | {} / {} | {} | {} |",
        score.sentences,
        share(score.found, score.sentences),
        share(score.exact, score.sentences),
        share(score.wrong, score.characters),
        score.wrong_exact,
        score.wrong_likely,
        score.likely,
        score.numerals_changed,
        speed.map_or("–".to_owned(), |speed| format!("{:.2} M", speed / 1e6)),
    );
}

/// Real damaged reports against their copies, white space apart.
fn real_pairs(linter: &Linter, damaged: &[&Text], errors: bool) {
    if damaged.is_empty() {
        return;
    }
    println!(
        "\n| real report | characters | wrong before | wrong after | Han wrong | with guesses | Han wrong | characters/s |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut sums = [0; 6];
    for text in damaged {
        let Some(clean) = text.clean_copy().and_then(|copy| fs::read_to_string(copy).ok()) else { continue };
        let Some(document) = read(text.text.clone().into_bytes()) else { continue };
        let clean = visible(&clean);
        let mut findings = Vec::new();
        let seconds = clock::seconds(|| findings = linter.check(&document));
        let before = errors_in(&visible(document.text()), &clean, |_| true);
        let mut row = vec![clean.len(), before];
        for level in [Applicability::Unsafe, Applicability::Display] {
            let restored = visible(&repaired_with_guesses(&document, &findings, level));
            row.push(errors_in(&restored, &clean, |_| true));
            row.push(errors_in(&restored, &clean, reformlint::char_class::is_han));
            if errors {
                show(&restored, &clean);
            }
        }
        for (sum, value) in sums.iter_mut().zip(&row) {
            *sum += value;
        }
        print_row(&text.name, &row, Some(document.text().chars().count() as f64 / seconds));
    }
    print_row("all", &sums, None);
}

fn print_row(name: &str, row: &[usize], speed: Option<f64>) {
    let &[characters, before, wrong, han, guessed, guessed_han] = row else { return };
    let share = |part: usize| format!("{part} ({:.3} %)", 100.0 * part as f64 / characters.max(1) as f64);
    let speed = speed.map_or(String::new(), |speed| format!("{:.2} M", speed / 1e6));
    println!(
        "| {name} | {characters} | {} | {} | {} | {} | {} | {speed} |",
        share(before),
        share(wrong),
        share(han),
        share(guessed),
        share(guessed_han)
    );
}

/// The text after all fixes; with [`Applicability::Display`], the last fix of a finding, which has the guesses.
fn repaired_with_guesses(
    document: &Document,
    findings: &[reformlint::finding::Finding],
    level: Applicability,
) -> String {
    let mut findings = findings.to_vec();
    if level == Applicability::Display {
        for finding in &mut findings {
            if let Some(last) = finding.fixes.pop() {
                finding.fixes = vec![last];
            }
        }
    }
    for fix in findings.iter_mut().flat_map(|finding| &mut finding.fixes) {
        fix.applicability = if fix.applicability <= level { Applicability::Safe } else { Applicability::Display };
    }
    repaired(document, &findings, Applicability::Safe)
}

fn visible(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn errors_in(one: &[char], other: &[char], wanted: impl Fn(char) -> bool) -> usize {
    let count = |characters: &[char]| characters.iter().filter(|c| wanted(**c)).count();
    let side = |characters: &[char], range: std::ops::Range<usize>| characters.get(range).map_or(0, count);
    differences(one, other).iter().map(|op| side(one, op.old_range()).max(side(other, op.new_range()))).sum()
}

fn show(one: &[char], other: &[char]) {
    let text = |characters: &[char], range: std::ops::Range<usize>| {
        let range = range.start.saturating_sub(6)..(range.end + 4).min(characters.len());
        characters.get(range).unwrap_or_default().iter().collect::<String>()
    };
    for op in differences(one, other).iter().take(40) {
        println!("    {} | {}", text(one, op.old_range()), text(other, op.new_range()));
    }
}
