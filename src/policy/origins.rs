//! The settings in force and who set them: what `reformlint config` prints.

use std::path::Path;

use super::config::{Placed, Words};
use super::{DEFAULT_INCLUDE, FilePolicy, Origin, format_of, glob, last};

/// A setting in force: a row of `reformlint config`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveValue {
    /// The key, as in the configuration file; `severity."figures/range-unit"` for a member of a table.
    pub key: String,
    /// The value as TOML; empty if there is none.
    pub value: String,
    /// Who set it.
    pub origin: Origin,
}

impl FilePolicy {
    /// The settings in force for the file at `path` and who set them, in the order of the documentation.
    pub fn origins(&self, path: &Path) -> Vec<EffectiveValue> {
        let mut rows = Vec::new();
        let mut row =
            |key: &str, value: String, origin: Origin| rows.push(EffectiveValue { key: key.to_owned(), value, origin });
        let list = |globs: &[String]| toml::Value::from(globs.to_vec()).to_string();
        let text = |text: &str| toml::Value::from(text).to_string();
        let governing = &self.governing;
        let (profile, origin) = valued(last(&self.layers, |layer| &layer.profile));
        row("profile", text(profile.unwrap_or_default().word()), origin);
        if let Some(select) = self.layers.iter().rev().find_map(|layer| layer.select.as_ref()) {
            let ids: Vec<String> = select.iter().map(|id| id.value.clone()).collect();
            row("select", list(&ids), select.first().map(|id| id.origin.clone()).unwrap_or_default());
        }
        for id in self.layers.iter().flat_map(|layer| &layer.ignore) {
            row("ignore", text(&id.value), id.origin.clone());
        }
        for (id, level) in self.layers.iter().flat_map(|layer| &layer.severity) {
            row(&format!("severity.{}", text(&id.value)), text(level.word()), id.origin.clone());
        }
        let (fail_on, origin) = valued(last(&self.layers, |layer| &layer.fail_on));
        row("fail-on", text(fail_on.unwrap_or_default().word()), origin);
        let (encoding, origin) = valued(self.encoding(path));
        row("encoding", encoding.map(|encoding| text(encoding.name())).unwrap_or_default(), origin);
        let (format, origin) = valued(self.format(path));
        row("format", text(format.unwrap_or_else(|| format_of(path)).word()), origin);
        let (date, origin) = valued(last(&self.layers, |layer| &layer.document_date));
        row("document-date", date.map(|date| text(&date.to_string())).unwrap_or_default(), origin);
        let (standard, origin) = valued(last(&self.layers, |layer| &layer.dates_standard));
        row("dates.standard", standard.map(|standard| text(standard.word())).unwrap_or_default(), origin);
        let (order, origin) = valued(last(&self.layers, |layer| &layer.dates_order));
        row("dates.order", order.map(|order| text(order.word())).unwrap_or_default(), origin);
        let (equations, origin) = valued(last(&self.layers, |layer| &layer.table_equations));
        let equations: Vec<String> = equations.iter().flatten().map(ToString::to_string).collect();
        if !equations.is_empty() {
            row("table-equations", list(&equations), origin);
        }
        let (rounding, origin) = valued(last(&self.layers, |layer| &layer.rounding));
        row("rounding", text(rounding.unwrap_or_default().word()), origin);
        let language = self.language.map(|language| text(language.word())).unwrap_or_default();
        row("language", language, self.language_origin.clone());
        row("ambiguous-width", text(self.ambiguous_width.word()), self.ambiguous_width_origin.clone());
        let (pages, origin) = valued(governing.last(|file| &file.rule_pages));
        row("rule-pages", pages.map(|url| text(&url)).unwrap_or_default(), origin);
        match governing.last(|file| &file.include) {
            Some(globs) => row("include", list(globs.value.written()), globs.origin),
            None => row(
                "include",
                list(&DEFAULT_INCLUDE.iter().map(|glob| (*glob).to_owned()).collect::<Vec<_>>()),
                Origin::Default,
            ),
        }
        let (exclude, origin) = valued(governing.last(|file| &file.exclude));
        row("exclude", list(exclude.as_ref().map_or(&[], |globs| globs.written())), origin);
        for glob in governing.files.iter().flat_map(|file| &file.rule_files) {
            row("rules", text(&glob.value), glob.origin.clone());
        }
        let baseline = governing.baseline_path.clone().filter(|_| governing.baseline.is_some());
        let (baseline, origin) = valued(baseline);
        row("baseline", baseline.map(|path| text(&glob::relative(&self.folder, &path))).unwrap_or_default(), origin);
        let absolute = glob::absolute(&self.folder, path);
        let allowances = governing.files.iter().flat_map(|file| &file.allow);
        for allowance in allowances.filter(|allowance| path.is_dir() || allowance.is_for(&absolute)) {
            row("allow", allowance.to_toml(), allowance.origin.clone());
        }
        rows
    }
}

fn valued<T>(placed: Option<Placed<T>>) -> (Option<T>, Origin) {
    placed.map_or((None, Origin::Default), |placed| (Some(placed.value), placed.origin))
}
