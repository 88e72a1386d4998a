//! Slips of the pen: which numbers may have been meant where another one is written. Takes the number written; gives the
//! candidates. Few on purpose: that one of them agrees by accident with what a text says elsewhere must be next to impossible.

use crate::facts::interval::Decimal;

/// A number of so many digits and more is precise enough for one digit of it to be in doubt: one of its many neighbours
/// agrees with a given value about once in three hundred times.
const PRECISE: usize = 4;

/// The numbers that two neighbouring digits make which changed places: 168.2 for 186.2. Nothing for a number of one digit, or of more
/// than eighteen.
pub fn swaps(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    let mut meant = Vec::new();
    if digits.len() < 2 || digits.len() > 18 {
        return meant;
    }
    for at in 1..digits.len() {
        // 07 is no number.
        if digits[at] != digits[at - 1] && !(at == 1 && digits[at] == b'0') {
            let mut swapped = digits.clone();
            swapped.swap(at - 1, at);
            meant.push(value(&swapped, written));
        }
    }
    meant
}

fn value(digits: &[u8], like: Decimal) -> Decimal {
    let mantissa = digits.iter().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
    Decimal { mantissa, ..like }
}

/// What may have been meant by `written`: two neighbouring digits that changed places, a point one place off, and one digit
/// written otherwise in a number of four digits and more. Nothing for a number of one digit, or of more than eighteen.
pub fn meant_by(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    let mut meant = swaps(written);
    if digits.len() < 2 || digits.len() > 18 {
        return meant;
    }
    meant.extend([1, -1].into_iter().filter_map(|power| value(&digits, written).scaled(power)));
    if digits.len() >= PRECISE {
        for at in 0..digits.len() {
            for digit in (b'0'..=b'9').filter(|digit| *digit != digits[at] && (at > 0 || *digit != b'0')) {
                let mut changed = digits.clone();
                changed[at] = digit;
                meant.push(value(&changed, written));
            }
        }
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::interval::show;

    fn meant(written: &str) -> Vec<String> {
        let meant = meant_by(Decimal::parse(written).expect("a number"));
        meant.into_iter().map(|value| show(&value.to_rational(), 4)).collect()
    }

    #[test]
    fn candidates() {
        assert_eq!(meant("7"), Vec::<String>::new());
        assert_eq!(meant("39.0"), ["93", "30.9", "390", "3.9"]);
        assert_eq!(meant("10"), ["100", "1"]);
        assert_eq!(meant("55"), ["550", "5.5"]);
        let precise = meant("1286");
        assert!(precise.contains(&"1268".to_owned()) && precise.contains(&"1236".to_owned()), "{precise:?}");
        assert_eq!(precise.len(), 3 + 2 + 8 + 3 * 9);
    }
}
