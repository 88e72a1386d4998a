//! English lists with their announced number: three priorities: growth, jobs and prices. Starts from the marks that open a list and
//! looks back for the number; knows nothing of which lists can be judged.

use crate::facts::lettered;
use crate::facts::list::{CountedList, ListShape};
use crate::facts::token::{TokenKind, Tokens};
use crate::span::ViewSpan;

use super::{NO_NOUNS, latin_before, word_behind};

/// Number words of lists.
const NUMBERS: &[&str] = &[
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// Words at the end of a list that leave more unsaid, and those that make a clause of its own.
const OPEN_ENDS: &[&str] = &["etc", "others", "more", "so on", "other"];
const CLAUSES: &[&str] =
    &[" which ", " who ", " where ", " whose ", " while ", " because ", " but ", " although ", " as well as "];

/// A list has at most so many bytes and items.
const LONGEST_LIST: usize = 600;
const MOST_ITEMS: usize = 24;
/// Between the number and the colon stand at most so many words.
const LONGEST_NOUN: usize = 7;

/// Words right before a number that make it another one than that of the list: two of three areas, up to three areas.
const BEFORE_OTHER_NUMBERS: &[&str] =
    &["of", "to", "least", "most", "than", "over", "about", "nearly", "almost", "around", "or", "every", "each", "per"];

/// Words before “of” that say that the number is that of all: consist of, made up of.
const CONSISTING: &[&str] = &["consist", "consists", "consisted", "consisting", "composed", "comprised", "up"];

/// Nouns of which no list is given: three years (…).
const NOT_LISTED: &[&str] = &[
    "years",
    "months",
    "weeks",
    "days",
    "hours",
    "minutes",
    "seconds",
    "times",
    "percent",
    "points",
    "metres",
    "meters",
    "miles",
    "tonnes",
    "tons",
    "dollars",
    "euros",
    "pounds",
    "members",
    "seats",
    "votes",
    "pages",
    "lines",
    "bytes",
    "bits",
    "digits",
    "characters",
    "arguments",
    "people",
    "persons",
    "others",
    "cases",
    "copies",
    "columns",
    "rows",
    "levels",
];

/// What is measured or spelled, and not listed, behind a colon either: two decades: the steel that…; three words: “…”.
const NEVER_LISTED: &[&str] = &[
    "years",
    "months",
    "weeks",
    "days",
    "hours",
    "minutes",
    "seconds",
    "decades",
    "centuries",
    "times",
    "words",
    "letters",
    "syllables",
    "later",
    "ago",
    "earlier",
];

/// Verbs in what was read as the noun: the two claims were alike: the same…
const PREDICATES: &[&str] =
    &["is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may", "should", "must"];

/// Nouns that number words make with a hyphen and that have a list: a three-point plan.
const PARTS_OF_COMPOUNDS: &[&str] =
    &["point", "part", "step", "stage", "phase", "pillar", "tier", "track", "pronged", "member", "strand"];

/// Words that begin what is said of one of the things: two shots: one of the gate, the other of the hall.
const ONE_OF_THEM: &[&str] = &[
    "one",
    "another",
    "the other",
    "the others",
    "the first",
    "the former",
    "the latter",
    "some",
    "others",
    "neither",
    "which",
];

/// Words that begin what is said of the things, or some of them, and no list.
const NO_ITEMS: &[&str] = &[
    "e.g",
    "i.e",
    "together",
    "along",
    "alongside",
    "besides",
    "plus",
    "including",
    "such",
    "see",
    "for",
    "mostly",
    "mainly",
    "notably",
    "especially",
    "from",
    "with",
    "in",
    "at",
    "by",
    "one",
    "both",
    "each",
    "all",
    "not",
    "if",
    "when",
    "only",
    "about",
    "like",
    "as",
    "where",
    "to",
    "on",
    "or",
    "than",
    "no",
];

/// What stands between the number of a list and the list: a colon, a parenthesis, a dash, “, namely”, or a comma before names
/// that begin with capitals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Colon,
    Parenthesis,
    Dash,
    Namely,
    Comma,
}

/// Every list with its announced number: three priorities: growth, jobs and prices; three areas (health, schools and roads);
/// three steps - plan, build and test.
pub fn read(view: &str, tokens: &Tokens) -> Vec<CountedList> {
    let opening = |token: usize| {
        let is_apart =
            || tokens.kind(token + 1) == TokenKind::Space && token > 0 && tokens.kind(token - 1) == TokenKind::Space;
        match tokens.kind(token) {
            TokenKind::Colon => Some(Opening::Colon),
            TokenKind::Open if tokens.text(view, token) == "(" => Some(Opening::Parenthesis),
            TokenKind::Dash if is_apart() => Some(Opening::Dash),
            TokenKind::Latin if tokens.text(view, token) == "namely" => Some(Opening::Namely),
            TokenKind::Comma if names_follow(view, tokens, token) => Some(Opening::Comma),
            _ => None,
        }
    };
    (0..tokens.len()).filter_map(|token| list(view, tokens, token, opening(token)?)).collect()
}

/// The list that the token `mark` opens.
fn list(view: &str, tokens: &Tokens, mark: usize, opening: Opening) -> Option<CountedList> {
    let end = match opening {
        Opening::Colon | Opening::Comma => mark,
        Opening::Parenthesis | Opening::Dash => {
            mark.checked_sub(1).filter(|&before| tokens.kind(before) == TokenKind::Space)?
        }
        Opening::Namely => mark.checked_sub(2).filter(|&comma| tokens.kind(comma) == TokenKind::Comma)?,
    };
    let (token, announced) = announced(view, tokens, end)?;
    let number = tokens.span(token);
    let noun = noun(tokens, token, end);
    if opening != Opening::Colon && !names_things(view.get(noun.range())?) {
        return None;
    }
    let mut items = match opening {
        Opening::Parenthesis => items_inside(view, tokens, mark)?,
        Opening::Namely | Opening::Comma => before_predicate(view, items(view, tokens, mark, true)?),
        Opening::Colon | Opening::Dash => items(view, tokens, mark, false)?,
    };
    if opening != Opening::Colon && !are_names(view, &items)
        || opening == Opening::Comma && !are_proper_names(view, &items)
    {
        return None;
    }
    let text = |span: &ViewSpan| view.get(span.range()).unwrap_or("");
    // …, schools, etc.: the last one is no item.
    let says_more = items.last().is_some_and(|last| {
        let last = text(last).trim().trim_start_matches("and ").trim_end_matches('.');
        OPEN_ENDS.contains(&last)
    });
    if says_more {
        items.pop();
    }
    let last = text(items.last()?);
    let texts: Vec<&str> = items.iter().map(text).collect();
    let mark = tokens.at(items.first()?.end);
    let numbered = numbered(&texts).filter(|_| opening == Opening::Colon);
    let are_numbered = numbered.is_some();
    let (low, high) = match (numbered, tokens.kind(mark)) {
        (Some(count), _) => (count, count),
        (None, TokenKind::Semicolon) => readings_of_clauses(&texts)?,
        (None, _) => readings(&texts),
    };
    if !are_numbered && (!are_alike(&texts) || !are_on_one_level(&texts)) {
        return None;
    }
    let open_ended = says_more || OPEN_ENDS.iter().any(|word| last.trim_end_matches('.').trim_end().ends_with(word));
    (items.len() >= 2).then_some(CountedList {
        number,
        announced,
        classifier: noun,
        head: noun,
        phrase: number.to(noun),
        low,
        high,
        open_ended,
        shape: ListShape::BehindColon,
        number_is_quoted: false,
        has_number: !are_numbered && has_numbers_of_its_own(&texts, opening),
        number_is_in_first: false,
        behind_number: low,
        agrees_only: false,
        next: TokenKind::Colon,
        items,
    })
}

/// (1) plans; (2) surveys and (3) grants: how many, if each begins with its own number or letter, from the first on.
fn numbered(items: &[&str]) -> Option<u32> {
    fn bare(item: &str) -> Option<&str> {
        item.trim_start().trim_start_matches("and ").strip_prefix('(')
    }
    let items: Vec<&str> = items.iter().map(|item| bare(item)).collect::<Option<_>>()?;
    // One more stands behind “and”: (1) plans, (2) surveys and (3) grants.
    let items = items.into_iter().flat_map(|item| item.split(" and ("));
    let labels: Vec<&str> = items.map(|item| Some(item.split_once(')')?.0)).collect::<Option<_>>()?;
    let are_numbers = || labels.iter().zip(1_usize..).all(|(label, number)| label.parse() == Ok(number));
    let are_in_order = are_numbers() || lettered::FORMS.iter().any(|numerals| numerals.starts_with(&labels));
    are_in_order.then_some(labels.len() as u32)
}

/// True if a digit stands among the items that may be another count. Behind a colon it is not where each of them is a name with its
/// amount (dues of $9 million, fees of $4 million and rents of $1 million), or begins with its ordinal.
fn has_numbers_of_its_own(items: &[&str], opening: Opening) -> bool {
    let has_digit = |item: &&str| item.contains(|c: char| c.is_ascii_digit());
    let is_named_amount =
        |item: &&str| has_digit(item) && item.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
    let have_amounts = || items.iter().all(is_named_amount);
    let have_ordinals = || items.len() <= ORDINALS.len() && items.iter().zip(ORDINALS).all(begins_with_ordinal);
    items.iter().any(has_digit) && !(opening == Opening::Colon && (have_amounts() || have_ordinals()))
}

/// The words that items in order begin with.
const ORDINALS: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];

/// “ and third, to build”, “third”
fn begins_with_ordinal((item, ordinal): (&&str, &str)) -> bool {
    let item = item.trim_start();
    item.strip_prefix("and ").unwrap_or(item).starts_with(ordinal)
}

/// The least and the greatest number of things that items parted by commas can name.
fn readings(items: &[&str]) -> (u32, u32) {
    let joins = |item: &str| {
        [" and ", " or ", " & ", " plus "].iter().map(|join| item.matches(join).count()).sum::<usize>() as u32
    };
    let opens = |item: &str| ["and ", "or "].iter().any(|join| item.trim_start().starts_with(join));
    let Some((last, others)) = items.split_last() else { return (0, 0) };
    let count = items.len() as u32;
    // a, b and c: the last conjunction parts two items; roads and bridges, schools and clinics: or it joins two, as the others do.
    let inner: u32 = others.iter().map(|item| joins(item.trim())).sum();
    // coal, gas and one mine: one more of another kind.
    let ends_in_number = || {
        let word = last.rsplit_once(" and ").and_then(|(_, right)| right.split_whitespace().next());
        word.is_some_and(|word| {
            word == "one" || NUMBERS.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    // the past and the damp, dark present: what stands behind the first conjunction may be one.
    let first_join = others.iter().position(|item| joins(item.trim()) > 0).map_or(u32::MAX, |index| index as u32 + 2);
    let (low, high) = match (opens(last), joins(last)) {
        // the north of A, B and C, and the south: what stands before the last one may be one.
        (true, _) => (count - others.iter().rposition(|item| joins(item.trim()) > 0).unwrap_or(0) as u32, count),
        (false, 0) => (count, count),
        (false, joins) if inner == 0 && ends_in_number() => (count, count + joins),
        (false, joins) if inner > 0 => (count, count + joins + inner),
        // food for women, infants and children and family planning
        (false, joins) => (if joins > 1 { 2 } else { count + 1 }, count + joins),
    };
    // plot, character, and thought, words and song, and staging: a list of lists may name all that stands in them.
    let closings = items.iter().filter(|item| opens(item)).count();
    let high = if closings > 1 { high + inner } else { high };
    let low = low.min(first_join);
    // a, b, and the x, y and z of c: the last one may begin earlier. before/after: one or two.
    let ends_early = items.iter().position(|item| item.trim_start().starts_with("and "));
    let low = ends_early.map_or(low, |index| low.min(index as u32 + 1));
    (low, high + items.iter().map(|item| item.matches('/').count() as u32).sum::<u32>())
}

/// The same of items that semicolons part: what is joined within one of them is one of them, but for the last. Not known of one semicolon
/// behind commas: plans, surveys, grants; and the budget.
fn readings_of_clauses(items: &[&str]) -> Option<(u32, u32)> {
    let (last, others) = items.split_last()?;
    if let [only] = others
        && only.contains(',')
    {
        return None;
    }
    let count = items.len() as u32;
    let is_last = last.trim_start().starts_with("and ");
    Some((count, if is_last { count } else { count + last.matches(" and ").count() as u32 }))
}

/// True of a measure of time, of words that are quoted, and of a noun that is said to be something; not of degrees that were awarded.
fn is_measured_or_said(noun: &str) -> bool {
    let words = || noun.split([' ', '-']);
    let last = words().next_back().unwrap_or_default();
    let is_participle = last.ends_with("ed") || last.ends_with("en");
    NEVER_LISTED.iter().any(|word| last.eq_ignore_ascii_case(word))
        || !is_participle && words().any(|word| PREDICATES.contains(&word))
}

/// True unless a mark or a word shows that commas part more than the things counted: five boats -- two from A, three from B; one of the
/// gate, the other of the hall; Ashby College, Derby, and Corby College, Derby; roads, and, worst of all, bridges.
fn are_on_one_level(items: &[&str]) -> bool {
    let bare = |item: &str| {
        let item = item.trim();
        let item = item.strip_prefix("and ").unwrap_or(item);
        item.split('(').next().unwrap_or_default().trim().to_ascii_lowercase()
    };
    let bare: Vec<String> = items.iter().map(|item| bare(item)).collect();
    let begins = |item: &String, words: &[&str]| {
        words
            .iter()
            .any(|word| item.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())))
    };
    let is_apart = |item: &String| begins(item, ONE_OF_THEM) || begins(item, NUMBERS);
    let ordinals = bare.iter().filter(|item| begins(item, &ORDINALS)).count();
    let is_dashed = |item: &str| [" -- ", " - ", " – ", "—", "--"].iter().any(|dash| item.contains(dash));
    let is_open = |item: &str| item.matches('(').count() != item.matches(')').count();
    let is_twice = |(index, item): (usize, &String)| bare.iter().skip(index + 1).any(|other| other == item);
    !bare.iter().any(is_apart)
        && !bare.iter().any(|item| item == "and" || item == "or")
        && (ordinals == 0 || ordinals == items.len())
        && !items.iter().any(|item| is_dashed(item) || is_open(item))
        && !bare.iter().enumerate().any(is_twice)
}

/// three areas, two new towns: things of which there is a list. three years, two of the areas: none.
fn names_things(noun: &str) -> bool {
    const MOST_WORDS: usize = 3;
    let mut words = noun.split_whitespace();
    let first = words.clone().next().unwrap_or("");
    let last = words.clone().next_back().unwrap_or("");
    let is_plural = last.ends_with('s') && !last.ends_with("ss") && last.len() > 3;
    let is_listed = !NOT_LISTED.iter().any(|other| last.eq_ignore_ascii_case(other));
    let is_plain = words.all(|word| !NO_NOUNS.contains(&word));
    is_plural && is_listed && is_plain && first != "of" && noun.split_whitespace().count() <= MOST_WORDS
}

/// True if all items are short, and neither a clause nor a number of things.
fn are_names(view: &str, items: &[ViewSpan]) -> bool {
    const MOST_WORDS: usize = 6;
    let is_name = |item: &ViewSpan| {
        let text = view.get(item.range()).unwrap_or("").trim();
        let text = text.strip_prefix("and ").unwrap_or(text);
        let first = text.split([' ', '.', ',']).next().unwrap_or("").to_ascii_lowercase();
        let is_counted = NUMBERS.contains(&&*first)
            || NO_ITEMS.contains(&&*first)
            || text.starts_with("e.g")
            || text.starts_with("i.e");
        !is_counted && text.split_whitespace().count() <= MOST_WORDS && !text.contains(['(', ':', '?', '!', '=', '"'])
    };
    // Oslo, Bergen and Bodo, took part: the list ended before its last words.
    let ends_early =
        items.iter().rev().skip(1).any(|item| view.get(item.range()).is_some_and(|text| text.contains(" and ")));
    items.iter().all(is_name) && !ends_early
}

/// three campuses, Ashby: a plural before the comma and a capital behind it.
fn names_follow(view: &str, tokens: &Tokens, comma: usize) -> bool {
    let is_plural = comma.checked_sub(1).is_some_and(|noun| tokens.text(view, noun).ends_with('s'));
    is_plural
        && tokens.kind(comma + 1) == TokenKind::Space
        && tokens.text(view, comma + 2).starts_with(|c: char| c.is_ascii_uppercase())
}

/// Oslo, Bergen and Bodo, took part: the items without what is said of them behind the last comma.
fn before_predicate(view: &str, mut items: Vec<ViewSpan>) -> Vec<ViewSpan> {
    let text = |item: &ViewSpan| view.get(item.range()).unwrap_or("").trim();
    let is_last = |item: &ViewSpan| text(item).contains(" and ") || text(item).starts_with("and ");
    if let Some(last) = items.iter().position(is_last) {
        let behind = items.get(last + 1..).unwrap_or_default();
        let is_predicate = behind.first().is_some_and(|next| text(next).starts_with(|c: char| c.is_ascii_lowercase()));
        if is_predicate && !behind.iter().any(|item| text(item).starts_with("and ")) {
            items.truncate(last + 1);
        }
    }
    items
}

/// Ashby, Corby and Denton: three names and more of at most three words, each with a capital.
fn are_proper_names(view: &str, items: &[ViewSpan]) -> bool {
    const MOST_WORDS: usize = 3;
    let is_name = |name: &str| {
        name.split_whitespace().count() <= MOST_WORDS && name.starts_with(|c: char| c.is_ascii_uppercase())
    };
    let names = |item: &ViewSpan| {
        let text = view.get(item.range()).unwrap_or("").trim();
        text.strip_prefix("and ").unwrap_or(text).split(" and ").all(is_name)
    };
    let joins = |item: &ViewSpan| view.get(item.range()).is_some_and(|text| text.contains("and "));
    items.len() >= 2 && items.iter().all(names) && items.last().is_some_and(joins)
}

/// The items between a parenthesis and the one that closes it.
fn items_inside(view: &str, tokens: &Tokens, open: usize) -> Option<Vec<ViewSpan>> {
    let start = tokens.span(open).end as usize;
    let depth = tokens.depth(open + 1);
    let is_inside = |token: &usize| tokens.depth(*token) >= depth && tokens.kind(*token) != TokenKind::LineBreak;
    let end = (open + 1..tokens.len()).take(LONGEST_LIST).find(|token| !is_inside(token))?;
    let whole = view.get(start..tokens.span(end).start as usize)?;
    let has = |kind: TokenKind| (open + 1..end).any(|token| tokens.kind(token) == kind && tokens.depth(token) == depth);
    let is_closed = tokens.text(view, end) == ")" && whole.len() <= LONGEST_LIST;
    if !is_closed || CLAUSES.iter().any(|word| whole.contains(word)) || has(TokenKind::Colon) || has(TokenKind::Stop) {
        return None;
    }
    let mark = if has(TokenKind::Semicolon) { TokenKind::Semicolon } else { TokenKind::Comma };
    parted(view, tokens, (open, end), mark, depth)
}

/// The last number word before a colon, with at most a few words between, which name what can be listed: “three priorities:”. Its token,
/// and the number.
fn announced(view: &str, tokens: &Tokens, colon: usize) -> Option<(usize, u32)> {
    // Number, noun and the words between, each with a space.
    const MOST_TOKENS: usize = 2 * (LONGEST_NOUN + 2);
    let clause = tokens.clause_tokens(tokens.clause_of(colon.checked_sub(1)?)).start;
    let found = last_number(view, tokens, clause.max(colon.saturating_sub(MOST_TOKENS)), colon)?;
    (!is_measured_or_said(view.get(noun(tokens, found.0, colon).range())?)).then_some(found)
}

/// From the word behind the number to the token `end`.
fn noun(tokens: &Tokens, number: usize, end: usize) -> ViewSpan {
    ViewSpan { start: tokens.span(word_behind(tokens, number + 1)).start, end: tokens.span(end).start }
}

/// The last number word of a list between two tokens.
fn last_number(view: &str, tokens: &Tokens, start: usize, colon: usize) -> Option<(usize, u32)> {
    let mut words = 0;
    for token in (start..colon).rev() {
        let text = tokens.text(view, token);
        match tokens.kind(token) {
            TokenKind::Latin => {
                let known = NUMBERS.iter().position(|name| text.eq_ignore_ascii_case(name));
                if let Some(index) = known {
                    return (words > 0 && is_of_list(view, tokens, token)).then_some((token, index as u32 + 2));
                }
                words += 1;
            }
            TokenKind::Digits => {
                let count = text.parse().ok().filter(|count| (2..=19).contains(count))?;
                return (words > 0 && stands_alone(tokens, token) && is_of_list(view, tokens, token))
                    .then_some((token, count));
            }
            TokenKind::Space | TokenKind::Dash => {}
            _ => return None,
        }
        if words > LONGEST_NOUN {
            return None;
        }
    }
    None
}

/// We asked three questions: before points that open lines of their own. The token of the number, and the number.
pub fn announced_before_lines(view: &str, tokens: &Tokens, colon: usize) -> Option<(usize, u32)> {
    // Table 3 shows:
    let is_reference = |number: usize| {
        tokens.kind(number) == TokenKind::Digits
            && latin_before(view, tokens, number).starts_with(|c: char| c.is_ascii_uppercase())
    };
    announced(view, tokens, colon).filter(|(number, _)| !is_reference(*number))
}

/// Not so in “two of three areas”, “up to three areas”, “two of the areas”, “three and a half months”, “twofold”, “two fathers and two
/// mothers”, and in a name: the Two Rivers.
fn is_of_list(view: &str, tokens: &Tokens, number: usize) -> bool {
    let before = latin_before(view, tokens, number);
    let next = word_behind(tokens, number + 1);
    let behind = tokens.text(view, next);
    let is_compound = tokens.kind(number + 1) == TokenKind::Dash && !PARTS_OF_COMPOUNDS.contains(&behind);
    let is_capital = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
    let is_name = !before.is_empty() && is_capital(tokens.text(view, number)) && is_capital(behind);
    // consist of three parts
    let verb = number.checked_sub(4).map_or("", |verb| tokens.text(view, verb));
    let is_of_all = before == "of" && CONSISTING.contains(&verb);
    let is_other = !is_of_all && BEFORE_OTHER_NUMBERS.iter().any(|word| before.eq_ignore_ascii_case(word));
    let is_one_of_two = before == "and" && has_number_before(view, tokens, number);
    !is_other && !matches!(behind, "of" | "and") && !is_compound && !is_name && !is_one_of_two
}

/// two fathers and two: a number word a few words before the conjunction.
fn has_number_before(view: &str, tokens: &Tokens, number: usize) -> bool {
    const NEAR: usize = 10;
    let near = (number.saturating_sub(NEAR)..number).rev();
    let words =
        near.take_while(|token| matches!(tokens.kind(*token), TokenKind::Latin | TokenKind::Space | TokenKind::Digits));
    words.filter(|token| tokens.kind(*token) != TokenKind::Space).any(|token| {
        let text = tokens.text(view, token);
        tokens.kind(token) == TokenKind::Digits
            || NUMBERS.iter().chain(&["one"]).any(|word| text.eq_ignore_ascii_case(word))
    })
}

/// mlx5e, array_2d, python3-all: part of a name.
fn stands_alone(tokens: &Tokens, number: usize) -> bool {
    let before = number.checked_sub(1).map_or(TokenKind::LineBreak, |before| tokens.kind(before));
    let opens = matches!(before, TokenKind::Space | TokenKind::LineBreak | TokenKind::Open | TokenKind::OpenQuote);
    opens && matches!(tokens.kind(number + 1), TokenKind::Space | TokenKind::LineBreak)
}

/// The items from a colon to the end of the sentence, parted by semicolons if there are any, else by commas; or to the semicolon
/// if that ends what is said of them.
fn items(view: &str, tokens: &Tokens, colon: usize, ends_at_semicolon: bool) -> Option<Vec<ViewSpan>> {
    let start = tokens.span(colon).end as usize;
    let depth = tokens.depth(colon);
    let mut end = colon + 1;
    loop {
        let at_end = match tokens.kind(end) {
            TokenKind::Stop | TokenKind::LineBreak | TokenKind::Opaque | TokenKind::Colon => true,
            TokenKind::Semicolon => ends_at_semicolon,
            TokenKind::Word => !["$", "£", "€"].contains(&tokens.text(view, end)),
            // “3.5” is no end; “. Next” is.
            TokenKind::Period => {
                !matches!(tokens.kind(end + 1), TokenKind::Digits | TokenKind::Latin)
                    && !is_behind_initial(view, tokens, end)
            }
            _ => false,
        };
        if at_end {
            break;
        }
        if tokens.span(end).end as usize > start + LONGEST_LIST {
            return None;
        }
        end += 1;
    }
    if matches!(tokens.kind(end), TokenKind::Opaque | TokenKind::Colon | TokenKind::Word) {
        return None;
    }
    if tokens.kind(end) == TokenKind::LineBreak && goes_on_below(view, tokens, end) {
        return None;
    }
    let has =
        |kind: TokenKind| (colon + 1..end).any(|token| tokens.kind(token) == kind && tokens.depth(token) == depth);
    let mark = if has(TokenKind::Semicolon) { TokenKind::Semicolon } else { TokenKind::Comma };
    // three towns - A, B and C - grew: what is between the dashes is not told from what is behind them.
    let has_dash = (colon + 1..end)
        .any(|token| tokens.kind(token) == TokenKind::Dash && tokens.kind(token + 1) == TokenKind::Space);
    if tokens.kind(colon) == TokenKind::Dash && has_dash {
        return None;
    }
    let whole = view.get(start..tokens.span(end).start as usize)?;
    if CLAUSES.iter().any(|word| whole.contains(word)) {
        return None;
    }
    parted(view, tokens, (colon, end), mark, depth)
}

/// Benjamin S. Ashby, : the period of an initial, with a first name before it and a surname behind that ends its item.
fn is_behind_initial(view: &str, tokens: &Tokens, period: usize) -> bool {
    let is_name = |token: usize| {
        let text = tokens.text(view, token);
        tokens.kind(token) == TokenKind::Latin && text.len() > 1 && text.starts_with(|c: char| c.is_ascii_uppercase())
    };
    let is_space = |token: usize| tokens.kind(token) == TokenKind::Space;
    let ends_item = |token: usize| {
        matches!(
            tokens.kind(token),
            TokenKind::Comma | TokenKind::Semicolon | TokenKind::Period | TokenKind::Stop | TokenKind::LineBreak
        ) || is_space(token) && tokens.text(view, token + 1) == "and"
    };
    let initial = period.checked_sub(1).map(|initial| tokens.text(view, initial)).unwrap_or_default();
    let is_initial = initial.len() == 1 && initial.starts_with(|c: char| c.is_ascii_uppercase());
    is_initial
        && period > 2
        && is_space(period - 2)
        && is_name(period - 3)
        && is_space(period + 1)
        && is_name(period + 2)
        && ends_item(period + 3)
}

/// What the marks of one kind and depth part between two tokens.
fn parted(
    view: &str,
    tokens: &Tokens,
    (open, end): (usize, usize),
    mark: TokenKind,
    depth: u8,
) -> Option<Vec<ViewSpan>> {
    let mut items = Vec::new();
    let mut from = tokens.span(open).end as usize;
    for token in open + 1..end {
        if tokens.kind(token) == mark && tokens.depth(token) == depth {
            items.push(ViewSpan::new(from, tokens.span(token).start as usize));
            from = tokens.span(token).end as usize;
            if items.len() > MOST_ITEMS {
                return None;
            }
        }
    }
    items.push(ViewSpan::new(from, tokens.span(end).start as usize));
    let is_empty = |item: &ViewSpan| view.get(item.range()).is_none_or(|text| text.trim().is_empty());
    (!items.iter().any(is_empty)).then_some(items)
}

/// growth,⏎⇥jobs and prices: a sentence goes on in the next line, which is not part of what was read.
fn goes_on_below(view: &str, tokens: &Tokens, line_break: usize) -> bool {
    let ends =
        line_break.checked_sub(1).is_some_and(|last| matches!(tokens.kind(last), TokenKind::Period | TokenKind::Stop));
    let line = view.get(..tokens.span(line_break).start as usize).unwrap_or_default().trim_end_matches([' ', '\t']);
    let joins = [" and", " or", ","].iter().any(|join| line.ends_with(join));
    let below = view.get(tokens.span(line_break).end as usize..).unwrap_or_default();
    let first = below.trim_start_matches([' ', '\t']).chars().next();
    joins || !ends && first.is_some_and(|c| c.is_ascii_lowercase())
}

/// two parts: part one is for beginners, to be read first, and the other one is not: of clauses and words it is not known which are
/// items, nor where one ends that goes on with “it”.
fn are_alike(items: &[&str]) -> bool {
    const VERBS: &[&str] = &[" is ", " are ", " was ", " were ", " has ", " have "];
    const PRONOUNS: &[&str] = &["it ", "they ", "this ", "these ", "he ", "she ", "we ", "you "];
    let is_clause = |item: &&&str| VERBS.iter().any(|verb| item.contains(verb));
    let goes_on = |item: &&str| PRONOUNS.iter().any(|word| item.trim_start().starts_with(word));
    let clauses = items.iter().filter(is_clause).count();
    (clauses == 0 || clauses == items.len()) && !items.iter().any(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Option<(u32, u32)> {
        super::read(text, &crate::facts::token::read(text)).first().map(|list| (list.low, list.high))
    }

    #[test]
    fn names_with_initials_and_lists_in_lists() {
        assert_eq!(range("Three members: Ann Ashby, Benjamin S. Corby, and James T. Denton."), Some((3, 3)));
        assert_eq!(range("Three classes: Class A, Class B and Class C. The others, D and E, are new."), Some((3, 3)));
        assert_eq!(range("Two branches: the hills of Ashby, Corby and Denton, and the coast."), Some((2, 3)));
        assert_eq!(range("Four networks: Ashby, Corby, Denton mobile networks and one relay."), Some((3, 4)));
        assert_eq!(range("Four steps: (1) plans, 3 in all; (2) surveys and grants; and (3) signs."), Some((3, 3)));
        assert_eq!(range("Four steps: (1) plans, (2) surveys and (3) signs."), Some((3, 3)));
        assert_eq!(range("Four steps: (a) plans, and (b) surveys and grants."), Some((2, 2)));
        assert_eq!(range("Four steps: (ii) plans; (iii) surveys and grants; (iv) signs and seats."), None);
        assert_eq!(
            range("The works consist of three parts: (1) $48.5 million for roads; (2) $9 million for signs."),
            Some((2, 2))
        );
        assert_eq!(range("It is one of four towns (together with Ashby, Corby and Denton)."), None);
    }
    use crate::facts::token;

    #[test]
    fn announced_lists() {
        let range = |text: &str| {
            let found = read(text, &token::read(text));
            found.first().map(|list| (list.announced, list.low, list.high, list.open_ended))
        };
        assert_eq!(range("There are three priorities: growth, jobs and prices."), Some((3, 3, 3, false)));
        assert_eq!(range("There are three priorities: growth, jobs, and prices. More."), Some((3, 3, 3, false)));
        assert_eq!(range("We set 4 goals: clean air, food and water safety, and jobs."), Some((4, 2, 3, false)));
        assert_eq!(range("Two tasks: roads and bridges, schools and clinics."), Some((2, 2, 4, false)));
        assert_eq!(range("Three colours: red, green or blue."), Some((3, 3, 3, false)));
        assert_eq!(range("It covers three areas (health, education, housing and transport)."), Some((3, 4, 4, false)));
        assert_eq!(
            range("The work has three phases - design, construction, testing and handover."),
            Some((3, 4, 4, false))
        );
        assert_eq!(
            range("It rests on three pillars, namely roads, schools, clinics and homes."),
            Some((3, 4, 4, false))
        );
        assert_eq!(range("Five cities, namely Oslo, Bergen and Bodo, took part."), Some((5, 3, 3, false)));
        assert_eq!(range("Four crafts, namely weaving, pottery and dyeing, are taught."), Some((4, 3, 3, false)));
        let phase = "Five wards, namely Oslo, Bergen and Bodo, came first; the others, more remote, followed.";
        assert_eq!(range(phase), Some((5, 3, 3, false)));
        assert_eq!(range("Our three halls, Ashby, Corby and Denton, are full."), Some((3, 3, 3, false)));
        assert_eq!(range("The four halls, Ashby and Corby, Denton and Eyam, are full."), None);
        assert_eq!(range("Three halls, Ashby among them, and two clubs closed."), None);
        assert_eq!(range("It took three years (May, June, July and August were wet)."), None);
        assert_eq!(range("Two of three areas (health and education) grew."), None);
        assert_eq!(range("There were four families (one man, a woman and two boys)."), None);
        assert_eq!(range("Three towns - Ashby and Corby - grew."), None);
        assert_eq!(range("It has five offices (e.g. Rome, Paris and Bonn)."), None);
        assert_eq!(range("Three tasks: roads; schools, clinics; and water."), Some((3, 3, 3, false)));
        assert_eq!(range("Three tasks: roads, schools, etc."), Some((3, 2, 2, true)));
        assert_eq!(range("Three tasks: roads, which are long, and schools."), None);
        assert_eq!(range("At 10:30 we met, talked and left."), None);
        let nested = "Two parts: a summary, tables by county, and the notes, sources and index.";
        assert_eq!(range(nested), Some((2, 3, 5, false)));
        assert_eq!(range("Two steps: before/after the audit, and the report."), Some((2, 2, 3, false)));
        assert_eq!(range("Driver mlx5e drops: rules, flows and queues."), None);
        assert_eq!(range("array_2d items: text, a number, a date or a value."), None);
        assert_eq!(range("Three groups: clinics, public\n\tschools, and libraries."), None);
        let five = "It kept all five promises in its clean air plan: buses, trams and parks.";
        assert_eq!(range(five), Some((5, 3, 3, false)));
        let has_number = |text: &str| read(text, &token::read(text)).first().map(|list| list.has_number);
        assert_eq!(
            has_number("Three sources: dues of $9 million, fees of $4 million and rents of $1 million."),
            Some(false)
        );
        assert_eq!(has_number("Two dates: 3 May, 2024 and 5 June, 2025."), Some(true));
    }
}
