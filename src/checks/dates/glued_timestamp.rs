//! dates/glued-timestamp: a time stamp at the start of a line that runs into the text, 2023-08-22 15:51江城.

use crate::char_class::is_han;
use crate::checks::{Context, Report};
use crate::facts::date::{Date, Form};
use crate::facts::time::{Cue, Time};
use crate::finding::{Applicability, Fix, Message};
use crate::span::{Span, ViewSpan};

/// Reports time stamps with a word of the text right behind them.
pub fn check(cx: &Context, report: &mut Report) {
    for time in cx.facts.times.iter().filter(|time| time.cue == Cue::Date) {
        let next_date = cx.facts.dates.partition_point(|date| date.whole.end <= time.span.start);
        let Some(date) = next_date.checked_sub(1).and_then(|index| cx.facts.dates.get(index)) else { continue };
        let span = ViewSpan { start: date.span.start, end: time.span.end };
        if !is_stamp(cx, date, time)
            || !opens_line(cx, span)
            || !runs_into_text(cx, span)
            || is_set_apart(cx, span)
            || cx.facts.is_opaque(span)
        {
            continue;
        }
        let place = cx.source(span);
        let seam = Span { start: place.end, end: place.end };
        let finding = report.at(place);
        finding.arg("stamp", cx.written(span)).evidence("stamp", cx.written(span));
        finding.fix(Fix::replace(Message::new("fix"), Applicability::Safe, seam, " "));
        finding.fix(Fix::replace(Message::new("break"), Applicability::Display, seam, "\n"));
    }
}

/// `2023-08-22 15:51`: what a program writes. 2023年8月22日15时 is written by hand, and text may follow.
fn is_stamp(cx: &Context, date: &Date, time: &Time) -> bool {
    date.form != Form::Units && time.minute.is_some() && cx.view.slice(time.span).contains([':', '：', '∶'])
}

/// 系统于2023-08-22 15:51恢复运行: inside a sentence a stamp is a part of it.
fn opens_line(cx: &Context, span: ViewSpan) -> bool {
    let before = cx.view.text()[..span.start as usize].trim_end_matches([' ', '\u{3000}']);
    before.is_empty() || before.ends_with(['\n', '\r']) || before.ends_with("时间：") || before.ends_with("日期：")
}

/// 2023-08-22 15:51 江城: a space that the view leaves out, so that the next character stands further on in the text.
fn is_set_apart(cx: &Context, span: ViewSpan) -> bool {
    let next = ViewSpan { start: span.end, end: span.end + 1 };
    cx.source(next).start > cx.source(span).end
}

/// 15:51分, 15:51发布, 15:51前 go on with the stamp itself.
fn runs_into_text(cx: &Context, span: ViewSpan) -> bool {
    const BELONGS: &[&str] = &[
        "分", "时", "点", "秒", "前", "后", "起", "止", "至", "到", "许", "左", "在", "于", "由", "从", "以", "之",
        "和", "与", "及", "的", "开", "召", "举", "发布", "更新", "来源", "作者", "浏览", "阅读", "字体", "点击",
        "编辑", "星期", "周", "礼拜", "日", "整", "截", "结束", "报", "出发", "到达", "抵达", "收", "签", "记录",
        "上报", "接",
    ];
    let after = &cx.view.text()[span.end as usize..];
    after.starts_with(is_han) && !BELONGS.iter().any(|word| after.starts_with(word))
}
