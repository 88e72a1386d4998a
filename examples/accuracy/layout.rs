//! White space that the lattice restores: pages of indented paragraphs go through each decoder, line breaks are kept or
//! dropped afterwards, and what comes back is compared with the page, character for character.

use reformlint::damage::Damage;
use reformlint::damage::certainty::Certainty;
use reformlint::damage::mojibake::{Charset, Decoder};

use crate::encoding::{differences, read};
use crate::texts::Text;

/// Pages of each text, paragraphs of a page, and how each paragraph starts.
const PAGES: usize = 2;
const PARAGRAPHS: usize = 8;
const INDENT: &str = "\u{3000}\u{3000}";

/// Characters of a paragraph that is taken.
const LENGTHS: std::ops::Range<usize> = 4..400;

/// What came back.
#[derive(Default)]
struct Score {
    characters: usize,
    /// White space and other characters that are likely, those of them that are wrong, and the same for guesses.
    counts: [[(usize, usize); 2]; 2],
}

/// Prints the table.
pub fn run(texts: &[&Text], errors: bool) {
    let pages: Vec<String> = texts.iter().flat_map(|text| pages(&text.text)).collect();
    if pages.is_empty() {
        return;
    }
    println!("\n{} pages of indented paragraphs in UTF-8 read as GBK; wrong / all", pages.len());
    println!("| decoder | characters | likely white space | guessed white space | other likely | other guessed |");
    println!("|---|---|---|---|---|---|");
    for decoder in Decoder::ALL {
        for keeps_breaks in [true, false] {
            let mut score = Score::default();
            for page in &pages {
                let damaged = decoder.decode(Charset::Gbk, page.as_bytes());
                let damaged = if keeps_breaks { damaged } else { damaged.replace('\n', "") };
                measure(page, damaged, &mut score, errors);
            }
            let name = format!("{}, line breaks {}", decoder.name(), if keeps_breaks { "kept" } else { "dropped" });
            print(&name, &score);
        }
    }
}

/// Stretches of `text` of some paragraphs each, spread evenly.
fn pages(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| LENGTHS.contains(&line.chars().count()));
    let lines: Vec<&str> = lines.collect();
    let share = lines.len() / PAGES;
    let pages = lines.chunks(share.max(PARAGRAPHS)).filter_map(|lines| lines.get(..PARAGRAPHS));
    let indented = |lines: &[&str]| lines.iter().map(|line| format!("{INDENT}{line}\n")).collect();
    pages.take(PAGES).map(indented).collect()
}

fn measure(page: &str, damaged: String, score: &mut Score, errors: bool) {
    let Some(document) = read(damaged.into_bytes()) else { return };
    let damage = Damage::scan(&document);
    let mut restored: Vec<char> = Vec::new();
    let mut doubtful: Vec<(usize, Certainty)> = Vec::new();
    let mut done = 0;
    for run in &damage.mojibake {
        restored.extend(document.text()[done..run.span.start as usize].chars());
        let mut doubts = run.losses.iter().flat_map(|losses| &losses.doubtful).peekable();
        for (at, c) in run.repaired.char_indices() {
            if let Some(doubt) = doubts.next_if(|doubt| doubt.span().start as usize == at) {
                doubtful.push((restored.len(), doubt.certainty));
            }
            restored.push(c);
        }
        done = run.span.end as usize;
    }
    restored.extend(document.text()[done..].chars());
    let page: Vec<char> = page.chars().collect();
    score.characters += page.len();
    let differences = differences(&restored, &page);
    for (at, certainty) in doubtful {
        let is_wrong = differences.iter().any(|op| op.old_range().contains(&at));
        let row = match certainty {
            Certainty::Likely => 0,
            Certainty::Guess => 1,
            _ => continue,
        };
        let column = usize::from(!restored[at].is_whitespace());
        let (all, wrong) = &mut score.counts[row][column];
        *all += 1;
        *wrong += usize::from(is_wrong);
        if errors && is_wrong {
            let around: String = restored[at.saturating_sub(8)..(at + 8).min(restored.len())].iter().collect();
            println!("    {certainty:?} {:?} in {around:?}", restored[at]);
        }
    }
}

fn print(name: &str, score: &Score) {
    let [likely, guessed] = score.counts;
    let share =
        |(all, wrong): (usize, usize)| format!("{wrong} / {all} ({:.2} %)", 100.0 * wrong as f64 / all.max(1) as f64);
    let cells = [likely[0], guessed[0], likely[1], guessed[1]].map(share);
    println!("| {name} | {} | {} |", score.characters, cells.join(" | "));
}
