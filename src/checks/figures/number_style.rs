//! figures/number-style: one document, two ways of writing the same kind of number. Counts the ways that the quantities of
//! a text are written in and reports the places of the rarer one. Quotations and cells of tables are left out.

use crate::checks::{Context, Report};
use crate::facts::number::Script;
use crate::facts::quantity::{Quantity, UnitKind};
use crate::facts::token::TokenKind;
use crate::finding::{Applicability, Fix, Message};
use crate::span::ViewSpan;

/// Each way must occur so often: one may be a slip of another kind, a quotation, a name.
const FEWEST: usize = 2;

/// Reports the places of the rarer way of each pair.
pub fn check(cx: &Context, report: &mut Report) {
    let mut usage = Usage::default();
    for quantity in &cx.facts.quantities {
        if cx.facts.tokens.depth(quantity.first_token as usize) == 0 && !is_in_a_cell(cx, quantity) {
            usage.add(cx, quantity);
        }
    }
    report_pair(cx, report, "percent", &usage.narrow_percent, &usage.wide_percent, Some(["%", "％"]));
    report_pair(cx, report, "separator", &usage.grouped, &usage.plain, None);
    report_pair(cx, report, "two", &usage.liang, &usage.er, None);
    report_pair(cx, report, "kilometre", &usage.kilometre_han, &usage.kilometre_latin, None);
    report_pair(cx, report, "script", &usage.simplified, &usage.traditional, None);
    for series in series(cx) {
        report_decimals(cx, report, &series);
    }
}

/// Where each way of writing stands.
#[derive(Default)]
struct Usage {
    narrow_percent: Vec<ViewSpan>,
    wide_percent: Vec<ViewSpan>,
    grouped: Vec<ViewSpan>,
    plain: Vec<ViewSpan>,
    liang: Vec<ViewSpan>,
    er: Vec<ViewSpan>,
    kilometre_han: Vec<ViewSpan>,
    kilometre_latin: Vec<ViewSpan>,
    simplified: Vec<ViewSpan>,
    traditional: Vec<ViewSpan>,
}

impl Usage {
    fn add(&mut self, cx: &Context, quantity: &Quantity) {
        let unit = cx.view.slice(quantity.unit);
        match unit.trim_start() {
            "%" => self.narrow_percent.push(quantity.unit),
            "％" => self.wide_percent.push(quantity.unit),
            "公里" | "千米" => self.kilometre_han.push(quantity.unit),
            "" | "km" => self.kilometre_latin.extend(kilometre_behind(cx, quantity)),
            _ => {}
        }
        match quantity.number.script {
            Script::Arabic => self.add_separator(cx, quantity),
            Script::Han => self.add_two(cx, quantity),
            Script::Percent | Script::Fraction => {}
        }
        if quantity.number.has_multiplier {
            let written = cx.written(quantity.number.span);
            if written.ends_with(['万', '亿']) {
                self.simplified.push(quantity.number.span);
            } else if written.ends_with(['萬', '億']) {
                self.traditional.push(quantity.number.span);
            }
        }
    }

    /// 12,345元 and 12345元. Four digits are often written without a comma, and a number without a unit may be a code.
    fn add_separator(&mut self, cx: &Context, quantity: &Quantity) {
        let digits = cx.view.slice(quantity.number.span);
        let whole = digits.split('.').next().unwrap_or("");
        if quantity.kind == UnitKind::None || quantity.number.has_multiplier {
            return;
        }
        if whole.contains(',') {
            self.grouped.push(quantity.number.span);
        } else if whole.len() >= FIVE_DIGITS && whole.bytes().all(|b| b.is_ascii_digit()) {
            self.plain.push(quantity.number.span);
        }
    }

    /// 两个 and 二个; not 第二个, 十二个, 二类.
    fn add_two(&mut self, cx: &Context, quantity: &Quantity) {
        let takes_liang = ["个", "件", "座", "家", "种", "条", "所"].contains(&cx.view.slice(quantity.unit));
        let before = cx.view.text().get(..quantity.number.span.start as usize).unwrap_or("");
        if !takes_liang || before.ends_with(['第', '星', '零', '〇']) {
            return;
        }
        match cx.view.slice(quantity.number.span) {
            "两" => self.liang.push(quantity.number.span),
            "二" => self.er.push(quantity.number.span),
            _ => {}
        }
    }
}

const FIVE_DIGITS: usize = 5;

/// 35km, 35 Km: the Latin word behind a number.
fn kilometre_behind(cx: &Context, quantity: &Quantity) -> Option<ViewSpan> {
    let tokens = &cx.facts.tokens;
    let mut token = quantity.end_token as usize;
    if tokens.kind(token) == TokenKind::Space {
        token += 1;
    }
    let is_unit = tokens.kind(token) == TokenKind::Latin
        && tokens.text(cx.view.text(), token).eq_ignore_ascii_case("km")
        && tokens.kind(token + 1) != TokenKind::Slash;
    is_unit.then(|| tokens.span(token))
}

/// | 12% | ３％ |: tables have a style of their own.
fn is_in_a_cell(cx: &Context, quantity: &Quantity) -> bool {
    let tokens = &cx.facts.tokens;
    let before =
        (quantity.first_token as usize).checked_sub(1).map_or(TokenKind::LineBreak, |token| tokens.kind(token));
    before == TokenKind::Bar || tokens.kind(quantity.end_token as usize) == TokenKind::Bar
}

fn report_pair(
    cx: &Context,
    report: &mut Report,
    key: &'static str,
    one: &[ViewSpan],
    other: &[ViewSpan],
    forms: Option<[&'static str; 2]>,
) {
    if one.len() < FEWEST || other.len() < FEWEST {
        return;
    }
    let legible = |spans: &[ViewSpan]| -> Vec<ViewSpan> {
        spans.iter().copied().filter(|span| !cx.facts.is_opaque(*span)).collect()
    };
    let (one, other) = (legible(one), legible(other));
    if one.len() < FEWEST || other.len() < FEWEST || one.len() == other.len() {
        return;
    }
    let (rare, often, better) = if one.len() < other.len() { (one, other, 1) } else { (other, one, 0) };
    let Some(model) = often.first() else { return };
    for span in rare.iter().copied() {
        let finding = report.at(cx.source(span));
        finding
            .text(key)
            .arg("written", cx.written(span).trim())
            .arg("model", cx.written(*model).trim())
            .arg("rare", rare.len())
            .arg("often", often.len())
            .related(cx.source(*model), Message::new("model"))
            .evidence("rare", rare.len())
            .evidence("often", often.len());
        if let Some(form) = forms.and_then(|forms| forms.get(better).copied()) {
            let title = Message::new("fix").arg("better", form);
            finding.fix(Fix::replace(title, Applicability::Safe, cx.source(span), form));
        }
    }
}

/// Shares in one row with 、 between them: 5.2%、6%、7.1%、8%.
fn series<'a>(cx: &'a Context) -> impl Iterator<Item = Vec<&'a Quantity>> {
    let joined = |one: &Quantity, other: &Quantity| {
        one.kind == UnitKind::Percent
            && other.kind == UnitKind::Percent
            && one.number.script == Script::Arabic
            && other.number.script == Script::Arabic
            && cx.view.slice(ViewSpan { start: one.span.end, end: other.number.span.start.max(one.span.end) }) == "、"
    };
    cx.facts
        .quantities
        .chunk_by(move |one, other| joined(one, other))
        .filter(|run| run.len() >= SHORTEST_SERIES)
        .map(|run| run.iter().collect())
}

/// Two of each way at least.
const SHORTEST_SERIES: usize = 2 * FEWEST + 1;

/// 5.2%、6.1%、7.35%、8.1%、9.24%: decimals of two lengths in one series. A zero that was left out (6% for 6.0%) is usual.
fn report_decimals(cx: &Context, report: &mut Report, series: &[&Quantity]) {
    let places = |quantity: &&Quantity| -quantity.number.value.exponent;
    let decimals: Vec<i16> = series.iter().map(places).filter(|places| *places > 0).collect();
    let (Some(&fewest), Some(&most)) = (decimals.iter().min(), decimals.iter().max()) else { return };
    let counts = [fewest, most].map(|wanted| decimals.iter().filter(|places| **places == wanted).count());
    if fewest == most || counts[0] < FEWEST || counts[1] < FEWEST || counts[0] + counts[1] != decimals.len() {
        return;
    }
    let rare = if counts[0] < counts[1] { fewest } else { most };
    let (Some(first), Some(last)) = (series.first(), series.last()) else { return };
    if counts[0] == counts[1] || cx.facts.is_opaque(first.span) || cx.facts.is_opaque(last.span) {
        return;
    }
    for quantity in series.iter().filter(|quantity| places(quantity) == rare) {
        report
            .at(cx.source(quantity.number.span))
            .text("decimals")
            .arg("written", cx.written(quantity.number.span))
            .arg("decimals", fewest + most - rare)
            .related(cx.source(first.span.to(last.span)), Message::new("series"));
    }
}
