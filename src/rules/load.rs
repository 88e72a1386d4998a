//! Reads a user's rule file: the same form as the built-in ones, checked whole before the rule is used. Every error names
//! the file, the line and the column.

use std::borrow::Cow;
use std::path::Path;

use toml::Spanned;

use crate::finding::Language;
use crate::reason::in_chinese;
use crate::rules::declaration::{Declaration, Part, with_default_messages};
use crate::rules::error::{Problem, RuleError, place_in_toml, suggestion};
use crate::rules::file::{EnglishSource, RelationSource, RuleFile, Text};
use crate::rules::phrase::{TYPES, bad_name, is_name};
use crate::rules::{Bilingual, Kind, Rule};
use crate::source::io_reason;

/// Rule files are small; what is larger is none.
const LARGEST_FILE: u64 = 1 << 20;

/// Reads the rule of a user's file. Its id is the name of its folder and its own: `我们的规则/化债`.
///
/// # Errors
/// [`RuleError`] if the file cannot be read, is no rule file, or its rule is not well formed.
pub fn load_file(path: &Path) -> Result<Rule, RuleError> {
    let unreadable = |error: std::io::Error| {
        let reason = |language| io_reason(&error, language);
        let (zh, en) = (reason(Language::Zh), reason(Language::En));
        RuleError::whole(path, format!("无法读取：{zh}"), format!("cannot be read: {en}"))
    };
    if std::fs::metadata(path).map_err(unreadable)?.len() > LARGEST_FILE {
        return Err(RuleError::whole(path, "文件过大，不是规则文件", "too large for a rule file"));
    }
    let source = std::fs::read_to_string(path).map_err(unreadable)?;
    read_rule(path, &source)
}

/// Reads the rule in `source`, the text of the file `path`.
///
/// # Errors
/// [`RuleError`] if the rule is not well formed.
pub fn read_rule(path: &Path, source: &str) -> Result<Rule, RuleError> {
    let file: RuleFile = toml::from_str(source).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        RuleError::at(path, source, at, explained(error.message()))
    })?;
    check_words(path, source, &file)?;
    let expression = |text: &Spanned<String>| expression(&file, text);
    let declaration = match (&file.pattern, &file.relation) {
        (Some(pattern), None) => Declaration {
            text: expression(&pattern.text),
            except: pattern.except.iter().map(expression).collect(),
            context: pattern.context.as_ref().map(expression),
            when: pattern.when.as_ref().map(owned),
            fix: pattern.fix.as_ref().map(owned),
            applicability: pattern.applicability,
            ..Declaration::default()
        },
        (None, Some(relation)) => Declaration {
            text: expression(&relation.text),
            except: relation.except.iter().map(expression).collect(),
            adjusted: relation.adjusted.iter().map(expression).collect(),
            revised: relation.revised.iter().map(expression).collect(),
            doubtful: relation.doubtful.iter().map(expression).collect(),
            partial: relation.partial.iter().map(expression).collect(),
            context: relation.context.as_ref().map(expression),
            when: relation.when.as_ref().map(owned),
            holds: Some(owned(&relation.holds)),
            alternatives: relation.alternatives.iter().map(expression).collect(),
            warning: relation.warning.iter().map(owned).collect(),
            certain: relation.certain.iter().map(owned).collect(),
            english: relation.english.as_ref().map(|english| Box::new(english_declaration(&file, english, relation))),
            ..Declaration::default()
        },
        _ => {
            let zh = "规则须有 [pattern] 或 [relation] 之一";
            return Err(RuleError::whole(path, zh, "a rule has either [pattern] or [relation]"));
        }
    };
    let mut messages = vec![(Cow::Borrowed("message"), bilingual(&file.message))];
    messages.extend(file.messages.iter().map(|(key, text)| (Cow::Owned(key.clone()), bilingual(text))));
    let rule = Rule {
        id: id(path).into(),
        severity: file.severity,
        confidence: file.confidence,
        since: file.since.clone().into(),
        summary: bilingual(&file.summary),
        explain: bilingual(&file.explain),
        messages: with_default_messages(messages),
        examples: file.example.clone(),
        kind: if file.relation.is_some() { Kind::Relation(declaration) } else { Kind::Pattern(declaration) },
        beside: None,
    };
    rule.validate().map_err(|(part, problem)| placed(path, source, &file, &part, problem))?;
    Ok(rule)
}

/// The declaration for English sentences; the equation is the Chinese one unless it has its own.
fn english_declaration(file: &RuleFile, english: &EnglishSource, relation: &RelationSource) -> Declaration {
    let expression = |text: &Spanned<String>| expression(file, text);
    Declaration {
        text: expression(&english.text),
        alternatives: english.alternatives.iter().map(expression).collect(),
        warning: relation.warning.iter().map(owned).collect(),
        except: english.except.iter().map(expression).collect(),
        when: english.when.as_ref().map(owned),
        holds: Some(owned(english.holds.as_ref().unwrap_or(&relation.holds))),
        is_english: true,
        ..Declaration::default()
    }
}

/// An expression of the file, its words written out.
fn expression(file: &RuleFile, text: &Spanned<String>) -> Cow<'static, str> {
    Cow::Owned(file.written_out(text.get_ref()).text)
}

/// A name in `[words]` can stand in an expression and means nothing else there.
fn check_words(path: &Path, source: &str, file: &RuleFile) -> Result<(), RuleError> {
    for (name, words) in &file.words {
        let text = if !is_name(name) {
            bad_name(name)
        } else if TYPES.iter().any(|(known, _)| known == name) {
            let en = format!("{name} is a type of slot and cannot be a name in [words]");
            Bilingual { zh: format!("{name} 是槽的类型，不能作 [words] 中的名称").into(), en: en.into() }
        } else {
            continue;
        };
        let value = words.span().start;
        let at = source.get(..value).and_then(|before| before.rfind(name.as_str())).unwrap_or(value);
        return Err(RuleError::at(path, source, at, text));
    }
    Ok(())
}

/// `我们的规则/化债` for `…/我们的规则/化债.toml`.
fn id(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let name = |part: Option<&std::ffi::OsStr>| part.map_or("rule".into(), |part| part.to_string_lossy().into_owned());
    format!("{}/{}", name(absolute.parent().and_then(Path::file_name)), name(absolute.file_stem()))
}

fn owned(text: &Spanned<String>) -> Cow<'static, str> {
    Cow::Owned(text.get_ref().clone())
}

/// Both languages; Chinese for both if English is left out.
fn bilingual(text: &Text) -> Bilingual {
    let en = if text.en.get_ref().is_empty() { &text.zh } else { &text.en };
    Bilingual { zh: owned(&text.zh), en: owned(en) }
}

/// What the TOML reader says, with a suggestion for an unknown key.
fn explained(message: &str) -> Bilingual {
    let message = message.trim();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let Some((word, known)) = quoted.split_first() {
        let (zh, en) = suggestion(word, known.iter().copied());
        if message.starts_with("unknown field") {
            return Bilingual {
                zh: format!("此处没有名为 {word} 的键{zh}").into(),
                en: format!("there is no key called {word} here{en}").into(),
            };
        }
        if message.starts_with("unknown variant") {
            return Bilingual {
                zh: format!("此处不能是 {word}，可用的值：{}{zh}", known.join("、")).into(),
                en: format!("this cannot be {word}, possible are {}{en}", known.join(", ")).into(),
            };
        }
    }
    if let (true, [key]) = (message.starts_with("missing field"), quoted.as_slice()) {
        return Bilingual { zh: format!("缺少 {key}").into(), en: format!("{key} is missing").into() };
    }
    let zh = wrong_type(message).unwrap_or_else(|| format!("TOML 有误：{}", in_chinese(message)));
    Bilingual { zh: zh.into(), en: format!("bad TOML: {message}").into() }
}

/// `invalid type: integer `3`, expected a string` in Chinese.
fn wrong_type(message: &str) -> Option<String> {
    const TYPES: &[(&str, &str)] = &[
        ("string", "字符串"),
        ("integer", "整数"),
        ("floating point", "小数"),
        ("boolean", "真假值"),
        ("sequence", "数组"),
        ("map", "表"),
        ("struct", "表"),
    ];
    let (found, wanted) = message.strip_prefix("invalid type: ")?.split_once(", expected ")?;
    let wanted = wanted.trim_start_matches("a ").trim_start_matches("an ");
    let name = |written: &str| TYPES.iter().find(|(english, _)| written.starts_with(english)).map(|(_, zh)| *zh);
    Some(format!("此处应为{}，现为{}", name(wanted)?, name(found)?))
}

/// The problem at its place in the file.
fn placed(path: &Path, source: &str, file: &RuleFile, part: &Part, problem: Problem) -> RuleError {
    let (part, is_english) = match part {
        Part::English(part) => (&**part, true),
        part => (part, false),
    };
    let string = match part {
        Part::Message(key, language) => message(file, key, *language),
        part if is_english => english_string(file, part),
        part => string(file, part),
    };
    let at = string.map_or(0, |string| {
        let offset = match part {
            Part::Message(..) | Part::Holds | Part::When | Part::Fix | Part::Certain(_) | Part::Warning(_) => {
                problem.at
            }
            _ => file.written_out(string.get_ref()).origin(problem.at),
        };
        place_in_toml(source, string.span(), offset)
    });
    RuleError::at(path, source, at, problem.text)
}

/// A string of `[pattern]` or `[relation]`.
fn string<'f>(file: &'f RuleFile, part: &Part) -> Option<&'f Spanned<String>> {
    if let Some(pattern) = &file.pattern {
        return match part {
            Part::Text => Some(&pattern.text),
            Part::Context => pattern.context.as_ref(),
            Part::When => pattern.when.as_ref(),
            Part::Fix => pattern.fix.as_ref(),
            Part::Except(index) => pattern.except.get(*index),
            _ => None,
        };
    }
    let relation = file.relation.as_ref()?;
    match part {
        Part::Text => Some(&relation.text),
        Part::Holds => Some(&relation.holds),
        Part::Context => relation.context.as_ref(),
        Part::When => relation.when.as_ref(),
        Part::Alternative(index) => relation.alternatives.get(*index),
        Part::Except(index) => relation.except.get(*index),
        Part::Adjusted(index) => relation.adjusted.get(*index),
        Part::Revised(index) => relation.revised.get(*index),
        Part::Doubtful(index) => relation.doubtful.get(*index),
        Part::Partial(index) => relation.partial.get(*index),
        Part::Certain(index) => relation.certain.get(*index),
        Part::Warning(index) => relation.warning.get(*index),
        Part::Fix | Part::English(_) | Part::Message(..) => None,
    }
}

/// A string of `[relation.english]`.
fn english_string<'f>(file: &'f RuleFile, part: &Part) -> Option<&'f Spanned<String>> {
    let relation = file.relation.as_ref()?;
    let english = relation.english.as_ref()?;
    match part {
        Part::Text => Some(&english.text),
        Part::Alternative(index) => english.alternatives.get(*index),
        Part::Except(index) => english.except.get(*index),
        Part::When => english.when.as_ref(),
        Part::Holds => english.holds.as_ref().or(Some(&relation.holds)),
        _ => None,
    }
}

/// A message in a language; in Chinese where there is no English.
fn message<'f>(file: &'f RuleFile, key: &str, language: Language) -> Option<&'f Spanned<String>> {
    let text = if key == "message" { &file.message } else { file.messages.get(key)? };
    match language {
        Language::En if !text.en.get_ref().is_empty() => Some(&text.en),
        _ => Some(&text.zh),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use proptest::prelude::*;

    use super::*;
    use crate::engine::Linter;
    use crate::finding::Finding;
    use crate::rules::run_example;
    use crate::source::{Document, ReadOptions};

    /// `build.rs` writes the built-in rules down field by field.
    #[test]
    fn built_in_rules_say_what_their_files_say() {
        let told = |kind: &Kind| match kind {
            Kind::Pattern(declaration) | Kind::Relation(declaration) => {
                let unread =
                    |declaration: &Declaration| Declaration { program: OnceLock::new(), ..declaration.clone() };
                let english = declaration.english.as_deref().map(|english| Box::new(unread(english)));
                format!("{:?}", Declaration { english, ..unread(declaration) })
            }
            Kind::Native(_) | Kind::Policy => String::new(),
        };
        for built_in in crate::rules::built_in() {
            if told(&built_in.kind).is_empty() {
                continue;
            }
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/{}.toml", built_in.id));
            let loaded = load_file(&path).expect("a built-in rule");
            assert_eq!(told(&built_in.kind), told(&loaded.kind), "{}", built_in.id);
        }
    }

    const DEBT: &str = r#"severity = "error"
[summary]
zh = "隐性债务化解数与年初、年末余额不符"
[relation]
text = "年初{open:quantity}…化解{cut:quantity}…年末(余额)?{close:quantity}"
holds = "open - cut = close"
[message]
zh = "年初{open}减去化解{cut}应为{open-cut}，文中年末为{close}"
en = "{open} less {cut} is {open-cut}, the text says {close}"
[[example]]
text = "年初30.5亿元，全年化解4.2亿元，年末余额⟦25.3亿元⟧。"
[[example]]
text = "年初30.5亿元，全年化解4.2亿元，年末余额26.3亿元。"
[[example]]
text = "年初30.5億元，全年化解約4億元，年末餘額２６.3億元。"
[[example]]
text = "年初 30.5亿元，全年化解 4.2亿元，年末余额 ⟦253000万元⟧。"
[[example]]
text = "年初30.5亿元；另一区化解4.2亿元，年末余额25.3亿元。"
[[example]]
text = "年初30.5亿元，化解4.2亿美元，年末余额25.3亿元。"
"#;

    fn read(source: &str) -> Result<Rule, String> {
        read_rule(Path::new("我们的规则/化债.toml"), source).map_err(|error| error.to_string())
    }

    fn findings(rule: &Rule, text: &str) -> Vec<Finding> {
        let document = Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("a text");
        Linter::new(vec![Arc::new(rule.clone())]).check(&document)
    }

    #[test]
    fn a_users_rule() {
        let rule = read(DEBT).expect("well formed");
        assert_eq!((&*rule.id, rule.family()), ("我们的规则/化债", "我们的规则"));
        let rule = Arc::new(rule);
        for example in &rule.examples {
            assert_eq!(run_example(&rule, example), Ok(()), "{}", example.text);
        }
    }

    #[test]
    fn words_stand_for_what_they_say() {
        let source = |words: &str| {
            let named = DEBT.replace("年末(余额)?{close:quantity}", "{left}{close:quantity}");
            named.replace("[summary]\n", &format!("[words]\n{words}\n[summary]\n"))
        };
        let rule = Arc::new(read(&source("left = \"年末(余额)?|期末\"")).expect("well formed"));
        for example in &rule.examples {
            assert_eq!(run_example(&rule, example), Ok(()), "{}", example.text);
        }
        assert_eq!(findings(&rule, "年初30.5亿元，化解4.2亿元，期末25.3亿元。").len(), 1);
        let problem = |words: &str| read(&source(words)).expect_err("an error");
        // What is wrong in the words is told where they are used.
        assert!(problem("left = \"年末(余额\"").contains(":7:44: bad regular expression: unclosed group"));
        assert!(problem("lift = \"年末\"").contains(":7:45: there is no type called left"));
        assert!(problem("left = \"年末\"\npercent = \"个\"").contains(":4:1: percent is a type of slot"));
        assert!(problem("left = \"年末\"\n\"a b\" = \"个\"").contains(":4:2: “a b” cannot be a name"));
    }

    #[test]
    fn a_finding_says_what_fits_and_where_the_others_stand() {
        let rule = read(DEBT).expect("well formed");
        let text = "年初30.5亿元，全年化解4.2亿元，年末余额25.3亿元。";
        let found = findings(&rule, text);
        let [finding] = &found[..] else { panic!("{found:?}") };
        assert_eq!(
            finding.render(&finding.message, Language::Zh),
            "年初30.5亿元减去化解4.2亿元应为26.2亿～26.4亿元，文中年末为25.3亿元"
        );
        let related: Vec<String> =
            finding.related.iter().map(|place| finding.render(&place.message, Language::Zh)).collect();
        assert_eq!(related, ["30.5亿元：30.45亿～30.55亿元", "4.2亿元：4.15亿～4.25亿元"]);
        assert_eq!(
            finding.render(&finding.notes[0], Language::Zh),
            "(30.45亿～30.55亿元) − (4.15亿～4.25亿元) ≠ (25.25亿～25.35亿元)"
        );
        assert_eq!(finding.evidence["members"]["cut"]["interval"], "[4.15, 4.25]");
        let fix = &finding.fixes[0];
        assert_eq!(finding.render(&fix.title, Language::Zh), "改为“26.3亿元”");
        assert_eq!((&text[fix.edits[0].span.range()], fix.edits[0].text.as_str()), ("25.3", "26.3"));
    }

    #[test]
    fn errors_name_file_line_and_column() {
        let cases = [
            ("holds = ", "hold = ", "6:1: there is no key called hold here; did you mean holds?"),
            (
                "severity = \"error\"",
                "severity = \"eror\"",
                "1:12: this cannot be eror, possible are info, warning, error; did you mean error?",
            ),
            ("{cut:quantity}", "{cut:quantty}", "5:34: there is no type called quantty; did you mean quantity?"),
            ("(余额)?", "(余额", "5:46: bad regular expression: unclosed group"),
            ("open - cut", "open - cost", "6:17: text has no slot called cost; did you mean cut?"),
            (
                "{cut:quantity}",
                "{cut:percent}",
                "6:17: a quantity and a percentage cannot be joined or compared like this",
            ),
            (
                "文中年末为{close}\"\n",
                "文中年末为{closed}\"\n",
                "8:43: text has no slot called closed; did you mean close?",
            ),
            ("{open-cut}, the", "{open-}, the", "9:34: expected a number, a slot or a parenthesis here"),
            ("[relation]", "[relatoin]", "4:2: there is no key called relatoin here; did you mean relation?"),
            ("{close:quantity}", "{cut:quantity}", "6:23: text has no slot called close"),
        ];
        for (before, after, expected) in cases {
            let error = read(&DEBT.replacen(before, after, 1)).expect_err(after);
            assert_eq!(error, format!("我们的规则/化债.toml:{expected}"), "{after}");
        }
        let native = "severity = \"error\"\n[summary]\nzh = \"甲\"\n[message]\nzh = \"乙\"\n";
        assert!(read(native).expect_err("no kind").contains("either [pattern] or [relation]"));
        assert!(
            load_file(Path::new("nowhere/none.toml")).expect_err("no file").message(Language::Zh).contains("无法读取")
        );
    }

    #[test]
    fn a_ratio_is_shown_like_the_percentage_it_is_compared_with() {
        let source = "severity = 'error'\n[summary]\nzh = '甲'\n[relation]\n\
            text = '由{a:quantity}增加到{b:quantity}，增长{p:percent}'\nholds = '(b - a) / a = p'\n\
            [message]\nzh = '应为{(b-a)/a}'\n";
        let rule = read(source).expect("well formed");
        let found = findings(&rule, "由41.5万册增加到46.9万册，增长15.2%。");
        assert_eq!(found[0].render(&found[0].message, Language::Zh), "应为12.75%～13.27%");
        assert_eq!(found[0].fixes[0].edits[0].text, "13.0");
    }

    fn pattern(text: &str, more: &str) -> Rule {
        let source = format!(
            "severity = \"error\"\n[summary]\nzh = \"甲\"\n[pattern]\ntext = '{text}'\n{more}\n[message]\nzh = \"{{match}}\"\n"
        );
        read(&source).expect("well formed")
    }

    fn places<'t>(rule: &Rule, text: &'t str) -> Vec<&'t str> {
        findings(rule, text).iter().map(|finding| &text[finding.span.range()]).collect()
    }

    #[test]
    fn patterns() {
        let rule = pattern("占比{p:percent}", "when = 'p > 100%'");
        assert_eq!(places(&rule, "甲占比101.2%，乙占比99%，丙占比约102%，丁占比达100.4%。"), ["占比101.2%"]);
        let rule = pattern("零增涨", "");
        assert_eq!(places(&rule, "实现零增涨。\n又是零增漲。"), ["零增涨", "零增漲"]);
        let rule = pattern("{n:number}比{m:number}", "");
        assert_eq!(places(&rule, "第3比4，3 比 4"), ["3 比 4"]);
        let rule = pattern("增长{p:percent}", "except = ['计划增长', '{percent}的目标']");
        assert_eq!(places(&rule, "计划增长5%，实际增长6%，完成增长7%的目标。"), ["增长6%"]);
        assert_eq!(places(&rule, "增长5%—6%，增长5%至6%，增长?5%。"), Vec::<&str>::new());
    }

    #[test]
    fn years_and_dates() {
        let rule = |text: &str, holds: &str| {
            let source = format!(
                "severity = 'error'\n[summary]\nzh = '甲'\n[relation]\ntext = '{text}'\nholds = '{holds}'\n[message]\nzh = '乙'\n"
            );
            read(&source).expect("well formed")
        };
        let years = rule("{a:year}…{b:year}…历时{n:duration}", "b - a = n");
        assert_eq!(places(&years, "2011年开工，2019年完工，历时7年。2011年开工，2019年完工，历时8年。"), ["7年"]);
        let order = rule("{a:date}开工，{b:date}完工", "a <= b");
        assert_eq!(
            places(
                &order,
                "2023年3月5日开工，2023年2月1日完工；2023年3月5日开工，2024年2月1日完工；3月5日开工，2月1日完工。"
            ),
            ["2023年2月1日"]
        );
        assert_eq!(places(&years, "2011—2013年开工，2019年完工，历时6.5年。"), Vec::<&str>::new());
    }

    #[test]
    fn a_pattern_may_have_a_fix() {
        let rule = pattern("增涨({p:percent})(左右)?", "fix = '增长$1$$'\napplicability = 'safe'");
        let text = "收入增涨５％。";
        let found = findings(&rule, text);
        assert_eq!(found[0].fixes[0].edits[0].text, "增长５％$");
        assert_eq!(found[0].fixes[0].applicability, crate::finding::Applicability::Safe);
    }

    proptest! {
        #[test]
        fn no_rule_text_panics(text in r"[甲{}a:percntuoi+|()\[\]^?*…., \\5%，-]{0,24}", sample in "[甲乙5%，。()a .]{0,30}") {
            let source = format!("severity = \"info\"\n[summary]\nzh = \"甲\"\n[pattern]\ntext = '''{text}'''\n[message]\nzh = \"乙\"\n");
            if let Ok(rule) = read(&source) {
                let _ = findings(&rule, &sample);
            }
        }

        #[test]
        fn no_document_panics(text in r"(年初|化解|年末|余额|[0-9０-９]{1,3}(\.[0-9])?|亿元|万元|约|余|[。；，、 \n?\u{FFFD}]|到|—){0,40}") {
            let rule = read(DEBT).expect("well formed");
            for finding in findings(&rule, &text) {
                prop_assert!(text.get(finding.span.range()).is_some());
                let _ = finding.render(&finding.message, Language::En);
            }
        }

        #[test]
        fn no_file_panics(source in "[a-z\\[\\]=\"'{}\\n中\\\\ ]{0,80}") {
            let _ = read(&source);
        }
    }
}
