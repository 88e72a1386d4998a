//! Which facts a phrase cannot match without: read off its expression, so that sentences that lack them are passed over
//! before their shape is built. Takes the expression over shapes, gives one set of types for each fact needed.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::rules::shape::{FactType, TypeSet};

/// The facts that every match of `expression` holds, one set of possible types for each. Empty if the expression is not
/// well formed (compiling it says so) or needs none.
pub fn types(expression: &str) -> Vec<TypeSet> {
    let mut found = Vec::new();
    if let Ok(hir) = regex_syntax::parse(expression) {
        collect(&hir, &mut found);
    }
    found
}

/// Goes down into what every match goes through; the nesting is limited by the parser.
fn collect(hir: &Hir, found: &mut Vec<TypeSet>) {
    match hir.kind() {
        HirKind::Concat(parts) => parts.iter().for_each(|part| collect(part, found)),
        HirKind::Capture(capture) => collect(&capture.sub, found),
        HirKind::Repetition(repetition) if repetition.min > 0 => collect(&repetition.sub, found),
        HirKind::Class(Class::Unicode(class)) => {
            found.extend(slot(class.ranges().iter().map(|r| (r.start(), r.end()))))
        }
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or("");
            found.extend(text.chars().filter_map(|c| slot([(c, c)].into_iter())));
        }
        _ => {}
    }
}

/// The types of a class that holds characters of facts and nothing else.
fn slot(ranges: impl Iterator<Item = (char, char)>) -> Option<TypeSet> {
    let mut types = TypeSet::default();
    for (start, end) in ranges {
        for c in start..=end {
            types.insert(FactType::of(c)?);
        }
    }
    (types != TypeSet::default()).then_some(types)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::phrase::Phrase;

    fn needed(source: &str) -> usize {
        types(Phrase::read(source).expect("a phrase").expression()).len()
    }

    #[test]
    fn facts_that_every_match_holds() {
        assert_eq!(needed("{number}(?:%%|亿亿)"), 1);
        assert_eq!(needed("由{a:percent}(提高到|升到){b:percent|number}"), 2);
        assert_eq!(needed("({a:percent}|{b:point})提高"), 0);
        assert_eq!(needed("({a:percent})?提高{b:point}"), 1);
        assert_eq!(needed("({a:percent}、)+等"), 1);
        assert_eq!(needed("[^，]提高"), 0);
    }
}
