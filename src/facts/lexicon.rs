//! The words that readers and checks of figures go by: names that hold a number, words with 和 in them, verbs, sets that
//! leave nothing out. One place, so that what one rule learned serves the others. Each list says what it is for; most
//! entries were taught by a sentence of a published report.

/// Sets whose members together are everything: a member is a list of names that the head of a part may begin with. Sets
/// where a further member is common (大型、中型 without 小型; 发明、实用新型 without 外观设计) stay out.
pub const CLOSED_SETS: &[&[&[&str]]] = &[
    &[&["国家级"], &["省级", "自治区级"], &["市级", "地市级", "州级", "地级"]],
    &[&["国家级"], &["省级", "自治区级"], &["市级", "地市级", "州级"], &["县级", "区级", "县区级", "区县级", "县市级"]],
    &[&["中央"], &["地方"]],
    &[&["城镇", "城市"], &["农村", "乡村"]],
    &[&["男"], &["女"]],
    &[&["出口"], &["进口"]],
    &[&["预期性"], &["约束性"]],
    &[&["第一产业", "一产"], &["第二产业", "二产"], &["第三产业", "三产"]],
    &[&["一般债", "一般政府债"], &["专项债", "专项政府债"]],
    &[&["上年结转", "上年结余", "结转"], &["本年", "当年"]],
    &[&["参加城镇职工", "参加职工", "城镇职工", "职工"], &["参加城乡居民", "城乡居民"]],
    &[&["公办"], &["民办"]],
    &[&["省内"], &["省外"]],
    &[&["境内"], &["境外"]],
    &[&["线上"], &["线下"]],
];

/// The same for English texts, where the label follows its number: 50 national, 60 provincial.
pub const ENGLISH_CLOSED_SETS: &[&[&[&str]]] = &[
    &[&["national", "state"], &["provincial"], &["municipal", "city"]],
    &[&["national", "state"], &["provincial"], &["municipal", "city"], &["county", "district"]],
    &[&["central"], &["local"]],
    &[&["urban", "in cities", "in towns"], &["rural", "in villages", "in the countryside"]],
    &[&["men", "male", "boys"], &["women", "female", "girls"]],
    &[&["exports", "in exports"], &["imports", "in imports"]],
    &[&["public"], &["private"]],
    &[&["domestic"], &["foreign"]],
];

/// Words that kinds end in which exclude each other: 一类、二类; 高级、中级.
pub const RANKING_SUFFIXES: &[&str] = &["级", "类", "等奖"];

/// What begins a clause that names the rest of a set: 其余, 另有, 县级.
pub const REST_OF_A_SET: &[&str] = &[
    "其余", "其他", "其它", "另", "还有", "剩余", "县", "区", "乡", "镇", "村", "市", "省", "国家", "中央", "地方",
    "及", "以及", "和", "、",
];

/// Words that begin a predicate of their own: behind them 其中 does not reach.
pub const NEW_PREDICATES: &[&str] = &[
    "新增",
    "新建",
    "建成",
    "完成",
    "实现",
    "启动",
    "开工",
    "竣工",
    "投产",
    "引进",
    "累计",
    "共",
    "全年",
    "全市",
    "全省",
    "全县",
    "全区",
    "全国",
    "全镇",
    "增加",
    "减少",
    "净增",
    "比上年",
    "较上年",
    "同比",
    "发放",
    "组织",
    "开展",
    "达到",
    "超过",
    "获",
];
