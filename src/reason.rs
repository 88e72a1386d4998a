//! What the readers of TOML, regular expressions and globs say is wrong: they say it in English, here it is in Chinese.
//! Takes their words, gives words; knows nothing of where they came from. What is not listed stays as it is.

use std::borrow::Cow;

/// What each says, and the same in Chinese.
const REASONS: &[(&str, &str)] = &[
    // TOML
    ("duplicate key", "键重复"),
    ("key with no value", "键后面没有值"),
    ("missing value", "缺少值"),
    ("invalid value", "值不合写法"),
    ("string values must be quoted", "字符串要加引号"),
    ("missing opening quote", "缺少前引号"),
    ("invalid basic string", "字符串没有写完"),
    ("invalid literal string", "字符串没有写完"),
    ("invalid multi-line basic string", "多行字符串没有写完"),
    ("invalid multi-line literal string", "多行字符串没有写完"),
    ("unclosed array table", "[[ ]] 没有写完"),
    ("unclosed array", "数组没有写完"),
    ("unclosed inline table", "{ } 没有写完"),
    ("unclosed table", "[ ] 没有写完"),
    ("missing comma between", "各项之间缺少逗号"),
    ("extra comma", "多出逗号"),
    ("extra `=`", "多出等号"),
    ("invalid unquoted key", "键里有这种字符时要加引号"),
    ("unquoted keys cannot be empty", "缺少键"),
    ("unexpected key or value", "同一行里多出内容"),
    ("unexpected content", "多出内容"),
    ("invalid date", "日期不存在"),
    ("wanted string or table", "应为字符串"),
    ("carriage return must be followed by newline", "回车之后要有换行"),
    // Regular expressions
    ("unclosed group", "括号没有收尾"),
    ("unopened group", "多出右括号"),
    ("unclosed character class", "方括号没有收尾"),
    ("invalid character class range", "字符范围的起点大于终点"),
    ("repetition operator missing expression", "重复号前面没有内容"),
    ("unclosed counted repetition", "重复次数没有写完"),
    ("repetition quantifier expects a valid decimal", "重复次数要写成数"),
    ("invalid repetition count range", "重复次数的下限大于上限"),
    ("unrecognized escape sequence", "没有这种转义"),
    ("incomplete escape sequence", "转义没有写完"),
    ("unrecognized flag", "没有这种标志"),
    ("Unicode property not found", "没有这种 Unicode 属性"),
    ("backreferences are not supported", "不能用反向引用"),
    ("look-around", "不能用环视"),
    ("too large", "过长"),
    ("malformed", "写法不对"),
    // Globs
    ("invalid use of **", "** 只能单独成一级"),
    ("invalid range", "字符范围的起点大于终点"),
    ("unopened alternate group", "多出右花括号"),
    ("unclosed alternate group", "花括号没有收尾"),
    ("nested alternate groups are not allowed", "花括号不能套花括号"),
    ("dangling '\\'", "末尾多出反斜线"),
];

/// A reason in Chinese.
pub fn in_chinese(reason: &str) -> Cow<'_, str> {
    let known = REASONS.iter().find(|(english, _)| reason.starts_with(english));
    known.map_or(Cow::Borrowed(reason), |(english, chinese)| match reason[english.len()..].split_once("expected `") {
        // unclosed array, expected `]`
        Some((_, wanted)) => format!("{chinese}，此处应有 {}", wanted.trim_end_matches('`')).into(),
        None => (*chinese).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the readers say today is known here.
    #[test]
    fn reasons_of_the_readers_are_known() {
        let toml = |text| toml::from_str::<toml::Table>(text).expect_err(text).message().to_owned();
        let regex = |text| {
            let error = regex_syntax::Parser::new().parse(text).expect_err(text);
            let said = error.to_string();
            said.rsplit("error: ").next().unwrap_or_default().to_owned()
        };
        let glob = |text| globset::Glob::new(text).expect_err(text).kind().to_string();
        let said = [
            toml("a = ["),
            toml("a"),
            toml("a = "),
            toml("a = 1\na = 1"),
            toml("a = x"),
            toml("a = \"x"),
            toml("a = 1 b"),
            toml("键 = 1"),
            toml("a = 2024-02-30"),
            toml("[a"),
            toml("a = {b = 1"),
            regex("(a"),
            regex("a)"),
            regex("[a"),
            regex("+a"),
            regex("a{2"),
            regex("a{3,2}"),
            regex(r"\y"),
            regex("(?=a)"),
            glob("[a"),
            glob("{a"),
            glob("a}"),
            glob("[z-a]"),
        ];
        for reason in said {
            let chinese = in_chinese(&reason);
            let words = chinese.replace("Unicode", "");
            assert!(!words.contains(|c: char| c.is_ascii_lowercase()), "{reason}: {chinese}");
        }
        assert_eq!(in_chinese("unclosed array, expected `]`"), "数组没有写完，此处应有 ]");
        assert_eq!(in_chinese("something new"), "something new");
    }
}
