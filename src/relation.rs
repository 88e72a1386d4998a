//! A relation that a rule looked at: the numbers that take part, what must hold between them, and whether it does. Checks
//! hand these over only where somebody asks ([`crate::Linter::relations`]): they show what a rule's silence means.

use std::borrow::Cow;
use std::sync::Arc;

use crate::facts::interval::{Decimal, Interval};
use crate::finding::{Language, Message, Shown};
use crate::rules::Rule;
use crate::span::Span;

/// The key of the text in a rule's file that names its relation: 总量、增量与增幅.
const NAME: &str = "relation";

/// Numbers of a text that must agree, and whether they do.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The rule that looked at it.
    pub rule: Arc<Rule>,
    /// From the first member to the last.
    pub span: Span,
    /// What must hold, in the names of the members: `d / (t - d) = p`.
    pub formula: String,
    /// What the text says, in the order of the formula.
    pub members: Vec<Member>,
    /// What the other members give for the one alone on a side of the formula.
    pub expected: Option<Shown>,
    /// The formula with what stands in the text: `21.03%～22.38% ∋ 21.7%`.
    pub reading: Shown,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// A number that takes part.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name in the formula. The parts of a list share one.
    pub name: Cow<'static, str>,
    /// Where it stands.
    pub span: Span,
    /// The values that it can stand for, in its unit (percent for `%`); `None` where that is not known.
    pub interval: Option<Interval>,
    /// The same for a reader.
    pub shown: Shown,
}

/// What came of looking at a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There are values inside the intervals for which it is true.
    Holds,
    /// No values inside the intervals make it true. The rule reports it.
    Contradicted,
    /// It was seen and not judged; the text of the rule's file says why.
    NotChecked(Message),
}

impl Verdict {
    /// `holds`, `contradicted` or `not_checked`
    pub fn name(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Contradicted => "contradicted",
            Self::NotChecked(_) => "not_checked",
        }
    }

    /// The verdict in words.
    pub fn word(&self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Holds, Language::Zh) => "成立",
            (Self::Holds, Language::En) => "holds",
            (Self::Contradicted, Language::Zh) => "不成立",
            (Self::Contradicted, Language::En) => "contradicted",
            (Self::NotChecked(_), Language::Zh) => "未检查",
            (Self::NotChecked(_), Language::En) => "not checked",
        }
    }
}

impl Relation {
    /// What kind of relation it is, in words; the formula where the rule's file has no words for it.
    pub fn name(&self, language: Language) -> &str {
        let named = self.rule.messages.iter().find(|(key, _)| key == NAME);
        named.map_or(&self.formula, |(_, text)| text.get(language))
    }

    /// Why it was not judged, in words.
    pub fn reason(&self, language: Language) -> Option<String> {
        match &self.verdict {
            Verdict::NotChecked(reason) => Some(self.rule.render(reason, language)),
            _ => None,
        }
    }

    /// Where the members stand, in text order.
    fn member_places(&self) -> Vec<Span> {
        let mut places: Vec<Span> = self.members.iter().map(|member| member.span).collect();
        places.sort();
        places
    }

    /// True if a member stands at `place`, or around it.
    pub fn has_member_at(&self, place: Span) -> bool {
        let is_at =
            |span: Span| span.overlaps(place) || place.is_empty() && (span.start..span.end).contains(&place.start);
        self.members.iter().any(|member| is_at(member.span))
    }
}

/// Puts relations in text order. Two rules may look at one pair of numbers (a whole and its only part): what holds is shown once
/// where both read it alike, and what is contradicted once for the same numbers.
pub(crate) fn sort(relations: &mut Vec<Relation>) {
    relations.sort_by(|a, b| (a.span, &a.rule.id, &a.formula).cmp(&(b.span, &b.rule.id, &b.formula)));
    relations.dedup_by(|later, earlier| {
        let is_same = match later.verdict {
            Verdict::Holds => later.reading == earlier.reading,
            Verdict::Contradicted => later.member_places() == earlier.member_places(),
            Verdict::NotChecked(_) => false,
        };
        let is_alike = later.span == earlier.span && later.verdict == earlier.verdict;
        is_same && is_alike && later.rule.id != earlier.rule.id
    });
}

impl Member {
    /// A number of things that lies between `low` and `high`.
    pub fn count(name: &'static str, span: Span, low: u32, high: u32) -> Self {
        let whole = |count: u32| Decimal::integer(i64::from(count)).to_rational();
        let shown = if low == high { low.to_string() } else { format!("[{low}, {high}]") };
        let interval = Some(Interval::closed(whole(low), whole(high)));
        Self { name: Cow::Borrowed(name), span, interval, shown: Shown::Text(shown) }
    }
}

/// Whether a stated number is one of those that a list can be counted as.
pub(crate) fn counted(rule: &Arc<Rule>, stated: Member, items: Member, verdict: Verdict) -> Relation {
    let is_exact = items.interval.as_ref().is_some_and(|interval| interval.single().is_some());
    let sign = match (is_exact, &verdict) {
        (_, Verdict::NotChecked(_)) => "?",
        (true, Verdict::Holds) => "=",
        (true, Verdict::Contradicted) => "≠",
        (false, Verdict::Holds) => "∈",
        (false, Verdict::Contradicted) => "∉",
    };
    let side = |member: &Member| member.shown.get(Language::En).to_owned();
    Relation {
        rule: Arc::clone(rule),
        span: stated.span.to(items.span),
        formula: format!("{} ∈ {}", stated.name, items.name),
        reading: Shown::Text(format!("{} {sign} {}", side(&stated), side(&items))),
        expected: Some(items.shown.clone()),
        members: vec![stated, items],
        verdict,
    }
}
