//! Malformed and impossible dates. One file a rule, named as the rule.

pub mod after_dateline;
pub mod anniversary_year;
mod candidate;
pub mod doubled_unit;
pub mod era;
pub mod event_form;
pub mod glued_timestamp;
pub mod impossible_date;
pub mod impossible_period;
pub mod impossible_time;
pub mod incomplete_date;
pub mod letter_in_digits;
pub mod lunar_date;
mod meeting;
pub mod mixed_numerals;
pub mod mixed_separators;
pub mod mixed_style;
pub mod padding;
pub mod plan_period;
pub mod relative_year;
mod resolved;
pub mod reversed_range;
pub mod ten_day_period;
pub mod two_digit_year;
pub mod weekday_mismatch;
pub mod year_digits;
pub mod zero_form;
