//! Exact numbers and the intervals that shown digits stand for. Nothing here is a float.

use std::cmp::Ordering;
use std::fmt;

use crate::facts::rational::Rational;
use num_bigint::BigInt;
use num_traits::{One, Pow, Zero};

/// Digits written beyond this count make a number unreadable: it becomes no fact.
pub const LONGEST_MANTISSA: usize = 18;

/// Decimals beyond this count (zeros, that is: others are too many digits before) make it unreadable too.
const DEEPEST_PLACE: i16 = 100;

/// 10^0 to 10^18.
const POWERS_OF_TEN: [i64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// An exact decimal: `mantissa × 10^exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The digits without the point.
    pub mantissa: i64,
    /// Power of ten of the last digit.
    pub exponent: i16,
}

/// Decimals of a root.
const ROOT_DECIMALS: i16 = 12;

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
                    if digits > LONGEST_MANTISSA || decimal.exponent == -DEEPEST_PLACE {
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

    /// How two values compare: 2.50 is as great as 2.5.
    pub fn compare(self, other: Self) -> Ordering {
        let place = self.exponent.min(other.exponent);
        match (self.units_of(place), other.units_of(place)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => self.to_rational().cmp(&other.to_rational()),
        }
    }

    /// How many units of 10^`place` it is; `None` if it is not a whole number of them, or beyond eighteen places more.
    pub fn units_of(self, place: i16) -> Option<i128> {
        let places = usize::try_from(i32::from(self.exponent) - i32::from(place)).ok()?;
        Some(i128::from(self.mantissa) * i128::from(*POWERS_OF_TEN.get(places)?))
    }

    /// The value as a rational.
    pub fn to_rational(self) -> Rational {
        Rational::decimal(self.mantissa, self.exponent)
    }

    /// The value less and more by half a unit of its last digit.
    pub fn half_a_place_around(self) -> (Rational, Rational) {
        // With one digit more both are decimals, unless that does not fit.
        let ends = self.mantissa.checked_mul(10).and_then(|tenfold| tenfold.checked_sub(5).zip(tenfold.checked_add(5)));
        if let (Some((low, high)), Some(place)) = (ends, self.exponent.checked_sub(1)) {
            return (Rational::decimal(low, place), Rational::decimal(high, place));
        }
        let (value, slack) = (self.to_rational(), power_of_ten(self.exponent) * Rational::half());
        (&value - &slack, value + slack)
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
pub fn power_of_ten(exponent: i16) -> Rational {
    Rational::decimal(1, exponent)
}

/// A rational in decimal notation with at most `places` decimals, rounded half away from zero, trailing zeros cut.
pub fn show(value: &Rational, places: usize) -> String {
    let scale = BigInt::from(10).pow(places as u32);
    let scaled = (value * Rational::from_integer(scale)).round().to_integer();
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
    Closed(Rational),
    /// The value does not belong to the interval.
    Open(Rational),
}

impl Bound {
    /// The value, if there is a limit.
    pub fn value(&self) -> Option<&Rational> {
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
    pub fn point(value: Rational) -> Self {
        Self { low: Bound::Closed(value.clone()), high: Bound::Closed(value) }
    }

    /// Both ends belong to it.
    pub fn closed(low: Rational, high: Rational) -> Self {
        Self { low: Bound::Closed(low), high: Bound::Closed(high) }
    }

    /// True if no value belongs to both.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        ends_before(&self.high, &other.low) || ends_before(&other.high, &self.low)
    }
}

/// Arithmetic: the result holds every value that the operation can give for values of the operands, and no other if the
/// operands are independent of each other.
impl Interval {
    /// Every number.
    pub fn everything() -> Self {
        Self { low: Bound::Unbounded, high: Bound::Unbounded }
    }

    /// True if `value` belongs to it.
    pub fn contains(&self, value: &Rational) -> bool {
        !self.is_disjoint(&Self::point(value.clone()))
    }

    /// The value, if there is only one.
    pub fn single(&self) -> Option<&Rational> {
        match (&self.low, &self.high) {
            (Bound::Closed(low), Bound::Closed(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// True if no value below zero belongs to it.
    pub fn is_nonnegative(&self) -> bool {
        self.low.value().is_some_and(|low| !low.is_negative())
    }

    /// True if no value above zero belongs to it.
    pub fn is_nonpositive(&self) -> bool {
        self.high.value().is_some_and(|high| !high.is_positive())
    }

    /// `−x`
    pub fn negated(&self) -> Self {
        Self { low: self.high.map(|value| -value), high: self.low.map(|value| -value) }
    }

    /// `x + y`
    pub fn plus(&self, other: &Self) -> Self {
        Self { low: self.low.plus(&other.low), high: self.high.plus(&other.high) }
    }

    /// `x − y`
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// `x × y`
    pub fn times(&self, other: &Self) -> Self {
        let corners = [
            End::low(self).times(&End::low(other)),
            End::low(self).times(&End::high(other)),
            End::high(self).times(&End::low(other)),
            End::high(self).times(&End::high(other)),
        ];
        let low = corners.iter().min_by(|a, b| a.compare_as_low(b)).map_or(Bound::Unbounded, End::bound);
        let high = corners.iter().max_by(|a, b| a.compare_as_high(b)).map_or(Bound::Unbounded, End::bound);
        Self { low, high }
    }

    /// `x × factor`; the factor is above zero.
    pub fn scaled(&self, factor: &Rational) -> Self {
        if factor.is_one() {
            return self.clone();
        }
        Self { low: self.low.map(|value| value * factor), high: self.high.map(|value| value * factor) }
    }

    /// `x ÷ y`; a divisor that may have either sign gives every number.
    pub fn divided_by(&self, other: &Self) -> Self {
        match other.reciprocal() {
            Some(reciprocal) => self.times(&reciprocal),
            None => Self::everything(),
        }
    }

    /// `1 ÷ x`, zero left out; `None` if zero lies inside.
    fn reciprocal(&self) -> Option<Self> {
        if self.is_nonpositive() {
            return if self.is_nonnegative() { None } else { Some(self.negated().reciprocal()?.negated()) };
        }
        if !self.is_nonnegative() {
            return None;
        }
        let low = match &self.high {
            Bound::Unbounded => Bound::Open(Rational::zero()),
            high => high.map(|value| value.recip()),
        };
        let high = match &self.low {
            low if low.value().is_none_or(Zero::is_zero) => Bound::Unbounded,
            low => low.map(|value| value.recip()),
        };
        Some(Self { low, high })
    }

    /// The root of every value, rounded outwards after twelve decimals. `None` for values below zero.
    pub fn root(&self, degree: u32) -> Option<Self> {
        if !self.is_nonnegative() {
            return None;
        }
        let scale = power_of_ten(ROOT_DECIMALS);
        let places = i16::try_from(degree).ok()?.checked_mul(ROOT_DECIMALS)?;
        let floor = |value: &Rational| {
            let scaled = (value * power_of_ten(places)).floor().to_integer().nth_root(degree);
            Rational::from_integer(scaled) / &scale
        };
        let low = Bound::Closed(floor(self.low.value()?));
        let high = match self.high.value() {
            Some(high) => Bound::Closed(floor(high) + scale.recip()),
            None => Bound::Unbounded,
        };
        Some(Self { low, high })
    }

    /// `|x|`
    pub fn absolute(&self) -> Self {
        if self.is_nonnegative() {
            return self.clone();
        }
        if self.is_nonpositive() {
            return self.negated();
        }
        let high = self.greatest(&self.negated()).high;
        Self { low: Bound::Closed(Rational::zero()), high }
    }

    /// The smaller of the two.
    pub fn least(&self, other: &Self) -> Self {
        self.negated().greatest(&other.negated()).negated()
    }

    /// The greater of the two.
    pub fn greatest(&self, other: &Self) -> Self {
        let low = if End::low(self).compare_as_low(&End::low(other)).is_ge() { &self.low } else { &other.low };
        let high = if End::high(self).compare_as_high(&End::high(other)).is_ge() { &self.high } else { &other.high };
        Self { low: low.clone(), high: high.clone() }
    }

    /// The smallest interval that holds both.
    pub fn hull(&self, other: &Self) -> Self {
        let low = if End::low(self).compare_as_low(&End::low(other)).is_le() { &self.low } else { &other.low };
        let high = if End::high(self).compare_as_high(&End::high(other)).is_ge() { &self.high } else { &other.high };
        Self { low: low.clone(), high: high.clone() }
    }
}

impl Bound {
    fn map(&self, change: impl Fn(Rational) -> Rational) -> Self {
        match self {
            Self::Unbounded => Self::Unbounded,
            Self::Closed(value) => Self::Closed(change(value.clone())),
            Self::Open(value) => Self::Open(change(value.clone())),
        }
    }

    fn plus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Closed(a), Self::Closed(b)) => Self::Closed(a + b),
            _ => match (self.value(), other.value()) {
                (Some(a), Some(b)) => Self::Open(a + b),
                _ => Self::Unbounded,
            },
        }
    }
}

/// One end of an interval, infinities with their sign.
#[derive(Clone, Debug)]
enum End {
    MinusInfinity,
    Finite { value: Rational, closed: bool },
    PlusInfinity,
}

impl End {
    fn low(interval: &Interval) -> Self {
        Self::of(&interval.low, Self::MinusInfinity)
    }

    fn high(interval: &Interval) -> Self {
        Self::of(&interval.high, Self::PlusInfinity)
    }

    fn of(bound: &Bound, infinity: Self) -> Self {
        match bound {
            Bound::Unbounded => infinity,
            Bound::Closed(value) => Self::Finite { value: value.clone(), closed: true },
            Bound::Open(value) => Self::Finite { value: value.clone(), closed: false },
        }
    }

    fn bound(&self) -> Bound {
        match self {
            Self::MinusInfinity | Self::PlusInfinity => Bound::Unbounded,
            Self::Finite { value, closed: true } => Bound::Closed(value.clone()),
            Self::Finite { value, closed: false } => Bound::Open(value.clone()),
        }
    }

    /// −1, 0 or 1.
    fn sign(&self) -> i8 {
        match self {
            Self::MinusInfinity => -1,
            Self::PlusInfinity => 1,
            Self::Finite { value, .. } => i8::from(value.is_positive()) - i8::from(value.is_negative()),
        }
    }

    /// The product; zero times infinity is zero, since every value between is finite.
    fn times(&self, other: &Self) -> Self {
        let closed_zero = |end: &Self| end.sign() == 0 && matches!(end, Self::Finite { closed: true, .. });
        match (self, other) {
            (Self::Finite { value: a, closed: c }, Self::Finite { value: b, closed: d }) => {
                let closed = (*c && *d) || closed_zero(self) || closed_zero(other);
                Self::Finite { value: a * b, closed }
            }
            _ => match self.sign() * other.sign() {
                1 => Self::PlusInfinity,
                -1 => Self::MinusInfinity,
                _ => Self::Finite { value: Rational::zero(), closed: closed_zero(self) || closed_zero(other) },
            },
        }
    }

    /// Order of lower ends: of two with the same value the closed one reaches further down.
    fn compare_as_low(&self, other: &Self) -> Ordering {
        self.compare(other).then_with(|| other.is_closed().cmp(&self.is_closed()))
    }

    /// Order of upper ends: of two with the same value the closed one reaches further up.
    fn compare_as_high(&self, other: &Self) -> Ordering {
        self.compare(other).then_with(|| self.is_closed().cmp(&other.is_closed()))
    }

    fn is_closed(&self) -> bool {
        matches!(self, Self::Finite { closed: true, .. })
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Finite { value: a, .. }, Self::Finite { value: b, .. }) => a.cmp(b),
            (Self::MinusInfinity, Self::MinusInfinity) | (Self::PlusInfinity, Self::PlusInfinity) => Ordering::Equal,
            (Self::MinusInfinity, _) | (_, Self::PlusInfinity) => Ordering::Less,
            (Self::PlusInfinity, _) | (_, Self::MinusInfinity) => Ordering::Greater,
        }
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
    use proptest::prelude::*;

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
    fn half_a_place_to_both_sides() {
        let show = |decimal: Decimal| {
            let (low, high) = decimal.half_a_place_around();
            (show(&low, 3), show(&high, 3))
        };
        let text = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        assert_eq!(show(Decimal { mantissa: 52, exponent: -1 }), text("5.15", "5.25"));
        assert_eq!(show(Decimal { mantissa: -3, exponent: 2 }), text("-350", "-250"));
        let most = Decimal::integer(i64::MAX);
        assert_eq!(show(most), text("9223372036854775806.5", "9223372036854775807.5"));
    }

    #[test]
    fn shown_values() {
        let third = Rational::new(BigInt::from(-1), BigInt::from(3));
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

    #[test]
    fn long_runs_of_zeros_are_no_number() {
        assert_eq!(Decimal::parse(&format!("0.{}1", "0".repeat(40_000))), None);
        assert!(Decimal::parse("0.000000000001").is_some());
    }

    #[test]
    fn arithmetic_on_half_open_and_unbounded() {
        let whole = |value: i64| Decimal::integer(value).to_rational();
        let at_least = Interval { low: Bound::Closed(whole(2)), high: Bound::Unbounded };
        let below = Interval { low: Bound::Unbounded, high: Bound::Open(whole(3)) };
        let difference = at_least.minus(&below);
        assert_eq!(difference, Interval { low: Bound::Open(whole(-1)), high: Bound::Unbounded });
        let zero_to = Interval { low: Bound::Closed(whole(0)), high: Bound::Open(whole(4)) };
        assert_eq!(at_least.times(&zero_to), Interval { low: Bound::Closed(whole(0)), high: Bound::Unbounded });
        assert_eq!(at_least.divided_by(&zero_to).low, Bound::Open(Rational::new(1.into(), 2.into())));
        assert_eq!(at_least.divided_by(&Interval::closed(whole(-1), whole(1))), Interval::everything());
        assert_eq!(Interval::closed(whole(-3), whole(2)).absolute(), Interval::closed(whole(0), whole(3)));
    }

    /// An interval of either kind at each end, and a value inside.
    fn sample() -> impl Strategy<Value = (Interval, Rational)> {
        let end = (0_u8..3, 0_i64..40);
        (-60_i64..60, end.clone(), end).prop_map(|(value, (low, below), (high, above))| {
            let bound = |kind: u8, end: i64, distance: i64| match kind {
                0 => Bound::Unbounded,
                1 if distance > 0 => Bound::Open(Rational::new(end.into(), 4.into())),
                _ => Bound::Closed(Rational::new(end.into(), 4.into())),
            };
            let interval = Interval { low: bound(low, value - below, below), high: bound(high, value + above, above) };
            (interval, Rational::new(value.into(), 4.into()))
        })
    }

    proptest! {
        #[test]
        fn a_result_holds_what_values_inside_give((a, x) in sample(), (b, y) in sample()) {
            prop_assert!(a.contains(&x) && b.contains(&y));
            prop_assert!(a.negated().contains(&-x.clone()));
            prop_assert!(a.absolute().contains(&x.abs()));
            prop_assert!(a.plus(&b).contains(&(&x + &y)));
            prop_assert!(a.minus(&b).contains(&(&x - &y)));
            prop_assert!(a.times(&b).contains(&(&x * &y)));
            prop_assert!(a.least(&b).contains(std::cmp::min(&x, &y)));
            prop_assert!(a.greatest(&b).contains(std::cmp::max(&x, &y)));
            prop_assert!(a.hull(&b).contains(&x) && a.hull(&b).contains(&y));
            if !y.is_zero() {
                prop_assert!(a.divided_by(&b).contains(&(&x / &y)));
            }
        }

        #[test]
        fn closed_results_are_tight(a in -40_i64..40, b in 0_i64..40, c in -40_i64..40, d in 0_i64..40) {
            let whole = |value: i64| Decimal::integer(value).to_rational();
            let (x, y) = (Interval::closed(whole(a), whole(a + b)), Interval::closed(whole(c), whole(c + d)));
            let corners = [a * c, a * (c + d), (a + b) * c, (a + b) * (c + d)];
            let (least, most) = (corners.iter().min().copied(), corners.iter().max().copied());
            prop_assert_eq!(x.times(&y).low.value().cloned(), least.map(whole));
            prop_assert_eq!(x.times(&y).high.value().cloned(), most.map(whole));
        }
    }
}
