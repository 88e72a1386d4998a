//! Words of balances: what is left of one amount when another is taken from it, and what the three are called.

/// What a word says of the amount behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// 剩余: nothing else is left.
    Rest,
    /// 结余, 还有: the difference, unless something else was added or taken away.
    Difference,
}

/// The words, parted by spaces.
pub const WORDS: &[(Word, &str)] = &[
    (
        Word::Rest,
        "剩余 賸余 剩下 余下 尚余 还余 还剩 尚剩 仅剩 只剩 实到 空置 未支付 未使用 未完成 未办结 未整改 未到位",
    ),
    (
        Word::Difference,
        "结余 结存 盈余 节余 赤字 缺口 差额 差短 差绌 短绌 顺差 逆差 净资产 所有者权益 毛利 净额 增值收益 节约 节省 还有 仍有 尚有 \
         还差 正在 未结 闲置 空缺 其余 无效票 废票 缺席 请假 自然增长 自然减少 自然增加 弃方",
    ),
];

/// Amounts that go together by their names.
pub struct Balance {
    pub wholes: &'static [&'static str],
    /// What is taken from the whole.
    pub taken: &'static [&'static str],
    /// What is left.
    pub rests: &'static [&'static str],
    /// True if something may have been added or taken away without a word: what was left of earlier years.
    pub is_open: bool,
}

const fn open(
    wholes: &'static [&'static str],
    taken: &'static [&'static str],
    rests: &'static [&'static str],
) -> Balance {
    Balance { wholes, taken, rests, is_open: true }
}

const fn closed(
    wholes: &'static [&'static str],
    taken: &'static [&'static str],
    rests: &'static [&'static str],
) -> Balance {
    Balance { wholes, taken, rests, is_open: false }
}

/// The names of the three amounts, each with what may stand before it.
pub const BALANCES: &[Balance] = &[
    open(
        &["收入", "岁入"],
        &["支出", "岁出", "开支"],
        &["结余", "盈余", "节余", "賸余", "赤字", "差额", "差短", "差绌", "短绌", "缺口", "增值收益"],
    ),
    open(&["出口"], &["进口"], &["顺差", "逆差"]),
    open(&["总资产", "资产总额", "资产总计"], &["总负债", "负债总额", "负债总计"], &["净资产", "所有者权益"]),
    open(&["营业收入", "销售收入"], &["营业成本", "销售成本"], &["毛利"]),
    open(
        &["预算", "概算", "控制价", "送审"],
        &["决算", "实支", "实际支出", "中标", "成交", "结算", "审定"],
        &["结余", "节余", "賸余", "节约", "节省"],
    ),
    closed(&["应到", "应出席", "应参加"], &["实到", "出席", "到会", "请假", "缺席"], &["缺席", "请假", "实到"]),
    closed(
        &["受理", "收到", "收案", "接到", "接收", "征集", "立案"],
        &["办结", "审结", "结案", "执结", "办理完毕", "答复"],
        &["未结", "未办结", "剩余", "余", "其余", "还有", "尚有", "仍有", "正在"],
    ),
    closed(&["收回"], &["有效"], &["废票", "无效票"]),
    closed(&["发出", "发放"], &["收回"], &["未收回"]),
    closed(
        &["发现", "排查", "查出", "移交", "反馈"],
        &["整改", "整治", "消除", "销号"],
        &["未整改", "未完成", "剩余", "余", "其余", "还有", "尚有", "仍有", "正在"],
    ),
    closed(&["需", "应"], &["安排", "落实", "到位", "下达", "拨付"], &["缺口", "还差", "未到位"]),
    closed(&["编制", "核定"], &["在编", "在岗", "实有"], &["空缺"]),
    closed(
        &["机动地", "集体地", "房屋", "摊位", "铺面"],
        &["发包", "出租", "售出", "入住"],
        &["剩余", "空置", "闲置", "其余"],
    ),
];
