//! How well the linter does on texts whose truth is known: `cargo run --release --example accuracy -- FAMILY [PATHS]`. One
//! family a module; `PATHS` are clean texts, files or folders. Every run with the same texts prints the same figures but
//! for the speed.

mod accidents;
mod byte_shift;
mod clock;
mod dateline;
mod dates;
mod encoding;
mod figures;
mod indicators;
mod layout;
mod planted;
mod random;
mod relations;
mod texts;

use std::path::PathBuf;

const USAGE: &str = "accuracy encoding [--tuning] [--errors] [--every N] [--class NAME] [PATHS…]
accuracy byte-shift|dates|figures|indicators [--tuning] [--errors] [--every N] [PATHS…]
accuracy relations [--errors] [FOLDER]
accuracy planted [--errors] [--messages] [FOLDER]
  --tuning   the texts that rules are tuned on, instead of those held back from tuning
  --errors   every place that is wrong
  --every N  each N-th text only
  --class NAME  only damage with this in its name
  PATHS      files and folders; without any, all of fixtures/
  FOLDER     where the labelled texts are; without it, ../shared/corpus, or tests/planted
  --messages what is said of every planted error, in Chinese and English";

fn main() {
    let mut arguments = std::env::args().skip(1);
    let family = arguments.next().unwrap_or_default();
    let mut class = String::new();
    let (mut tuning, mut errors, mut messages, mut every, mut paths) = (false, false, false, 1, Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--tuning" => tuning = true,
            "--errors" => errors = true,
            "--messages" => messages = true,
            "--class" => class = arguments.next().unwrap_or_default(),
            "--every" => every = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(1).max(1),
            path => paths.push(PathBuf::from(path)),
        }
    }
    if family == "relations" {
        let corpus = paths.pop().unwrap_or_else(|| PathBuf::from("../shared/corpus"));
        relations::run(&corpus, errors);
        return;
    }
    if family == "planted" {
        let folder = paths.pop().unwrap_or_else(|| PathBuf::from(planted::FOLDER));
        planted::run(&folder, errors, messages);
        return;
    }
    let mut is_wanted: fn(&str) -> bool = if tuning { texts::is_for_tuning } else { texts::is_held_back };
    if paths.is_empty() {
        paths.push(PathBuf::from("fixtures"));
        is_wanted = |_| true;
    }
    let texts: Vec<texts::Text> = texts::read(&paths, is_wanted).into_iter().step_by(every).collect();
    match family.as_str() {
        "encoding" => encoding::run(&texts, &texts::read(&paths, |_| true), errors, &class),
        "byte-shift" => byte_shift::run(&texts, errors),
        "dates" => dates::run(&texts, errors),
        "figures" => figures::run(&texts, errors),
        "indicators" => indicators::run(&texts, &texts::read(&paths, |_| true), errors),
        _ => {
            eprintln!("{USAGE}");
            std::process::exit(2);
        }
    }
}
