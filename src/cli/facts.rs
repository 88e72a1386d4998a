//! `reformlint facts FILE`: what is read from a text, as a table or as JSON (docs/facts.md). Where a rule is silent, this
//! shows whether the numbers were read at all.

mod relations;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use reformlint::Linter;
use reformlint::facts::calendar::Day;
use reformlint::facts::date::{Date, Part};
use reformlint::facts::document_date::{DateOrigin, DocumentDate};
use reformlint::facts::interval::{Bound, Interval};
use reformlint::facts::list::CountedList;
use reformlint::facts::quantity::Quantity;
use reformlint::facts::sequence::{Marker, Sequence};
use reformlint::facts::time::Time;
use reformlint::facts::{Facts, View};
use reformlint::finding::Language;
use reformlint::report;
use reformlint::rules::amount::Form;
use reformlint::source::Document;
use reformlint::span::{Span, ViewSpan};
use serde_json::{Map, Value, json};

use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, arguments, settings};

/// Decimals of a bound. Shown digits have at most 18, and half of the last place one more.
const MOST_DECIMALS: usize = 24;

/// Characters of a fact's text that the table shows. A sequence may go through the whole document.
const LONGEST_SHOWN: usize = 30;

/// Something read from a text.
pub struct Fact {
    /// The JSON array it belongs to.
    pub kind: &'static str,
    /// Where it stands, in the decoded text.
    pub place: Span,
    /// How it was read, for a reader.
    pub reading: String,
    /// What it says, for a program.
    members: Map<String, Value>,
}

/// Reads one file and shows its facts.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let Some(path) = arguments::value::<PathBuf>(matches, "file") else { return Ok(CLEAN) };
    let policies = settings::policies(matches, language)?;
    let (policy, document) = settings::read_one(&policies, path, language)?;
    if arguments::is_set(matches, "relations") {
        return relations::run(matches, &policy.linter, &document, path, language);
    }
    let facts = read(&policy.linter, &document, language);
    let own_dates = policy.linter.read(&document, |context| OwnDates::of(context.facts, context.view));
    let name = shown_name(path);
    let as_json = arguments::value::<String>(matches, "format").is_some_and(|format| format == "json");
    Output::new(arguments::value(matches, "output")).write(language, |out| {
        if as_json {
            print_json(&name, &document, &own_dates, facts, out)
        } else {
            own_dates.table(&document, language, out)?;
            table(&document, &facts, language, out)
        }
    })?;
    Ok(CLEAN)
}

/// The document's own date, and those of its articles if there are several.
struct OwnDates {
    document: Option<DocumentDate>,
    /// Where each starts in the decoded text, and its date.
    articles: Vec<(u32, DocumentDate)>,
}

impl OwnDates {
    fn of(facts: &Facts, view: &View) -> Self {
        let start = |offset: u32| view.source(ViewSpan { start: offset, end: offset }).start;
        let articles = facts.articles.iter().filter_map(|article| {
            // What goes before the articles' own dates holds for all.
            let date = facts.date_at(article.start).filter(|date| *date == article.date)?;
            Some((start(article.start), date))
        });
        Self { document: facts.document_date, articles: articles.collect() }
    }

    fn json(date: DocumentDate) -> Value {
        json!({ "day": written(date.day), "origin": date.origin })
    }

    /// One object an article, with the place where it starts.
    fn articles(&self, document: &Document) -> Vec<Value> {
        let articles = self.articles.iter().map(|(start, date)| {
            let at = document.position(*start);
            let point = json!({ "byte": at.byte, "line": at.line, "column": at.column });
            json!({ "start": point, "day": written(date.day), "origin": date.origin })
        });
        articles.collect()
    }

    fn table(&self, document: &Document, language: Language, out: &mut dyn Write) -> io::Result<()> {
        let word = match language {
            Language::Zh => "文件日期",
            Language::En => "document date",
        };
        if let Some(date) = self.document.filter(|_| self.articles.is_empty()) {
            writeln!(out, "{word}  {}  {}", written(date.day), origin_word(date.origin, language))?;
        }
        for (start, date) in &self.articles {
            let at = document.position(*start);
            let place = format!("{}:{}", at.line, at.column);
            writeln!(out, "{place:>9}  {word}  {}  {}", written(date.day), origin_word(date.origin, language))?;
        }
        Ok(())
    }
}

/// Where a document's date was found, for a reader.
fn origin_word(origin: DateOrigin, language: Language) -> &'static str {
    let (zh, en) = match origin {
        DateOrigin::Dateline => ("稿头", "dateline"),
        DateOrigin::UnderTitle => ("题下", "under the title"),
        DateOrigin::Delivered => ("题注", "where it was delivered"),
        DateOrigin::Signature => ("落款", "signature"),
        DateOrigin::FrontMatter => ("文件头", "front matter"),
        DateOrigin::Configured => ("配置", "configuration"),
    };
    if language == Language::Zh { zh } else { en }
}

fn shown_name(path: &Path) -> String {
    if path == Path::new("-") { "<stdin>".to_owned() } else { path.to_string_lossy().into_owned() }
}

/// The facts of a document in text order; how they were read is said in `language`.
pub fn read(linter: &Linter, document: &Document, language: Language) -> Vec<Fact> {
    linter.read(document, |context| {
        let (view, facts) = (context.view, context.facts);
        let reader = Reader { view, facts, language };
        let mut all: Vec<Fact> = facts.quantities.iter().map(|quantity| reader.quantity(quantity)).collect();
        all.extend(facts.ranges.iter().filter_map(|range| reader.range(range.from as usize)));
        all.extend(facts.ratios.iter().filter_map(|ratio| reader.ratio(ratio.first as usize, ratio.count as usize)));
        all.extend(facts.dates.iter().map(|date| reader.date(date)));
        all.extend(facts.date_ranges.iter().filter_map(|range| reader.date_range(range.from as usize)));
        all.extend(facts.times.iter().map(|time| reader.time(time)));
        all.extend(facts.lists.iter().map(|list| reader.list(list)));
        all.extend(facts.sequences.lists.iter().filter_map(|sequence| reader.sequence(sequence)));
        all.sort_by_key(|fact| fact.place);
        all
    })
}

/// Turns facts of the view into facts of the text.
struct Reader<'a> {
    view: &'a View<'a>,
    facts: &'a Facts,
    language: Language,
}

impl Reader<'_> {
    fn say(&self, zh: impl FnOnce() -> String, en: impl FnOnce() -> String) -> String {
        match self.language {
            Language::Zh => zh(),
            Language::En => en(),
        }
    }

    fn fact(&self, kind: &'static str, place: ViewSpan, reading: String, members: Value) -> Fact {
        let mut map = Map::new();
        if let Value::Object(members) = members {
            map = members;
        }
        if self.facts.is_opaque(place) {
            map.insert("in_damaged_clause".to_owned(), true.into());
        }
        Fact { kind, place: self.view.source(place), reading, members: map }
    }

    fn quantity(&self, quantity: &Quantity) -> Fact {
        let value = quantity.number.value;
        let interval = quantity.interval(self.facts.rounding);
        let unit = self.view.slice(quantity.unit).trim();
        let form = Form::as_written(self.view, quantity);
        let shown = interval.as_ref().map(|interval| form.interval(interval).get(self.language).to_owned());
        let shown = shown.unwrap_or_else(|| self.say(|| "范围不定".to_owned(), || "of unknown extent".to_owned()));
        let members = json!({
            "value": value.to_string(),
            "interval": interval.as_ref().map(ends),
            "unit": unit,
            "kind": quantity.kind,
            "qualifier": quantity.qualifier,
            "script": quantity.number.script,
        });
        self.fact("quantities", quantity.span, shown, members)
    }

    fn range(&self, first: usize) -> Option<Fact> {
        let (from, to) = (self.facts.quantities.get(first)?, self.facts.quantities.get(first + 1)?);
        let (low, high) = (from.number.value.to_string(), to.number.value.to_string());
        let reading = format!("{low} … {high}");
        Some(self.fact("ranges", from.span.to(to.span), reading, json!({ "from": low, "to": high })))
    }

    fn date(&self, date: &Date) -> Fact {
        let number = |part: Option<Part>| part.map(|part| part.value);
        let day = date.gregorian();
        let reading = match day {
            Some(day) => self.say(
                || format!("{}，星期{}", written(day), day.weekday().han()),
                || format!("{}, {}", written(day), day.weekday().english()),
            ),
            None if date.flaw().is_some() => {
                let date = as_written(date);
                self.say(|| format!("{date}，不存在"), || format!("{date}, does not exist"))
            }
            None => as_written(date),
        };
        let members = json!({
            "year": number(date.year),
            "month": number(date.month),
            "day": number(date.day),
            "value": date.canonical(),
            "precision": date.precision(),
            "calendar": date.calendar.name(),
            "calendar_key": date.calendar_key(self.view.text()),
            "form": date.form,
            "gregorian": day.map(written),
            "weekday": day.map(|day| day.weekday().english()),
            "written_weekday": date.weekday.map(|weekday| weekday.day.english()),
            "exists": date.flaw().is_none(),
        });
        self.fact("dates", date.whole, reading, members)
    }

    fn date_range(&self, first: usize) -> Option<Fact> {
        let (from, to) = (self.facts.dates.get(first)?, self.facts.dates.get(first + 1)?);
        let [from_day, to_day] = [from, to].map(as_written);
        let reading = format!("{from_day} … {to_day}");
        let members = json!({ "from": from_day, "to": to_day });
        Some(self.fact("date_ranges", from.span.to(to.span), reading, members))
    }

    fn time(&self, time: &Time) -> Fact {
        let number = |part: Option<Part>| part.map(|part| part.value);
        let parts = [Some(time.hour), time.minute, time.second].into_iter().flatten().map(two_digits);
        let reading = parts.collect::<Vec<_>>().join(":");
        let members = json!({
            "hour": time.hour.value,
            "minute": number(time.minute),
            "second": number(time.second),
            "value": time.flaw().is_none().then(|| reading.clone()),
            "exists": time.flaw().is_none(),
        });
        self.fact("times", time.span, reading, members)
    }

    /// 甲、乙、丙3项: what is announced, and how many items there can be.
    fn list(&self, list: &CountedList) -> Fact {
        let written = |place: &ViewSpan| self.view.slice(*place).trim().to_owned();
        let items: Vec<String> = list.items.iter().map(written).collect();
        let place = list.items.iter().fold(list.phrase, |place, item| place.to(*item));
        let range = if list.low == list.high { list.low.to_string() } else { format!("{}～{}", list.low, list.high) };
        let (announced, classifier) = (list.announced, written(&list.classifier));
        let members = json!({
            "announced": announced,
            "classifier": classifier,
            "head": written(&list.head),
            "items": items,
            "least": list.low,
            "most": list.high,
            "open_ended": list.open_ended,
        });
        let items = items.join(" | ");
        let reading = self.say(
            || format!("写作{announced}{classifier}，所列{range}：{items}"),
            || format!("{announced}{classifier} announced, {range} listed: {items}"),
        );
        self.fact("lists", place, reading, members)
    }

    fn sequence(&self, sequence: &Sequence) -> Option<Fact> {
        let markers = sequence.members.iter().filter_map(|index| self.facts.sequences.markers.get(*index as usize));
        let markers: Vec<&Marker> = markers.collect();
        let place = markers.first()?.span.to(markers.last()?.span);
        let numbers: Vec<u32> = markers.iter().map(|marker| marker.number).collect();
        let shown: Vec<String> = numbers.iter().map(u32::to_string).collect();
        let written: Vec<&str> = markers.iter().map(|marker| self.view.slice(marker.span).trim()).collect();
        let members = json!({ "numbers": numbers, "markers": written });
        Some(self.fact("sequences", place, format!("{}  =  {}", written.join(" "), shown.join(", ")), members))
    }

    fn ratio(&self, first: usize, count: usize) -> Option<Fact> {
        let parts = self.facts.quantities.get(first..first + count)?;
        let values: Vec<String> = parts.iter().map(|part| part.number.value.to_string()).collect();
        let place = parts.first()?.span.to(parts.last()?.span);
        Some(self.fact("ratios", place, values.join(" : "), json!({ "parts": values })))
    }
}

fn two_digits(part: Part) -> String {
    format!("{:02}", part.value)
}

/// `YYYY-MM-DD`
fn written(day: Day) -> String {
    day.to_string()
}

/// `2023-08-22` as far as it is written, `…` for what is not.
fn as_written(date: &Date) -> String {
    // 平成40年, 公元前221年: the number, and what it is counted in.
    let counted = || date.year.map(|year| format!("{} {}", date.calendar.name(), year.value));
    let year = date.gregorian_year().map(|year| format!("{year:04}")).or_else(counted);
    let parts = [year, date.month.map(two_digits), date.day.map(two_digits)];
    let last = parts.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let shown: Vec<&str> = parts[..last].iter().map(|part| part.as_deref().unwrap_or("…")).collect();
    shown.join("-")
}

/// Bounds are exact decimals, and written as strings since a JSON number would be read as a float.
fn ends(interval: &Interval) -> Value {
    let end = |bound: &Bound| {
        bound.value().map(|value| {
            json!({
                "value": reformlint::facts::interval::show(value, MOST_DECIMALS),
                "included": matches!(bound, Bound::Closed(_)),
            })
        })
    };
    json!({ "low": end(&interval.low), "high": end(&interval.high) })
}

fn range_of(document: &Document, place: Span) -> Value {
    let point = |offset: u32| {
        let at = document.position(offset);
        json!({ "byte": at.byte, "line": at.line, "column": at.column })
    };
    json!({ "start": point(place.start), "end": point(place.end) })
}

fn print_json(
    name: &str,
    document: &Document,
    own_dates: &OwnDates,
    facts: Vec<Fact>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut arrays: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for fact in facts {
        let mut object = Map::new();
        object.insert("range".to_owned(), range_of(document, fact.place));
        // A sequence may go through the whole document: its markers say more than the text between them.
        if fact.kind != "sequences" {
            object.insert("text".to_owned(), document.text()[fact.place.range()].into());
        }
        object.extend(fact.members);
        arrays.entry(fact.kind).or_default().push(object.into());
    }
    let whole = json!({
        "version": 1,
        "path": name,
        "encoding": document.encoding_name(),
        "document_date": own_dates.document.map(OwnDates::json),
        "articles": own_dates.articles(document),
        "facts": arrays,
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn table(document: &Document, facts: &[Fact], language: Language, out: &mut dyn Write) -> io::Result<()> {
    for fact in facts {
        let at = document.position(fact.place.start);
        let mut text: String = document.text()[fact.place.range()].chars().take(LONGEST_SHOWN + 1).collect();
        if let Some((end, _)) = text.char_indices().nth(LONGEST_SHOWN) {
            text.truncate(end);
            text.push('…');
        }
        let place = format!("{}:{}", at.line, at.column);
        let kind = kind_word(fact.kind, language);
        let text = report::on_one_line(&text);
        let reading = report::on_one_line(&fact.reading);
        match fact.kind {
            "sequences" => writeln!(out, "{place:>9}  {kind}  {reading}")?,
            _ => writeln!(out, "{place:>9}  {kind}  {text}  =  {reading}")?,
        }
    }
    if facts.is_empty() {
        writeln!(
            out,
            "{}",
            match language {
                Language::Zh => "没有读到数、日期或序号",
                Language::En => "no numbers, dates or sequences were read",
            }
        )?;
    }
    Ok(())
}

fn kind_word(kind: &'static str, language: Language) -> &'static str {
    match (kind, language) {
        ("quantities", Language::Zh) => "数量",
        ("ranges", Language::Zh) => "范围",
        ("ratios", Language::Zh) => "比例",
        ("dates", Language::Zh) => "日期",
        ("date_ranges", Language::Zh) => "日期范围",
        ("times", Language::Zh) => "时间",
        ("lists", Language::Zh) => "列举",
        ("sequences", Language::Zh) => "序号",
        ("quantities", Language::En) => "quantity",
        ("ranges", Language::En) => "range",
        ("ratios", Language::En) => "ratio",
        ("dates", Language::En) => "date",
        ("date_ranges", Language::En) => "date range",
        ("times", Language::En) => "time",
        ("lists", Language::En) => "list",
        ("sequences", Language::En) => "sequence",
        (kind, _) => kind,
    }
}
