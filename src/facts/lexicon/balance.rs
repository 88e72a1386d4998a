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
        "结余 结存 盈余 节余 赤字 缺口 差额 差短 差绌 短绌 顺差 逆差 净资产 所有者权益 毛利 净额 增值收益 节约 节省 短收 净入账 净得 还有 仍有 尚有 \
         还差 正在 未结 闲置 空缺 其余 无效票 废票 缺席 请假 自然增长 自然减少 自然增加 弃方",
    ),
];

/// What the words before an amount say of it in an account of a stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// 年初: what there was.
    Opening,
    /// 年末: what there is.
    Closing,
    /// 新增: what came.
    In,
    /// 注销: what went.
    Out,
    /// 当年结余: what came less what went.
    Gain,
    /// 当年缺口: what went less what came.
    Loss,
    /// 净增: the one less the other.
    Net,
}

/// The words of each side, parted by spaces; the first side that has one of them in the words before an amount is its own.
pub const SIDES: &[(Side, &str)] = &[
    (Side::Net, "净增 净减 净流入 净流出 净核减 净核增"),
    (
        Side::Opening,
        "年初 期初 季初 月初 学年初 上年末 上年底 上年年末 去年末 去年底 去年年末 去年年底 上期末 上季末 上月末 上月底 上年结 \
         上年滚存 上年累计 上年余额 旧存 原存 原有",
    ),
    (Side::Closing, "年末 年底 年终 期末 季末 月末 月底 学年末 累计结余 滚存结余"),
    (Side::Gain, "当年结余 本年结余 当期结余 本期结余 收支结余 当月结余 本月结余 当季结余"),
    (Side::Loss, "当年缺口 收支缺口 当期缺口 当年赤字 当期赤字"),
    (
        Side::In,
        "新增 增加 新开 新设 新建 新签 新入 新收 新招 新识别 新登记 新认 新纳 新立 新办 新发 新冒 新借 新举 新购 新进 新配 入库 入藏 入院 入学 \
         入场 入会 入网 入编 入住 列装 购 进场 进库 进货 接收 受理 收到 举借 发行 借入 纳入 转入 调入 迁入 流入 划入 引进 补充 招录 \
         招收 招聘 录用 出生 立项 加上 追加 存入 收入 恢复 开设 新",
    ),
    (
        Side::Out,
        "减少 核减 注销 吊销 退 报废 剔 销号 关闭 关停 停业 歇业 撤 取消 离 毕业 死亡 迁出 转出 调出 流出 划出 出库 出场 出院 出栏 \
         偿还 还本 归还 清偿 还了 支出 消耗 消除 化解 办结 审结 结案 执结 结清 移交 移出 淘汰 拆 核销 兑付 扣 解除 终止 到期 删减 \
         缩减 压减 确认 竣工 完工 销售 售出 卖出 辞 除名 开除 清理 刪減 减",
    ),
];

/// The same of what may be the closing of an account, behind what came and went: 还欠, 现有.
pub const REACHED: &[&str] = &[
    "仍有", "还有", "尚有", "还欠", "尚欠", "仍欠", "还剩", "剩余", "尚存", "结存", "现有", "实有", "现存", "余额",
    "减至", "降至", "增至", "升至", "达到", "达", "共有", "在册", "库存", "存量", "存",
];

/// Words before an amount that is no entry of an account: a part of one, a mean, a plan, another time.
pub const NO_ENTRIES: &[&str] =
    &["其中", "均", "每", "比", "较", "同期", "同比", "占", "预算", "计划", "目标", "任务", "含", "上年新", "去年新"];

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
    open(&["预算"], &["完成", "实际"], &["短收"]),
    open(&["得", "收", "募"], &["扣除", "减去", "支付"], &["净入账", "净得"]),
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

/// English words before what is left of other amounts, and the nouns that it is called.
pub const ENGLISH_RESTS: &[&str] = &[
    "leaving",
    "leaves",
    "left",
    "leave",
    "remaining",
    "remainder",
    "rest",
    "balance",
    "other",
    "difference",
    "surplus",
    "deficit",
    "shortfall",
    "excess",
    "overspend",
    "underspend",
    "overspending",
    "underspending",
    "overrun",
    "saving",
    "savings",
    "profit",
    "loss",
    "margin",
    "gap",
    "net gain",
    "net loss",
    "net increase",
    "net decrease",
    "net income",
    "net assets",
    "net debt",
    "majority",
    "lead",
];

/// Words between such a noun and its amount: a surplus for the year of.
pub const ENGLISH_LINKS: &[&str] = &[
    "of",
    "was",
    "is",
    "were",
    "at",
    "to",
    "a",
    "an",
    "the",
    "came",
    "amounted",
    "stood",
    "reached",
    "totalled",
    "totaled",
    "being",
    "some",
    "about",
    "just",
    "over",
    "operating",
    "for",
    "year",
    "gross",
    "net",
    "therefore",
    "thus",
    "by",
];

/// Words behind what is left.
pub const ENGLISH_LEFT: &[&str] = &[
    "remained",
    "remain",
    "remaining",
    "left",
    "unfilled",
    "vacant",
    "outstanding",
    "pending",
    "unspent",
    "unused",
    "unresolved",
    "undecided",
    "to spare",
    "absent",
    "were absent",
    "are outstanding",
    "had not been",
    "have not been",
    "were not",
    "are not",
    "still open",
];

/// Words before what there is at the end of an account: ending with 62,683.
pub const ENGLISH_CLOSINGS: &[&str] = &[
    "ending with",
    "ended with",
    "closing with",
    "closed with",
    "finished with",
    "to date",
    "therefore stood at",
    "stood at",
    "now counts",
    "now has",
    "now have",
    "now numbers",
    "now stands at",
    "it to",
    "projected to be",
    "year with",
    "year at",
    "closing balance of",
    "closing stock of",
    "balance of",
    "to be",
];
