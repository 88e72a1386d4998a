//! Figures that contradict each other or themselves. One file a rule, named as the rule.

pub mod announced_count;
pub mod approximate_form;
pub mod approximation_conflict;
pub mod balance;
pub mod breakdown;
pub mod broken_decimal;
pub mod code_expansion;
pub mod enumeration_count;
pub mod growth_arithmetic;
pub mod heading_sequence;
pub mod indicator_conflict;
pub mod inline_sequence;
pub mod letter_in_number;
pub mod multiple_arithmetic;
pub mod named_whole;
pub mod number_style;
pub mod part_exceeds_whole;
pub mod parts_sum;
pub mod percent_for_point;
pub mod point_difference;
pub mod quotient;
pub mod range_reversed;
pub mod range_unit;
pub mod respectively_arity;
pub mod share_over_100;
pub mod shares_sum;
pub mod split_digits;

pub mod table_total;
pub mod unit_conversion;

mod beside;
mod change;
mod english;
mod numbering;
