//! Lists that agree with their count although a guard doubts that the count is theirs: which of them are shown as relations
//! that hold. Takes a list and the doubt; nothing is reported by what is said here.

use super::doubts::{ends_in_act, other_doubt};
use crate::checks::Context;
use crate::facts::lexicon::{BEFORE_COUNTS, NOMINAL_VERBS, VERBS, VERBS_OF_COUNTS, VERBS_WITH_OBJECT, open_end};
use crate::facts::list::{CountedList, ListShape, is_loose, joins};
use crate::facts::number::han_digit;
use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

/// The first of two items, a verb aside, has at most so many times the characters of the second.
const MOST_LOPSIDED: usize = 3;
/// A verb before a list has about so many characters.
const LONGEST_VERB: usize = 4;
/// A noun that ends in a verb has at least so many characters: 产业发展.
const SHORTEST_NOMINAL: usize = 4;
/// What may follow a count that is an amount: 3家以上.
const AMOUNTS: &[&str] = &["以上", "以下", "左右", "多", "余"];

/// True if a list that agrees with its count was meant by it, whatever made the comparison doubtful: 气象等9个部门 (those
/// not listed are not missed), 省、市两级, 打造研发、生产、销售、服务四个中心, 老城、新城两个“核心”.
pub fn settles(cx: &Context, list: &CountedList, doubt: &str) -> bool {
    let is_exact = list.low == list.high && !list.open_ended;
    let is_series = is_exact && list.low > 2;
    if is_loose(cx.view.slice(list.classifier)) {
        return match doubt {
            "extent" => !ends_in_a_clause(cx, list),
            // 面对需求减弱、成本上升、预期不稳的三重压力
            "verb" => is_series && !ends_in_a_clause(cx, list),
            "noun" => noun_is_elsewhere(cx, list, is_series) && !ends_in_a_clause(cx, list),
            _ => false,
        };
    }
    match doubt {
        // 供热、管网改造等12件实事, 共性、应用等三类标准: 等 sets the list off from the count. “三类500强” is a name.
        "verb" | "name" | "noun" | "short" if list.open_ended => {
            !list.number_is_quoted || list.next != TokenKind::Digits
        }
        // 城乡低保、养老金两次提标: both were raised twice.
        "places" if cx.view.slice(list.classifier) == "次" => is_series || is_joined_series(cx, list),
        "far" | "extent" | "places" => true,
        "short" => !is_lopsided(cx, list) && !shares_out(cx, list),
        "verb" if happens_at_places(cx, list) => false,
        "verb" => {
            let is_pair_of_acts = names_two_tasks(cx, list) || are_parallel_acts(cx, list);
            list.low > 2
                || is_pointed_at(cx, list)
                || ends_alike(cx, list, 2)
                || is_joined_series(cx, list)
                || is_pair_of_acts
        }
        // 通过发展生产、易地搬迁、生态补偿“三个一批”: named, and spelled out before it. 节约型、友好型“两型”.
        "name" => {
            let is_of_two_names = is_exact && !is_quoted(last_item(cx, list)) && names_two_sides(cx, list);
            let is_type = cx.view.slice(list.classifier) == "型" && ends_alike(cx, list, 1);
            is_series || is_joined_series(cx, list) || is_type || is_of_two_names
        }
        "numbers" => {
            (is_series || list.open_ended && list.low > 2) && is_followed_by_its_name(cx, list)
                || is_exact && names_a_grade(cx, list)
        }
        "noun" => noun_is_elsewhere(cx, list, is_series),
        // 甲、乙2个协调组和用工等6个服务组: 等 is of the list behind it.
        "item" => list.low == list.high && is_joined_before_others(cx, list),
        _ => false,
    }
}

/// 改造城区老旧小区、乡村两类设施: the words before the 、 are a clause of their own rather than one of two items.
pub fn is_lopsided(cx: &Context, list: &CountedList) -> bool {
    let text = |span: &ViewSpan| cx.view.slice(*span).trim();
    let length = |item: &str| item.chars().count();
    // 依照目录开展国家、省两级: the names of levels are short.
    let is_of_levels = cx.view.slice(list.classifier) == "级";
    let [first, last] = &list.items[..] else { return false };
    // 统筹推进东湖开发区、高新区: the verb is not of the item.
    let item = text(first);
    let from = VERBS.iter().filter_map(|verb| item.rfind(verb).map(|at| at + verb.len())).max().unwrap_or(0);
    let rest = Some(&item[from..]).filter(|rest| !rest.is_empty()).unwrap_or(item);
    !is_of_levels && length(rest) > MOST_LOPSIDED * length(text(last)) + LONGEST_VERB
}

/// 在东县、西县、南县设立三个窗口: what is done at the places that are listed.
fn happens_at_places(cx: &Context, list: &CountedList) -> bool {
    let first = list.items.first().map_or("", |span| cx.view.slice(*span)).trim_start();
    let is_at_places = ["在", "于", "向", "赴"].iter().any(|word| first.starts_with(word));
    is_at_places && VERBS.iter().chain(VERBS_OF_COUNTS).any(|verb| last_item(cx, list).ends_with(verb))
}

/// 在城镇、乡村划定的耕地、林地、水面三条红线: how many items there are from the one with 的 on, if that agrees; the same for 甲、乙两部门
/// 共同推进丙、丁、戊三大工程, where the verb of a clause stands in an item.
pub fn items_behind_attribute(cx: &Context, list: &CountedList, doubt: &str) -> Option<u32> {
    const INNER_VERBS: &[&str] = &["推进", "实施", "建设", "打造", "开展", "落实", "发展"];
    let has_attribute = |span: &ViewSpan| {
        let item = cx.view.slice(*span).trim();
        let is_inner =
            |word: &&str| item.find(word).is_some_and(|at| at > 2 * '推'.len_utf8() && at + word.len() < item.len());
        let is_series = list.announced > 2;
        item.find('的').is_some_and(|at| at > 0 && at + '的'.len_utf8() < item.len())
            || is_series && INNER_VERBS.iter().any(is_inner)
    };
    let first = list.items.iter().rposition(has_attribute).filter(|first| *first > 0)?;
    let count = list.items.len().checked_sub(first)? as u32;
    let is_meant = doubt == "extent" && super::contradicts(list) && !list.open_ended && list.low == list.high;
    (is_meant && count > 1 && count == list.announced).then_some(count)
}

/// 造林工程、土壤改良工程和蓝天、碧水、青山、净土“四大工程”: how many items there are behind the 和 that ends another list, if that agrees.
pub fn items_behind_a_join(cx: &Context, list: &CountedList, doubt: &str) -> Option<u32> {
    const FEWEST: u32 = 4;
    let holds_join = |span: &ViewSpan| {
        let (left, right) = cx.view.slice(*span).trim().split_once('和')?;
        (left.chars().count() > right.chars().count() && right.chars().count() > 1).then_some(())
    };
    let first = list.items.iter().position(|item| holds_join(item).is_some()).filter(|first| *first > 0)?;
    let count = list.items.len().checked_sub(first)? as u32;
    let is_meant = doubt == "extent" && super::contradicts(list) && !list.open_ended && list.high == list.low + 1;
    (is_meant && count >= FEWEST && count == list.announced).then_some(count)
}

/// 甲、乙4县分别帮扶丙、丁、戊3个县, 甲、乙两所机构承担的丙、丁和戊三项职能: how many items there are behind the words that follow
/// another count, if that agrees.
pub fn items_behind_a_list(cx: &Context, list: &CountedList) -> Option<u32> {
    let count = list.behind_number;
    let with_number = list.items.len().checked_sub(count as usize)?;
    let item = cx.view.slice(*list.items.get(with_number)?);
    let leads_on = ["分别", "对口", "结对", "帮扶", "的"].iter().any(|word| item.contains(word));
    let is_meant = list.has_number && with_number > 0 && leads_on && !list.open_ended;
    let readings = count..=count + joins(last_item(cx, list), true);
    (is_meant && count > 1 && readings.contains(&list.announced)).then_some(list.announced)
}

/// True if a list with a number in its first item agrees all the same: 2023年建成甲、乙、丙三座水厂; 围绕八项行动、乙等十个领域. Two
/// items do not tell, but behind a year.
pub fn holds_behind_a_number(cx: &Context, list: &CountedList) -> bool {
    if counts_one_of_each(cx, list) {
        return true;
    }
    let first = list.items.first().map_or("", |span| cx.view.slice(*span));
    // 建成甲等5座水厂、乙等3座: a count of its own. 总投资3亿元的甲村、乙村等9个项目: one of the first item.
    let behind = first.rfind(|c: char| c.is_ascii_digit()).and_then(|at| first.get(at + 1..));
    let has_count = behind.is_some_and(|behind| !behind.contains('的')) || open_end(first).is_some();
    let is_open_pair = list.open_ended && list.low == 2 && !has_count;
    let is_joined = list.announced > 2 && list.announced == list.high;
    let is_series = (list.low > 2 || is_joined) && open_end(first).is_none() || is_open_pair;
    list.number_is_in_first
        && !super::contradicts(list)
        && !list.agrees_only
        && (is_series || follows_a_year(cx, list))
        && other_doubt(cx, list).is_none_or(|doubt| settles(cx, list, doubt))
}

/// “示范一批、规范一批、提升一批”三项目标: each has its one, and the quotation is the list.
fn counts_one_of_each(cx: &Context, list: &CountedList) -> bool {
    let has_only_ones = |span: &ViewSpan| {
        let item = cx.view.slice(*span);
        let is_more =
            |c: char| c != '一' && han_digit(c).is_some() || c.is_ascii_digit() || matches!(c, '十' | '百' | '千');
        item.contains('一') && !item.contains(is_more)
    };
    list.shape == ListShape::InsideQuote
        && !list.open_ended
        && !list.agrees_only
        && list.low > 2
        && (list.low, list.high) == (list.announced, list.announced)
        && list.items.iter().all(has_only_ones)
}

/// 2023年建成甲、乙两座: nothing but a year and a verb stand before the first item.
fn follows_a_year(cx: &Context, list: &CountedList) -> bool {
    let first = list.items.first().map_or("", |span| cx.view.slice(*span)).trim_start();
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    let rest = first.get(digits..).unwrap_or("");
    digits == 4 && rest.starts_with('年') && !rest.contains(|c: char| c.is_ascii_digit())
}

/// 甲酒店、乙酒店2个五星级酒店, 甲、乙2个4A级景区: the number behind the count is a grade.
pub fn names_a_grade(cx: &Context, list: &CountedList) -> bool {
    let head = cx.view.slice(list.head).trim_start();
    let behind = head.trim_start_matches(|c: char| {
        han_digit(c).is_some() || c.is_ascii_digit() || matches!(c, '十' | '百' | '千' | '万' | '亿')
    });
    let is_grade = ["星级", "A级", "椰级", "级", "钻级"].iter().any(|grade| behind.starts_with(grade));
    behind.len() < head.len() && is_grade && !is_quoted(last_item(cx, list))
}

/// 江南、江北两个水厂; 国际、国内两个大局: both end in a side, or the count has a name that sums up a list as well.
fn names_two_sides(cx: &Context, list: &CountedList) -> bool {
    let ends_in_side = |span: &ViewSpan| cx.view.slice(*span).trim().ends_with(['东', '南', '西', '北', '中']);
    let phrase = cx.view.slice(list.phrase);
    list.items.iter().all(ends_in_side) || ["两个大局", "两个转变"].iter().any(|name| phrase.starts_with(name))
}

/// The last item, spaces cut off.
fn last_item<'a>(cx: &'a Context, list: &CountedList) -> &'a str {
    list.items.last().map_or("", |span| cx.view.slice(*span)).trim()
}

fn is_quoted(text: &str) -> bool {
    text.contains(['“', '‘', '"', '「'])
}

/// 市级预算、各部门2项预算: two for each.
fn shares_out(cx: &Context, list: &CountedList) -> bool {
    list.items.iter().any(|item| cx.view.slice(*item).contains(['各', '每']))
}

/// 工业发展、商贸发展2个小组: the items end in the same so many characters, the noun of each.
pub fn ends_alike(cx: &Context, list: &CountedList, characters: usize) -> bool {
    let ending = |span: &ViewSpan| {
        let item = cx.view.slice(*span).trim().trim_end_matches(['“', '‘']);
        item.char_indices().nth_back(characters - 1).map(|(at, _)| &item[at..])
    };
    let first = list.items.first().and_then(ending);
    first.is_some() && list.items.iter().all(|item| ending(item) == first)
}

/// 改革、开放和创新三大动力: three of them, if 和 parts two; not 落实甲、乙和推进三项工作, where a verb is behind it.
fn is_joined_series(cx: &Context, list: &CountedList) -> bool {
    let last = last_item(cx, list);
    let Some((left, right)) = last.rsplit_once(['和', '与', '及']) else { return false };
    let is_like_the_others = left.chars().count() == right.chars().count();
    // 失业保险和最低生活保障的“三条保障线”
    let is_named = list.number_is_quoted && last.ends_with('的');
    let is_object = !is_named && BEFORE_COUNTS.iter().any(|word| last.ends_with(word))
        || VERBS.contains(&right) && !is_like_the_others;
    list.announced > 2 && list.announced == list.high && !is_object && !ends_in_act(list, last) && !is_quoted(last)
}

/// 规划设计、产业发展两个论坛: the verb is the second half of a noun; not 推进甲、实现两个目标.
fn names_two_tasks(cx: &Context, list: &CountedList) -> bool {
    let last = last_item(cx, list);
    let starts_with_verb = VERBS.iter().any(|verb| last.starts_with(verb));
    let is_noun = last.chars().count() >= SHORTEST_NOMINAL && NOMINAL_VERBS.iter().any(|verb| last.ends_with(verb));
    let is_any_quoted = list.number_is_quoted || list.items.iter().any(|item| is_quoted(cx.view.slice(*item)));
    is_noun && !starts_with_verb && !is_any_quoted && !is_lopsided(cx, list)
}

/// 东县、西县、南县加装三台电梯: the last item is longer than the others, for it has a verb.
fn ends_in_a_clause(cx: &Context, list: &CountedList) -> bool {
    let length = |span: &ViewSpan| cx.view.slice(*span).trim().trim_end_matches('等').chars().count();
    let [_, middle @ .., last] = &list.items[..] else { return false };
    // 甲、乙和丙: the last two in one.
    let parts = if list.high > list.low { 2 } else { 1 };
    middle.iter().map(length).max().is_some_and(|longest| length(last) > parts * (longest + 1))
}

/// 计划价格和市场价格这两种价格, 改革和发展两者: 这 and 者 point at what is listed.
fn is_pointed_at(cx: &Context, list: &CountedList) -> bool {
    let is_pointed = last_item(cx, list).trim_end_matches(['“', '‘']).ends_with('这');
    let is_both = cx.view.slice(list.classifier) == "者";
    // 参与和配合了由各方主持的这两个项目
    let is_clause = list.items.iter().any(|item| cx.view.slice(*item).contains(['了', '由']));
    list.low == list.high && (is_pointed || is_both) && !is_clause
}

/// 政务服务、企业开办两项改革, 集团组建、基金设立两个重点, 资本进入金融、人才进入企业“两个通道”: both are acts, named alike; not 东县、西县设立两个窗口.
fn are_parallel_acts(cx: &Context, list: &CountedList) -> bool {
    let [first, last] = &list.items[..] else { return false };
    let text = |span: &ViewSpan| cx.view.slice(*span).trim().trim_end_matches(['“', '‘']);
    let (first, last) = (text(first), text(last));
    let length = |item: &str| item.chars().count();
    let is_act = |item: &str| NOMINAL_VERBS.iter().chain(VERBS_OF_COUNTS).any(|verb| item.ends_with(verb));
    let starts_with_verb = VERBS.iter().any(|verb| last.starts_with(verb));
    let share_a_verb = VERBS_WITH_OBJECT.iter().any(|verb| first.contains(verb) && last.contains(verb));
    let is_named_alike = is_act(first) || length(first) == length(last) && !starts_with_verb;
    share_a_verb && !starts_with_verb || length(last) >= SHORTEST_NOMINAL && is_act(last) && is_named_alike
}

/// 经济、社会、生态7个一级指标, 机器人、新材料4个百亿级产业: the second number begins the name of what is counted.
fn is_followed_by_its_name(cx: &Context, list: &CountedList) -> bool {
    let is_number = |c: char| han_digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万');
    let head = cx.view.slice(list.head).trim_start();
    let names = list.items.iter().rev().take(2).all(|item| !is_quoted(cx.view.slice(*item)));
    (head.starts_with(is_number) || list.items.iter().any(|item| is_quoted(cx.view.slice(*item)))) && names
}

/// 老城、新城两个“核心”; 名师、名校、名校长“三名”工程; 排放量、能耗、水耗3项 指标; 省、市、县三级，; 甲、乙2个200亿级产业; 东河、
/// 西河、南河3条入海河流: the noun follows behind a mark, a space or a number, or begins as a verb does.
fn noun_is_elsewhere(cx: &Context, list: &CountedList, is_series: bool) -> bool {
    let head = cx.view.slice(list.head).trim_start();
    if !head.is_empty() {
        return is_series && !AMOUNTS.iter().any(|word| head.starts_with(word));
    }
    let is_object = BEFORE_COUNTS.iter().chain(VERBS).any(|word| last_item(cx, list).ends_with(word));
    match list.next {
        TokenKind::OpenQuote => true,
        TokenKind::CloseQuote => is_series && list.number_is_quoted,
        TokenKind::Space => list.announced > 2 && !is_object,
        TokenKind::Digits => !list.number_is_quoted && !is_object,
        // 事故分为一般、较大和重大三类。
        _ => {
            let is_of_kinds = ["级", "类", "种", "层", "档", "步", "段"].contains(&cx.view.slice(list.classifier));
            is_of_kinds && !is_object && (is_series || is_joined_series(cx, list))
        }
    }
}

/// 协调组和用工等: a join stands before the 等 of the head.
fn is_joined_before_others(cx: &Context, list: &CountedList) -> bool {
    let head = cx.view.slice(list.head);
    let joins = open_end(head).is_some_and(|at| head[..at].contains(['和', '与', '及']));
    let last = last_item(cx, list);
    joins && !list.number_is_quoted && !last.is_empty() && !last.ends_with(['和', '与', '及', '或', '至', '到', '加'])
}
