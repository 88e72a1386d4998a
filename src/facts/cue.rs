//! What stands before a number in its clause, as far as single characters tell: most numbers are told by these apart from those that a check
//! is about. Read once with each number; a check that asks for a cue looks at nothing else of the others.

/// What the characters before a number may say of it: a set of the cues below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cues(u8);

impl Cues {
    /// The character right before it ends a word of change, or of what a change led to: 增长, 增至, 高于全省.
    pub const CHANGE: Self = Self(1);
    /// 上年, 去年, 年初.
    pub const PERIOD: Self = Self(2);
    /// 结余, 剩余, 实到.
    pub const BALANCE: Self = Self(4);
    /// 每件, 户均.
    pub const EACH: Self = Self(8);
    /// 年初, 年末, 年底; 净增.
    pub const STOCK: Self = Self(16);
    /// 依次, 加起来, 不满意, 由.
    pub const SUM: Self = Self(32);

    /// True if all of `wanted` are there.
    pub fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// The cues before byte `end` of a text, no further back than the last mark or digit.
    pub(crate) fn before(text: &str, end: usize) -> Self {
        let text = text.as_bytes();
        let (mut cues, mut at) = (0, end);
        for back in 0..LONGEST {
            let Some(&[first, second, third]) = at.checked_sub(3).and_then(|start| text.get(start..at)) else { break };
            if third.is_ascii() {
                if third != b' ' {
                    // 同比+8.0%
                    cues |= if back == 0 && third == b'+' { Self::CHANGE.0 } else { 0 };
                    break;
                }
                at -= 1;
                continue;
            }
            let code = u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
            match TELLING.get(code.wrapping_sub(FIRST) as usize) {
                // A change is said right before its number.
                Some(found) if back == 0 => cues |= found,
                // 多售, 少赔
                Some(_) if back == 1 && MORE_OR_LESS.contains(&code) => cues |= Self::CHANGE.0,
                Some(found) => cues |= found & !Self::CHANGE.0,
                None if STOPS.contains(&code) => break,
                None => {}
            }
            at -= 3;
        }
        Self(cues)
    }
}

/// So many characters are looked at.
const LONGEST: usize = 16;
/// 多少
const MORE_OR_LESS: [u32; 2] = ['多' as u32, '少' as u32];
/// ，、。；
const STOPS: [u32; 4] = ['，' as u32, '、' as u32, '。' as u32, '；' as u32];

/// Han characters, from the first to the last of the basic block.
const FIRST: u32 = 0x4E00;
const HAN: usize = 0x5200;

/// The characters of each cue.
const CHARACTERS: [(Cues, &str); 6] = [
    (Cues::CHANGE, "加长高升涨调大收支产增出于多少低降跌滑落短减小窄缩压简幅速率度了为达到至平省国快缓浮计划算标"),
    (Cues::PERIOD, "上去初"),
    (Cues::BALANCE, "余剩实空未存赤缺差净权毛值节还仍尚正闲票然弃绌假短"),
    (Cues::EACH, "每均"),
    (Cues::STOCK, "初末底净"),
    (Cues::SUM, "依起满由"),
];

/// The cues of each Han character.
static TELLING: [u8; HAN] = {
    let mut telling = [0; HAN];
    let mut set = 0;
    while set < CHARACTERS.len() {
        let (cues, characters) = CHARACTERS[set];
        let bytes = characters.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let code =
                (bytes[at] as u32 & 0xF) << 12 | (bytes[at + 1] as u32 & 0x3F) << 6 | bytes[at + 2] as u32 & 0x3F;
            telling[(code - FIRST) as usize] |= cues.0;
            at += 3;
        }
        set += 1;
    }
    telling
};

#[cfg(test)]
mod tests {
    use super::*;

    fn before(words: &str) -> Cues {
        Cues::before(words, words.len())
    }

    #[test]
    fn cues_of_the_clause_before_a_number() {
        assert!(before("同比增长").has(Cues::CHANGE));
        assert!(before("同比多售").has(Cues::CHANGE));
        assert!(before("增长的有").eq(&Cues::default()), "a change is said right before");
        assert!(before("上年同期为").has(Cues::PERIOD) && before("上年同期为").has(Cues::CHANGE));
        assert!(!before("上年增长，有").has(Cues::PERIOD), "another clause");
        assert!(!before("上年3").has(Cues::PERIOD), "another number");
        assert!(before("户均 有 ").has(Cues::EACH));
        assert!(before("年末结余").has(Cues::BALANCE));
        assert_eq!(before("a"), Cues::default());
        assert_eq!(before("😀去"), Cues::PERIOD);
    }
}
