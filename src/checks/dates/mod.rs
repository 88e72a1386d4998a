//! Malformed and impossible dates. One file a rule, named as the rule.

mod candidate;
pub mod doubled_unit;
pub mod impossible_date;
pub mod impossible_time;
pub mod letter_in_digits;
pub mod reversed_range;
pub mod weekday_mismatch;
pub mod year_digits;
pub mod zero_form;
