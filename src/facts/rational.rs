//! Exact fractions. Those of reports fit machine words and are reckoned there; what does not fit is reckoned with
//! numbers of any size. Nothing overflows, nothing is rounded.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{One, Signed, ToPrimitive, Zero};

/// An exact fraction in lowest terms.
#[derive(Clone, Debug)]
pub struct Rational(Size);

/// What fits is always `Small`.
#[derive(Clone, Debug)]
enum Size {
    Small(Ratio<i128>),
    Big(Box<BigRational>),
}

/// True for a number whose negation fits, too.
fn is_small(part: i128) -> bool {
    part != i128::MIN
}

impl Rational {
    /// `numerator ÷ denominator`.
    ///
    /// # Panics
    /// If the denominator is zero.
    pub fn new(numerator: BigInt, denominator: BigInt) -> Self {
        match (numerator.to_i128(), denominator.to_i128()) {
            (Some(a), Some(b)) if is_small(a) && is_small(b) => Self(Size::Small(Ratio::new(a, b))),
            _ => Self::from_big(BigRational::new(numerator, denominator)),
        }
    }

    /// A whole number.
    pub fn from_integer(value: BigInt) -> Self {
        match value.to_i128() {
            Some(value) if is_small(value) => Self(Size::Small(Ratio::from_integer(value))),
            _ => Self(Size::Big(Box::new(BigRational::from_integer(value)))),
        }
    }

    /// `1 ÷ 2`
    pub fn half() -> Self {
        Self(Size::Small(Ratio::new_raw(1, 2)))
    }

    /// `value × 10^power`
    pub fn decimal(value: i64, power: i16) -> Self {
        let factor = 10_i128.checked_pow(u32::from(power.unsigned_abs())).filter(|factor| is_small(*factor));
        let quick = match (factor, power < 0) {
            (Some(divisor), true) => Some(reduced(i128::from(value), divisor)),
            (Some(factor), false) => {
                i128::from(value).checked_mul(factor).filter(|v| is_small(*v)).map(Ratio::from_integer)
            }
            (None, _) => None,
        };
        quick.map(|value| Self(Size::Small(value))).unwrap_or_else(|| {
            let factor = BigInt::from(10).pow(u32::from(power.unsigned_abs()));
            match power < 0 {
                true => Self::new(value.into(), factor),
                false => Self::from_integer(factor * value),
            }
        })
    }

    fn from_big(value: BigRational) -> Self {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(a), Some(b)) if is_small(a) && is_small(b) => Self(Size::Small(Ratio::new_raw(a, b))),
            _ => Self(Size::Big(Box::new(value))),
        }
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Size::Small(value) => BigRational::new_raw((*value.numer()).into(), (*value.denom()).into()),
            Size::Big(value) => (**value).clone(),
        }
    }

    /// A result that may have reached the limit of the small ones.
    fn small(value: Ratio<i128>) -> Option<Self> {
        (is_small(*value.numer()) && is_small(*value.denom())).then_some(Self(Size::Small(value)))
    }

    fn operate(
        &self,
        other: &Self,
        small: impl Fn(&Ratio<i128>, &Ratio<i128>) -> Option<Ratio<i128>>,
        big: impl Fn(BigRational, BigRational) -> BigRational,
    ) -> Self {
        let quick = match (&self.0, &other.0) {
            (Size::Small(a), Size::Small(b)) => small(a, b).and_then(Self::small),
            _ => None,
        };
        quick.unwrap_or_else(|| Self::from_big(big(self.to_big(), other.to_big())))
    }

    fn change(&self, small: impl Fn(&Ratio<i128>) -> Ratio<i128>, big: impl Fn(&BigRational) -> BigRational) -> Self {
        match &self.0 {
            Size::Small(value) => Self(Size::Small(small(value))),
            Size::Big(value) => Self::from_big(big(value)),
        }
    }

    /// True below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Size::Small(value) => value.is_negative(),
            Size::Big(value) => value.is_negative(),
        }
    }

    /// True above zero.
    pub fn is_positive(&self) -> bool {
        !self.is_negative() && !self.is_zero()
    }

    /// True for a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Size::Small(value) => value.is_integer(),
            Size::Big(value) => value.is_integer(),
        }
    }

    /// `|x|`
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// `1 ÷ x`
    ///
    /// # Panics
    /// If the value is zero.
    pub fn recip(&self) -> Self {
        self.change(Ratio::recip, BigRational::recip)
    }

    /// The largest whole number that is not greater.
    pub fn floor(&self) -> Self {
        let floor = |value: &Ratio<i128>| Ratio::from_integer(value.numer().div_euclid(*value.denom()));
        self.change(floor, BigRational::floor)
    }

    /// The smallest whole number that is not less.
    pub fn ceil(&self) -> Self {
        -(-self).floor()
    }

    /// The nearest whole number, halves away from zero.
    pub fn round(&self) -> Self {
        let half = Self::half();
        if self.is_negative() { (self - &half).ceil() } else { (self + &half).floor() }
    }

    /// The whole part.
    pub fn to_integer(&self) -> BigInt {
        match &self.0 {
            Size::Small(value) => value.to_integer().into(),
            Size::Big(value) => value.to_integer(),
        }
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Self(Size::Small(Ratio::from_integer(value.into())))
    }
}

impl Zero for Rational {
    fn zero() -> Self {
        Self::from(0)
    }

    fn is_zero(&self) -> bool {
        matches!(&self.0, Size::Small(value) if value.is_zero())
    }
}

impl One for Rational {
    fn one() -> Self {
        Self::from(1)
    }

    fn is_one(&self) -> bool {
        matches!(&self.0, Size::Small(value) if value.is_one())
    }
}

impl PartialEq for Rational {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Size::Small(a), Size::Small(b)) => a.numer() == b.numer() && a.denom() == b.denom(),
            (Size::Big(a), Size::Big(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Rational {}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Size::Small(a), Size::Small(b)) => compared(a, b),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Neg for &Rational {
    type Output = Rational;

    fn neg(self) -> Rational {
        self.change(|value| -value, |value| -value)
    }
}

impl Neg for Rational {
    type Output = Rational;

    fn neg(self) -> Rational {
        -&self
    }
}

/// The greatest common divisor, not of two zeros. What fits machine words is divided there: some ten times as fast.
fn common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        let rest = match (u64::try_from(a), u64::try_from(b)) {
            (Ok(a), Ok(b)) => (a % b).into(),
            _ => a % b,
        };
        (a, b) = (b, rest);
    }
    a as i128
}

/// `a ÷ b`, where `b` is a divisor of `a` above zero.
fn quotient(a: i128, b: i128) -> i128 {
    match (i64::try_from(a), i64::try_from(b)) {
        _ if b == 1 => a,
        (Ok(a), Ok(b)) => (a / b).into(),
        _ => a / b,
    }
}

/// `numerator ÷ denominator` in lowest terms; the denominator is above zero.
fn reduced(numerator: i128, denominator: i128) -> Ratio<i128> {
    let common = common_divisor(numerator, denominator);
    Ratio::new_raw(quotient(numerator, common), quotient(denominator, common))
}

/// `a + b`, `None` if it does not fit. What both denominators have in common is all that the sum can be reduced by.
fn sum(a: &Ratio<i128>, b: &Ratio<i128>) -> Option<Ratio<i128>> {
    let common = common_divisor(*a.denom(), *b.denom());
    let (of_a, of_b) = (quotient(*b.denom(), common), quotient(*a.denom(), common));
    let numerator = a.numer().checked_mul(of_a)?.checked_add(b.numer().checked_mul(of_b)?)?;
    let reduced_by = common_divisor(numerator, common);
    let denominator = of_b.checked_mul(quotient(*b.denom(), reduced_by))?;
    Some(Ratio::new_raw(quotient(numerator, reduced_by), denominator))
}

/// `a × b`, `None` if it does not fit.
fn product(a: &Ratio<i128>, b: &Ratio<i128>) -> Option<Ratio<i128>> {
    let (one, other) = (common_divisor(*a.numer(), *b.denom()), common_divisor(*b.numer(), *a.denom()));
    let numerator = quotient(*a.numer(), one).checked_mul(quotient(*b.numer(), other))?;
    let denominator = quotient(*a.denom(), other).checked_mul(quotient(*b.denom(), one))?;
    Some(Ratio::new_raw(numerator, denominator))
}

/// How two fractions compare.
fn compared(a: &Ratio<i128>, b: &Ratio<i128>) -> Ordering {
    match (a.numer().checked_mul(*b.denom()), b.numer().checked_mul(*a.denom())) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

macro_rules! operator {
    ($name:ident, $method:ident, $small:expr) => {
        impl $name<&Rational> for &Rational {
            type Output = Rational;

            fn $method(self, other: &Rational) -> Rational {
                self.operate(other, $small, |a, b| a.$method(b))
            }
        }

        impl $name<Rational> for Rational {
            type Output = Rational;

            fn $method(self, other: Rational) -> Rational {
                (&self).$method(&other)
            }
        }

        impl $name<&Rational> for Rational {
            type Output = Rational;

            fn $method(self, other: &Rational) -> Rational {
                (&self).$method(other)
            }
        }

        impl $name<Rational> for &Rational {
            type Output = Rational;

            fn $method(self, other: Rational) -> Rational {
                self.$method(&other)
            }
        }
    };
}

operator!(Add, add, sum);
operator!(Sub, sub, |a, b| sum(a, &-b));
operator!(Mul, mul, product);
operator!(Div, div, |a, b| (!b.is_zero()).then(|| product(a, &b.recip())).flatten());

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fractions of all sizes, many at the limits of the small ones.
    fn sample() -> impl Strategy<Value = Rational> {
        let part = prop_oneof![
            -100_i128..100,
            any::<i64>().prop_map(i128::from),
            any::<i128>(),
            Just(i128::MAX),
            Just(i128::MIN),
            Just(i128::MAX - 1),
        ];
        let numerator = (part.clone(), part.clone()).prop_map(|(a, b)| BigInt::from(a) + BigInt::from(b));
        (numerator, part).prop_map(|(a, b)| Rational::new(a, BigInt::from(if b == 0 { 1 } else { b })))
    }

    proptest! {
        #[test]
        fn agrees_with_numbers_of_any_size(x in sample(), y in sample()) {
            let (a, b) = (x.to_big(), y.to_big());
            prop_assert_eq!((&x + &y).to_big(), &a + &b);
            prop_assert_eq!((&x - &y).to_big(), &a - &b);
            prop_assert_eq!((&x * &y).to_big(), &a * &b);
            if !y.is_zero() {
                prop_assert_eq!((&x / &y).to_big(), &a / &b);
                prop_assert_eq!(y.recip().to_big(), b.recip());
            }
            prop_assert_eq!((-&x).to_big(), -&a);
            prop_assert_eq!(x.abs().to_big(), a.abs());
            prop_assert_eq!(x.floor().to_big(), a.floor());
            prop_assert_eq!(x.ceil().to_big(), a.ceil());
            prop_assert_eq!(x.round().to_big(), a.round());
            prop_assert_eq!(x.to_integer(), a.to_integer());
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(x == y, a == b);
            prop_assert_eq!((x.is_zero(), x.is_one(), x.is_integer()), (a.is_zero(), a.is_one(), a.is_integer()));
            prop_assert_eq!((x.is_negative(), x.is_positive()), (a.is_negative(), a.is_positive()));
        }
    }
}
