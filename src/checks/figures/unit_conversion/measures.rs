//! Units of length, area, mass, power, speed and temperature, Chinese and English, and what one is of another: 14 kilometres (8.7 miles), 38平方米（约409平方呎）. Takes a
//! number, another one behind it, and the words between and behind; the units are read there, since most of them are no unit elsewhere.

use crate::facts::rational::Rational;

/// What a unit measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Length,
    Area,
    Mass,
    Power,
    /// Of transformers.
    Capacity,
    Speed,
    Temperature,
}

/// A unit: what it measures and how many of the least unit of its table it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub measure: Measure,
    pub size: i64,
    /// True for units of the same system, between which nothing is lost.
    pub is_metric: bool,
}

use Measure::{Area, Capacity, Length, Mass, Power, Speed, Temperature};

/// The units, with their names parted by commas: lengths in tenths of a millimetre, areas in a 3·10⁸th of a square metre, masses in a 10⁸th of
/// a kilogram, power in kilowatts, speed in tenths of a millimetre an hour.
const UNITS: &[(Measure, i64, bool, &str)] = &[
    (Length, 16_093_440, false, "mile,miles,mi,lane-mile,lane-miles,lane mile,lane miles,route miles,英里,哩"),
    (Length, 18_520_000, false, "nautical mile,nautical miles,海里,浬"),
    (
        Length,
        10_000_000,
        true,
        "kilometre,kilometres,kilometer,kilometers,km,kms,lane-kilometres,lane-kilometers,\
         公里,千米",
    ),
    (Length, 10_000, true, "metre,metres,meter,meters,m,米,公尺"),
    (Length, 100, true, "centimetre,centimetres,centimeter,centimeters,cm,厘米,公分"),
    (Length, 10, true, "millimetre,millimetres,millimeter,millimeters,mm,毫米"),
    (Length, 3_048, false, "foot,feet,ft,英尺,呎"),
    (Length, 9_144, false, "yard,yards,yd,yds,码"),
    (Length, 254, false, "inch,inches,英寸,吋"),
    (
        Area,
        300_000_000_000_000,
        true,
        "square kilometre,square kilometres,square kilometer,square kilometers,sq km,km²,\
         km2,平方公里,平方千米",
    ),
    (Area, 776_996_433_100_800, false, "square mile,square miles,sq mi,平方英里,平方哩"),
    (Area, 3_000_000_000_000, true, "hectare,hectares,ha,公顷"),
    (Area, 1_214_056_926_720, false, "acre,acres,英亩"),
    (Area, 200_000_000_000, true, "mu,亩"),
    (Area, 300_000_000, true, "square metre,square metres,square meter,square meters,sq m,sqm,m²,m2,平方米,平方公尺"),
    (Area, 27_870_912, false, "square foot,square feet,sq ft,sqft,ft²,平方英尺,平方呎"),
    (Area, 991_735_537, false, "坪"),
    (Mass, 100_000_000_000, true, "tonne,tonnes,metric ton,metric tons,公吨"),
    (Mass, 100_000_000, true, "kilogram,kilograms,kilogramme,kilogrammes,kg,公斤,千克"),
    (Mass, 100_000, true, "gram,grams,gramme,grammes,g,公克"),
    (Mass, 50_000_000, true, "斤"),
    (Mass, 45_359_237, false, "pound,pounds,lb,lbs,磅"),
    (Power, 1_000_000, true, "gigawatt,gigawatts,gw,吉瓦"),
    (Power, 1_000, true, "megawatt,megawatts,mw,兆瓦"),
    (Power, 1, true, "kilowatt,kilowatts,kw,千瓦"),
    (Capacity, 1_000, true, "兆伏安"),
    (Capacity, 1, true, "千伏安"),
    (Speed, 16_093_440, false, "mph,miles an hour,miles per hour"),
    (
        Speed,
        10_000_000,
        true,
        "km/h,kmh,km per hour,kilometres an hour,kilometres per hour,kilometers an hour,\
         kilometers per hour",
    ),
    (Temperature, 9, true, "degrees celsius,degrees centigrade,celsius,°c,℃,degrees c"),
    (Temperature, 5, false, "degrees fahrenheit,fahrenheit,°f,℉,degrees f"),
];

/// The unit of that name.
pub(super) fn unit(name: &str) -> Option<Unit> {
    /// Bytes of the longest name.
    const LONGEST: usize = 32;
    let name = name.trim().trim_start_matches('-');
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    let found = UNITS.iter().find(|(_, _, _, names)| names.split(',').any(is))?;
    Some(Unit { measure: found.0, size: found.1, is_metric: found.2 })
}

/// True if a word that parts two amounts of one length is a unit itself: 6 feet 2 inches.
pub(super) fn is_unit(words: &str) -> bool {
    let words = words.trim();
    unit(words.strip_suffix(" and").unwrap_or(words)).is_some()
}

/// What `amount` of one unit is in another, and for temperatures also what so many degrees between two of them are.
pub(super) fn converted(amount: &Rational, from: Unit, to: Unit) -> Option<Vec<Rational>> {
    if from.measure != to.measure || from.size == to.size {
        return None;
    }
    let whole = |value: i64| Rational::from_integer(value.into());
    if from.measure != Temperature {
        return Some(vec![amount * whole(from.size) / whole(to.size)]);
    }
    let zero = whole(32);
    let (nine, five) = (whole(9), whole(5));
    Some(match to.is_metric {
        true => vec![(amount - zero) * &five / &nine, amount * &five / &nine],
        false => vec![amount * &nine / &five + zero, amount * &nine / &five],
    })
}
