//! Embeds `rules/**/*.toml`: every file becomes one expression that builds its rule, so that nothing is parsed at start.
//! A rule without `[pattern]` and `[relation]` is native: its check is `checks::<family>::<name>::check`; one with `[relation]` that has such
//! a check as well runs it behind its declaration;
//! the family `policy` is what `src/policy` says about suppressions. The language of `[pattern]` and `[relation]` is read
//! when a rule is first needed; `tests/rules.rs` reads that of all built-in rules.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::Spanned;

#[path = "src/rules/file.rs"]
#[allow(dead_code)]
mod file;
#[path = "src/severity.rs"]
#[allow(dead_code)]
mod severity;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/rules/file.rs");
    println!("cargo::rerun-if-changed=src/severity.rs");
    println!("cargo::rerun-if-changed=src/checks/figures");
    let mut paths = Vec::new();
    collect(Path::new("rules"), &mut paths);
    // By family, then by name: the order of `Registry`.
    paths.sort_by_key(|path| path.with_extension(""));
    let mut code = String::from("/// Every rule of `rules/`, sorted by id.\npub fn built_in() -> Vec<Rule> {\nvec![\n");
    for path in &paths {
        let source = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let rule: file::RuleFile =
            toml::from_str(&source).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        code.push_str(&expression(&id(path), &rule));
        code.push_str(",\n");
    }
    code.push_str("]\n}\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("built_in.rs"), code).expect("the build folder is writable");
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
}

/// `rules/figures/range-unit.toml` is `figures/range-unit`.
fn id(path: &Path) -> String {
    let path = path.with_extension("");
    let parts: Vec<_> = path.components().skip(1).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

fn expression(id: &str, rule: &file::RuleFile) -> String {
    let mut code = String::new();
    let mut messages = vec![("message".to_owned(), &rule.message)];
    messages.extend(rule.messages.iter().map(|(key, text)| (key.clone(), text)));
    let messages: Vec<String> =
        messages.iter().map(|(key, text)| format!("(Cow::Borrowed({key:?}), {})", bilingual(text))).collect();
    let examples: Vec<String> = rule.example.iter().map(example).collect();
    write!(
        code,
        "Rule {{ id: Cow::Borrowed({id:?}), severity: Severity::{:?}, confidence: Confidence::{:?}, since: Cow::Borrowed({:?}), \
         summary: {}, explain: {}, messages: {}, examples: vec![{}], kind: {}, beside: {} }}",
        rule.severity,
        rule.confidence,
        rule.since,
        bilingual(&rule.summary),
        bilingual(&rule.explain),
        match (&rule.pattern, &rule.relation) {
            (None, None) => format!("vec![{}]", messages.join(", ")),
            _ => format!("with_default_messages(vec![{}])", messages.join(", ")),
        },
        examples.join(", "),
        kind(id, rule),
        beside(id, rule),
    )
    .expect("writing to a string");
    code
}

/// A check that runs behind the declaration, if there is a file for it.
fn beside(id: &str, rule: &file::RuleFile) -> String {
    let module = id.replace('-', "_");
    let is_declared = rule.relation.is_some() || rule.pattern.is_some();
    match is_declared && Path::new("src/checks").join(&module).with_extension("rs").exists() {
        true => format!("Some(crate::checks::{}::check)", module.replace('/', "::")),
        false => "None".to_owned(),
    }
}

fn kind(id: &str, rule: &file::RuleFile) -> String {
    match (&rule.pattern, &rule.relation) {
        (None, None) if id.starts_with("policy/") => "Kind::Policy".to_owned(),
        (None, None) => format!("Kind::Native(crate::checks::{}::check)", id.replace('/', "::").replace('-', "_")),
        (Some(pattern), None) => format!(
            "Kind::Pattern(Declaration {{ text: {}, except: {}, context: {}, when: {}, fix: {}, \
             applicability: crate::severity::Applicability::{:?}, ..Declaration::default() }})",
            expression_of(rule, &pattern.text),
            expressions(rule, &pattern.except),
            optional_expression(rule, &pattern.context),
            optional(&pattern.when),
            optional(&pattern.fix),
            pattern.applicability,
        ),
        (None, Some(relation)) => format!(
            "Kind::Relation(Declaration {{ text: {}, alternatives: {}, warning: {}, certain: {}, except: {}, adjusted: {}, \
             revised: {}, doubtful: {}, partial: {}, context: {}, when: {}, holds: Some({}), english: {}, ..Declaration::default() }})",
            expression_of(rule, &relation.text),
            expressions(rule, &relation.alternatives),
            list(&relation.warning),
            list(&relation.certain),
            expressions(rule, &relation.except),
            expressions(rule, &relation.adjusted),
            expressions(rule, &relation.revised),
            expressions(rule, &relation.doubtful),
            expressions(rule, &relation.partial),
            optional_expression(rule, &relation.context),
            optional(&relation.when),
            borrowed(relation.holds.get_ref()),
            relation.english.as_ref().map_or("None".to_owned(), |english| self::english(rule, english, relation)),
        ),
        (Some(_), Some(_)) => panic!("{id}: a rule has a pattern or a relation, not both"),
    }
}

/// The declaration for English sentences; the equation is the Chinese one unless it has its own.
fn english(rule: &file::RuleFile, english: &file::EnglishSource, relation: &file::RelationSource) -> String {
    format!(
        "Some(Box::new(Declaration {{ text: {}, alternatives: {}, warning: {}, except: {}, when: {}, holds: Some({}), \
         is_english: true, ..Declaration::default() }}))",
        expression_of(rule, &english.text),
        expressions(rule, &english.alternatives),
        list(&relation.warning),
        expressions(rule, &english.except),
        optional(&english.when),
        borrowed(english.holds.as_ref().unwrap_or(&relation.holds).get_ref()),
    )
}

fn borrowed(text: &str) -> String {
    format!("Cow::Borrowed({text:?})")
}

fn optional(text: &Option<Spanned<String>>) -> String {
    text.as_ref().map_or("None".to_owned(), |text| format!("Some({})", borrowed(text.get_ref())))
}

fn list(texts: &[Spanned<String>]) -> String {
    vector(texts.iter().map(|text| borrowed(text.get_ref())))
}

fn vector(texts: impl Iterator<Item = String>) -> String {
    format!("vec![{}]", texts.collect::<Vec<_>>().join(", "))
}

/// An expression of a rule, its words written out.
fn expression_of(rule: &file::RuleFile, text: &Spanned<String>) -> String {
    borrowed(&rule.written_out(text.get_ref()).text)
}

fn expressions(rule: &file::RuleFile, texts: &[Spanned<String>]) -> String {
    vector(texts.iter().map(|text| expression_of(rule, text)))
}

fn optional_expression(rule: &file::RuleFile, text: &Option<Spanned<String>>) -> String {
    text.as_ref().map_or("None".to_owned(), |text| format!("Some({})", expression_of(rule, text)))
}

fn bilingual(text: &file::Text) -> String {
    format!("Bilingual {{ zh: Cow::Borrowed({:?}), en: Cow::Borrowed({:?}) }}", text.zh.get_ref(), text.en.get_ref())
}

fn example(example: &file::Example) -> String {
    let owned = |text: &Option<String>| match text {
        Some(text) => format!("Some({text:?}.to_owned())"),
        None => "None".to_owned(),
    };
    format!(
        "Example {{ text: {:?}.to_owned(), fixed: {}, encoding: {}, bytes: {}, at: vec!{:?}, whole_file: {}, markdown: {}, \
         document_date: {}, date_standard: {}, date_order: {} }}",
        example.text,
        owned(&example.fixed),
        owned(&example.encoding),
        owned(&example.bytes),
        example.at,
        example.whole_file,
        example.markdown,
        owned(&example.document_date),
        owned(&example.date_standard),
        owned(&example.date_order),
    )
}
