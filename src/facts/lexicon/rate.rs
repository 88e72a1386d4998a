//! Rates that are named after what they are of: which amounts give them.

/// A rate of one amount of another.
pub struct Rate<'a> {
    /// What its name ends in, without 率.
    pub name: &'a str,
    /// Words of the amount that is the part.
    pub parts: &'a [&'a str],
    /// Words of the amount that is the whole.
    pub wholes: &'a [&'a str],
    /// What the rate is of.
    pub of: Of,
    /// True if amounts of these names leave no doubt; others may be means of a year, or of another scope.
    pub is_sure: bool,
}

/// What a rate is reckoned from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The part of the whole.
    Whole,
    /// What is left of the whole when the part is taken away: 毛利率.
    Rest,
    /// The part of both amounts together: 不捕率, of those arrested and those that are not.
    Both,
}

const fn sure(name: &'static str, parts: &'static [&'static str], wholes: &'static [&'static str]) -> Rate<'static> {
    Rate { name, parts, wholes, of: Of::Whole, is_sure: true }
}

const fn usual(name: &'static str, parts: &'static [&'static str], wholes: &'static [&'static str]) -> Rate<'static> {
    Rate { name, parts, wholes, of: Of::Whole, is_sure: false }
}

const fn of_rest(name: &'static str, parts: &'static [&'static str], wholes: &'static [&'static str]) -> Rate<'static> {
    Rate { name, parts, wholes, of: Of::Rest, is_sure: false }
}

const fn of_both(name: &'static str, parts: &'static [&'static str], others: &'static [&'static str]) -> Rate<'static> {
    Rate { name, parts, wholes: others, of: Of::Both, is_sure: false }
}

/// Rates of one amount that has a name of its own, which may stand a sentence before.
pub const RATES: &[Rate] = &[
    sure("参选", &["参加投票选民", "参加投票的选民", "参加投票", "参选"], &["选民", "选举人"]),
    sure("投票", &["投票数", "投票人数", "投票总数", "参加投票"], &["选民", "选举人"]),
    sure(
        "恩格尔系数",
        &["食品烟酒支出", "食品支出", "食品消费支出", "食品烟酒消费支出"],
        &["消费支出", "生活消费", "消费性支出"],
    ),
    sure("失业", &["失业者", "失业人口"], &["劳动力"]),
    sure("城镇化", &["城镇常住人口", "城镇人口"], &["常住人口", "常住总人口"]),
    sure("资产负债", &["总负债", "负债总额", "负债合计", "负债总计"], &["总资产", "资产总额", "资产总计"]),
    of_both("不捕", &["不捕", "不批捕", "不批准逮捕"], &["批捕", "批准逮捕", "决定逮捕"]),
    of_both("不诉", &["不诉", "不起诉"], &["起诉", "公诉"]),
    usual("税比", &["税收收入"], &["公共预算收入", "财政预算收入", "财政收入"]),
    usual("存贷比", &["各项贷款", "贷款余额", "贷款总额"], &["各项存款", "存款余额", "存款总额"]),
    usual("贷存比", &["各项贷款", "贷款余额", "贷款总额"], &["各项存款", "存款余额", "存款总额"]),
    usual("资本充足", &["资本净额"], &["风险资产", "加权资产"]),
    usual("个贷", &["住房贷款余额", "贷款余额"], &["缴存余额"]),
    usual("不良", &["不良贷款"], &["各项贷款", "贷款余额", "贷款总额"]),
    usual("不良贷款", &["不良贷款"], &["各项贷款", "贷款余额", "贷款总额"]),
    usual("拨备覆盖", &["拨备余额", "贷款损失准备"], &["不良贷款"]),
    of_rest("毛利", &["营业成本", "销售成本"], &["营业收入", "销售收入", "营业总收入"]),
    usual("净利", &["净利润"], &["营业收入", "销售收入", "营业总收入"]),
    usual("出席", &["实到", "出席"], &["应到", "应出席"]),
    usual("到会", &["实到", "到会"], &["应到", "应出席"]),
    usual("结案", &["审结", "结案", "办结", "执结"], &["受理", "收案"]),
    usual("得票", &["得票"], &["有效票", "有效选票"]),
    usual("储蓄", &["储蓄"], &["可支配收入", "可支配所得"]),
    usual("毛利", &["毛利"], &["营业收入", "销售收入", "营业总收入"]),
];

/// Words of rates that are not those of the amounts beside them: of all people, of all land, of money.
const OF_THEIR_OWN: &[&str] = &[
    "失业",
    "覆盖",
    "城镇化",
    "机械化",
    "普及",
    "森林",
    "绿化",
    "贡献",
    "税",
    "利",
    "汇",
    "入学",
    "入园",
    "巩固",
    "参保",
    "参合",
    "供水",
    "增",
    "减",
    "降",
    "上升",
    "幅",
    "变动",
    "出生",
    "死亡",
    "周转",
    "回报",
];

/// True if a rate of this name is not that of the amounts beside it.
pub fn is_of_its_own(name: &str) -> bool {
    OF_THEIR_OWN.iter().any(|word| name.contains(word))
}
