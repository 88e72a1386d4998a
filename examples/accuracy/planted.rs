//! Errors that a person planted in realistic texts (tests/planted, whose README says how they are marked): each is put
//! into its text alone, and the linter must find it where it stands and say nothing of the text without it. Takes the
//! folder of the texts; gives counts for each rule and part.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use reformlint::finding::{Confidence, Finding, Language, Severity};
use reformlint::source::{Document, Format, ReadOptions};
use reformlint::span::Span;
use reformlint::{Linter, rules};

/// Where the texts are, from the folder of the project: one folder a part.
pub const FOLDER: &str = "tests/planted";

/// The rule of a slip that no rule is meant to find.
const NO_RULE: &str = "-";

/// A text without its planted errors, and the errors.
pub struct Text {
    /// Name of its file.
    pub name: String,
    /// The text as it should be.
    pub clean: String,
    /// What can be put into it.
    pub slips: Vec<Slip>,
}

/// One planted error.
pub struct Slip {
    /// What is right, in the clean text.
    pub place: Span,
    /// What is written instead.
    pub wrong: String,
    /// The rule that should say so, or [`NO_RULE`].
    pub rule: String,
}

/// What became of the slips of one rule, and what it said of clean texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Slips that this rule should find.
    pub planted: usize,
    /// Slips that it found, at their place.
    pub found: usize,
    /// Slips that another rule found, at their place.
    pub by_another: usize,
    /// Errors and warnings of the default profile in the clean texts.
    pub false_alarms: usize,
    /// Errors and warnings of the strict profile in the clean texts.
    pub strict_false_alarms: usize,
    /// New findings of the default profile that do not touch the slip.
    pub elsewhere: usize,
}

/// What one part of the texts gave.
#[derive(Default)]
pub struct Outcome {
    /// Number of texts.
    pub texts: usize,
    /// Their characters without spaces.
    pub characters: usize,
    /// By rule.
    pub tallies: BTreeMap<String, Tally>,
    /// Every slip missed or found by another rule, every false alarm and finding elsewhere, as lines.
    pub errors: Vec<String>,
}

impl Outcome {
    /// Counts of all rules together, without the slips that no rule is meant to find.
    pub fn all(&self) -> Tally {
        self.tallies.iter().fold(Tally::default(), |sum, (rule, tally)| {
            let counts =
                if rule == NO_RULE { Tally { elsewhere: tally.elsewhere, ..Tally::default() } } else { *tally };
            Tally {
                planted: sum.planted + counts.planted,
                found: sum.found + counts.found,
                by_another: sum.by_another + counts.by_another,
                false_alarms: sum.false_alarms + counts.false_alarms,
                strict_false_alarms: sum.strict_false_alarms + counts.strict_false_alarms,
                elsewhere: sum.elsewhere + counts.elsewhere,
            }
        })
    }
}

/// The part of the texts in `folder`.
///
/// # Errors
///
/// A file that cannot be read or whose marks are not closed, as a sentence that names it.
pub fn read(folder: &Path) -> Result<Vec<Text>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let texts = paths.iter().map(|path| {
        let marked = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        parse(&name, &marked).ok_or(format!("{}: a mark is not of the form ⟪right⇒wrong@rule⟫", path.display()))
    });
    texts.collect()
}

/// Takes the marks out of a text; `None` if one is broken.
pub fn parse(name: &str, marked: &str) -> Option<Text> {
    let mut text = Text { name: name.to_owned(), clean: String::new(), slips: Vec::new() };
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once('⟪') {
        let (mark, after) = behind.split_once('⟫')?;
        let (right, wrong) = mark.split_once('⇒')?;
        let (wrong, rule) = wrong.rsplit_once('@')?;
        text.clean.push_str(before);
        let start = text.clean.len();
        text.clean.push_str(right);
        let place = Span::new(start, text.clean.len());
        text.slips.push(Slip { place, wrong: wrong.to_owned(), rule: rule.to_owned() });
        rest = after;
    }
    text.clean.push_str(rest);
    (!text.clean.contains(['⟫', '⇒'])).then_some(text)
}

/// Prints the figures of every part in `folder`; with `errors`, every place that is wrong; with `messages`, what is said
/// of every slip that is found.
pub fn run(folder: &Path, errors: bool, messages: bool) {
    let mut parts: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    parts.retain(|path| path.is_dir());
    parts.sort();
    for part in parts {
        match read(&part) {
            Ok(texts) => {
                let outcome = measure(&texts);
                if messages {
                    texts.iter().for_each(say_all);
                }
                if errors {
                    outcome.errors.iter().for_each(|line| println!("{line}"));
                }
                print(&part.file_name().unwrap_or_default().to_string_lossy(), &outcome);
            }
            Err(error) => eprintln!("{error}"),
        }
    }
}

/// Tries every slip of every text.
pub fn measure(texts: &[Text]) -> Outcome {
    let (default, strict) = (linter(Confidence::High), linter(Confidence::Medium));
    let mut outcome = Outcome { texts: texts.len(), ..Outcome::default() };
    for text in texts {
        outcome.characters += text.clean.chars().filter(|c| !c.is_whitespace()).count();
        let known = check(&default, &text.name, &text.clean, Confidence::High);
        for finding in known.iter().filter(|finding| is_alarm(finding)) {
            outcome.tally(&finding.rule.id).false_alarms += 1;
            let line = line(text, "", finding.span, "false alarm", &shown(finding, Language::Zh));
            outcome.errors.push(line);
        }
        for finding in
            check(&strict, &text.name, &text.clean, Confidence::Medium).iter().filter(|finding| is_alarm(finding))
        {
            outcome.tally(&finding.rule.id).strict_false_alarms += 1;
        }
        text.slips.iter().for_each(|slip| outcome.count(text, slip, &new_findings(&default, text, slip, &known)));
    }
    outcome
}

impl Outcome {
    fn tally(&mut self, rule: &str) -> &mut Tally {
        self.tallies.entry(rule.to_owned()).or_default()
    }

    fn count(&mut self, text: &Text, slip: &Slip, new: &[Finding]) {
        let place = Span::new(slip.place.start as usize, slip.place.start as usize + slip.wrong.len());
        let (here, elsewhere): (Vec<&Finding>, Vec<&Finding>) =
            new.iter().partition(|finding| concerns(finding, place));
        let tally = self.tally(&slip.rule);
        tally.planted += 1;
        tally.elsewhere += elsewhere.len();
        let is_found = here.iter().any(|finding| *finding.rule.id == *slip.rule);
        tally.found += usize::from(is_found);
        tally.by_another += usize::from(!is_found && !here.is_empty());
        if !is_found && slip.rule != NO_RULE {
            let what = if here.is_empty() { "missed" } else { "another rule" };
            let said: Vec<String> = here.iter().map(|finding| shown(finding, Language::Zh)).collect();
            self.errors.push(line(text, &slip.wrong, slip.place, &format!("{what}: {}", slip.rule), &said.join("; ")));
        }
        for finding in elsewhere {
            self.errors.push(line(text, &slip.wrong, slip.place, "elsewhere", &shown(finding, Language::Zh)));
        }
    }
}

fn linter(least: Confidence) -> Linter {
    let rules = rules::built_in().into_iter().filter(|rule| is_certain(rule.confidence, least));
    Linter::new(rules.map(Arc::new).collect())
}

fn is_certain(confidence: Confidence, least: Confidence) -> bool {
    confidence == Confidence::High || confidence == least
}

fn check(linter: &Linter, name: &str, text: &str, least: Confidence) -> Vec<Finding> {
    let format = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("md") => Format::Markdown,
        Some("csv") => Format::Csv,
        Some("tsv") => Format::Tsv,
        _ => Format::Plain,
    };
    let options = ReadOptions { format, ..ReadOptions::default() };
    let Ok(document) = Document::read(text.as_bytes().to_vec(), options) else { return Vec::new() };
    let mut findings = linter.check(&document);
    findings.retain(|finding| is_certain(finding.confidence, least));
    findings
}

fn is_alarm(finding: &Finding) -> bool {
    matches!(finding.severity, Severity::Error | Severity::Warning)
}

/// The text with one slip in it.
fn spoilt(text: &Text, slip: &Slip) -> String {
    [&text.clean[..slip.place.start as usize], &slip.wrong, &text.clean[slip.place.end as usize..]].concat()
}

/// What the text with the slip says and the clean one does not.
fn new_findings(linter: &Linter, text: &Text, slip: &Slip, known: &[Finding]) -> Vec<Finding> {
    let moved =
        |at: u32| if at >= slip.place.end { at - slip.place.len() as u32 + slip.wrong.len() as u32 } else { at };
    let mut findings = check(linter, &text.name, &spoilt(text, slip), Confidence::High);
    findings.retain(|finding| {
        !known.iter().any(|known| {
            known.rule.id == finding.rule.id && moved(known.span.start) == finding.span.start && !finding.whole_file
        })
    });
    findings
}

/// True if a finding or one of its related places touches the place.
fn concerns(finding: &Finding, place: Span) -> bool {
    let touches = |span: Span| span.start <= place.end && place.start <= span.end;
    touches(finding.span) || finding.related.iter().any(|related| touches(related.span))
}

fn shown(finding: &Finding, language: Language) -> String {
    let notes = finding.notes.iter().map(|note| format!(" | {}", finding.render(note, language)));
    format!("{}: {}{}", finding.rule.id, finding.render(&finding.message, language), notes.collect::<String>())
}

/// `name:line what: …before ⟪right⇒wrong⟫ after… said`.
fn line(text: &Text, wrong: &str, place: Span, what: &str, said: &str) -> String {
    let (before, rest) = text.clean.split_at(place.start as usize);
    let (right, after) = rest.split_at(place.len());
    let number = before.matches('\n').count() + 1;
    let start = before.char_indices().rev().nth(29).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(20).map_or(after.len(), |(at, _)| at);
    let context = format!("{}⟪{right}⇒{wrong}⟫{}", &before[start..], &after[..end]).replace('\n', "⏎");
    format!("{}:{number} {what} | {context} | {said}", text.name)
}

/// Prints what is said of each slip, in both languages.
fn say_all(text: &Text) {
    let linter = linter(Confidence::High);
    let known = check(&linter, &text.name, &text.clean, Confidence::High);
    for slip in &text.slips {
        for finding in new_findings(&linter, text, slip, &known) {
            println!("{}", line(text, &slip.wrong, slip.place, &slip.rule, ""));
            println!("    {}\n    {}", shown(&finding, Language::Zh), shown(&finding, Language::En));
        }
    }
}

fn print(part: &str, outcome: &Outcome) {
    println!("{part}: {} texts, {} characters", outcome.texts, outcome.characters);
    println!(
        "{:<33} {:>7} {:>6} {:>10} {:>7} {:>9} {:>12} {:>7}",
        "rule", "planted", "found", "by another", "missed", "elsewhere", "false alarms", "strict"
    );
    outcome.tallies.iter().for_each(|(rule, tally)| print_line(rule, tally));
    let all = outcome.all();
    print_line("all but those of no rule", &all);
    let share = |count: usize| count as f64 * 100.0 / all.planted.max(1) as f64;
    println!("found by their rule {:.1}%, by any rule {:.1}%\n", share(all.found), share(all.found + all.by_another));
}

fn print_line(rule: &str, tally: &Tally) {
    let Tally { planted, found, by_another, false_alarms, strict_false_alarms, elsewhere } = *tally;
    let missed = planted - found - by_another;
    println!(
        "{rule:<33} {planted:>7} {found:>6} {by_another:>10} {missed:>7} {elsewhere:>9} {false_alarms:>12} {strict_false_alarms:>7}"
    );
}
