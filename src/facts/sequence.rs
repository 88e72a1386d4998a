//! Numbered markers (壹、 一、 （一） 1. 第三条 二是 第一， ①) and the lists they form. Takes tokens, starts only from the
//! numerals among them and from clause starts, and gives every list with its members and the places where its counting
//! breaks. Knows nothing of what is wrong: whether a break is worth a finding is for the checks to say.

mod reader;
mod stack;

use crate::facts::token::Tokens;
use crate::span::ViewSpan;

use reader::read_markers;
use stack::sorted_into_lists;

/// The outward form of a marker. Members of one list share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkerClass {
    /// 第一编, 第一部分, 第一篇
    Part,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// 第一条
    Article,
    /// 壹、
    Formal,
    /// 一、
    Han,
    /// （一）
    HanParenthesis,
    /// 1. and 1、
    Digit,
    /// （1） and 1）
    DigitParenthesis,
    /// ①
    Circled,
    /// 一是 and 一要
    Clause,
    /// 第一， 第一步， and 其一，
    Ordinal,
    /// 首先 其次 再次 最后
    Order,
}

impl MarkerClass {
    /// True for a series that runs inside sentences.
    pub fn is_inline(self) -> bool {
        matches!(self, Self::Clause | Self::Ordinal | Self::Order | Self::Circled)
    }

    /// True for the divisions of a law. Articles are counted through chapters, so none of them ends another.
    pub fn is_legal(self) -> bool {
        matches!(self, Self::Part | Self::Chapter | Self::Section | Self::Article)
    }

    /// True for a form that headings have and that series in running text have as well.
    fn is_numbered_heading(self) -> bool {
        matches!(self, Self::Formal | Self::Han | Self::HanParenthesis | Self::Digit | Self::DigitParenthesis)
    }

    /// True for a heading that no running series contains.
    fn is_major(self) -> bool {
        self.is_legal() || matches!(self, Self::Formal | Self::Han | Self::HanParenthesis)
    }

    /// The highest number that is read as a marker.
    fn limit(self) -> u32 {
        match self {
            Self::Article => 2_000,
            Self::Part | Self::Chapter | Self::Section => 200,
            Self::Clause | Self::Ordinal | Self::Order => 30,
            _ => 99,
        }
    }
}

/// A numbered marker.
#[derive(Clone, Copy, Debug)]
pub struct Marker {
    /// The outward form.
    pub class: MarkerClass,
    /// Variants of a form that are mixed in practice (一是 and 一要, 1. and 1、): the same list accepts both.
    pub variant: u8,
    /// Its number.
    pub number: u32,
    /// The whole marker: （四）, 四是, 第五条.
    pub span: ViewSpan,
    /// The numeral in it; empty for a word such as 首先.
    pub numeral: ViewSpan,
    /// First token.
    pub token: u32,
    /// True if it stands where its form must be a marker. A weak one may continue a list and do nothing else.
    pub strong: bool,
    /// True if it opens its line.
    pub opens_line: bool,
    /// True for a weak one right behind a semicolon, a colon or a full stop: …；（二）…；（三）… counts on in running text.
    pub runs: bool,
    /// Its line, counted from 0.
    pub line: u32,
}

/// A list of markers.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// The form of its markers.
    pub class: MarkerClass,
    /// Indices into [`Sequences::markers`], in text order.
    pub members: Vec<u32>,
    /// True if it begins with 1.
    pub from_one: bool,
    /// The first marker of a list of the same form that was opened before this one ended: index into
    /// [`Sequences::markers`].
    pub rival: Option<u32>,
    /// True if its counting breaks somewhere.
    pub is_broken: bool,
}

/// How counting breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BreakKind {
    /// Numbers are left out.
    Gap,
    /// The number of the member before comes again.
    Duplicate,
    /// A smaller number than the one before.
    Backwards,
}

/// A member of a list that does not count on.
#[derive(Clone, Copy, Debug)]
pub struct Break {
    /// What happened.
    pub kind: BreakKind,
    /// Index of the list in [`Sequences::lists`].
    pub list: u32,
    /// Position of the member in [`Sequence::members`]; the member before it exists.
    pub position: u32,
    /// The number that would count on.
    pub expected: u32,
    /// True if the next member counts on from `expected`: this number alone is wrong.
    pub alone: bool,
}

/// Every marker of a text and the lists they form.
#[derive(Clone, Debug, Default)]
pub struct Sequences {
    /// In text order. Markers that belong to no list are among them.
    pub markers: Vec<Marker>,
    /// In the order of their first members.
    pub lists: Vec<Sequence>,
    /// Where counting breaks, in text order.
    pub breaks: Vec<Break>,
}

impl Sequences {
    /// Reads the markers of a view and sorts them into lists.
    pub fn read(view: &str, tokens: &Tokens) -> Self {
        let markers = read_markers(view, tokens);
        let (lists, breaks) = sorted_into_lists(tokens, &markers);
        Self { markers, lists, breaks }
    }

    /// The member of a list at `position`.
    pub fn member(&self, list: u32, position: u32) -> Option<&Marker> {
        let index = *self.lists.get(list as usize)?.members.get(position as usize)?;
        self.markers.get(index as usize)
    }
}

/// The variant of an article that was put between two others: 第十条之一, 第10-1條. It is not counted.
const INSERTED: u8 = u8::MAX;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::token;
    use proptest::prelude::*;

    fn read(text: &str) -> Sequences {
        Sequences::read(text, &token::read(text))
    }

    /// The numbers of every list that has more than one member.
    fn lists(text: &str) -> Vec<Vec<u32>> {
        let sequences = read(text);
        let numbers = |list: &Sequence| list.members.iter().map(|&m| sequences.markers[m as usize].number).collect();
        sequences.lists.iter().filter(|list| list.members.len() > 1).map(numbers).collect()
    }

    #[test]
    fn lists_are_nested_and_resumed() {
        let text = "一、甲\n（一）乙\n（二）丙\n二、丁\n一、戊\n二、己\n三、庚\n三、辛\n";
        assert_eq!(lists(text), [vec![1, 2, 3], vec![1, 2], vec![1, 2, 3]]);
        assert_eq!(
            lists("一、甲\n二、乙\n一、丙\n二、丁\n三、戊\n四、己\n三、辛\n"),
            [vec![1, 2, 3], vec![1, 2, 3, 4]]
        );
    }

    #[test]
    fn weak_markers_only_continue() {
        assert_eq!(lists("小（一）型、小（二）型水库"), Vec::<Vec<u32>>::new());
        assert_eq!(lists("（一）甲。（二）乙。（三）丙"), [[1, 2, 3]]);
        // The weak 三 was no heading: the strong one takes its place.
        assert_eq!(lists("（一）甲\n（二）依照（三）办理\n（三）乙\n"), [[1, 2, 3]]);
    }

    #[test]
    fn forgets_a_running_series() {
        let far = "很".repeat(2_600);
        assert!(read(&format!("一是甲，二是乙，{far}，四是丙")).breaks.is_empty());
        assert_eq!(read("一是甲，二是乙，四是丙").breaks.len(), 1);
    }

    #[test]
    fn long_hostile_texts_end() {
        for piece in
            ["一、", "一、\n", "（一）\n", "1.\n", "一是甲，", "第", "第一条 \n", "①甲", "（", "二、\n", "# ", "首先，"]
        {
            let text = piece.repeat(1_000_000 / piece.len());
            let tokens = token::read(&text);
            let sequences = Sequences::read(&text, &tokens);
            assert!(crate::facts::outline::read(&tokens, &sequences).len() <= tokens.len());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([一二三四五十（）(). \n第条章是要，、。①②1234a“”首先\u{FFFC}其]){0,80}") {
            let sequences = read(&text);
            for list in &sequences.lists {
                prop_assert!(list.members.windows(2).all(|pair| pair[0] < pair[1]));
            }
            for broken in &sequences.breaks {
                prop_assert!(sequences.member(broken.list, broken.position).is_some());
                prop_assert!(broken.position > 0);
            }
        }

        #[test]
        fn a_counted_list_never_breaks(length in 1_u32..60) {
            let text: String = (1..=length).map(|number| format!("{number}.甲\n")).collect();
            prop_assert!(read(&text).breaks.is_empty());
        }
    }
}
