//! The program from outside: what it prints and its exit codes as data (`tests/cli/*.trycmd`), and what happens to the
//! bytes of files, to standard input and to git checkouts as tests. The environment is set, so that neither the user's
//! language nor a terminal plays a part.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Where findings are fixed: one rule with a proved fix for 1O.
const RULE: [&str; 2] = ["--select", "figures/letter-in-number"];

const BROKEN: &str = "新增泊位1O处。\r\n其余不变，\r甲方乙方。\n末行没有换行";
const FIXED: &str = "新增泊位10处。\r\n其余不变，\r甲方乙方。\n末行没有换行";

#[test]
fn command_line() {
    trycmd::TestCases::new().env("LC_ALL", "C").env("COLUMNS", "100").case("tests/cli/*.trycmd");
}

/// What a run came to.
struct Ran {
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
}

fn run<S: AsRef<OsStr>>(folder: &Path, arguments: &[S], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_reformlint"))
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env_remove("GITHUB_STEP_SUMMARY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A run that fails early does not read.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().expect("the program ends");
    let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
    Ran { code: output.status.code(), stdout: output.stdout, stderr }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn utf_16_le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding_rs::GB18030.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

/// Fixes `before` and expects `after`, byte for byte; then fixes again and expects that nothing happens.
fn fixes_to(before: &[u8], after: &[u8], options: &[&str]) {
    let folder = folder();
    let path = folder.path().join("稿.txt");
    fs::write(&path, before).expect("written");
    let arguments = [&["check", "--fix"], &RULE[..], options, &["稿.txt"]].concat();
    let first = run(folder.path(), &arguments, b"");
    assert_eq!(fs::read(&path).expect("read"), after, "{}{}", String::from_utf8_lossy(&first.stdout), first.stderr);
    assert!(first.stderr.contains("fixed: 1"), "{}", first.stderr);
    let second = run(folder.path(), &arguments, b"");
    assert_eq!(fs::read(&path).expect("read"), after);
    assert_eq!(second.stderr, "", "fixing twice is fixing once");
    assert_eq!(second.code, Some(0));
}

#[test]
fn a_fix_keeps_line_ends_and_the_last_line() {
    fixes_to(BROKEN.as_bytes(), FIXED.as_bytes(), &[]);
}

#[test]
fn a_fix_keeps_the_byte_order_mark() {
    let with_mark = |text: &str| ["\u{FEFF}".as_bytes(), text.as_bytes()].concat();
    fixes_to(&with_mark(BROKEN), &with_mark(FIXED), &[]);
}

#[test]
fn a_fix_keeps_gb18030() {
    fixes_to(&gb18030(BROKEN), &gb18030(FIXED), &["--encoding", "gb18030"]);
}

#[test]
fn a_fix_keeps_gb18030_that_nobody_declared() {
    let padding = "全市经济社会发展总体平稳，各项工作有序推进，群众生活持续改善。".repeat(4);
    fixes_to(&gb18030(&(padding.clone() + BROKEN)), &gb18030(&(padding + FIXED)), &[]);
}

#[test]
fn a_fix_keeps_utf_16() {
    let with_mark = |text: &str| utf_16_le(&format!("\u{FEFF}{text}"));
    fixes_to(&with_mark(BROKEN), &with_mark(FIXED), &[]);
}

#[test]
fn a_fix_keeps_bytes_that_are_no_text() {
    let with_damage = |text: &str| [text.as_bytes(), b"\xE5\x85", text.replace('O', "0").as_bytes()].concat();
    fixes_to(&with_damage(BROKEN), &with_damage(FIXED), &[]);
}

#[test]
fn a_difference_of_another_encoding_is_shown_decoded() {
    let folder = folder();
    fs::write(folder.path().join("稿.txt"), gb18030(BROKEN)).expect("written");
    let arguments = [&["check", "--diff", "--encoding", "gb18030"], &RULE[..]].concat();
    let ran = run(folder.path(), &arguments, b"");
    let diff = String::from_utf8(ran.stdout).expect("decoded");
    assert!(diff.contains("\n-新增泊位1O处。\r\n+新增泊位10处。\r\n"), "{diff}");
    assert_eq!(fs::read(folder.path().join("稿.txt")).expect("read"), gb18030(BROKEN));
}

#[test]
fn a_binary_file_is_an_error_and_the_rest_is_checked() {
    let folder = folder();
    fs::write(folder.path().join("a.txt"), b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0")
        .expect("written");
    fs::write(folder.path().join("b.txt"), BROKEN).expect("written");
    let ran = run(folder.path(), &["check", "--format", "jsonl", "--select", "figures"], b"");
    let stdout = String::from_utf8(ran.stdout).expect("UTF-8");
    assert!(stdout.contains("a.txt") && stdout.contains("not a text file"), "{stdout}");
    assert!(stdout.contains("figures/letter-in-number"), "{stdout}");
    assert_eq!(ran.code, Some(2));
}

/// Three hundred files into a folder: damaged ones are restored, clean ones copied byte for byte, and the one that is no
/// text keeps none of the others from it.
#[test]
fn many_files_are_repaired_into_a_folder() {
    let damaged = "本縣(xiàn)統(tǒng)計:本縣(xiàn)由統(tǒng)計局發(fā)布,實(shí)施建設(shè),改革發(fā)展。第一要?jiǎng)?wù)是發(fā)展。\n";
    let restored = "本縣統計:本縣由統計局發布,實施建設,改革發展。第一要務是發展。\n";
    let clean = "全市经济社会发展总体平稳，各项工作有序推进。\r\n";
    let folder = folder();
    let names: Vec<String> = (0..300).map(|number| format!("{}/{number}.txt", number % 7)).collect();
    for (number, name) in names.iter().enumerate() {
        let text = if number % 3 == 0 { damaged } else { clean };
        fs::create_dir_all(folder.path().join(format!("{}", number % 7))).expect("a folder");
        fs::write(folder.path().join(name), text).expect("written");
    }
    fs::write(folder.path().join("0/0.txt"), b"\0\x01\x02\xFF\0\0\x03".repeat(40)).expect("written");
    let mut arguments = vec!["repair", "--out-dir", "新"];
    arguments.extend(names.iter().map(String::as_str));
    let ran = run(folder.path(), &arguments, b"");
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("0/0.txt"), "{}", ran.stderr);
    for (number, name) in names.iter().enumerate().skip(1) {
        let expected = if number % 3 == 0 { restored } else { clean };
        assert_eq!(fs::read_to_string(folder.path().join("新").join(name)).expect("repaired"), expected, "{name}");
    }
}

#[test]
fn standard_input() {
    let folder = folder();
    let arguments = [&["check", "-", "--format", "json"], &RULE[..]].concat();
    let ran = run(folder.path(), &arguments, BROKEN.as_bytes());
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(report["files"][0]["path"], "<stdin>");
    assert_eq!(report["files"][0]["findings"][0]["text"], "1O");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn standard_input_counts_as_the_file_that_is_named() {
    let folder = folder();
    fs::create_dir(folder.path().join("草稿")).expect("made");
    fs::write(folder.path().join("草稿/reformlint.toml"), "ignore = [\"figures/letter-in-number\"]\n")
        .expect("written");
    let check = |name: &str| {
        let arguments = ["check", "-", "--select", "figures", "--stdin-filename", name];
        run(folder.path(), &arguments, BROKEN.as_bytes()).code
    };
    assert_eq!(check("稿.md"), Some(1));
    assert_eq!(check("草稿/稿.md"), Some(0));
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    let folder = folder();
    let arguments = [&["check", "-", "--fix"], &RULE[..]].concat();
    let ran = run(folder.path(), &arguments, BROKEN.as_bytes());
    assert_eq!(ran.stdout, FIXED.as_bytes());
    assert!(ran.stderr.contains("fixed: 1"), "{}", ran.stderr);
    let clean = run(folder.path(), &arguments, FIXED.as_bytes());
    assert_eq!((clean.stdout.as_slice(), clean.code), (FIXED.as_bytes(), Some(0)));
}

#[test]
fn a_result_goes_into_a_file() {
    let folder = folder();
    fs::write(folder.path().join("稿.txt"), BROKEN).expect("written");
    let arguments = [&["check", "-o", "结果.json", "--format", "json"], &RULE[..], &["稿.txt"]].concat();
    let ran = run(folder.path(), &arguments, b"");
    assert_eq!((ran.stdout.as_slice(), ran.code), (&b""[..], Some(1)));
    let report = fs::read(folder.path().join("结果.json")).expect("written");
    assert!(serde_json::from_slice::<serde_json::Value>(&report).is_ok());
    let nowhere = [&["check", "-o", "没有/结果.json"], &RULE[..], &["稿.txt"]].concat();
    let ran = run(folder.path(), &nowhere, b"");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("error: 没有/结果.json: not written: no such file or folder"), "{}", ran.stderr);
}

#[test]
fn the_order_does_not_depend_on_threads() {
    let folder = folder();
    for number in 0..40 {
        fs::write(folder.path().join(format!("{number:02}.txt")), BROKEN).expect("written");
    }
    let check = |threads: &str| {
        let arguments = [&["check", "--format", "jsonl", "--threads", threads], &RULE[..]].concat();
        run(folder.path(), &arguments, b"").stdout
    };
    let one = check("1");
    assert_eq!(one.iter().filter(|byte| **byte == b'\n').count(), 40);
    assert_eq!(one, check("4"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    for number in 0..200 {
        fs::write(folder.path().join(format!("{number}.txt")), BROKEN.repeat(20)).expect("written");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_reformlint"))
        .args(["check", "--format", "json"])
        .args(RULE)
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1));
}

/// Runs git in `folder` with a fixed identity and no configuration of the user's.
fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("git is there");
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn only_what_changed_since_a_revision() {
    let folder = folder();
    let root = folder.path();
    fs::create_dir(root.join("子")).expect("made");
    for name in ["旧.txt", "改.txt", "子/改.txt", "删.txt"] {
        fs::write(root.join(name), BROKEN).expect("written");
    }
    git(root, &["init", "-q"]);
    git(root, &["add", "."]);
    git(root, &["commit", "-q", "-m", "first"]);
    for name in ["改.txt", "子/改.txt", "新.txt"] {
        fs::write(root.join(name), format!("{BROKEN}。")).expect("written");
    }
    fs::remove_file(root.join("删.txt")).expect("removed");
    let checked = |folder: &Path, arguments: &[&str]| -> Vec<String> {
        let ran = run(folder, &[&["check", "--format", "json"], &RULE[..], arguments].concat(), b"");
        let report: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("JSON");
        let files = report["files"].as_array().expect("a list").iter();
        files.map(|file| file["path"].as_str().expect("a path").to_owned()).collect()
    };
    assert_eq!(checked(root, &["--since", "HEAD"]), ["子/改.txt", "改.txt", "新.txt"]);
    assert_eq!(checked(root, &["--since", "HEAD", "子"]), ["子/改.txt"]);
    assert_eq!(checked(&root.join("子"), &["--since", "HEAD"]), ["改.txt"]);
    assert_eq!(checked(root, &["--since", "HEAD", "旧.txt"]), [""; 0]);
    let unknown = run(root, &["check", "--since", "no-such-revision"], b"");
    assert_eq!(
        (unknown.code, unknown.stderr.as_str()),
        (Some(2), "error: git knows no revision no-such-revision (--since)\n")
    );
    let option = run(root, &["check", "--since=--output=x"], b"");
    assert_eq!(option.code, Some(2));
    let outside = run(tempfile::tempdir().expect("a folder").path(), &["check", "--since", "HEAD"], b"");
    assert_eq!(outside.code, Some(2));
    assert!(outside.stderr.contains("git checkout"), "{}", outside.stderr);
}

#[test]
fn an_unused_allowance_is_reported_in_the_configuration() {
    let folder = folder();
    fs::write(folder.path().join("reformlint.toml"), "[[allow]]\nrule = \"dates\"\nfiles = [\"旧档/**\"]\n")
        .expect("written");
    fs::write(folder.path().join("稿.txt"), "好。\n").expect("written");
    let whole = run(folder.path(), &["check"], b"");
    assert_eq!(whole.code, Some(1));
    let stdout = String::from_utf8(whole.stdout).expect("UTF-8");
    assert!(stdout.contains("warning[policy/unused-suppression]: this [[allow]] (dates) is of no use"), "{stdout}");
    assert!(stdout.contains("reformlint.toml:1:1"), "{stdout}");
    let part = run(folder.path(), &["check", "稿.txt"], b"");
    assert_eq!(part.code, Some(0), "other files may have a use for it");
}

#[test]
fn rules_of_the_configuration_are_tested_too() {
    let folder = folder();
    let rule = "severity = \"error\"\nsummary.zh = \"甲\"\nmessage.zh = \"甲\"\npattern.text = \"甲方\"\n\
         [[example]]\ntext = \"乙方\"\n[[example]]\ntext = \"甲方\"\n";
    fs::create_dir(folder.path().join("规则")).expect("a folder");
    fs::write(folder.path().join("规则/甲方.toml"), rule).expect("written");
    fs::write(folder.path().join("reformlint.toml"), "rules = \"规则/*.toml\"\n").expect("written");
    let tested = run(folder.path(), &["test-rules"], b"");
    let stdout = String::from_utf8(tested.stdout).expect("UTF-8");
    assert_eq!(tested.code, Some(1), "{stdout}");
    assert!(stdout.contains("规则/甲方: example 2 does not hold"), "{stdout}");
    assert_eq!(run(folder.path(), &["test-rules", "--no-config"], b"").code, Some(0));
}
