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

/// How a number may have been miswritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Two neighbouring digits changed places.
    Swap,
    /// One digit is another one, or one too many.
    Digit,
    /// The point stands one place off.
    Point,
    /// 万 for 亿, or the other way round.
    Multiplier,
    /// One digit was left out.
    Lost,
    /// Two digits with another one between them changed places.
    Exchange,
}

/// A number of a sum that should come to nothing.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The number as written, multiplier included.
    pub value: Decimal,
    /// True if 万 or 亿 is written with it.
    pub has_multiplier: bool,
    /// True if it is taken away from the others.
    pub negative: bool,
}

impl Term {
    fn sign(&self) -> i128 {
        if self.negative { -1 } else { 1 }
    }
}

/// The one slip that makes a sum come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The likeliest of the slips that do.
    pub slip: Slip,
    /// Numbers that have nothing to do with each other are explained by such a slip, or a likelier one, about one time in so
    /// many: the greatest of them, in the coarsest of the last places shown and in tens where all are round, to the differences
    /// that those slips can make in that direction.
    pub one_in: i64,
    /// The same for numbers that are off by about as much as these are, up to twice that.
    pub one_in_near: i64,
}

/// Which slip in one number makes the terms come to exactly nothing. `None` if they do already, if none does, and for
/// numbers beyond eighteen digits.
pub fn explanation(terms: &[Term]) -> Option<Explanation> {
    let exponents = || terms.iter().map(|term| term.value.exponent);
    let place = exponents().min()?;
    let signed = |term: &Term| {
        let units = term.value.units_of(place)?;
        Some(if term.negative { -units } else { units })
    };
    let written = terms.iter().map(signed).collect::<Option<Vec<i128>>>()?;
    let over: i128 = written.iter().sum();
    if !may_be_of_one_slip(over, &written) {
        return None;
    }
    let mut made: Vec<(i128, Slip)> = Vec::new();
    for term in terms {
        made.extend(differences(term, place).map(|(difference, kind)| (term.sign() * difference, kind)));
    }
    let likeliest = |made: &[(i128, Slip)]| made.iter().filter(|(made, _)| *made == over).map(|(_, kind)| *kind).min();
    let slip = match likeliest(&made) {
        Some(slip) => slip,
        // No other slip makes so many numbers: they are made where nothing else explains the sum.
        None => {
            for term in terms {
                made.extend(lost(term, place).map(|difference| (term.sign() * difference, Slip::Lost)));
            }
            let is_explained = likeliest(&made).is_some();
            for term in terms.iter().filter(|_| !is_explained) {
                made.extend(exchanged(term, place).map(|difference| (term.sign() * difference, Slip::Exchange)));
            }
            likeliest(&made)?
        }
    };
    let greatest = written.iter().map(|value| value.abs()).max()?;
    let grain = Decimal { mantissa: 1, exponent: exponents().max()? }.units_of(place)?.max(roundness(&written));
    // Two digits that change places make few differences, one digit that is another makes many.
    let is_as_likely = |(difference, kind): &(i128, Slip)| {
        *kind <= slip && (*difference > 0) == (over > 0) && difference.abs() < greatest
    };
    let mut sizes: Vec<i128> =
        made.into_iter().filter(is_as_likely).map(|(difference, _)| difference.abs() / grain).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let one_in = |range: i128| {
        let range = range / grain;
        let made = sizes.partition_point(|size| *size <= range).max(1);
        i64::try_from(range / made as i128).unwrap_or(i64::MAX)
    };
    Some(Explanation { slip, one_in: one_in(greatest), one_in_near: one_in(2 * over.abs()) })
}

/// The greatest power of ten that divides all numbers: 1860, 920 and 710 differ by tens only, be they rounded or not.
fn roundness(numbers: &[i128]) -> i128 {
    const MOST: i128 = 1_000_000_000;
    let mut power = 1;
    while power < MOST && numbers.iter().all(|number| number % (10 * power) == 0) {
        power *= 10;
    }
    power
}

/// True if one slip in one of the numbers can make a difference of so many units: one digit, nine or ninety-nine times one where two changed
/// places, and what a point or a multiplier makes of a whole number. Most sums that do not come out are told apart by this alone.
fn may_be_of_one_slip(difference: i128, written: &[i128]) -> bool {
    const POWERS: [i128; 2] = [10, 10_000];
    let Ok(difference) = u64::try_from(difference.unsigned_abs()) else { return true };
    let mut digits = difference;
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    let shifted = POWERS.map(|power| (power - 1, i128::from(difference), i128::from(difference) * power));
    let is_shifted = |number: &i128| {
        let number = number.abs();
        shifted
            .iter()
            .any(|(factor, up, down)| matches!(number.saturating_mul(*factor), made if made == *up || made == *down))
    };
    let has_one_too_many = |number: &i128| {
        let number = number.unsigned_abs();
        let is_most_of_it = u128::from(difference) < number && number <= 2 * u128::from(difference);
        is_most_of_it
            && i64::try_from(number)
                .is_ok_and(|number| Digits::of(number).left_out().any(|made| made.unsigned_abs() == difference))
    };
    // 15.3 for 175.3: what lacks a digit behind its first one is five to nineteen times as much with it.
    let lacks_one = |number: &i128| {
        let number = number.unsigned_abs();
        let is_much_more = number >= 10 && (4 * number..=18 * number).contains(&u128::from(difference));
        is_much_more
            && i64::try_from(number)
                .is_ok_and(|number| Digits::of(number).put_in().any(|made| made.unsigned_abs() == difference))
    };
    difference != 0
        && (digits < 10
            || digits.is_multiple_of(9) && digits <= 81
            || digits.is_multiple_of(99) && digits <= 891
            || written.iter().any(is_shifted)
            || written.iter().any(has_one_too_many)
            || written.iter().any(lacks_one))
}

/// By how many units of 10^`place` a number is above each number that has one digit more, of one with two digits at least.
fn lost(term: &Term, place: i16) -> impl Iterator<Item = i128> {
    let digits = Digits::of(term.value.mantissa);
    let unit = Decimal { mantissa: 1, ..term.value }.units_of(place).unwrap_or(0);
    digits.put_in().map(move |difference| i128::from(difference) * unit)
}

/// By how many units of 10^`place` a number is above each number in which two digits change places with another one between them.
fn exchanged(term: &Term, place: i16) -> impl Iterator<Item = i128> {
    let unit = Decimal { mantissa: 1, ..term.value }.units_of(place).unwrap_or(0);
    Digits::of(term.value.mantissa).exchanged().map(move |difference| i128::from(difference) * unit)
}

/// By how many units of 10^`place` a number is above each number that one slip may have turned into it.
fn differences(term: &Term, place: i16) -> impl Iterator<Item = (i128, Slip)> {
    let written = term.value;
    let digits = Digits::of(written.mantissa);
    let unit = Decimal { mantissa: 1, ..written }.units_of(place).unwrap_or(0);
    let (is_long, has_multiplier) = (digits.count > 1, digits.count > 0 && term.has_multiplier);
    let powers = [(1, Slip::Point, is_long), (-1, Slip::Point, is_long)];
    let multipliers = [(4, Slip::Multiplier, has_multiplier), (-4, Slip::Multiplier, has_multiplier)];
    let scaled =
        powers.into_iter().chain(multipliers).filter(|(.., may_be)| *may_be).filter_map(move |(power, kind, _)| {
            Some((written.units_of(place)? - written.scaled(power)?.units_of(place)?, kind))
        });
    let swapped = digits.swapped().map(|difference| (difference, Slip::Swap));
    let changed = digits.changed().chain(digits.left_out()).map(|difference| (difference, Slip::Digit));
    swapped.chain(changed).map(move |(difference, kind)| (i128::from(difference) * unit, kind)).chain(scaled)
}

/// The digits of a number of at most eighteen, the last one first; of a longer one none.
#[derive(Clone, Copy)]
struct Digits {
    values: [i64; 18],
    count: usize,
}

impl Digits {
    fn of(mantissa: i64) -> Self {
        let mut digits = Self { values: [0; 18], count: 0 };
        let mut rest = mantissa.unsigned_abs();
        if rest > LONGEST {
            return digits;
        }
        while rest > 0 || digits.count == 0 {
            digits.values[digits.count] = (rest % 10) as i64;
            digits.count += 1;
            rest /= 10;
        }
        digits
    }

    /// By how much the number is above those in which two neighbouring digits change places.
    fn swapped(self) -> impl Iterator<Item = i64> {
        let mut place = 1;
        (1..self.count).filter_map(move |at| {
            let (right, left) = (self.values[at - 1], self.values[at]);
            let difference = 9 * place * (left - right);
            place *= 10;
            // 07 is no number.
            (left != right && !(at + 1 == self.count && right == 0)).then_some(difference)
        })
    }

    /// The same of those in which two digits do that stand on both sides of a third: 29.37 for 27.39.
    fn exchanged(self) -> impl Iterator<Item = i64> {
        let mut place = 1;
        (2..self.count).filter_map(move |at| {
            let (right, left) = (self.values[at - 2], self.values[at]);
            let difference = 99 * place * (left - right);
            place *= 10;
            // 072 is no number.
            (left != right && !(at + 1 == self.count && right == 0)).then_some(difference)
        })
    }

    /// The same of those that lack one of its digits: 22.03 for 2.03.
    fn left_out(self) -> impl Iterator<Item = i64> {
        let whole = (0..self.count).rev().fold(0_i64, |value, at| value * 10 + self.values[at]);
        let mut place = 1;
        (0..self.count).filter_map(move |at| {
            let right = whole % place;
            let next = if at + 1 < self.count { place * 10 } else { place };
            let left = if at + 1 < self.count { whole / next } else { 0 };
            let without = left * place + right;
            place = next;
            // 03 is no number.
            (without > 0 && (at + 1 < self.count || self.values[at.saturating_sub(1)] > 0)).then_some(whole - without)
        })
    }

    /// The same of those that have one digit more: 83.8 for 8.8. Nothing for a number of one digit, or of eighteen.
    fn put_in(self) -> impl Iterator<Item = i64> {
        let whole = (0..self.count).rev().fold(0_i64, |value, at| value * 10 + self.values[at]);
        let places = if (2..18).contains(&self.count) { self.count + 1 } else { 0 };
        let mut place = 1;
        (0..places).flat_map(move |at| {
            let (left, unit) = (whole / place, place);
            place = if at < self.count { place * 10 } else { place };
            // 08 is no number.
            (i64::from(at == self.count)..10).map(move |digit| -(9 * left + digit) * unit)
        })
    }

    /// The same of those in which one digit is another.
    fn changed(self) -> impl Iterator<Item = i64> {
        let mut place = 1;
        (0..self.count).flat_map(move |at| {
            let (written, unit) = (self.values[at], place);
            place *= if at + 1 < self.count { 10 } else { 1 };
            let least = i64::from(at + 1 == self.count);
            (least..10).filter(move |meant| *meant != written).map(move |meant| (written - meant) * unit)
        })
    }
}

/// The greatest number of eighteen digits.
const LONGEST: u64 = 999_999_999_999_999_999;

/// The numbers that one digit written otherwise makes.
fn changed_digits(digits: &[u8], like: Decimal) -> impl Iterator<Item = Decimal> {
    (0..digits.len()).flat_map(move |at| {
        // 07 is no number.
        let others = (b'0'..=b'9').filter(move |digit| *digit != digits[at] && (at > 0 || *digit != b'0'));
        others.map(move |digit| {
            let mut changed = digits.to_vec();
            changed[at] = digit;
            value(&changed, like)
        })
    })
}

/// Two neighbouring digits that changed places, and a point one place off. Nothing for a number of one digit, or of more than
/// eighteen.
pub fn swaps_and_points(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    let mut meant = swaps(written);
    if (2..=18).contains(&digits.len()) {
        meant.extend([1, -1].into_iter().filter_map(|power| value(&digits, written).scaled(power)));
    }
    meant
}

/// What may have been meant by `written`: two neighbouring digits that changed places, a point one place off, and one digit
/// written otherwise in a number of four digits and more. Nothing for a number of one digit, or of more than eighteen.
pub fn meant_by(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    let mut meant = swaps_and_points(written);
    if (PRECISE..=18).contains(&digits.len()) {
        meant.extend(changed_digits(&digits, written));
    }
    meant
}

/// True if a number has so many digits that it agrees with one of a dozen others by accident about never.
pub fn is_precise(written: Decimal) -> bool {
    (PRECISE..=18).contains(&written.mantissa.unsigned_abs().to_string().len())
}

/// What `written` is with one digit written otherwise, if it has three digits and more: precise enough for a value that lies
/// within what one of them stands for, not only at its edge.
pub fn digits(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    let is_precise = (PRECISE - 1..=18).contains(&digits.len());
    if is_precise { changed_digits(&digits, written).collect() } else { Vec::new() }
}

/// What `written` is one slip away from, whatever its length: the same, one digit written otherwise, and one digit too many;
/// never nothing.
pub fn near(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    if digits.len() > 18 {
        return Vec::new();
    }
    let mut meant = swaps_and_points(written);
    meant.extend(changed_digits(&digits, written));
    meant.extend(with_one_less(written));
    meant.retain(|meant| meant.mantissa != 0);
    meant
}

/// What `written` is with one digit more, which was left out: 83.8 for 8.8. Nothing for a number of one digit, or of more than
/// seventeen.
pub fn with_one_more(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    if !(2..18).contains(&digits.len()) {
        return Vec::new();
    }
    let more = (0..=digits.len()).flat_map(|at| (b'0'..=b'9').map(move |digit| (at, digit)));
    // 08 is no number.
    let more = more.filter(|(at, digit)| *at > 0 || *digit != b'0');
    more.map(|(at, digit)| value(&[&digits[..at], &[digit][..], &digits[at..]].concat(), written)).collect()
}

/// What `written` is with one digit less: 74.3 for 774.3. Nothing for a number of one digit, or of more than eighteen.
pub fn with_one_less(written: Decimal) -> Vec<Decimal> {
    let digits = written.mantissa.unsigned_abs().to_string().into_bytes();
    if !(2..=18).contains(&digits.len()) {
        return Vec::new();
    }
    (0..digits.len()).map(|at| value(&[&digits[..at], &digits[at + 1..]].concat(), written)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::interval::show;

    fn meant(written: &str) -> Vec<String> {
        let meant = meant_by(Decimal::parse(written).expect("a number"));
        meant.into_iter().map(|value| show(&value.to_rational(), 4)).collect()
    }

    fn explained(total: &str, parts: &[&str]) -> Option<Explanation> {
        let term = |text: &&str, negative| {
            let value = Decimal::parse(text).expect("a number");
            Term { value, has_multiplier: false, negative }
        };
        explanation(&parts.iter().map(|part| term(part, false)).chain([term(&total, true)]).collect::<Vec<_>>())
    }

    #[test]
    fn sums_that_one_slip_explains() {
        assert_eq!(explained("86.4", &["41.7", "28.9", "15.8"]), None);
        assert_eq!(explained("86.4", &["41.7", "28.9", "18.5"]).map(|found| found.slip), Some(Slip::Swap));
        assert_eq!(explained("21", &["1", "6", "15"]).map(|found| found.slip), Some(Slip::Digit));
        assert_eq!(explained("86.4", &["41.7", "28.9", "1.58"]).map(|found| found.slip), Some(Slip::Point));
        assert_eq!(explained("86.4", &["41.7", "28.9", "13.3"]), None);
        assert_eq!(explained("397.1", &["293.7", "123.2"]).map(|found| found.slip), Some(Slip::Exchange));
        assert_eq!(explained("236.8", &["61.5", "15.3"]).map(|found| found.slip), Some(Slip::Lost));
        assert_eq!(explained("26.8", &["61.5", "175.3"]).map(|found| found.slip), Some(Slip::Lost));
        let (few, many) = (explained("21", &["1", "6", "15"]), explained("386427", &["173892", "242535"]));
        assert!(few.is_some_and(|found| found.one_in < 5) && many.is_some_and(|found| found.one_in > 5000));
        let (round, odd) = (explained("1860", &["920", "710", "430"]), explained("1861", &["921", "710", "430"]));
        assert!(round.is_some_and(|found| found.one_in < 10) && odd.is_some_and(|found| found.one_in > 50));
        assert_eq!(explained("999999999999999999", &["1", "888888888888888888"]).map(|found| found.slip), None);
    }

    #[test]
    fn numbers_one_slip_away() {
        let near = |written: &str| -> Vec<String> {
            let near = near(Decimal::parse(written).expect("a number"));
            near.into_iter().map(|value| show(&value.to_rational(), 4)).collect()
        };
        assert_eq!(near("7").len(), 8);
        assert_eq!(near("40").len(), 8 + 9 + 2 + 1);
        let sixteen = near("16.0");
        for meant in ["61", "16.3", "18", "160", "1.6", "6", "10"] {
            assert!(sixteen.contains(&meant.to_owned()), "{meant} {sixteen:?}");
        }
    }

    #[test]
    fn numbers_that_lost_a_digit() {
        let more: Vec<String> = with_one_more(Decimal::parse("8.8").expect("a number"))
            .into_iter()
            .map(|value| show(&value.to_rational(), 4))
            .collect();
        assert!(more.contains(&"83.8".to_owned()) && more.contains(&"18.8".to_owned()), "{more:?}");
        assert_eq!(more.len(), 29);
        assert!(with_one_more(Decimal::integer(7)).is_empty());
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
