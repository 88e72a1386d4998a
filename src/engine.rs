//! The way of the data for one document: damage, view, facts, then every enabled rule. No I/O, no policy.

use std::sync::{Arc, OnceLock};

use crate::across::{self, Mention};
use crate::checks::{Context, Report};
use crate::damage::{self, Damage};
use crate::facts::date_conventions::DateConventions;
use crate::facts::document_date::DocumentDate;
use crate::facts::quantity::Rounding;
use crate::facts::table_equation::TableEquation;
use crate::facts::{Facts, View, line_wrap, spacing, token};
use crate::finding::{self, Finding};
use crate::relation::{self, Relation};
use crate::rules::declaration::run::Declarations;
use crate::rules::{Kind, Rule};
use crate::source::{Document, Format};
use crate::span::Span;

/// A set of rules to run over documents.
#[derive(Clone, Debug)]
pub struct Linter {
    rules: Vec<Arc<Rule>>,
    /// The declarative ones, read when the first text is checked.
    declarations: Arc<OnceLock<Declarations>>,
    document_date: Option<DocumentDate>,
    conventions: DateConventions,
    table_equations: Vec<TableEquation>,
    rounding: Rounding,
}

impl Linter {
    /// A linter that runs `rules`.
    pub fn new(rules: Vec<Arc<Rule>>) -> Self {
        Self {
            rules,
            declarations: Arc::default(),
            document_date: None,
            conventions: DateConventions::default(),
            table_equations: Vec::new(),
            rounding: Rounding::default(),
        }
    }

    /// Takes `date` for the date of every document, whatever its text says.
    pub fn with_document_date(self, date: Option<DocumentDate>) -> Self {
        Self { document_date: date, ..self }
    }

    /// Reads and judges dates by `conventions`.
    pub fn with_date_conventions(self, conventions: DateConventions) -> Self {
        Self { conventions, ..self }
    }

    /// Compares the rows or columns of tables that have these labels, besides those that are labelled as totals.
    pub fn with_table_equations(self, equations: Vec<TableEquation>) -> Self {
        Self { table_equations: equations, ..self }
    }

    /// Takes the numbers of every document for rounded like this.
    pub fn with_rounding(self, rounding: Rounding) -> Self {
        Self { rounding, ..self }
    }

    /// The findings of every rule, in text order; findings about the whole file come first.
    pub fn check(&self, document: &Document) -> Vec<Finding> {
        self.read(document, |context| self.judge(context))
    }

    /// Every relation between numbers that a rule looked at, in text order: those that hold, those that are contradicted
    /// (each is a finding of [`Linter::check`]), and those that were seen and not judged, with the reason.
    pub fn relations(&self, document: &Document) -> Vec<Relation> {
        let mut relations = self.read(document, |context| {
            let reports = self.run(context, Report::with_relations);
            reports.into_iter().flat_map(Report::into_relations).collect::<Vec<_>>()
        });
        relation::sort(&mut relations);
        relations
    }

    /// The relations that a number at `place` (bytes of the decoded text) takes part in, in text order.
    pub fn relations_at(&self, document: &Document, place: Span) -> Vec<Relation> {
        let mut relations = self.relations(document);
        relations.retain(|relation| relation.has_member_at(place));
        relations
    }

    /// The indicators of a document that can be compared with those of others ([`across::conflicts`]); none unless the
    /// rule for it runs. `name` is the name of its file, which may name the area.
    pub fn mentions(&self, document: &Document, name: &str) -> Vec<Mention> {
        match self.rule(across::RULE) {
            Some(_) => self.read(document, |context| across::mentions(context, name)),
            None => Vec::new(),
        }
    }

    /// The findings of every rule and the indicators ([`Linter::mentions`]), the document being read once.
    pub fn check_with_mentions(&self, document: &Document, name: &str) -> (Vec<Finding>, Vec<Mention>) {
        let compares = self.rule(across::RULE).is_some();
        self.read(document, |context| {
            let mentions = if compares { across::mentions(context, name) } else { Vec::new() };
            (self.judge(context), mentions)
        })
    }

    /// The rule of this id, if it runs.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Reads a document and lets `look` see what the rules see.
    pub fn read<T>(&self, document: &Document, look: impl FnOnce(&Context) -> T) -> T {
        // Most texts are their own view: the walk that looks for damage reads their tokens, too.
        let (tokens, met) = token::read_and_look(document.text(), &damage::STOPS);
        let damage = Damage::scan_on(document, met);
        let view = View::new(document.text(), &damage, document.code());
        let tokens = tokens.filter(|_| view.is_source()).unwrap_or_else(|| token::read(view.text()));
        let mut spaces = spacing::around_digits(view.text(), &tokens);
        // Sentences broken over lines of a fixed width are read through.
        let ends = line_wrap::within_sentences(view.text());
        if !ends.is_empty() {
            spaces.extend(ends);
            spaces.sort_by_key(|space| space.start);
        }
        let (view, tokens) = if spaces.is_empty() {
            (view, tokens)
        } else {
            let view = view.without(&spaces, document.text(), &damage, document.code());
            let tokens = token::read(view.text());
            (view, tokens)
        };
        let mut facts = Facts::of_tokens(&view, tokens, self.conventions);
        facts.rounding = self.rounding;
        let front_matter = || match document.format() {
            Format::Markdown => DocumentDate::from_front_matter(document.text()),
            Format::Plain | Format::Csv | Format::Tsv => None,
        };
        facts.document_date = self.document_date.or_else(front_matter).or(facts.document_date);
        look(&Context { document, damage: &damage, view: &view, facts: &facts, table_equations: &self.table_equations })
    }

    /// The findings of every rule about a document that has been read ([`Linter::read`]), in text order.
    pub fn judge(&self, context: &Context) -> Vec<Finding> {
        let reports = self.run(context, Report::new);
        let mut findings: Vec<Finding> = reports.into_iter().flat_map(Report::into_findings).collect();
        finding::sort(&mut findings);
        findings
    }

    /// Runs every rule, each with a report of its own.
    fn run(&self, context: &Context, report: fn(&Arc<Rule>) -> Report) -> Vec<Report> {
        let mut reports = Vec::with_capacity(self.rules.len());
        for rule in &self.rules {
            if let Kind::Native(check) = &rule.kind {
                let mut report = report(rule);
                check(context, &mut report);
                reports.push(report);
            }
        }
        let declarations = self.declarations.get_or_init(|| Declarations::of(&self.rules));
        reports.append(&mut declarations.check(context, report));
        reports
    }
}
