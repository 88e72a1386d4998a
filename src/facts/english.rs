//! English: whether a text is in English, and what the readers of quantities and lists do then: units in words (percent,
//! percentage points, million people), qualifiers (about, more than), lists behind a colon (three priorities: growth, jobs
//! and prices). Takes tokens; nothing here runs on a text in Chinese but the look at a few tokens that decides.

pub mod lists;

use crate::facts::number::Script;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::token::{TokenKind, Tokens};
use crate::span::ViewSpan;

/// So many tokens, spread over the text, decide what language it is in.
const SAMPLE: usize = 96;

/// True if Latin words far outnumber all others.
pub fn is_english(tokens: &Tokens) -> bool {
    let step = (tokens.len() / SAMPLE).max(1);
    let mut latin = 0;
    let mut other = 0;
    for token in (0..tokens.len()).step_by(step) {
        // Every second token of an English text is a space: its neighbour counts.
        let token = if tokens.kind(token) == TokenKind::Space { token + 1 } else { token };
        match tokens.kind(token) {
            TokenKind::Latin if tokens.span(token).len() > 1 => latin += 1,
            TokenKind::Word | TokenKind::HanNumeral => other += 1,
            _ => {}
        }
    }
    latin > 3 * other && latin > 1
}

/// Multipliers, with their powers of ten.
const MULTIPLIERS: &[(&str, i16)] =
    &[("thousand", 3), ("million", 6), ("mn", 6), ("billion", 9), ("bn", 9), ("trillion", 12)];

/// Units of several words first.
const UNITS: &[(&str, UnitKind)] = &[
    ("percentage points", UnitKind::Point),
    ("percentage point", UnitKind::Point),
    ("percent", UnitKind::Percent),
    ("per cent", UnitKind::Percent),
    ("per centum", UnitKind::Percent),
    ("pct", UnitKind::Percent),
    ("times", UnitKind::Multiple),
    ("fold", UnitKind::Multiple),
    ("years", UnitKind::Duration),
    ("months", UnitKind::Duration),
    ("weeks", UnitKind::Duration),
    ("days", UnitKind::Duration),
    ("hours", UnitKind::Duration),
    ("minutes", UnitKind::Duration),
    ("yuan", UnitKind::Measure),
    ("dollars", UnitKind::Measure),
    ("euros", UnitKind::Measure),
    ("tonnes", UnitKind::Measure),
    ("tons", UnitKind::Measure),
    ("kilograms", UnitKind::Measure),
    ("kg", UnitKind::Measure),
    ("kilometres", UnitKind::Measure),
    ("kilometers", UnitKind::Measure),
    ("km", UnitKind::Measure),
    ("metres", UnitKind::Measure),
    ("meters", UnitKind::Measure),
    ("hectares", UnitKind::Measure),
    ("mu", UnitKind::Measure),
];

/// Signs before an amount of money.
const CURRENCY_SIGNS: [char; 5] = ['$', '€', '£', '¥', '￥'];

/// Words before a number, longest first.
const BEFORE: &[(&str, Qualifier)] = &[
    ("not more than", Qualifier::AtMost),
    ("no more than", Qualifier::AtMost),
    ("no less than", Qualifier::AtLeast),
    ("more than", Qualifier::AtLeast),
    ("less than", Qualifier::LessThan),
    ("fewer than", Qualifier::LessThan),
    ("at least", Qualifier::AtLeast),
    ("at most", Qualifier::AtMost),
    ("up to", Qualifier::AtMost),
    ("approximately", Qualifier::About),
    ("roughly", Qualifier::About),
    ("around", Qualifier::About),
    ("about", Qualifier::About),
    ("some", Qualifier::About),
    ("nearly", Qualifier::Nearly),
    ("almost", Qualifier::Nearly),
    ("over", Qualifier::AtLeast),
    ("exceeding", Qualifier::AtLeast),
    ("exceeded", Qualifier::AtLeast),
    ("under", Qualifier::LessThan),
    ("below", Qualifier::LessThan),
];

/// Words after a whole number that are no noun it could count.
const NO_NOUNS: &[&str] = &[
    "and",
    "or",
    "in",
    "of",
    "to",
    "from",
    "by",
    "on",
    "at",
    "for",
    "with",
    "as",
    "than",
    "was",
    "were",
    "is",
    "are",
    "the",
    "a",
    "an",
    "up",
    "down",
    "respectively",
    "st",
    "nd",
    "rd",
    "th",
    "am",
    "pm",
    "while",
    "when",
    "but",
    "which",
    "that",
    "per",
    "over",
    "under",
    "through",
    "until",
    "since",
    "after",
    "before",
];

/// Words before a year.
const BEFORE_YEARS: &[&str] = &[
    "in",
    "since",
    "from",
    "by",
    "to",
    "until",
    "of",
    "and",
    "for",
    "during",
    "year",
    "end",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads on where [`crate::facts::quantity::read`] stopped: multiplier, unit and qualifier in English. `end` is the token to
/// go on with; the answer is the one after what was read here.
pub fn complete(view: &str, tokens: &Tokens, quantity: &mut Quantity, end: usize) -> usize {
    let mut next = end;
    if quantity.kind == UnitKind::None && quantity.number.script == Script::Arabic {
        next = multiplier(view, tokens, quantity, next);
        next = unit(view, tokens, quantity, next);
    }
    if let Some(qualifier) = qualifier_before(view, tokens, quantity.first_token as usize) {
        quantity.qualifier = if quantity.qualifier == Qualifier::Exact { qualifier } else { Qualifier::Unknown };
    }
    quantity.end_token = quantity.end_token.max(next as u32);
    next
}

/// The token of the word behind `token`, over one space.
fn word_behind(tokens: &Tokens, token: usize) -> usize {
    if tokens.kind(token) == TokenKind::Space { token + 1 } else { token }
}

fn multiplier(view: &str, tokens: &Tokens, quantity: &mut Quantity, next: usize) -> usize {
    let word = word_behind(tokens, next);
    let text = tokens.text(view, word);
    let found = MULTIPLIERS.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    let scaled = found.and_then(|(_, power)| quantity.number.value.scaled(*power));
    match scaled {
        Some(value) if tokens.kind(word) == TokenKind::Latin => {
            quantity.number.value = value;
            quantity.number.has_multiplier = true;
            quantity.number.span.end = tokens.span(word).end;
            quantity.span.end = quantity.number.span.end;
            quantity.unit = ViewSpan::empty(quantity.number.span.end as usize);
            word + 1
        }
        _ => next,
    }
}

fn unit(view: &str, tokens: &Tokens, quantity: &mut Quantity, next: usize) -> usize {
    let word = word_behind(tokens, next);
    let rest = view.get(tokens.span(word).start as usize..).unwrap_or("");
    let ends = |name: &str| !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let found = UNITS
        .iter()
        .find(|(name, _)| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) && ends(name));
    if let Some((name, kind)) = found {
        let start = tokens.span(word).start as usize;
        quantity.unit = ViewSpan::new(start, start + name.len());
        quantity.kind = *kind;
        quantity.span.end = quantity.unit.end;
        return tokens.at(quantity.unit.end);
    }
    if view.get(..quantity.number.span.start as usize).is_some_and(|before| before.ends_with(CURRENCY_SIGNS)) {
        quantity.kind = UnitKind::Measure;
        return next;
    }
    if counts(view, tokens, quantity, word) {
        quantity.kind = UnitKind::Count;
    }
    next
}

/// 120 projects, 1.3 million people: a number before a noun counts things. 2015 in “in 2015 exports” is a year.
fn counts(view: &str, tokens: &Tokens, quantity: &Quantity, word: usize) -> bool {
    let noun = tokens.text(view, word);
    let is_noun = tokens.kind(word) == TokenKind::Latin
        && noun.len() > 1
        && !NO_NOUNS.iter().any(|known| noun.eq_ignore_ascii_case(known));
    let value = quantity.number.value;
    let before = latin_before(view, tokens, quantity.first_token as usize);
    let is_year = value.exponent == 0
        && (1800..2200).contains(&value.mantissa)
        && BEFORE_YEARS.iter().any(|known| before.eq_ignore_ascii_case(known));
    is_noun && !is_year
}

/// The Latin word right before `token`, over one space.
fn latin_before<'t>(view: &'t str, tokens: &Tokens, token: usize) -> &'t str {
    let Some(mut before) = token.checked_sub(1) else { return "" };
    if tokens.kind(before) == TokenKind::Space && before > 0 {
        before -= 1;
    }
    if tokens.kind(before) == TokenKind::Latin { tokens.text(view, before) } else { "" }
}

fn qualifier_before(view: &str, tokens: &Tokens, first: usize) -> Option<Qualifier> {
    if latin_before(view, tokens, first).is_empty() {
        return None;
    }
    let before = view.get(..tokens.span(first).start as usize)?.trim_end();
    let found = BEFORE.iter().find(|(words, _)| {
        let Some(start) = before.len().checked_sub(words.len()) else { return false };
        before.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(words))
            && !before[..start].ends_with(|c: char| c.is_ascii_alphanumeric())
    });
    found.map(|(_, qualifier)| *qualifier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::token;

    #[test]
    fn languages() {
        let english = |text: &str| is_english(&token::read(text));
        assert!(english("Exports rose from 60.2% to 65.2% in 2020."));
        assert!(!english("出口由60.2%提高到65.2%，WTO成员增至164个。"));
        assert!(!english("GDP增长5%。"));
        assert!(!english(""));
    }
}
