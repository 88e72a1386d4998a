//! From the protocol's types to ours: places, paths, what the editor can do, settings. The only code besides
//! [`super::to_proto`] that knows how the two correspond.

use std::path::{Path, PathBuf};

use lsp_types::{
    InitializeParams, LanguageKind, MarkupKind, Position, PositionEncodingKind, ResourceOperationKind, Uri,
    WorkspaceFolder, WorkspaceFolders,
};
use serde_json::Value;

use crate::finding::Language;
use crate::lsp::client::Abilities;
use crate::lsp::settings::Settings;
use crate::policy::Words;
use crate::source::{ColumnUnit, LineColumn};

/// The section of the editor's settings that is ours.
pub const SECTION: &str = "reformlint";

/// A place.
pub fn place(position: Position) -> LineColumn {
    LineColumn { line: position.line, column: position.character }
}

/// The file that `uri` names.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    if uri.scheme() == "file" { uri.to_file_path().ok() } else { None }
}

/// The file an open text is saved in and true, or the name in `folder` that it might get and false.
pub fn path_or_name(uri: &Uri, language: &LanguageKind, folder: Option<&Path>) -> (PathBuf, bool) {
    if let Some(path) = path(uri) {
        return (path, true);
    }
    let last = uri.path().rsplit('/').next().unwrap_or_default();
    let has_extension = Path::new(last).extension().is_some();
    let name = match language {
        _ if has_extension => last,
        LanguageKind::Markdown => "untitled.md",
        _ => "untitled.txt",
    };
    (folder.unwrap_or(Path::new("")).join(name), false)
}

/// The folders of the workspace, the main one first.
pub fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => folder_paths(folders).collect(),
        // What editors said before there were workspace folders.
        #[allow(deprecated, reason = "some editors still say nothing else")]
        _ => params.root_uri.as_ref().and_then(path).into_iter().collect(),
    }
}

/// The paths of workspace folders.
pub fn folder_paths(folders: &[WorkspaceFolder]) -> impl Iterator<Item = PathBuf> + '_ {
    folders.iter().filter_map(|folder| path(&folder.uri))
}

/// What the editor can do.
pub fn abilities(params: &InitializeParams) -> Abilities {
    let workspace = params.capabilities.workspace.clone().unwrap_or_default();
    let text = params.capabilities.text_document.clone().unwrap_or_default();
    let edit = workspace.workspace_edit.clone().unwrap_or_default();
    let window = params.capabilities.window.unwrap_or_default();
    let general = params.capabilities.general.clone().unwrap_or_default();
    // Pulled diagnostics have their own capabilities, which came later: older clients state them for pushed ones only.
    let pulled = text.diagnostic.clone().map(|diagnostic| diagnostic.diagnostics_capabilities).unwrap_or_default();
    let pushed = text.publish_diagnostics.map(|publish| publish.diagnostics_capabilities).unwrap_or_default();
    let either = |pulled: Option<bool>, pushed: Option<bool>| pulled.or(pushed) == Some(true);
    Abilities {
        unit: general.position_encodings.as_deref().map_or(ColumnUnit::Utf16, unit),
        // Neovim 0.11 asks for diagnostics but cannot be told to ask again: a new configuration would not show.
        pulls: text.diagnostic.is_some()
            && workspace.diagnostics.and_then(|diagnostics| diagnostics.refresh_support) == Some(true),
        related: either(pulled.related_information, pushed.related_information),
        code_description: either(pulled.code_description_support, pushed.code_description_support),
        data: either(pulled.data_support, pushed.data_support),
        markdown: text.hover.and_then(|hover| hover.content_format).is_some_and(|formats| {
            // The client's order is its preference.
            formats.first() == Some(&MarkupKind::Markdown)
        }),
        versioned_edits: edit.document_changes == Some(true),
        creates_files: edit.resource_operations.is_some_and(|kinds| kinds.contains(&ResourceOperationKind::Create)),
        shows_progress: window.work_done_progress == Some(true),
        symbol_tree: text.document_symbol.and_then(|symbol| symbol.hierarchical_document_symbol_support) == Some(true),
        configuration: workspace.configuration == Some(true),
        watches: workspace.did_change_watched_files.and_then(|watched| watched.dynamic_registration) == Some(true),
        reports_settings: workspace.did_change_configuration.and_then(|change| change.dynamic_registration)
            == Some(true),
        language: params.locale.as_deref().and_then(language),
    }
}

/// The first unit of the editor's list that is known; what every editor knows if none is.
pub fn unit(preferred: &[PositionEncodingKind]) -> ColumnUnit {
    let known = preferred.iter().find_map(|kind| match kind {
        PositionEncodingKind::UTF8 => Some(ColumnUnit::Utf8),
        PositionEncodingKind::UTF16 => Some(ColumnUnit::Utf16),
        PositionEncodingKind::UTF32 => Some(ColumnUnit::Scalar),
        PositionEncodingKind::Custom(_) => None,
    });
    known.unwrap_or(ColumnUnit::Utf16)
}

/// The language of a locale such as `zh-cn` or `en-US`; none for the locale of no language.
fn language(locale: &str) -> Option<Language> {
    let locale = locale.to_ascii_lowercase();
    match locale.as_str() {
        "" | "c" | "posix" => None,
        _ if locale.starts_with("zh") => Some(Language::Zh),
        _ => Some(Language::En),
    }
}

/// Reads settings: objects, or such that hold them under [`SECTION`]. `later` goes before `initial`, one by one. What is
/// wrong is said and left as it is without it.
pub fn settings(initial: &Value, later: &Value, folder: Option<&Path>) -> (Settings, Vec<String>) {
    let mut members = serde_json::Map::new();
    for value in [initial, later] {
        let given = value.get(SECTION).unwrap_or(value).as_object().cloned().unwrap_or_default();
        // An editor writes null for what is not set.
        members.extend(given.into_iter().filter(|(_, value)| !value.is_null()));
    }
    let mut settings = Settings::default();
    let mut wrong = Vec::new();
    for (key, value) in &members {
        // An editor that has a default for every setting writes "" for what is not set.
        if value.as_str() == Some("") {
            continue;
        }
        if let Err(expected) = set(&mut settings, key, value, folder) {
            wrong.push(format!("{SECTION}.{key}: {expected}"));
        }
    }
    (settings, wrong)
}

fn set(settings: &mut Settings, key: &str, value: &Value, folder: Option<&Path>) -> Result<(), &'static str> {
    const TEXT: &str = "expected a string";
    const TEXTS: &str = "expected an array of strings";
    let text = || value.as_str().ok_or(TEXT);
    let texts = || {
        let members = value.as_array().ok_or(TEXTS)?;
        members.iter().map(|member| member.as_str().map(str::to_owned).ok_or(TEXTS)).collect::<Result<_, _>>()
    };
    match key {
        "configuration" => settings.configuration = Some(folder.unwrap_or(Path::new("")).join(text()?)),
        "profile" => {
            let expected = "expected \"default\", \"strict\" or \"audit\"";
            settings.profile = Some(Words::from_word(text()?).ok_or(expected)?);
        }
        "select" => settings.select = texts()?,
        "ignore" => settings.ignore = texts()?,
        "language" => {
            settings.language = match text()? {
                "auto" => None,
                word => Some(Words::from_word(word).ok_or("expected \"auto\", \"zh\" or \"en\"")?),
            };
        }
        "rulePages" => settings.rule_pages = Some(text()?.trim_end_matches('/').to_owned()),
        "workspaceDiagnostics" => settings.workspace = value.as_bool().ok_or("expected true or false")?,
        // Settings of the editor's extension (where the program is, tracing) are none of the server's business.
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_editor_orders_the_units() {
        use PositionEncodingKind as Kind;
        let other = || Kind::Custom("utf-7".into());
        assert_eq!(unit(&[other(), Kind::UTF32, Kind::UTF8]), ColumnUnit::Scalar);
        assert_eq!(unit(&[Kind::UTF8, Kind::UTF16]), ColumnUnit::Utf8);
        assert_eq!(unit(&[other()]), ColumnUnit::Utf16);
        assert_eq!(unit(&[]), ColumnUnit::Utf16);
    }

    #[test]
    fn locales() {
        assert_eq!(["zh-cn", "zh_TW", "ZH", "en-US", "de", "C", ""].map(language), {
            let (zh, en) = (Some(Language::Zh), Some(Language::En));
            [zh, zh, zh, en, en, None, None]
        });
    }

    #[test]
    fn settings_are_read_one_by_one() {
        let value = json!({ "reformlint": {
            "language": "zh", "profile": "lax", "select": ["dates"], "ignore": [1], "configuration": "",
            "rulePages": "https://example.org/rules/", "workspaceDiagnostics": false, "trace": { "server": "off" },
        }});
        let earlier = json!({ "profile": "audit", "ignore": ["figures"], "select": "all" });
        let (settings, wrong) = settings(&earlier, &value, None);
        let expected = Settings {
            language: Some(Language::Zh),
            select: vec!["dates".to_owned()],
            rule_pages: Some("https://example.org/rules".to_owned()),
            workspace: false,
            ..Settings::default()
        };
        assert_eq!(settings, expected);
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }

    #[test]
    fn a_text_without_a_file_has_a_name_in_the_workspace() {
        let named = |uri: &str, language| {
            let uri = Uri::parse(uri).expect("a URI");
            let (path, is_file) = path_or_name(&uri, &language, Some(Path::new("/w")));
            (path.to_string_lossy().into_owned(), is_file)
        };
        assert_eq!(named("untitled:Untitled-1", LanguageKind::Markdown), ("/w/untitled.md".to_owned(), false));
        assert_eq!(named("untitled:Untitled-1", LanguageKind::Plaintext), ("/w/untitled.txt".to_owned(), false));
        if cfg!(unix) {
            let uri = "file:///%E6%8A%A5%E5%91%8A/%E7%BB%BC%20%E8%BF%B0.md";
            assert_eq!(named(uri, LanguageKind::Plaintext), ("/报告/综 述.md".to_owned(), true));
        }
    }
}
