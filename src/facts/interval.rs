//! Exact numbers and the intervals that shown digits stand for. Nothing here is a float.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Zero};

/// Digits written beyond this count make a number unreadable: it becomes no fact.
pub const LONGEST_MANTISSA: usize = 18;

/// An exact decimal: `mantissa × 10^exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The digits without the point.
    pub mantissa: i64,
    /// Power of ten of the last digit.
    pub exponent: i16,
}

impl Decimal {
    /// An integer.
    pub const fn integer(value: i64) -> Self {
        Self { mantissa: value, exponent: 0 }
    }

    /// Reads ASCII digits with at most one point; group commas are skipped. `None` if there are no digits, or too many.
    pub fn parse(text: &str) -> Option<Self> {
        let mut decimal = Self::integer(0);
        let mut digits = 0;
        let mut point = false;
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    digits += usize::from(digits > 0 || byte != b'0');
                    if digits > LONGEST_MANTISSA {
                        return None;
                    }
                    decimal.mantissa = decimal.mantissa * 10 + i64::from(byte - b'0');
                    decimal.exponent -= i16::from(point);
                }
                b'.' if !point => point = true,
                b',' => {}
                _ => return None,
            }
        }
        text.bytes().any(|b| b.is_ascii_digit()).then_some(decimal)
    }

    /// The value times a power of ten. `None` beyond 10^±1000.
    pub fn scaled(self, power: i16) -> Option<Self> {
        let exponent = self.exponent.checked_add(power).filter(|e| e.unsigned_abs() <= 1000)?;
        Some(Self { exponent, ..self })
    }

    /// The value as a rational.
    pub fn to_rational(self) -> BigRational {
        BigRational::from_integer(BigInt::from(self.mantissa)) * power_of_ten(self.exponent)
    }

    /// The value if it is a whole number that fits.
    pub fn to_integer(self) -> Option<i64> {
        match u32::try_from(self.exponent) {
            Ok(exponent) => 10_i64.checked_pow(exponent).and_then(|power| self.mantissa.checked_mul(power)),
            Err(_) => {
                let power = 10_i64.checked_pow(u32::from(self.exponent.unsigned_abs()))?;
                (self.mantissa % power == 0).then(|| self.mantissa / power)
            }
        }
    }

    /// Power of ten of the last digit that is not zero: 3 for 6000, the place that 余 and 近 blur.
    pub fn last_significant_place(self) -> i16 {
        let mut place = self.exponent;
        let mut mantissa = self.mantissa;
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            place += 1;
        }
        place
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show(&self.to_rational(), 30))
    }
}

/// 10 to a power that may be negative.
pub fn power_of_ten(exponent: i16) -> BigRational {
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 { BigRational::new(BigInt::one(), power) } else { BigRational::from_integer(power) }
}

/// A rational in decimal notation with at most `places` decimals, rounded half away from zero, trailing zeros cut.
pub fn show(value: &BigRational, places: usize) -> String {
    let scale = BigInt::from(10).pow(places as u32);
    let scaled = (value * BigRational::from_integer(scale)).round().to_integer();
    let negative = scaled < BigInt::zero();
    let mut digits = scaled.magnitude().to_string();
    if digits.len() <= places {
        digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
    }
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// No limit on this side.
    Unbounded,
    /// The value belongs to the interval.
    Closed(BigRational),
    /// The value does not belong to the interval.
    Open(BigRational),
}

impl Bound {
    /// The value, if there is a limit.
    pub fn value(&self) -> Option<&BigRational> {
        match self {
            Self::Unbounded => None,
            Self::Closed(value) | Self::Open(value) => Some(value),
        }
    }
}

/// The values that shown digits can stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Lower end.
    pub low: Bound,
    /// Upper end.
    pub high: Bound,
}

impl Interval {
    /// The interval of one value.
    pub fn point(value: BigRational) -> Self {
        Self { low: Bound::Closed(value.clone()), high: Bound::Closed(value) }
    }

    /// Both ends belong to it.
    pub fn closed(low: BigRational, high: BigRational) -> Self {
        Self { low: Bound::Closed(low), high: Bound::Closed(high) }
    }

    /// True if no value belongs to both.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        ends_before(&self.high, &other.low) || ends_before(&other.high, &self.low)
    }
}

/// True if every value up to `high` is smaller than every value from `low` on.
fn ends_before(high: &Bound, low: &Bound) -> bool {
    match (high.value(), low.value()) {
        (Some(a), Some(b)) => {
            let touch = matches!((high, low), (Bound::Closed(_), Bound::Closed(_)));
            if touch { a < b } else { a <= b }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        let value = Decimal::parse("1,234.50").expect("a number");
        assert_eq!((value.mantissa, value.exponent), (123_450, -2));
        assert_eq!(value.to_string(), "1234.5");
        assert_eq!(value.scaled(4).expect("in range").to_integer(), Some(12_345_000));
        assert_eq!(Decimal::integer(6000).last_significant_place(), 3);
        assert_eq!(Decimal::parse(&"9".repeat(400)), None);
        assert_eq!(Decimal::parse("."), None);
    }

    #[test]
    fn shown_values() {
        let third = BigRational::new(BigInt::from(-1), BigInt::from(3));
        assert_eq!(show(&third, 2), "-0.33");
        assert_eq!(show(&power_of_ten(-1), 0), "0");
        assert_eq!(show(&power_of_ten(3), 2), "1000");
    }

    #[test]
    fn touching_intervals() {
        let of = |low: i64, high: i64| {
            Interval::closed(Decimal::integer(low).to_rational(), Decimal::integer(high).to_rational())
        };
        assert!(!of(1, 2).is_disjoint(&of(2, 3)));
        assert!(of(1, 2).is_disjoint(&of(3, 4)));
        let open = Interval { low: Bound::Open(Decimal::integer(2).to_rational()), high: Bound::Unbounded };
        assert!(of(1, 2).is_disjoint(&open));
    }
}
