//! Why a list is not compared with its count. Every guard is a predicate with the sentence that taught it; takes a list, gives the
//! key of a text in the rule's file.

use super::{LONGEST_NOUN, agreement, contradicts};
use crate::checks::Context;
use crate::facts::lexicon::{
    BEFORE_COUNTS, NAMED_NUMBERS, NOMINAL_VERBS, NOUNS_LIKE_VERBS, NOUNS_THAT_COUNT, VERBS, VERBS_OF_COUNTS,
    VERBS_WITH_OBJECT, open_end,
};
use crate::facts::list::{CountedList, ListShape, counts_a_noun};
use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

/// Why a list is not compared with its count: the key of a text in the rule's file.
pub fn doubt(cx: &Context, list: &CountedList) -> Option<&'static str> {
    if list.has_number && !has_a_number_in_each(cx, list) {
        return Some("numbers");
    }
    if list.shape == ListShape::BehindColon { doubt_behind(cx, list) } else { other_doubt(cx, list) }
}

/// “1分钟处警、3分钟到场、5分钟控制”三项机制: a quotation that is the list, and every item begins with a number.
fn has_a_number_in_each(cx: &Context, list: &CountedList) -> bool {
    let begins_with_number = |item: &ViewSpan| cx.view.slice(*item).trim().starts_with(|c: char| c.is_ascii_digit());
    let is_near = list.low > 2 && list.low == list.high && list.announced.abs_diff(list.low) < 2;
    list.shape == ListShape::InsideQuote
        && is_near
        && !list.open_ended
        && !list.agrees_only
        && list.items.iter().all(begins_with_number)
}

/// The same for a list that stands behind its count.
fn doubt_behind(cx: &Context, list: &CountedList) -> Option<&'static str> {
    let guards = [
        (cx.facts.is_opaque(list.number), "damaged"),
        (list.agrees_only, "extent"),
        (is_announced_elsewhere(list), "far"),
    ];
    guards.into_iter().find_map(|(applies, key)| applies.then_some(key))
}

/// The same for a list whose numbers do not matter.
pub fn other_doubt(cx: &Context, list: &CountedList) -> Option<&'static str> {
    type Guard = fn(&Reading) -> bool;
    const GUARDS: &[(Guard, &str)] = &[
        (|reading| reading.cx.facts.is_opaque(reading.list.number), "damaged"),
        (|reading| reading.is_itself_an_item(), "item"),
        (|reading| reading.has_no_noun(), "noun"),
        (|reading| reading.has_counts_of_its_own(), "numbers"),
        (|reading| reading.is_governed_by_a_verb(), "verb"),
        (|reading| reading.is_named_number(), "name"),
        (|reading| reading.has_too_few_items_to_tell(), "short"),
        (|reading| reading.goes_on(), "extent"),
        (|reading| reading.counts_characters(), "characters"),
        (|reading| reading.counts_again(), "numbers"),
        (|reading| reading.is_open_in_the_middle(), "extent"),
        (|reading| reading.may_belong_to_the_last_items(), "extent"),
        (|reading| reading.counts_branches(), "extent"),
        (|reading| reading.begins_with_verbs(), "verb"),
        (|reading| reading.may_count_several_at_a_place(), "places"),
        (|reading| reading.counts_occasions(), "places"),
        (|reading| reading.counts_things_of_places(), "places"),
        (|reading| reading.counts_levels_of_things(), "places"),
        (|reading| reading.is_far_off(), "far"),
        (|reading| reading.list.agrees_only, "extent"),
    ];
    let reading = Reading::new(cx, list);
    GUARDS.iter().find(|(applies, _)| applies(&reading)).map(|(_, key)| *key)
}

/// Two reasons: first, …; lists that miss their number by more than two were not meant by it.
fn is_announced_elsewhere(list: &CountedList) -> bool {
    list.announced + 2 < list.low || list.announced > list.high + 2
}

/// A list with the texts that the guards look at.
struct Reading<'a> {
    cx: &'a Context<'a>,
    list: &'a CountedList,
    /// The last item, spaces and 等 cut off.
    last: &'a str,
    classifier: &'a str,
    /// What follows the classifier.
    head: &'a str,
}

impl<'a> Reading<'a> {
    fn new(cx: &'a Context<'a>, list: &'a CountedList) -> Self {
        let last = list.items.last().map_or("", |span| cx.view.slice(*span)).trim();
        Self {
            cx,
            list,
            last: if list.open_ended { last.trim_end_matches('等').trim_end() } else { last },
            classifier: cx.view.slice(list.classifier),
            head: cx.view.slice(list.head).trim_start(),
        }
    }

    /// The items before the last one.
    fn earlier_items(&self) -> impl Iterator<Item = &'a str> {
        let count = self.list.items.len().saturating_sub(1);
        self.list.items.iter().take(count).map(|span| self.cx.view.slice(*span).trim())
    }

    /// 技改、8个园区; 技改和8个园区: the number phrase is an item of the list.
    fn is_itself_an_item(&self) -> bool {
        let joins = ["和", "与", "及", "暨", "或", "至", "到", "加"];
        // 甲公司、乙公司、全球两大组织等一批企业; “四下基层”“四个万家”
        let is_among_others = open_end(self.head).is_some()
            || self.list.number_is_quoted && self.list.shape != ListShape::Plain && !self.list.open_ended;
        // データの型によって、範囲を３種に分類: of another language.
        let is_japanese = self.last.ends_with(crate::char_class::is_kana);
        let ends_in_join = joins.iter().any(|word| self.last.ends_with(word)) && !self.last.ends_with("参与");
        self.last.is_empty() || is_japanese || is_among_others || ends_in_join || self.takes_a_quotation()
    }

    /// 突出重点、启动了“子午线”等十二个项目: the quotation is the object of the last item, and the only thing that is listed.
    fn takes_a_quotation(&self) -> bool {
        let before = self.last.rfind(['“', '「', '"']).map_or("", |at| self.last.get(..at).unwrap_or(""));
        let is_quoted = self.earlier_items().any(|item| item.contains(['“', '「', '"']));
        self.list.shape == ListShape::QuotedItems && !is_quoted && before.ends_with(['了', '着', '过'])
    }

    /// 民宿11家; 绿色食品10个以上; 增幅“两个高于”: the count follows its noun, so it announces nothing.
    fn has_no_noun(&self) -> bool {
        if NOUNS_THAT_COUNT.contains(&self.classifier) || counts_a_noun(self.classifier) {
            return false;
        }
        let not_nouns = [
            "以上",
            "以下",
            "左右",
            "多",
            "余",
            "高于",
            "低于",
            "优于",
            "快于",
            "离不开",
            "不",
            "入",
            "获",
            "被",
            "均",
            "分别",
            "全部",
            "已",
            "达",
            "通过",
            "列",
        ];
        // 户籍、出入境、治安3类214项业务: another count follows, with the noun of both.
        if self.head.is_empty() && self.list.next == TokenKind::Digits && self.is_near_series() {
            return false;
        }
        // 好、较好、一般和较差四个等次
        let is_left_open = open_end(self.head) == Some(0);
        self.head.is_empty() || is_left_open || not_nouns.iter().any(|word| self.head.starts_with(word))
    }

    /// Three items and more that no conjunction makes doubtful, and a count that is one off or right.
    fn is_near_series(&self) -> bool {
        let CountedList { announced, low, high, .. } = *self.list;
        low > 2 && low == high && !self.list.open_ended && !self.list.number_is_quoted && announced.abs_diff(low) < 2
    }

    /// 提出5项要求, 进入三类县, 修路和架桥为两个抓手: a verb takes the count as its object.
    fn is_governed_by_a_verb(&self) -> bool {
        let ends = |words: &[&str]| words.iter().any(|word| self.last.ends_with(word));
        let is_bare = self.list.shape != ListShape::InsideQuote;
        let is_noun = NOUNS_LIKE_VERBS.iter().any(|noun| self.last.ends_with(noun));
        is_bare
            && !is_noun
            && !self.ends_in_nouns()
            && !self.is_summed_up()
            && !self.ends_a_row_of_slogans()
            && (ends(VERBS)
                || self.ends_in_verb_of_count()
                || self.last_has_a_predicate()
                || ends_in_act(self.list, self.last)
                || ends(BEFORE_COUNTS)
                || VERBS_WITH_OBJECT.iter().any(|verb| self.last.contains(verb)))
    }

    /// 用于交通、教育、老旧小区改造三个领域, 甲村建设、乙站建设、丙库建设三项工作: what may be a verb is the second half of a noun, for nobody
    /// rebuilds a field, or all items end in it.
    fn ends_in_nouns(&self) -> bool {
        const FIELDS: &[&str] = &["领域", "环节", "层面", "维度", "事项", "用途"];
        let is_nominal = NOMINAL_VERBS
            .iter()
            .any(|verb| self.last.strip_suffix(verb).is_some_and(|noun| noun.chars().count() >= SHORTEST_NOUN));
        let is_of_fields = FIELDS.iter().any(|noun| self.head.starts_with(noun));
        self.list.low > 2 && is_nominal && (is_of_fields || agreement::ends_alike(self.cx, self.list, 2))
    }

    /// 公众参与的五位一体格局, 电信网、广电网和互联网的“三网融合”: what is said behind 的 counts the list for sure.
    fn is_summed_up(&self) -> bool {
        let is_of_them = self.list.number_is_quoted && counts_a_noun(self.classifier);
        self.last.ends_with('的') && (is_of_them || self.classifier == "位一体" && self.list.low > 2)
    }

    /// 宣传发动、自查自纠、集中整治、总结提升三个阶段: names of four characters each, the last of which ends in a verb as others of them may. Not
    /// 规划引领、项目带动、大力实施三个工程, where the last one does something.
    fn ends_a_row_of_slogans(&self) -> bool {
        const LENGTH: usize = 4;
        const FEWEST: usize = 3;
        const DOING: &[&str] = &[
            "积极",
            "大力",
            "扎实",
            "全面",
            "着力",
            "加快",
            "深入",
            "统筹",
            "持续",
            "重点",
            "稳步",
            "有序",
            "切实",
            "率先",
            "同步",
            "继续",
            "共同",
            "联合",
            "认真",
            "组织",
            "努力",
            "先后",
            "陆续",
            "相继",
            "成功",
            "累计",
            "计划",
            "规划",
            "协调",
            "争取",
            "谋划",
            "策划",
            "集中力",
        ];
        let length = |item: &str| item.chars().count();
        let is_slogan = self.earlier_items().skip(1).chain([self.last]).all(|item| length(item) == LENGTH);
        let first = self.earlier_items().next().map_or(0, length);
        let is_of_steps =
            ["阶段", "环节", "步骤", "层面", "维度", "关口"].iter().any(|noun| self.head.starts_with(noun));
        is_slogan
            && is_of_steps
            && self.list.items.len() >= FEWEST
            && first >= LENGTH
            && self.list.low == self.list.high
            && !DOING.iter().any(|word| self.last.starts_with(word))
    }

    /// 东县、西县、南县设立; a verb that may be a noun as well ends an item that is longer than the others: 采购、公车、接待.
    fn ends_in_verb_of_count(&self) -> bool {
        let verb = VERBS_OF_COUNTS.iter().find(|verb| self.last.ends_with(**verb));
        verb.is_some_and(|verb| !NOMINAL_VERBS.contains(verb) || self.is_longer_than_the_others())
    }

    /// The first item has what stands before the list, and is not compared if there are others.
    fn is_longer_than_the_others(&self) -> bool {
        let length = self.last.chars().count();
        let skipped = usize::from(self.list.items.len() > 2);
        self.earlier_items().skip(skipped).all(|item| item.chars().count() < length)
    }

    /// 东县、西县、南县首推四项: the earlier items are of one kind, and words follow the name of that kind in the last one.
    fn last_has_a_predicate(&self) -> bool {
        let end = |item: &str| item.chars().next_back();
        let mut ends = self.earlier_items().map(end);
        let Some(Some(kind)) = ends.next() else { return false };
        let is_of_names =
            self.list.items.len() > 2 && KINDS_OF_PLACES.contains(&kind) && ends.all(|end| end == Some(kind));
        let behind = self.last.rfind(kind).and_then(|at| self.last.get(at + kind.len_utf8()..));
        is_of_names && behind.is_some_and(|behind| !behind.is_empty())
    }

    /// 残疾人两项补贴, 收支两条线, 铁人三项: a name that holds a number.
    fn is_named_number(&self) -> bool {
        let phrase = self.cx.view.slice(self.list.phrase);
        // 桥梁、隧道等三类设施: behind 等 it counts.
        // 甲、乙、丙、丁三类业务: so are four. 三类县 and 三类人员 are names.
        const NAMED: &[&str] = &["县", "市", "区", "乡", "镇", "村", "地", "户", "人员", "股东", "医院"];
        let are_four = || self.list.low > 3 && !NAMED.iter().any(|noun| self.head.starts_with(noun));
        let is_counted =
            (self.list.open_ended || are_four()) && phrase.starts_with("三类") && !self.list.number_is_quoted;
        NAMED_NUMBERS.iter().any(|name| phrase.starts_with(name)) && !is_counted
            || self.last.ends_with("铁人") && phrase.starts_with("三项")
            // 昌九大道, 东四家: part of the name of a place.
            || self.classifier == "大" && ["道", "桥", "街", "学", "队", "会", "厦", "厂"].iter().any(|noun| self.head.starts_with(noun))
            || self.may_be_a_place_by_number()
    }

    /// 东四家: part of the name of a place; 城东、城西、城北三个片区 and 小学、初中、高中三个学段 are no such names.
    fn may_be_a_place_by_number(&self) -> bool {
        const SIDES: [char; 5] = ['东', '南', '西', '北', '中'];
        const SCHOOLS: &[&str] = &["初中", "高中", "国中", "职中"];
        let are_sides = self.list.low > 2 && self.earlier_items().skip(1).all(|item| item.ends_with(SIDES));
        let is_school = SCHOOLS.iter().any(|school| self.last.ends_with(school));
        self.last.ends_with(SIDES) && self.classifier != "大" && !are_sides && !is_school
    }

    /// 新建、改建三所学校: two words are rather two verbs, or a place and what stands there, than a list of three. Only two
    /// plain names in a row are sure to be the list.
    fn has_too_few_items_to_tell(&self) -> bool {
        self.list.low == 2
            && !self.names_levels()
            && !self.shares_a_quoted_word()
            && (self.number_has_quotation_of_its_own()
                || self.shares_out()
                || self.last_item_is_a_clause()
                || self.may_be_places_with_more())
    }

    /// 抽查、核查“三查”: two names of one length, each with the word that is counted.
    fn shares_a_quoted_word(&self) -> bool {
        let length = self.last.chars().count();
        let is_alike = self.earlier_items().all(|item| item.chars().count() == length);
        is_alike && self.list.number_is_quoted && counts_a_noun(self.classifier) && self.list.announced == 3
    }

    /// 县、村三级服务网络: two levels where three are said; not 市、县三级医院, a grade.
    fn names_levels(&self) -> bool {
        const GRADED: &[char] = &[
            '医', '甲', '公', '航', '响', '预', '文', '保', '学', '以', '及', '综', '标', '资', '水', '重', '专', '妇',
            '注', '等',
        ];
        let is_level = |item: &ViewSpan| {
            let item = self.cx.view.slice(*item).trim();
            LEVELS.iter().any(|level| item.ends_with(*level)) || ["街道", "社区"].iter().any(|end| item.ends_with(end))
        };
        let is_bare = self.last.chars().count() <= 2 || self.last == "街道乡镇";
        self.classifier == "级"
            && is_bare
            && !self.list.number_is_quoted
            && !self.head.is_empty()
            && !self.head.starts_with(GRADED)
            && self.list.items.iter().all(is_level)
    }

    /// 改造东湖片区、高新区“三大片区”: the quoted name may say what the last item has.
    fn number_has_quotation_of_its_own(&self) -> bool {
        self.list.number_is_quoted && self.list.shape == ListShape::Plain
    }

    /// 政府预算、各部门三项经费; 理科、文科各录取三名: every one of them has so many.
    fn shares_out(&self) -> bool {
        self.last.contains(['各', '每', '均', '分'])
    }

    /// 春运、暑运期间客流居全省三个枢纽之首: the last item is longer than the names before it and holds a predicate.
    fn last_item_is_a_clause(&self) -> bool {
        let longest = self.earlier_items().map(|item| item.chars().count()).max().unwrap_or(0);
        self.last.chars().count() > longest + LONGER_BY
    }

    /// 东乡、西乡三个村; 在甲城、乙城三个基地; 甲城、乙城三家医院: places, or owners, and not the things that are counted.
    fn may_be_places_with_more(&self) -> bool {
        let is_place = |c: char| "省市县区乡镇村州盟旗岛湾园城校院馆站局部".contains(c);
        let last = self.last.trim_end_matches(['”', '」', '』', '》', '）']).chars().next_back();
        let names_them = last.is_some_and(|last| self.head.chars().take(LONGEST_NOUN * 2).any(|c| c == last));
        let is_at_a_place = !self.counts_aspects() && self.earlier_items().any(holds_preposition);
        let counts_single_ones = ["家", "户", "名", "支", "处", "座", "所", "套", "组"].contains(&self.classifier);
        let may_be_places = last.is_some_and(is_place) || is_at_a_place || counts_single_ones;
        may_be_places && !names_them && self.classifier != "大"
    }

    /// 从城乡建设、改革开放三个方面: what is counted is in no place.
    fn counts_aspects(&self) -> bool {
        const ASPECTS: &[&str] = &["方面", "层面", "维度", "环节", "阶段", "角度", "层次", "问题", "关键"];
        self.classifier == "方面" || ASPECTS.iter().any(|noun| self.head.starts_with(noun))
    }

    /// 博物馆、体育馆、新区四所学校、两个公园: the count may belong to the last item only.
    fn goes_on(&self) -> bool {
        // 三者结构优化、效益提高; 县、乡、村三级图书馆、文化馆
        if self.classifier == "者" || self.names_levels() {
            return false;
        }
        let sums_up = matches!(self.classifier, "大" | "项" | "方面") && self.list.announced > self.list.high;
        // 清淤、护岸、栽树四大行动中的三项
        let is_some_of_them = contradicts(self.list) && self.head.contains("中的");
        is_some_of_them
            || contradicts(self.list)
                && !sums_up
                && !self.list.number_is_quoted
                && self.list.next == TokenKind::ListComma
            || self.list.announced < self.list.low && ["和", "与", "及"].iter().any(|join| self.head.contains(join))
    }

    /// “巩固、增强、提升、畅通”八个字: characters are counted, not items.
    fn counts_characters(&self) -> bool {
        self.head.starts_with('字') || self.head.starts_with("大字")
    }

    /// 两类三组, 五个月, 三个百分点: another number or a unit of time follows at once.
    fn counts_again(&self) -> bool {
        // 四个年产值超百亿元的园区
        let yearly = ["年产", "年均", "年营", "年收", "年销", "月产", "月均"];
        let units = ["半", "月", "百分点", "小时", "工作日", "学期", "季度", "年", "点", "多月"];
        // 甲、乙、丙三个二级学院
        let is_grade = self.list.low > 2 && agreement::names_a_grade(self.cx, self.list);
        self.head.chars().next().is_some_and(|c| crate::facts::number::han_digit(c).is_some()) && !is_grade
            || self.classifier == "个"
                && units.iter().any(|unit| self.head.starts_with(unit))
                && !yearly.iter().any(|noun| self.head.starts_with(noun))
    }

    /// 黄石、天门等全国文明城市12个; 打基础、利长远的十大工程: the list ended before its last words. 党委领导、部门负责、公众参与的三位一体格局 is
    /// all of it.
    fn is_open_in_the_middle(&self) -> bool {
        let ends_before = self.last.ends_with('的') && !self.is_summed_up();
        self.list.shape == ListShape::Plain && (open_end(self.last).is_some() || ends_before)
    }

    /// 坚持“三项原则”、落实“五大行动”: every item brings a number of its own in quotation marks.
    fn has_counts_of_its_own(&self) -> bool {
        let numeral = |c: char| c.is_ascii_digit() || crate::facts::number::han_digit(c).is_some() || c == '十';
        let quotes_count = |item: &str| {
            let item = item.trim_end_matches(['”', '」', '』', '’', '"']);
            item.rfind(['“', '「', '『', '‘', '"']).is_some_and(|open| {
                let quoted = item[open..].trim_start_matches(['“', '「', '『', '‘', '"']);
                quoted.starts_with(numeral) && !quoted.contains(['”', '」', '』', '’'])
            })
        };
        self.list.shape == ListShape::Plain
            && self.list.items.iter().any(|item| quotes_count(self.cx.view.slice(*item)))
    }

    /// 甲、市区和乙、丙两个县; 按甲、乙划定的丙、丁两条线: what stands before 和 or 的 may not be counted.
    fn may_belong_to_the_last_items(&self) -> bool {
        let splits = |item: &str| {
            ["和", "与", "以及", "暨", "或", "的", "推进", "开展", "实施", "重点", "共建", "联合", "共同"]
                .iter()
                .any(|word| item.contains(word))
        };
        let CountedList { announced, low, high, .. } = *self.list;
        self.list.items.iter().zip(0..).skip(1).any(|(item, before)| {
            splits(self.cx.view.slice(*item))
                && (low.saturating_sub(before)..=high.saturating_sub(before)).contains(&announced)
        })
    }

    /// 东城中学、西城小学、南城幼儿园2所分园: branches are those of the last item.
    fn counts_branches(&self) -> bool {
        self.head.starts_with('分') && self.list.announced < self.list.low
    }

    /// 重点扶持、优先发展甲、乙、丙三大产业, 谋划、指挥辽沈、淮海、平津三大战役: the first 、 joins two verbs.
    fn begins_with_verbs(&self) -> bool {
        let mut items = self.earlier_items();
        let (Some(first), Some(second)) = (items.next(), items.next()) else { return false };
        let mut verbs = VERBS.iter().chain(VERBS_OF_COUNTS).chain(&["部署", "指挥"]);
        let ends_in_verb = verbs.any(|verb| first.ends_with(verb));
        let starts_with_verb = (0..=2)
            .filter_map(|skip| second.char_indices().nth(skip))
            .any(|(at, _)| VERBS.iter().any(|verb| second[at..].starts_with(verb)));
        let are_verbs = first.chars().count() <= 4 && starts_with_verb && second.len() > first.len();
        // Behind a second verb of two characters the name is as long as the others.
        let length = |item: &str| item.chars().count();
        let name = length(second).saturating_sub(2);
        let holds_a_verb = name > 1 && items.chain([self.last]).all(|item| length(item) == name);
        self.list.announced < self.list.low && ends_in_verb && (are_verbs || holds_a_verb)
    }

    /// 东乡、西乡、南乡四座电站: a place may have more than one of what is counted.
    fn may_count_several_at_a_place(&self) -> bool {
        let counts_buildings = ["座", "所", "处"].contains(&self.classifier);
        let names_them = |item: &ViewSpan| {
            let item = self.cx.view.slice(*item).trim_end_matches(['”', '」', '』', '》', '）']);
            item.chars().next_back().is_some_and(|last| self.head.chars().take(LONGEST_NOUN * 2).any(|c| c == last))
        };
        counts_buildings && self.list.announced > self.list.high && !self.list.items.iter().any(names_them)
    }

    /// 赴甲城、乙城三次招商, 春、秋季三场集市: there may be more than one of each. 五场硬仗 are what is listed.
    fn counts_occasions(&self) -> bool {
        self.classifier == "次" || self.classifier == "场" && !self.head.contains(['仗', '战'])
    }

    /// 东江、西江、北江流域五个断面; 引进甲公司、乙公司、丙公司四个项目: more things than there are of the kind that the items are.
    fn counts_things_of_places(&self) -> bool {
        let Some(kind) = self.list.items.first().and_then(|item| self.cx.view.slice(*item).trim().chars().next_back())
        else {
            return false;
        };
        // 工业强县、生态立县两件大事
        let are_tasks =
            self.classifier == "件" && ["大事", "实事", "要事", "事"].iter().any(|noun| self.head.starts_with(noun));
        !are_tasks
            && !self.counts_owners(kind)
            && self.list.announced > self.list.high
            && (KINDS_OF_PLACES.contains(&kind) || OTHER_OWNERS.contains(&kind))
            && self.earlier_items().all(|item| item.ends_with(kind))
            && self.last.contains(kind)
            && !self.head.chars().take(LONGEST_NOUN * 2).any(|c| c == kind)
    }

    /// 住建局、财政局、水利局三部门, 甲公司、乙公司、丙公司三家企业: what is counted are those that are listed.
    fn counts_owners(&self, kind: char) -> bool {
        const NOUNS: &[(&[char], &[&str])] = &[
            (&['局', '委', '厅', '院', '站', '馆', '校', '团'], &["部门", "单位", "机构", "机关", "门"]),
            (&['司', '厂', '团'], &["企业", "公司", "单位", "股东", "国企", "央企"]),
        ];
        NOUNS.iter().any(|(kinds, nouns)| kinds.contains(&kind) && nouns.iter().any(|noun| self.head.starts_with(noun)))
    }

    /// 美术馆、图书馆、文化馆、文化站、活动室四级公共文化设施: things that stand on four levels; 村道、县道三级改造: a
    /// grade of roads. 省、市、县三级 names the levels.
    fn counts_levels_of_things(&self) -> bool {
        let names_level = |item: &ViewSpan| {
            let item = self.cx.view.slice(*item).trim().trim_end_matches('等');
            item.ends_with(LEVELS) || ["街道", "社区", "）", ")"].iter().any(|end| item.ends_with(end))
        };
        self.classifier == "级" && !self.list.items.iter().all(names_level)
    }

    /// 小麦、玉米、大豆三大作物: three names and more of one length, with nothing before them.
    fn stands_alone(&self) -> bool {
        const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;
        let length = self.last.chars().count();
        let is_alike = self.earlier_items().all(|item| item.chars().count() == length);
        let is_plain = self.list.shape == ListShape::Plain && self.list.low == self.list.high && self.list.low > 2;
        is_plain && is_alike && LENGTHS.contains(&length) && !self.list.open_ended
    }

    /// 省、市共建甲、乙、丙三大平台; 农村“六大员”: a list that misses its count by more than one was not meant by it.
    fn is_far_off(&self) -> bool {
        let CountedList { announced, low, high, .. } = *self.list;
        let slack = if self.stands_alone() { 2 } else { 1 };
        self.list.shape != ListShape::InsideQuote && (announced + slack < low || announced > high + slack)
            || announced + 3 < low
            || announced > high + 3
    }
}

/// A noun before a verb that is part of it has at least so many characters.
const SHORTEST_NOUN: usize = 2;

/// What else names end in that may have several of what is counted.
const OTHER_OWNERS: &[char] =
    &['国', '江', '河', '湖', '港', '山', '岛', '校', '院', '馆', '园', '厂', '司', '团', '站', '局'];

/// What names of levels end in.
const LEVELS: &[char] = &['国', '家', '央', '省', '市', '州', '县', '区', '乡', '镇', '村', '组'];

/// What names of places end in.
const KINDS_OF_PLACES: &[char] = &['省', '市', '县', '区', '州', '盟', '旗', '乡', '镇', '村'];

/// 在甲城, 赴乙城: not 存在甲问题.
fn holds_preposition(item: &str) -> bool {
    const WORDS: &[&str] = &["存在", "所在", "潜在", "现在", "内在", "实在", "由于", "从业", "从事", "从严"];
    let held = |place: char| item.matches(place).count();
    let in_words: usize = WORDS.iter().map(|word| item.matches(word).count()).sum();
    ['在', '于', '赴', '从'].into_iter().map(held).sum::<usize>() > in_words
}

/// 增加工资、改善老年人待遇和提高职工三项补贴: the last act takes the count as its object.
pub fn ends_in_act(list: &CountedList, last: &str) -> bool {
    const CHANGES: &[&str] = &["提高", "增加", "降低", "减少"];
    let act = last.rsplit_once(['和', '与', '及']).map_or("", |(_, act)| act);
    !list.number_is_quoted && CHANGES.iter().any(|verb| act.starts_with(verb))
}

/// The second of two items may have so many characters more than the first.
const LONGER_BY: usize = 2;
