//! What is wrong with a command line, said in the language of the run. Takes clap's error and gives the message; help and
//! the version are clap's to print.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use reformlint::finding::Language;
use reformlint::rules::nearest;

/// The message for an error of the command line, of several lines; `None` for what is none, and for what clap says itself.
pub fn message(error: &clap::Error, language: Language) -> Option<String> {
    let context = Context { error, language };
    let problem = context.problem()?;
    let usage = error.get(ContextKind::Usage).map(|usage| format!("\n\n{}", context.usage(&usage.to_string())));
    let hint = context.say("更多说明：在命令后加 --help", "for more, add --help to the command");
    Some(format!("{problem}{}\n\n{hint}", usage.unwrap_or_default()))
}

struct Context<'a> {
    error: &'a clap::Error,
    language: Language,
}

impl Context<'_> {
    fn say<T>(&self, zh: T, en: T) -> T {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn problem(&self) -> Option<String> {
        let argument = || self.all(ContextKind::InvalidArg);
        match self.error.kind() {
            ErrorKind::UnknownArgument => {
                let argument = argument()?;
                let is_option = argument.starts_with('-');
                let problem = if is_option {
                    self.say(format!("没有选项 {argument}"), format!("there is no option {argument}"))
                } else {
                    self.say(format!("多出一个参数 {argument}"), format!("{argument} is one argument too many"))
                };
                Some(problem + &self.suggestion(&argument, ContextKind::SuggestedArg))
            }
            ErrorKind::InvalidSubcommand => {
                let command = self.all(ContextKind::InvalidSubcommand)?;
                let problem = self.say(format!("没有命令 {command}"), format!("there is no command {command}"));
                Some(problem + &self.suggestion(&command, ContextKind::SuggestedSubcommand))
            }
            ErrorKind::InvalidValue => self.wrong_value(&argument()?),
            ErrorKind::ValueValidation => {
                let (argument, value) = (argument()?, self.all(ContextKind::InvalidValue)?);
                let problem = self.say(format!("{argument} 不能是 {value}"), format!("{argument} cannot be {value}"));
                let why = std::error::Error::source(self.error).map(|why| format!("{}{why}", self.say("：", ": ")));
                Some(problem + &why.unwrap_or_default())
            }
            ErrorKind::TooManyValues => {
                let argument = argument()?;
                Some(self.say(format!("{argument} 后面不能有值"), format!("{argument} takes no value")))
            }
            ErrorKind::MissingRequiredArgument => {
                let argument = argument()?;
                Some(self.say(format!("缺少 {argument}"), format!("{argument} is missing")))
            }
            ErrorKind::ArgumentConflict => {
                let (one, other) = (argument()?, self.all(ContextKind::PriorArg)?);
                Some(match one == other {
                    true => self.say(format!("{one} 只能写一次"), format!("{one} can be given only once")),
                    false => self.say(format!("{one} 不能与 {other} 同用"), format!("{one} does not go with {other}")),
                })
            }
            ErrorKind::InvalidUtf8 => {
                Some(self.say("命令行中有不是 UTF-8 的参数", "an argument of the command line is not UTF-8").to_owned())
            }
            _ => None,
        }
    }

    fn wrong_value(&self, argument: &str) -> Option<String> {
        let value = self.all(ContextKind::InvalidValue)?;
        let problem = if value.is_empty() {
            self.say(format!("{argument} 后面缺少值"), format!("{argument} wants a value"))
        } else {
            let problem = self.say(format!("{argument} 不能是 {value}"), format!("{argument} cannot be {value}"));
            problem + &self.suggestion(&value, ContextKind::SuggestedValue)
        };
        let values = self.all(ContextKind::ValidValue).filter(|values| !values.is_empty());
        let values = values.map(|values| self.say(format!("\n可用：{values}"), format!("\nit can be {values}")));
        Some(problem + &values.unwrap_or_default())
    }

    /// ，是否指 --format？ — empty where nothing is near: what clap finds may be far.
    fn suggestion(&self, written: &str, kind: ContextKind) -> String {
        let found = self.all(kind);
        let near = found.as_deref().and_then(|found| nearest(written, [found]));
        near.map(|near| self.say(format!("，是否指 {near}？"), format!(", did you mean {near}?"))).unwrap_or_default()
    }

    /// What the error names, in one string.
    fn all(&self, kind: ContextKind) -> Option<String> {
        match self.error.get(kind)? {
            ContextValue::String(text) => Some(text.clone()),
            ContextValue::Strings(texts) => Some(texts.join(self.say("、", ", "))),
            _ => None,
        }
    }

    /// clap begins its usage in English.
    fn usage(&self, usage: &str) -> String {
        let usage = usage.trim().trim_start_matches("Usage:").trim_start();
        self.say(format!("用法：{usage}"), format!("Usage: {usage}"))
    }
}
