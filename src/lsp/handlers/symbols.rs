//! `textDocument/documentSymbol`: the headings of a text, those of Markdown or else the numbered ones.

#![allow(deprecated, reason = "the protocol's types have a deprecated field that must be filled")]

use lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation,
    SymbolKind, Uri,
};

use crate::lsp::analysis::Analysis;
use crate::lsp::handlers::Failure;
use crate::lsp::state::State;
use crate::lsp::to_proto::Frame;
use crate::report::on_one_line;
use crate::span::Span;

/// A title is cut after so many characters.
const LONGEST_NAME: usize = 80;

/// A heading and how far its part of the text goes.
struct Section {
    level: u8,
    heading: Span,
    /// The heading and all that belongs to it.
    whole: Span,
    name: String,
}

/// The headings of an open text.
pub fn symbols(state: &mut State, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>, Failure> {
    let uri = params.text_document.uri;
    let Some((frame, _, analysis)) = state.judged(&uri) else { return Ok(None) };
    if analysis.is_misread {
        return Ok(None);
    }
    let sections = sections(analysis);
    Ok(Some(if frame.abilities.symbol_tree {
        tree(&frame, sections).into()
    } else {
        sections.into_iter().map(|section| flat(&frame, &uri, section)).collect::<Vec<_>>().into()
    }))
}

fn sections(analysis: &Analysis) -> Vec<Section> {
    let document = &analysis.document;
    let mut headings: Vec<(u8, Span)> =
        document.headings().iter().map(|heading| (heading.level, heading.span)).collect();
    if headings.is_empty() {
        headings = analysis.policy.linter.read(document, |context| {
            let (view, facts) = (context.view, context.facts);
            let place = |heading: &crate::facts::outline::Heading| {
                let marker = facts.sequences.markers.get(heading.marker as usize)?;
                Some((heading.level, view.source(marker.span.to(heading.title))))
            };
            facts.headings.iter().filter_map(place).collect()
        });
    }
    let text = document.text();
    let mut sections: Vec<Section> = Vec::with_capacity(headings.len());
    // Sections that have not ended yet, the outermost first.
    let mut open: Vec<usize> = Vec::new();
    for (level, heading) in headings {
        while let Some(section) = open.pop_if(|index| sections.get(*index).is_none_or(|section| section.level >= level))
        {
            end(&mut sections, section, heading.start);
        }
        open.push(sections.len());
        sections.push(Section { level, heading, whole: heading, name: name(text, heading) });
    }
    for section in open {
        end(&mut sections, section, text.len() as u32);
    }
    sections
}

fn end(sections: &mut [Section], index: usize, at: u32) {
    if let Some(section) = sections.get_mut(index) {
        section.whole.end = at.max(section.heading.end);
    }
}

/// The words of a heading without the marks of Markdown; the protocol allows no empty name.
fn name(text: &str, heading: Span) -> String {
    let written = text.get(heading.range()).unwrap_or_default().trim();
    let first = written.lines().next().unwrap_or_default();
    let title = match first.strip_prefix('#') {
        Some(rest) => rest.trim_start_matches('#').trim().trim_end_matches('#').trim_end(),
        None => first,
    };
    let mut name: String = on_one_line(title).chars().take(LONGEST_NAME).collect();
    if name.is_empty() {
        name.push('#');
    }
    name
}

fn flat(frame: &Frame, uri: &Uri, section: Section) -> SymbolInformation {
    SymbolInformation {
        deprecated: None,
        location: Location { uri: uri.clone(), range: frame.places.range(section.whole) },
        base_symbol_information: BaseSymbolInformation {
            name: section.name,
            kind: SymbolKind::String,
            tags: None,
            container_name: None,
        },
    }
}

/// Each section as a child of the one before it with a lower level.
fn tree(frame: &Frame, sections: Vec<Section>) -> Vec<DocumentSymbol> {
    let mut done = Vec::new();
    let mut open: Vec<(u8, DocumentSymbol)> = Vec::new();
    for section in sections {
        close(&mut open, &mut done, section.level);
        let symbol = DocumentSymbol {
            name: section.name,
            detail: None,
            kind: SymbolKind::String,
            tags: None,
            deprecated: None,
            range: frame.places.range(section.whole),
            selection_range: frame.places.range(section.heading),
            children: None,
        };
        open.push((section.level, symbol));
    }
    close(&mut open, &mut done, 0);
    done
}

/// Hands every open symbol of this level or a higher one to its parent.
fn close(open: &mut Vec<(u8, DocumentSymbol)>, done: &mut Vec<DocumentSymbol>, level: u8) {
    while let Some((_, symbol)) = open.pop_if(|(known, _)| *known >= level) {
        match open.last_mut() {
            Some((_, parent)) => parent.children.get_or_insert_default().push(symbol),
            None => done.push(symbol),
        }
    }
}
