//! Running text against the tables of the same document: a value whose name, period and unit are those of a cell (its row's
//! label with its column's header) and that no such cell agrees with. Takes the tables and the named values of the text.

use std::collections::HashMap;
use std::sync::Arc;

use crate::across;
use crate::checks::{Context, Report};
use crate::facts::indicator::label::{self, ColumnName, Years};
use crate::facts::indicator::{self, NamedValue, Periods, Said};
use crate::facts::interval::{Interval, power_of_ten};
use crate::facts::quantity::Rounding;
use crate::facts::table::{Cell, Column, Content, Grid, GridRow, folded};
use crate::finding::{Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::source::Table;
use crate::span::Span;

/// Cells that are compared with one value, at most.
const MOST_CELLS: usize = 8;

/// Values of one name in the text that are compared with cells, at most.
const MOST_TOLD: usize = 64;

/// A label or header of more bytes is a sentence and no name.
const LONGEST_LABEL: usize = 160;

/// Bytes before a table in which its caption is looked for.
const CAPTION: usize = 400;

/// A line of more characters above a table is text and no caption.
const LONGEST_CAPTION: usize = 60;

/// A value of the text that a cell may hold too.
struct Told {
    span: Span,
    interval: Interval,
    unit: String,
    /// `None` where neither the sentence nor its part of the document names a time.
    year: Option<u32>,
    planned: bool,
    /// 市 for 全市.
    area: String,
    /// The cells of the same figure.
    cells: Vec<(Span, Interval)>,
}

/// Reports values of the text that the tables contradict.
pub fn check(cx: &Context, report: &mut Report) {
    let mut told = told(cx);
    if told.is_empty() {
        return;
    }
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, (name, _)) in told.iter().enumerate() {
        let mentions = by_name.entry(name.clone()).or_default();
        if mentions.len() < MOST_TOLD {
            mentions.push(index);
        }
    }
    let area = across::area_of(cx.view.text()).unwrap_or_default();
    for table in cx.tables() {
        let Some(frame) = Frame::read(cx.document.text(), table) else { continue };
        let Some(grid) = Grid::read(cx.document.text(), table) else { continue };
        let columns: Vec<Measured> = grid.columns.iter().map(|column| Measured::read(&frame, column)).collect();
        let units = grid.columns.iter().position(|column| {
            let header = folded(frame.below(&column.header));
            matches!(&*header, "单位" | "计量单位")
        });
        for row in &grid.rows {
            if row.label.len() > LONGEST_LABEL {
                continue;
            }
            let label = folded(&row.label);
            let unit = unit_in(cx, row, units);
            // The words before the first number hold the column of units.
            let label = label.strip_suffix(&*unit).unwrap_or(&label);
            let name = RowName::read(label);
            let own = match unit_of_label(label) {
                "" => unit,
                unit => unit.to_owned(),
            };
            for (cell, column) in row.cells.iter().zip(&columns) {
                let Some(said) = &column.name else { continue };
                let Some(mentions) = name.with(said).and_then(|name| by_name.get(&*name)) else { continue };
                let unit = [&*column.unit, &*own, &*frame.unit].into_iter().find(|unit| !unit.is_empty());
                let Some((interval, unit)) = value(cx, cell, unit) else { continue };
                let year = said.year.or(name.year).or(frame.year);
                for index in mentions {
                    let Some((_, told)) = told.get_mut(*index) else { continue };
                    let is_area =
                        told.area.is_empty() || area.ends_with(&told.area) || frame.says_area(&told.area, label);
                    let is_same = told.year == year && told.planned == said.planned && told.unit == unit && is_area;
                    if is_same && told.cells.len() < MOST_CELLS && !table.span.overlaps(told.span) {
                        told.cells.push((cell.span, interval.clone()));
                    }
                }
            }
        }
    }
    for (name, told) in &told {
        told.judge(cx, report, name);
    }
}

/// The values of the text that have a name and whose time is known, or is not said at all.
fn told(cx: &Context) -> Vec<(String, Told)> {
    let periods = Periods::read(cx.view, cx.facts);
    let values = indicator::named_values(cx.view, cx.facts).into_iter();
    values.filter_map(|value| told_value(cx, &periods, value)).collect()
}

fn told_value(cx: &Context, periods: &Periods, value: NamedValue) -> Option<(String, Told)> {
    let quantity = cx.facts.quantities.get(value.quantity as usize)?;
    let (year, planned) = match periods.said(cx.view, cx.facts, quantity, &value.named)? {
        Said::Year(period) if !period.estimated => (Some(period.year), period.planned),
        Said::Nothing { estimated: false } => (None, false),
        _ => return None,
    };
    if cx.facts.is_opaque(quantity.span) {
        return None;
    }
    let told = Told {
        span: cx.source(quantity.span),
        interval: indicator::as_retold(quantity)?,
        unit: cx.view.slice(quantity.unit).trim().to_owned(),
        year,
        planned,
        area: value.named.area,
        cells: Vec::new(),
    };
    Some((label::plain(&value.named.name), told))
}

impl Told {
    fn judge(&self, cx: &Context, report: &mut Report, name: &str) {
        let Some((cell, _)) = self.cells.first() else { return };
        let contradicted = self.cells.iter().all(|(_, interval)| interval.is_disjoint(&self.interval));
        if report.keeps_relations() {
            report.relation(|rule| self.relation(cx, rule, contradicted));
        }
        if !contradicted {
            return;
        }
        let text = |span: Span| cx.document.text().get(span.range()).unwrap_or_default();
        let finding = report.at(self.span);
        finding
            .text("table")
            .arg("name", name)
            .arg("one", text(self.span))
            .arg("other", text(*cell))
            .evidence("indicator", name)
            .evidence("text", text(self.span))
            .evidence("cell", text(*cell));
        for (cell, _) in &self.cells {
            finding.related(*cell, Message::new("first").arg("one", text(*cell)));
        }
    }

    fn relation(&self, cx: &Context, rule: &Arc<Rule>, contradicted: bool) -> Relation {
        let text = |span: Span| cx.document.text().get(span.range()).unwrap_or_default();
        let member = |name: &'static str, span: Span, interval: &Interval| Member {
            name: name.into(),
            span,
            interval: Some(interval.clone()),
            shown: Shown::from(text(span)),
        };
        let cells = self.cells.iter().map(|(span, interval)| member("cell", *span, interval));
        let members: Vec<Member> = [member("value", self.span, &self.interval)].into_iter().chain(cells).collect();
        let cells = self.cells.iter().map(|(span, _)| text(*span)).collect::<Vec<_>>().join(" | ");
        let sign = if contradicted { "≠" } else { "=" };
        Relation {
            rule: Arc::clone(rule),
            span: members.iter().map(|member| member.span).reduce(Span::to).unwrap_or(self.span),
            formula: "value = cell".to_owned(),
            members,
            expected: None,
            reading: Shown::Text(format!("{} {sign} {cells}", text(self.span))),
            verdict: if contradicted { Verdict::Contradicted } else { Verdict::Holds },
        }
    }
}

/// What a column measures.
struct Measured {
    /// `None` for a column that holds no levels.
    name: Option<ColumnName>,
    unit: String,
}

impl Measured {
    fn read(frame: &Frame, column: &Column) -> Self {
        let is_name = column.is_numeric && column.header.len() <= LONGEST_LABEL;
        let name = if is_name { label::column(&folded(frame.below(&column.header))) } else { None };
        Self { name, unit: folded(&column.unit) }
    }
}

/// What stands above a table and holds for all its cells.
struct Frame<'t> {
    caption: &'t str,
    /// The caption as the first row of the table, without white space: some converters put it there.
    title: String,
    year: Option<u32>,
    unit: String,
}

impl<'t> Frame<'t> {
    /// `None` for a table whose caption says that it holds no values of one year.
    fn read(text: &'t str, table: &Table) -> Option<Self> {
        let start = table.span.start as usize;
        let above = text.get(text.floor_char_boundary(start.saturating_sub(CAPTION))..start)?;
        let lines = above.lines().rev().filter(|line| !line.trim().is_empty()).take(3);
        let lines = lines.take_while(|line| line.chars().count() <= LONGEST_CAPTION).last();
        let caption = match lines {
            Some(line) => above.get(line.as_ptr() as usize - above.as_ptr() as usize..)?,
            None => "",
        };
        let first = table.rows.first()?.cells.first().and_then(|cell| text.get(cell.range())).unwrap_or_default();
        let is_title = first.trim_start().starts_with('表');
        let title = if is_title { first } else { "" };
        let is_of_part = ["月", "季", "半年", "累计", "以来", "期间"]
            .iter()
            .any(|word| caption.contains(word) || title.contains(word));
        let year = match (label::year_in(title), label::year_in(caption)) {
            (Years::One(year, _), _) | (Years::None, Years::One(year, _)) => Some(year),
            (Years::None, Years::None) => None,
            _ => return None,
        };
        let unit = caption.split("单位").nth(1).unwrap_or_default().trim_start_matches(['：', ':', ' ']);
        let unit = unit.split(|c: char| c.is_whitespace() || matches!(c, '）' | ')')).next().unwrap_or_default();
        let title = title.chars().filter(|c| !c.is_whitespace()).collect();
        (!is_of_part).then(|| Self { caption, title, year, unit: folded(unit) })
    }

    /// A header without the caption above it.
    fn below<'h>(&self, header: &'h str) -> &'h str {
        if self.title.is_empty() { header } else { header.strip_prefix(&*self.title).unwrap_or(header) }
    }

    /// 全市各县人口, 全市合计
    fn says_area(&self, area: &str, label: &str) -> bool {
        let name = format!("全{area}");
        self.caption.contains(&name) || self.title.contains(&name) || label.contains(&name)
    }
}

/// What a row's label names.
struct RowName {
    /// Empty for a total or a year: what is measured is then what the header says.
    words: String,
    year: Option<u32>,
}

impl RowName {
    fn read(label: &str) -> Self {
        let is_year = label.trim_end_matches('年').len() == 4;
        match label::year_in(label) {
            Years::One(year, 0) if is_year => Self { words: String::new(), year: Some(year) },
            _ if ["合计", "总计"].contains(&label) => Self { words: String::new(), year: None },
            _ => Self { words: label::plain(label), year: None },
        }
    }

    /// The name of the cell in a column.
    fn with(&self, column: &ColumnName) -> Option<String> {
        // 发电量 in a column 产量 is called 发电量.
        let is_whole = column.words == "产量" && self.words.ends_with('量');
        let name = if is_whole { self.words.clone() } else { format!("{}{}", self.words, column.words) };
        // 户数 of every village is no name for one of them: a row needs its label.
        (!name.is_empty()).then_some(name)
    }
}

/// 粮食产量（万吨）: the unit in a label's parentheses.
fn unit_of_label(label: &str) -> &str {
    let inner = label.strip_suffix(['）', ')']).and_then(|label| label.rsplit_once(['（', '(']));
    inner.map_or("", |(_, unit)| unit)
}

/// The unit that a row gives in a column of its own.
fn unit_in(cx: &Context, row: &GridRow, column: Option<usize>) -> String {
    let cell = column.and_then(|column| row.cells.get(column));
    cell.and_then(|cell| cx.document.text().get(cell.span.range())).map_or_else(String::new, |unit| folded(unit.trim()))
}

/// What a cell can stand for, and its unit without the multiplier: 352.6亿元 has its own, 352.6 that of its column.
fn value(cx: &Context, cell: &Cell, unit: Option<&str>) -> Option<(Interval, String)> {
    let value = match cell.content {
        Content::Number { value, .. } | Content::Percent(value) => value,
        Content::Gap | Content::Text => return None,
    };
    let written = folded(cx.document.text().get(cell.span.range())?);
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '．' | '，' | '－' | '−');
    let own = written.trim_start_matches(is_digit).trim();
    let interval = Rounding::Half.interval(value);
    if own.is_empty() {
        let (power, unit) = label::unit(unit?)?;
        return Some((interval.scaled(&power_of_ten(power)), unit.to_owned()));
    }
    // The multiplier is in the value already.
    Some((interval, label::unit(own)?.1.to_owned()))
}
