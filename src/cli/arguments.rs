//! The command line: commands, options and their help in both languages. Gives clap's command and typed values for what
//! was written. Knows nothing of what the commands do.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use reformlint::finding::Language;
use reformlint::report;

/// Chooses the texts of one language.
#[derive(Clone, Copy)]
struct Say(Language);

impl Say {
    fn of(self, zh: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn headed(self, zh: &'static str, en: &'static str, arguments: Vec<Arg>) -> Vec<Arg> {
        arguments.into_iter().map(|argument| argument.help_heading(self.of(zh, en))).collect()
    }
}

/// The whole command line, its help in `language`.
pub fn command(language: Language) -> Command {
    let say = Say(language);
    let command = Command::new("reformlint")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say.of(
            "检查报告文稿：编码损坏、数字前后不符、日期有误",
            "A linter for report texts: encoding corruption, figures that contradict each other, malformed dates",
        ))
        .override_usage(say.of("reformlint <命令> [选项]", "reformlint <COMMAND> [OPTIONS]"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_help_heading(say.of("命令", "Commands"))
        .after_help(say.of(
            "先试试：\n  reformlint check 报告/          检查一个文件夹\n  reformlint explain              看有哪些规则\n  \
             reformlint check --help         看全部选项",
            "To start with:\n  reformlint check reports/       check a folder\n  reformlint explain              see which \
             rules there are\n  reformlint check --help         see all options",
        ))
        .arg(version(say))
        .subcommands([
            check(say),
            repair(say),
            facts(say),
            explain(say),
            rules(say),
            test_rules(say),
            init(say),
            config(say),
            lsp(say),
            completions(say),
        ]);
    let template = say.of(
        "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}\n",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}\n",
    );
    let options = say.of("选项", "Options");
    let headed = move |argument: Arg| match argument.get_help_heading() {
        None => argument.help_heading(options),
        Some(_) => argument,
    };
    let finish =
        move |command: Command| command.help_template(template).disable_help_flag(true).mut_args(headed).arg(help(say));
    let command = command.mut_subcommands(finish);
    finish(command).disable_help_subcommand(true).disable_version_flag(true)
}

fn help(say: Say) -> Arg {
    let help = say.of("显示这份说明", "Print this help");
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help).help_heading(say.of("选项", "Options"))
}

fn version(say: Say) -> Arg {
    let help = say.of("显示版本", "Print the version");
    let heading = say.of("选项", "Options");
    Arg::new("version").short('V').long("version").action(ArgAction::Version).help(help).help_heading(heading)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// An option with a fixed set of values, which its help names.
fn choice(name: &'static str, values: impl Into<PossibleValuesParser>, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_parser(values.into()).hide_possible_values(true).help(help)
}

fn lang(say: Say) -> Arg {
    choice(
        "lang",
        ["zh", "en"],
        say.of("文字用中文还是英文：zh、en（默认看系统语言）", "Language of messages: zh, en (default: by the locale)"),
    )
    .value_name(say.of("语言", "LANGUAGE"))
}

fn color(say: Say) -> Arg {
    choice(
        "color",
        ["auto", "always", "never"],
        say.of("颜色：auto（只在终端里）、always、never", "Colours: auto (on a terminal only), always, never"),
    )
    .value_name(say.of("何时", "WHEN"))
}

fn configuration(say: Say) -> Vec<Arg> {
    vec![
        option(
            "config",
            say.of("文件", "FILE"),
            say.of(
                "使用这份配置，不去找最近的 reformlint.toml",
                "Use this configuration, not the nearest reformlint.toml",
            ),
        )
        .value_parser(value_parser!(PathBuf)),
        flag("no-config", say.of("不读任何配置文件", "Read no configuration file")).conflicts_with("config"),
    ]
}

fn reading(say: Say) -> Vec<Arg> {
    vec![
        option(
            "encoding",
            say.of("名称", "NAME"),
            say.of(
                "文件的编码，如 gb18030、big5、utf-16le（默认自动识别）",
                "Encoding of the files, such as gb18030, big5, utf-16le (default: found out)",
            ),
        ),
        option(
            "document-date",
            say.of("日期", "DATE"),
            say.of(
                "文稿自己的日期，如 2024-03-05；供“今年”“去年”之类推算",
                "The document's own date, such as 2024-03-05, which \"this year\" and the like refer to",
            ),
        ),
    ]
}

fn output(say: Say) -> Arg {
    option(
        "output",
        say.of("文件", "FILE"),
        say.of("把结果写入这个文件（写完整了才替换）", "Write the result to this file (replaced only when complete)"),
    )
    .short('o')
    .value_parser(value_parser!(PathBuf))
}

fn check(say: Say) -> Command {
    let rule_list = say.of("规则,…", "RULE,…");
    let which = say.headed(
        "查什么",
        "What is checked",
        vec![
            option(
                "select",
                rule_list,
                say.of(
                    "只用这些规则：一类（figures）或一条（figures/range-unit）",
                    "Use only these rules: a family (figures) or a rule (figures/range-unit)",
                ),
            )
            .value_delimiter(',')
            .action(ArgAction::Append),
            option("ignore", rule_list, say.of("不用这些规则，写法同上", "Leave out these rules, written as above"))
                .value_delimiter(',')
                .action(ArgAction::Append),
            choice(
                "profile",
                ["default", "strict", "audit"],
                say.of(
                    "规则组：default（只用确证的）、strict（再加较有把握的）、audit（全部）",
                    "Rules by how sure they are: default (proved), strict (also likely), audit (all)",
                ),
            )
            .value_name(say.of("组", "PROFILE")),
            option(
                "since",
                say.of("版本", "REV"),
                say.of(
                    "只查 git 中自该版本以来改动或新增的文件",
                    "Check only files that changed since this git revision, and new ones",
                ),
            ),
            flag(
                "force-exclude",
                say.of(
                    "点名的文件也按配置的 exclude 略过（供 pre-commit 等逐个点名的工具用）",
                    "Leave out what the configuration excludes even if it is named, as pre-commit names every file",
                ),
            ),
            option(
                "stdin-filename",
                say.of("文件名", "NAME"),
                say.of(
                    "标准输入（-）算作这个文件：决定显示的名称、格式与配置",
                    "Standard input (-) counts as this file: its name, format and configuration",
                ),
            )
            .value_parser(value_parser!(PathBuf)),
        ],
    );
    let fixes = say.headed(
        "修复",
        "Fixing",
        vec![
            flag("fix", say.of("把有确证的修复写回文件", "Write the fixes that are proved into the files")),
            flag("unsafe-fixes", say.of("连同很可能正确的修复也写回", "Write the likely ones too")),
            flag("diff", say.of("只显示修复会改什么，不写文件", "Only show what fixing would change; write nothing"))
                .conflicts_with("format"),
        ],
    );
    let baseline = say.headed(
        "基线（旧问题记账，只报新问题）",
        "Baseline (known findings are kept on file, new ones reported)",
        vec![
            option(
                "baseline",
                say.of("文件", "FILE"),
                say.of("使用这个基线文件（默认是配置中写的那个）", "Use this baseline (default: the configured one)"),
            )
            .value_parser(value_parser!(PathBuf)),
            flag("write-baseline", say.of("把现有问题全部记入基线文件", "Put all present findings into the baseline"))
                .conflicts_with_all(["fix", "unsafe-fixes", "diff", "since", "prune-baseline", "format", "output"]),
            flag(
                "prune-baseline",
                say.of("从基线中删去已不存在的问题", "Remove findings that are gone from the baseline"),
            )
            .conflicts_with_all(["fix", "unsafe-fixes", "diff", "since", "format", "output"]),
        ],
    );
    let mut shown = vec![
        choice(
            "format",
            report::Format::ALL.iter().map(|format| format.name()).collect::<Vec<_>>(),
            say.of(
                "输出格式：human、json、jsonl、sarif、github、gitlab、checkstyle、junit、html（默认 human）",
                "Output: human, json, jsonl, sarif, github, gitlab, checkstyle, junit, html (default: human)",
            ),
        )
        .value_name(say.of("格式", "FORMAT")),
        output(say),
        choice(
            "fail-on",
            ["error", "warning", "info", "never"],
            say.of(
                "从哪一级起算不通过（退出码 1）：error、warning、info、never（默认 warning）",
                "Findings from this severity on give exit code 1: error, warning, info, never (default: warning)",
            ),
        )
        .value_name(say.of("级别", "SEVERITY")),
        lang(say),
        color(say),
        flag("quiet", say.of("没有问题就不作声，有问题只列问题", "Print findings and nothing else")).short('q'),
        flag(
            "statistics",
            say.of("只按规则统计个数，不逐个列出", "Count the findings of each rule instead of listing them"),
        ),
        choice(
            "ambiguous-width",
            ["narrow", "wide"],
            say.of(
                "终端里“…”“①”一类字符的宽度：narrow（一格，默认）、wide（两格）；标记对不齐时改用另一种",
                "Width of characters such as … and ① on your terminal: narrow (one column, the default), wide (two)",
            ),
        )
        .value_name(say.of("宽度", "WIDTH")),
        option("threads", say.of("个数", "N"), say.of("并行线程数（默认每个核一个）", "Threads (default: one a core)"))
            .value_parser(move |written: &str| threads(say, written)),
    ];
    shown = say.headed("输出", "Output", shown);
    let mut read = configuration(say);
    read.extend(reading(say));
    read = say.headed("配置与读法", "Configuration and reading", read);
    Command::new("check")
        .about(say.of("检查文件或文件夹", "Check files and folders"))
        .override_usage(say.of("reformlint check [选项] [路径]…", "reformlint check [OPTIONS] [PATH]…"))
        .arg(paths(
            say,
            say.of(
                "文件或文件夹，- 是标准输入（默认当前文件夹）。文件夹中查 .txt .text .md .markdown，不看隐藏文件和 .gitignore \
                 排除的文件；点名的文件总是检查",
                "Files and folders, - is standard input (default: this folder). In folders .txt .text .md .markdown files are \
                 checked, but no hidden ones and none that .gitignore excludes; a file that is named is always checked",
            ),
        ))
        .args(which)
        .args(fixes)
        .args(baseline)
        .args(read)
        .args(shown)
        .after_help(say.of(
            "退出码：0 没有达到 --fail-on 级别的问题；1 有；2 用法、配置或读写出错（有文件读不了也算）；3 没有可查的文件\n\n例：\n  \
             reformlint check 报告/                       检查一个文件夹\n  reformlint check --fix 报告/综述.md          \
             修复能确证的问题\n  reformlint check --diff 报告/                先看看会改什么\n  reformlint check \
             --write-baseline 档案/      旧问题记账，以后只报新的\n  reformlint check --format sarif -o 结果.sarif\n  reformlint check --format html -o 结果.html 报告/  在浏览器里看",
            "Exit codes: 0 nothing at or above --fail-on; 1 such findings; 2 a usage, configuration or I/O error, an \
             unreadable file among them; 3 no file to check\n\nExamples:\n  reformlint check reports/                     \
             check a folder\n  reformlint check --fix reports/survey.md      fix what is proved\n  reformlint check --diff \
             reports/              see what that would change\n  reformlint check --write-baseline archive/    file the old \
             findings, report only new ones\n  reformlint check --format sarif -o result.sarif\n  reformlint check --format html -o result.html reports/   to be read in a browser",
        ))
}

/// A number of threads that a machine may have.
fn threads(say: Say, written: &str) -> Result<u16, &'static str> {
    let wanted = say.of("应为 1 到 1024 的整数", "a whole number from 1 to 1024 is wanted");
    written.parse().ok().filter(|count| (1..=1024).contains(count)).ok_or(wanted)
}

fn paths(say: Say, help: &'static str) -> Arg {
    Arg::new("paths")
        .value_name(say.of("路径", "PATH"))
        .num_args(0..)
        .value_parser(value_parser!(PathBuf))
        .help(help)
        .help_heading(say.of("参数", "Arguments"))
}

fn repair(say: Say) -> Command {
    Command::new("repair")
        .about(say.of("修复编码损坏的文稿，输出修复后的文字", "Repair texts with encoding damage and print them"))
        .override_usage(say.of("reformlint repair [选项] <文件或文件夹>…", "reformlint repair [OPTIONS] <PATH>…"))
        .arg(
            paths(
                say,
                say.of(
                    "文件，- 是标准输入；有 --out-dir 时也可以是文件夹。文字写到标准输出，做了什么写到标准错误；原文件不动",
                    "Files, - is standard input; with --out-dir folders, too. The text goes to standard output, what was \
                     done to standard error; the files stay as they are",
                ),
            )
            .value_name(say.of("文件或文件夹", "PATH"))
            .num_args(1..)
            .required(true),
        )
        .arg(
            choice(
                "only",
                ["exact", "likely", "guess"],
                say.of(
                    "还原到哪一级：exact（能证明的）、likely（再加很可能的，默认）、guess（再加猜测的）",
                    "What is restored: exact (proved), likely (also the likely, the default), guess (also guesses)",
                ),
            )
            .value_name(say.of("级别", "CERTAINTY")),
        )
        .arg(option(
            "output-encoding",
            say.of("名称", "NAME"),
            say.of("输出的编码，如 gb18030、big5（默认 utf-8）", "Encoding of the output, such as gb18030 (default: utf-8)"),
        ))
        .arg(
            option(
                "out-dir",
                say.of("文件夹", "FOLDER"),
                say.of(
                    "把修复后的文件写到这个文件夹（写完整了才替换）",
                    "Write the repaired files below this folder (each replaced only when complete)",
                ),
            )
            .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            choice(
                "report",
                ["human", "json"],
                say.of("标准错误上的说明：human、json（默认 human）", "What was done, as: human, json (default: human)"),
            )
            .value_name(say.of("格式", "FORMAT")),
        )
        .arg(option(
            "encoding",
            say.of("名称", "NAME"),
            say.of(
                "文件的编码，如 gb18030、big5、utf-16le（默认自动识别）",
                "Encoding of the files, such as gb18030, big5, utf-16le (default: found out)",
            ),
        ))
        .args(configuration(say))
        .arg(lang(say))
}

fn facts(say: Say) -> Command {
    Command::new("facts")
        .about(say.of(
            "列出从文稿中读到的数、日期、序号等",
            "Show the numbers, dates, sequences and so on that are read from a text",
        ))
        .override_usage(say.of("reformlint facts [选项] <文件>", "reformlint facts [OPTIONS] <FILE>"))
        .arg(
            Arg::new("file")
                .value_name(say.of("文件", "FILE"))
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(say.of("文件，- 是标准输入", "A file, - is standard input"))
                .help_heading(say.of("参数", "Arguments")),
        )
        .arg(
            choice(
                "format",
                ["human", "json"],
                say.of("输出格式：human、json（默认 human）", "Output: human, json (default: human)"),
            )
            .value_name(say.of("格式", "FORMAT")),
        )
        .arg(flag(
            "relations",
            say.of(
                "列出查过的关系：哪些数应当相符、读作什么、是否成立；没有查的写明原因",
                "Show the relations that were looked at: which numbers must agree, how they were read, whether they do, \
                 and why some were not checked",
            ),
        ))
        .arg(output(say))
        .args(reading(say))
        .args(configuration(say))
        .arg(lang(say))
}

fn explain(say: Say) -> Command {
    Command::new("explain")
        .about(say.of("解释一条规则：查什么、为什么、何时不报", "Explain a rule: what, why, when it stays silent"))
        .override_usage(say.of("reformlint explain [选项] [规则]", "reformlint explain [OPTIONS] [RULE]"))
        .arg(
            Arg::new("rule")
                .value_name(say.of("规则", "RULE"))
                .help(say.of(
                    "规则名，如 figures/range-unit；不写则列出全部规则",
                    "The rule, such as figures/range-unit; none: all rules are listed",
                ))
                .help_heading(say.of("参数", "Arguments")),
        )
        .args(configuration(say))
        .arg(lang(say))
}

fn rules(say: Say) -> Command {
    Command::new("rules")
        .about(say.of("列出全部规则", "List all rules"))
        .override_usage(say.of("reformlint rules [选项]", "reformlint rules [OPTIONS]"))
        .arg(
            choice(
                "format",
                ["human", "json", "markdown"],
                say.of(
                    "输出格式：human、json、markdown（规则说明页）（默认 human）",
                    "Output: human, json, markdown (the pages of the rules) (default: human)",
                ),
            )
            .value_name(say.of("格式", "FORMAT")),
        )
        .arg(
            option(
                "out",
                say.of("文件夹", "FOLDER"),
                say.of(
                    "markdown：每条规则一页，连同目录写入这个文件夹；只替换有变化的页，删去已无规则的页",
                    "With markdown: write a page a rule and an index into this folder; pages that changed are replaced, \
                     those of rules that are gone removed",
                ),
            )
            .value_parser(value_parser!(PathBuf)),
        )
        .args(configuration(say))
        .arg(lang(say))
}

fn test_rules(say: Say) -> Command {
    Command::new("test-rules")
        .about(say.of("运行规则文件里的例子", "Run the examples of rule files"))
        .override_usage(say.of("reformlint test-rules [选项] [路径]…", "reformlint test-rules [OPTIONS] [PATH]…"))
        .arg(paths(
            say,
            say.of(
                "规则文件或文件夹；不写则测试内置规则和配置里的规则",
                "Rule files and folders; none: the built-in rules and those of the configuration are tested",
            ),
        ))
        .args(configuration(say))
        .arg(lang(say))
}

fn init(say: Say) -> Command {
    Command::new("init")
        .about(say.of("写一份带说明的 reformlint.toml", "Write a reformlint.toml with comments"))
        .override_usage(say.of("reformlint init [选项]", "reformlint init [OPTIONS]"))
        .arg(lang(say))
}

fn config(say: Say) -> Command {
    Command::new("config")
        .about(say.of("显示生效的配置及其出处", "Show the effective configuration and where each value comes from"))
        .override_usage(say.of("reformlint config [选项] [路径]", "reformlint config [OPTIONS] [PATH]"))
        .arg(
            Arg::new("path")
                .value_name(say.of("路径", "PATH"))
                .value_parser(value_parser!(PathBuf))
                .help(
                    say.of("看哪个文件的配置（默认当前文件夹）", "The file it is effective for (default: this folder)"),
                )
                .help_heading(say.of("参数", "Arguments")),
        )
        .args(configuration(say))
        .arg(lang(say))
}

fn lsp(say: Say) -> Command {
    // Editors pass --stdio out of habit; there is nothing else.
    let stdio =
        flag("stdio", say.of("经标准输入输出通信（总是如此）", "Talk over standard input and output (always so)"));
    Command::new("lsp")
        .about(say.of("语言服务器，由编辑器启动", "The language server, started by an editor"))
        .override_usage(say.of("reformlint lsp", "reformlint lsp"))
        .arg(stdio)
        .arg(lang(say))
}

fn completions(say: Say) -> Command {
    Command::new("completions")
        .about(say.of("输出命令行补全脚本", "Print a script for completion in your shell"))
        .override_usage(say.of("reformlint completions <SHELL>", "reformlint completions <SHELL>"))
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(clap_complete::Shell))
                .hide_possible_values(true)
                .help("bash, zsh, fish, elvish, powershell")
                .help_heading(say.of("参数", "Arguments")),
        )
        .arg(lang(say))
}

/// The value of an option that may be absent, or unknown to this command.
pub fn value<'m, T: Clone + Send + Sync + 'static>(matches: &'m ArgMatches, name: &str) -> Option<&'m T> {
    matches.try_get_one(name).ok().flatten()
}

/// All values of an option.
pub fn values<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    matches.try_get_many(name).ok().flatten().into_iter().flatten().cloned().collect()
}

/// Whether a flag was given.
pub fn is_set(matches: &ArgMatches, name: &str) -> bool {
    value(matches, name).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        for language in [Language::Zh, Language::En] {
            command(language).debug_assert();
        }
    }
}
