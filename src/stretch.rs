//! Cuts a huge text into stretches that are read one after the other: what is read from a text takes several times its
//! size in memory. A report is one stretch.

use crate::span::Span;

/// A text up to this length is one stretch. The longest text of the corpus has 0.18 MB.
const LONGEST: usize = 2 << 20;
/// What is read on either side of what is judged: a list or a sum that begins before a cut is read whole.
const AROUND: usize = 256 << 10;
/// How far back from where it is due a cut is looked for.
const SLACK: usize = 256 << 10;

/// Part of a text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What is read.
    pub read: Span,
    /// What findings are reported about; these parts cover the text.
    pub judged: Span,
}

/// The stretches of a text, in text order; one, of no length, for no text.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let mut cuts = vec![0];
    let mut last = 0;
    while text.len() - last > LONGEST {
        last = cut_before(text, last + LONGEST);
        cuts.push(last);
    }
    cuts.push(text.len());
    let read = |start: usize, end: usize| {
        let from = if start == 0 { 0 } else { cut_before(text, start.saturating_sub(AROUND)) };
        let to = if end + AROUND >= text.len() { text.len() } else { cut_before(text, end + AROUND).max(end) };
        Span::new(from, to)
    };
    let stretch = |pair: &[usize]| Stretch { read: read(pair[0], pair[1]), judged: Span::new(pair[0], pair[1]) };
    cuts.windows(2).map(stretch).collect()
}

/// The last place up to `due` where a text is best cut: behind a line, else behind a sentence or a clause, else between two
/// characters.
fn cut_before(text: &str, due: usize) -> usize {
    let due = text.floor_char_boundary(due);
    let before = &text[text.ceil_char_boundary(due.saturating_sub(SLACK))..due];
    let behind = |marks: &[char]| before.rfind(marks).and_then(|at| Some(at + before[at..].chars().next()?.len_utf8()));
    let cut = behind(&['\n']).or_else(|| behind(&['。', '！', '？'])).or_else(|| behind(&['；', '，', ';', ',']));
    cut.map_or(due, |cut| due - before.len() + cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is judged covers the text, what is read lies around it and is not longer than it may be.
    fn assert_covers(text: &str) -> Vec<Stretch> {
        let stretches = stretches(text);
        let mut done = 0;
        for stretch in &stretches {
            assert_eq!(stretch.judged.start, done);
            assert!(stretch.read.contains(stretch.judged));
            assert!(text.get(stretch.read.range()).is_some() && text.get(stretch.judged.range()).is_some());
            assert!(stretch.judged.len() <= LONGEST && stretch.read.len() <= LONGEST + 2 * AROUND + SLACK);
            done = stretch.judged.end;
        }
        assert_eq!(done as usize, text.len());
        stretches
    }

    #[test]
    fn a_report_is_one_stretch() {
        assert_eq!(assert_covers("").len(), 1);
        let text = "全年新增项目12个。\n".repeat(LONGEST / 30);
        let whole = Span::new(0, text.len());
        assert_eq!(assert_covers(&text), [Stretch { read: whole, judged: whole }]);
    }

    #[test]
    fn lines_stay_whole_where_there_are_lines_and_sentences_where_there_are_none() {
        let cut_behind = |text: &str| {
            let stretches = assert_covers(text);
            assert!(stretches.len() > 2);
            let ends = stretches[..stretches.len() - 1].iter().map(|stretch| stretch.judged.end as usize);
            ends.map(|end| text[..end].chars().next_back().expect("a character")).collect::<Vec<_>>()
        };
        let length = 3 * LONGEST;
        assert!(cut_behind(&"新增项目12个。\n".repeat(length / 20)).iter().all(|c| *c == '\n'));
        assert!(cut_behind(&"新增项目12个，完成3个。".repeat(length / 32)).iter().all(|c| *c == '。'));
        assert!(cut_behind(&"新增项目12个，".repeat(length / 20)).iter().all(|c| *c == '，'));
        assert!(cut_behind(&"字".repeat(length / 3)).iter().all(|c| *c == '字'));
    }
}
