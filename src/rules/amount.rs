//! How values and intervals are shown in messages: in the unit and with the multiplier of the quantity they are compared
//! with, rounded outwards where digits have to be cut, so that what is shown is never narrower than what is known.

use std::borrow::Cow;

use crate::facts::View;
use crate::facts::interval::{Bound, Interval, power_of_ten, show};
use crate::facts::number::{self, Script};
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::rational::Rational;
use crate::finding::Shown;
use crate::rules::equation::Type;

/// How an amount is written.
#[derive(Clone, Debug)]
pub struct Form {
    /// What a shown 1 is worth: 0.01 for percent, 10^8 for 亿元.
    pub scale: Rational,
    /// What follows both ends of a range: `%`, `亿`.
    pub each: String,
    /// What follows once, in Chinese: `元`, `个百分点`.
    pub unit: String,
    /// The same in English.
    pub unit_en: String,
    /// Decimals that the text itself shows.
    pub decimals: usize,
}

impl Form {
    /// The form of a type that needs no model.
    pub fn of(kind: Type, decimals: usize) -> Self {
        let (place, each, unit, unit_en) = match kind {
            Type::Percent | Type::ConstantPercent => (-2, "%", "", ""),
            Type::Permille => (-3, "‰", "", ""),
            Type::Point => (-2, "", "个百分点", " percentage points"),
            Type::Year => (0, "", "年", ""),
            _ => (0, "", "", ""),
        };
        let (each, unit, unit_en) = (each.to_owned(), unit.to_owned(), unit_en.to_owned());
        Self { scale: power_of_ten(place), each, unit, unit_en, decimals }
    }

    /// The form of a quantity of the text: its multiplier, its unit.
    pub fn like(view: &View, quantity: &Quantity, decimals: usize) -> Self {
        let number = view.slice(quantity.number.span);
        // 248亿6310万 is shown in 万.
        let multiplier = &number[number
            .rfind(|c: char| c.is_ascii() || c == '．')
            .map_or(0, |last| last + number[last..].chars().next().map_or(0, char::len_utf8))..];
        let power = match quantity.number.script {
            Script::Arabic => number::multiplier(multiplier).filter(|_| quantity.number.has_multiplier),
            Script::Han | Script::Percent | Script::Fraction => None,
        };
        let unit = view.slice(quantity.unit).trim_start().to_owned();
        Self {
            scale: power_of_ten(power.unwrap_or(0)),
            each: power.map_or(String::new(), |_| multiplier.to_owned()),
            unit_en: unit.clone(),
            unit,
            decimals,
        }
    }

    /// The form of a quantity of the text with the decimals that it shows: 20.1%～20.2%.
    pub fn as_written(view: &View, quantity: &Quantity) -> Self {
        let number = view.slice(quantity.number.span);
        let decimals =
            number.split_once('.').map_or(0, |(_, places)| places.bytes().take_while(u8::is_ascii_digit).count());
        let mut form = Self::like(view, quantity, decimals);
        if quantity.kind == UnitKind::Percent {
            form.each = std::mem::take(&mut form.unit);
            form.unit_en.clear();
        }
        form
    }

    /// The value in shown units, with its sign and unit.
    pub fn single(&self, value: &Rational) -> Shown {
        let number = show(&(value / &self.scale), self.decimals + 1);
        self.words(&format!("{number}{}", self.each), &format!("{number}{}", self.each))
    }

    /// The interval: one value, a range, or a limit in words.
    pub fn interval(&self, interval: &Interval) -> Shown {
        if let Some(value) = interval.single()
            && needs_at_most(&(value / &self.scale), self.decimals + 1)
        {
            return self.single(value);
        }
        let low = interval.low.value().map(|value| self.cut(value, false) + &self.each);
        let high = interval.high.value().map(|value| self.cut(value, true) + &self.each);
        match (low, high) {
            (Some(low), Some(high)) if low == high => self.words(&low, &low),
            (Some(low), Some(high)) => self.words(&format!("{low}～{high}"), &format!("{low} to {high}")),
            (Some(low), None) => match interval.low {
                Bound::Open(_) => self.words(&format!("高于{low}"), &format!("more than {low}")),
                _ => self.words(&format!("不低于{low}"), &format!("at least {low}")),
            },
            (None, Some(high)) => match interval.high {
                Bound::Open(_) => self.words(&format!("低于{high}"), &format!("less than {high}")),
                _ => self.words(&format!("不高于{high}"), &format!("at most {high}")),
            },
            (None, None) => Shown::Word { zh: Cow::Borrowed("任意值"), en: Cow::Borrowed("any value") },
        }
    }

    fn words(&self, zh: &str, en: &str) -> Shown {
        Shown::Word { zh: format!("{zh}{}", self.unit).into(), en: format!("{en}{}", self.unit_en).into() }
    }

    /// The value with one decimal more than the text shows, rounded down or up.
    fn cut(&self, value: &Rational, up: bool) -> String {
        let places = self.decimals + 1;
        let scale = power_of_ten(places as i16);
        let scaled = value / &self.scale * &scale;
        let rounded = if up { scaled.ceil() } else { scaled.floor() };
        show(&(rounded / scale), places)
    }
}

/// True if `value` needs no more than `places` decimals.
fn needs_at_most(value: &Rational, places: usize) -> bool {
    (value * power_of_ten(places as i16)).is_integer()
}

/// The interval in mathematical notation: `[60.15, 60.25]`, `(5, ∞)`; in units of `scale`.
pub fn notation(interval: &Interval, scale: &Rational) -> String {
    let value = |value: &Rational| show(&(value / scale), 12);
    let low = match &interval.low {
        Bound::Unbounded => "(-∞".to_owned(),
        Bound::Closed(low) => format!("[{}", value(low)),
        Bound::Open(low) => format!("({}", value(low)),
    };
    let high = match &interval.high {
        Bound::Unbounded => "∞)".to_owned(),
        Bound::Closed(high) => format!("{}]", value(high)),
        Bound::Open(high) => format!("{})", value(high)),
    };
    format!("{low}, {high}")
}

/// The value with exactly `decimals` decimals, as a writer would round it; `None` below zero.
pub fn rounded(value: &Rational, decimals: usize) -> Option<String> {
    if value.is_negative() {
        return None;
    }
    let mut text = show(value, decimals);
    if decimals > 0 {
        let shown = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        if shown == 0 {
            text.push('.');
        }
        text.extend(std::iter::repeat_n('0', decimals - shown));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Language;

    fn hundredths(value: i64) -> Rational {
        Rational::new(value.into(), 10_000.into())
    }

    #[test]
    fn amounts() {
        let points = Form::of(Type::Point, 0);
        let range = Interval::closed(hundredths(490), hundredths(510));
        assert_eq!(points.interval(&range).get(Language::Zh), "4.9～5.1个百分点");
        assert_eq!(points.interval(&range).get(Language::En), "4.9 to 5.1 percentage points");
        let percent = Form::of(Type::Percent, 1);
        let third = Interval::closed(Rational::new(1.into(), 3.into()), Rational::new(2.into(), 3.into()));
        assert_eq!(percent.interval(&third).get(Language::Zh), "33.33%～66.67%");
        assert_eq!(percent.interval(&Interval::point(hundredths(500))).get(Language::Zh), "5%");
        let at_least = Interval { low: Bound::Closed(hundredths(500)), high: Bound::Unbounded };
        assert_eq!(percent.interval(&at_least).get(Language::Zh), "不低于5%");
        assert_eq!(notation(&at_least, &power_of_ten(-2)), "[5, ∞)");
    }

    #[test]
    fn rounded_values_keep_their_decimals() {
        assert_eq!(rounded(&Rational::new(501.into(), 100.into()), 1).as_deref(), Some("5.0"));
        assert_eq!(rounded(&Rational::new(5.into(), 1.into()), 0).as_deref(), Some("5"));
        assert_eq!(rounded(&Rational::new((-5).into(), 1.into()), 0), None);
    }
}
