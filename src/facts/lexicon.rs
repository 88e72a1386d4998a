//! The words that readers and checks of figures go by: names that hold a number, words with 和 in them, verbs, sets that
//! leave nothing out. One place, so that what one rule learned serves the others. Each list says what it is for; most
//! entries were taught by a sentence of a published report.

use crate::char_class::CodeSet;

pub mod balance;
pub mod change;
pub mod rate;
pub mod ratio;

/// True if a text begins with one of these words.
pub fn begins_with_one_of(text: &str, words: &[&str]) -> bool {
    // The last byte of the first character differs for most.
    let third = text.as_bytes().get(2);
    let begins = |word: &&str| (word.len() < 3 || word.as_bytes().get(2) == third) && text.starts_with(word);
    words.iter().any(begins)
}

/// Kinds that together are everything, and what everything is called.
pub struct ClosedSet {
    /// Each kind: names that the head of a part may begin with.
    pub members: &'static [&'static [&'static str]],
    /// What the name of the total holds where it stands behind its parts: 进出口总额.
    pub wholes: &'static [&'static str],
    /// True if they are everything of these wholes alone: 死亡 and 受伤 are all of 伤亡, not of those concerned. Without a whole they are
    /// everything as a rule.
    pub is_of_wholes_only: bool,
}

const fn set(members: &'static [&'static [&'static str]]) -> ClosedSet {
    whole(&[], members)
}

const fn whole(wholes: &'static [&'static str], members: &'static [&'static [&'static str]]) -> ClosedSet {
    ClosedSet { members, wholes, is_of_wholes_only: false }
}

const fn only(wholes: &'static [&'static str], members: &'static [&'static [&'static str]]) -> ClosedSet {
    ClosedSet { members, wholes, is_of_wholes_only: true }
}

/// Everything as a rule: what does not fit is worth a word only where a slip explains it.
const fn usual(members: &'static [&'static [&'static str]]) -> ClosedSet {
    ClosedSet { members, wholes: &[], is_of_wholes_only: true }
}

/// Sets whose members together are everything: a member is a list of names that the head of a part may begin with. Sets
/// where a further member is common (大型、中型 without 小型; 发明、实用新型 without 外观设计) stay out.
pub const CLOSED_SETS: &[ClosedSet] = &[
    set(&[&["国家级"], &["省级", "自治区级"], &["市级", "地市级", "州级", "地级"]]),
    set(&[
        &["国家级"],
        &["省级", "自治区级"],
        &["市级", "地市级", "州级"],
        &["县级", "区级", "县区级", "区县级", "县市级"],
    ]),
    set(&[&["中央"], &["地方"]]),
    whole(&["总人口", "人口总数", "常住人口", "城乡"], &[&["城镇", "城市"], &["农村", "乡村"]]),
    whole(&["总人口", "人口总数"], &[&["男"], &["女"]]),
    whole(&["进出口", "贸易总额"], &[&["出口"], &["进口"]]),
    set(&[&["预期性"], &["约束性"]]),
    set(&[&["第一产业", "一产"], &["第二产业", "二产"], &["第三产业", "三产"]]),
    set(&[&["一般债", "一般政府债"], &["专项债", "专项政府债"]]),
    set(&[&["上年结转", "上年结余", "结转"], &["本年", "当年"]]),
    set(&[&["参加城镇职工", "参加职工", "城镇职工", "职工"], &["参加城乡居民", "城乡居民"]]),
    set(&[&["公办"], &["民办"]]),
    set(&[&["省内"], &["省外"]]),
    set(&[&["境内"], &["境外"]]),
    set(&[&["线上"], &["线下"]]),
    set(&[&["税收"], &["非税"]]),
    set(&[&["已"], &["未", "待", "尚未"]]),
    set(&[&["计划内"], &["计划外"]]),
    set(&[&["公立"], &["民营", "私立"]]),
    set(&[&["过夜", "留宿"], &["不过夜"]]),
    set(&[&["上旬"], &["中旬"], &["下旬"]]),
    set(&[&["海外", "国外"], &["国内"]]),
    set(&[&["公益林"], &["商品林"]]),
    set(&[&["发明"], &["实用新型"], &["外观设计"]]),
    set(&[&["基础研究"], &["应用研究"], &["试验发展"]]),
    set(&[&["货物"], &["工程"], &["服务"]]),
    set(&[&["商品零售"], &["餐饮"]]),
    set(&[&["第一产业", "一产"], &["第二产业", "二产"], &["第三产业", "三产"], &["城乡居民", "居民生活"]]),
    set(&[&["国中"], &["国小"]]),
    set(&[&["就业者", "就业人"], &["失业"]]),
    set(&[&["家庭户"], &["集体户"]]),
    set(&[&["汉族"], &["少数民族", "各少数民族"]]),
    set(&[&["人员经费"], &["公用经费"]]),
    set(&[&["内贸"], &["外贸"]]),
    set(&[&["内销"], &["外销"]]),
    whole(&["全年"], &[&["上半年"], &["下半年"]]),
    set(&[&["大中型"], &["小微", "小型"]]),
    set(&[&["涉黑"], &["涉恶"]]),
    set(&[&["代表建议", "人大代表建议", "人大建议"], &["委员提案", "政协提案", "政协委员提案"]]),
    set(INCOME_SOURCES),
    set(&[&["企业"], &["个体工商户", "个体户"], &["农民专业合作社", "专业合作社"]]),
    set(&[&["高速公路"], &["国省道", "普通国省道"], &["农村公路"]]),
    set(&[&["在职"], &["退休", "离退休"]]),
    whole(
        &["全年"],
        &[&["一季度", "第一季度"], &["二季度", "第二季度"], &["三季度", "第三季度"], &["四季度", "第四季度"]],
    ),
    only(&["前三季度"], &[&["一季度", "第一季度"], &["二季度", "第二季度"], &["三季度", "第三季度"]]),
    only(&["上半年", "1—6月", "1-6月"], &[&["一季度", "第一季度"], &["二季度", "第二季度"]]),
    only(&["下半年"], &[&["三季度", "第三季度"], &["四季度", "第四季度"]]),
    whole(&["出入境"], &[&["入境"], &["出境"]]),
    whole(&["进出港"], &[&["进港"], &["出港"]]),
    only(&["死伤", "伤亡"], &[&["死亡", "死"], &["受伤", "伤"]]),
    only(&["调撤"], &[&["调解"], &["撤诉"]]),
    only(&["中小学", "学校"], &[&["小学"], &["初中", "初级中学"], &["高中", "普通高中", "高级中学"]]),
    only(&["中小学", "学校"], &[&["小学"], &["中学", "普通中学"]]),
    only(&["国中小", "学校", "合计"], &[&["国民小学"], &["国民中学"], &["高级中等学校"]]),
    set(&[&["经常门"], &["资本门"]]),
    set(&[&["顺产", "自然分娩"], &["剖宫产", "剖腹产"]]),
    set(&[&["养殖"], &["捕捞"]]),
    set(&[&["出席"], &["缺席", "请假", "未出席"]]),
    set(&[&["结婚"], &["离婚"]]),
    set(&[&["一般隐患", "一般事故隐患"], &["重大隐患", "重大事故隐患"]]),
    set(&[&["直接融资"], &["间接融资"]]),
    set(&[&["国内"], &["入境", "境外", "海外"]]),
    set(&[&["存量"], &["增量"]]),
    set(&[&["县内"], &["县外"]]),
    set(&[&["市内"], &["市外"]]),
    set(&[&["有效"], &["无效", "废票", "废"]]),
    set(&[&["集中供养", "集中安置", "集中养育"], &["分散", "社会散居", "散居"]]),
    set(&[&["外国人"], &["香港、澳门和台湾", "港澳台", "华侨"]]),
    set(&[&["外出农民工"], &["本地农民工"]]),
    set(&[&["邮政业务", "邮政行业业务"], &["电信业务"]]),
    set(&[&["工矿仓储"], &["房地产"], &["基础设施"]]),
    set(&[&["采矿业"], &["制造业"], &["电力、热力", "电力、燃气"]]),
    set(&[&["寿险"], &["健康险和意外"], &["财产险"]]),
    set(&[&["城市"], &["县及县以下"]]),
    only(&["第一季度", "一季度"], &[&["1月", "一月"], &["2月", "二月"], &["3月", "三月"]]),
    only(&["第二季度", "二季度"], &[&["4月", "四月"], &["5月", "五月"], &["6月", "六月"]]),
    only(&["第三季度", "三季度"], &[&["7月", "七月"], &["8月", "八月"], &["9月", "九月"]]),
    only(&["第四季度", "四季度"], &[&["10月", "十月"], &["11月", "十一月"], &["12月", "十二月"]]),
    only(&["优良"], &[&["优"], &["良"]]),
    only(&["出入", "进出"], &[&["入口"], &["出口"]]),
    set(&[&["一孩"], &["二孩"], &["三孩及以上", "多孩"]]),
    set(&[&["前者"], &["后者"]]),
    set(&[&["淡水"], &["海水"]]),
    set(&[&["固定资产投资"], &["农户投资"]]),
    set(&[&["铁路"], &["公路"], &["水路", "水运"], &["民航", "航空", "空运"], &["管道", "输油"]]),
    set(&[&["统筹基金"], &["个人账户"]]),
    whole(&["奖牌", "奖牌总数"], &[&["金牌"], &["银牌"], &["铜牌"]]),
    only(&["受伤", "伤者", "伤员"], &[&["重伤"], &["轻伤"]]),
    only(&["酒驾醉驾", "酒驾、醉驾"], &[&["酒后驾驶", "酒驾", "饮酒驾驶"], &["醉酒驾驶", "醉驾"]]),
    usual(&[&["市本级", "市级"], &["区县级", "县区级", "县市级", "县级", "区级"]]),
    usual(&[&["县本级"], &["乡镇", "镇级"]]),
    usual(&[&["第一针", "第一剂"], &["第二针", "第二剂"], &["加强针", "第三剂", "第三针"]]),
    usual(&[&["全民"], &["集体", "城镇集体"]]),
    usual(&[&["单位"], &["个人"]]),
    usual(&[&["财产险"], &["人身险"]]),
    usual(&[&["县域", "县城"], &["城区", "市区"]]),
    usual(&[&["县城", "城区"], &["乡镇"]]),
    set(&[&["港岛", "香港岛"], &["九龙"], &["新界"]]),
    set(&[&["上升", "上涨", "比上年上升"], &["持平"], &["下降", "比上年下降"]]),
    usual(&[&["发明"], &["新型"]]),
    usual(&[&["前三季度"], &["四季度", "第四季度"]]),
    usual(&[&["上半年"], &["下半年"]]),
    usual(&[&["节前"], &["节后"]]),
    usual(&[&["节前"], &["节日期间", "节中"], &["节后"]]),
    usual(&[&["公办"], &["公建民营"], &["民办"]]),
    usual(&[&["一般性转移"], &["专项转移"]]),
    usual(&[&["享乐主义"], &["形式主义"]]),
    usual(&[&["上年结转", "旧存", "结转"], &["新收", "新受理"]]),
    usual(&[&["单位缴"], &["个人缴"]]),
    usual(&[&["批发"], &["零售"]]),
    usual(&[&["直营", "自营"], &["加盟"]]),
    usual(&[&["地上"], &["地下"]]),
    usual(&[&["现场"], &["网络", "通过网络"]]),
    usual(&[&["人民币"], &["外币"]]),
    usual(&[&["新能源", "纯电动"], &["传统燃料", "燃油", "传统能源"]]),
];

/// What the income of a household is made of.
pub const INCOME_SOURCES: &[&[&str]] =
    &[&["工资性"], &["经营净", "经营性"], &["财产净", "财产性"], &["转移净", "转移性"]];

/// Words behind which stands all that a total is made of.
pub const DECLARING: &[&str] =
    &["分别为", "分别是", "依次为", "依次是", "依序为", "依序是", "分为", "分成", "划分为", "构成为", "构成是"];

/// Kinds that exclude each other; which of them there are depends on what is counted, so they cannot exceed the total, and
/// may give less.
pub const EXCLUSIVE_SETS: &[&[&[&str]]] = &[
    &[&["国道"], &["省道"], &["县道"], &["乡道"], &["村道"]],
    &[&["火电", "煤电"], &["水电"], &["风电"], &["光伏", "太阳能"], &["核电"], &["生物质"]],
    &[&["刑事"], &["民事", "民商事"], &["行政"], &["执行"]],
    &[&["幼儿园", "学前"], &["小学"], &["初中"], &["高中"]],
    &[&["夏粮"], &["早稻"], &["秋粮"]],
    &[&["水田"], &["旱地"], &["水浇地"]],
    &[&["门诊"], &["急诊"], &["住院"]],
    &[&["独资"], &["合资"], &["合作"]],
    &[&["首套"], &["二套"]],
    &[&["死亡"], &["重伤"], &["轻伤"]],
    &[&["铁路"], &["公路"], &["水路"], &["民航", "航空"]],
    &[&["同意", "赞成"], &["反对"], &["弃权"]],
    &[&["农业"], &["工业"], &["建筑业"]],
    &[&["现金"], &["物资"]],
    &[&["新建", "新开工"], &["续建"]],
    &[&["县级"], &["乡镇", "镇级"], &["村级"]],
    &[&["大型"], &["中型"], &["小型", "小微"], &["微型"]],
    &[&["中央"], &["省"], &["市"], &["县", "区"]],
    &[&["新建"], &["改建", "改扩建"], &["扩建"]],
    &[&["完工", "已完工", "竣工", "已竣工", "建成", "已建成"], &["在建", "施工"], &["未开工", "前期", "规划"]],
    &[&["正高"], &["副高"], &["中级"], &["初级"]],
    &[&["优秀"], &["良好"], &["合格", "称职"], &["不合格", "不称职"]],
    &[
        &["医师", "医生", "执业医师", "执业（助理）医师"],
        &["护士", "护师", "注册护士"],
        &["药师", "药剂"],
        &["技师", "医技"],
    ],
    &[&["医院"], &["乡镇卫生院", "卫生院"], &["社区卫生"], &["门诊部"], &["诊所"], &["村卫生室"], &["妇幼保健"]],
    &[&["人工造林"], &["封山育林"], &["退化林"]],
    &[&["自然人"], &["法人"]],
    &[&["绿茶"], &["红茶"], &["白茶"], &["黑茶"], &["乌龙茶"], &["黄茶"]],
    &[&["风电"], &["集中式光伏"], &["分布式光伏"]],
    &[&["猪肉"], &["牛肉"], &["羊肉"], &["禽肉"]],
    &[&["一期"], &["二期"], &["三期"], &["四期"]],
    &[&["早稻"], &["中稻"], &["晚稻"], &["旱粮"]],
    &[&["一般事故", "一般火灾"], &["较大"], &["重大"], &["特别重大"]],
    &[&["工业源"], &["生活源"], &["农业源"]],
    &[&["行政编"], &["事业编"]],
    &[&["费用化"], &["资本化"]],
    &[&["公共泊位", "公共停车"], &["配建"], &["路内", "路边"]],
    &[&["上半年"], &["三季度", "第三季度"], &["四季度", "第四季度"]],
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

/// Words before a total in English texts: a total of 2,480, together came to £7.5 million.
pub const ENGLISH_TOTALS: &[&str] = &[
    "total of",
    "total",
    "totals",
    "totalled",
    "totaled",
    "totalling",
    "totaling",
    "total was",
    "total is",
    "total to",
    "sum of",
    "making",
    "makes",
    "add up to",
    "adds up to",
    "amount to",
    "amounts to",
    "amounted to",
    "amounting to",
    "comes to",
    "come to",
    "came to",
    "summing to",
    "together",
];

/// Words behind a total: 17,020 in all.
pub const ENGLISH_TOTALS_BEHIND: &[&str] = &["in all", "in total", "altogether", "all told", "together", "combined"];

/// Words before the least of what lies between two numbers in English texts: bids ran from $2.9 million to $4.4 million.
pub const ENGLISH_SPREADS: &[&str] =
    &["ranged from", "range from", "ranges from", "ranging from", "ran from", "run from"];

/// The same before the shortest time and the lowest age: for 10 to 14 weeks, aged 18 to 24.
pub const ENGLISH_BEFORE_LENGTHS: &[&str] =
    &["for", "within", "every", "take", "takes", "took", "last", "lasts", "lasted", "lasting", "another"];
pub const ENGLISH_BEFORE_AGES: &[&str] = &["aged", "ages", "the ages of"];

/// Words before “between” that do not ask for the lesser number first.
pub const ENGLISH_DIFFERENCES: &[&str] = &[
    "difference",
    "gap",
    "distance",
    "ratio",
    "cho",
    "relation",
    "link",
    "compar",
    "margin",
    "split",
    "divid",
    "spread",
    "match",
    "score",
    "tie",
    "alternat",
    "switch",
    "fall",
    "fell",
    "drop",
    "declin",
    "decreas",
    "down",
];

/// Words that kinds end in which exclude each other: 一类、二类; 高级、中级.
pub const RANKING_SUFFIXES: &[&str] = &["级", "类", "等奖"];

/// What begins a clause that names the rest of a set: 其余, 另有, 县级.
pub const REST_OF_A_SET: &[&str] = &[
    "其余", "其他", "其它", "另", "还有", "剩余", "县", "区", "乡", "镇", "村", "市", "省", "国家", "中央", "地方",
    "及", "以及", "和", "、",
];

/// Words that begin a predicate of their own: behind them 其中 does not reach.
const NEW_PREDICATES: &[&str] = &[
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
    "争取到",
];

/// The words in the head of an amount that begin a predicate; 国际组织 ends in one that is a noun there.
pub fn predicates_in(head: &str) -> impl Iterator<Item = &'static str> {
    // 其他组织捐赠418万元
    const ORGANISED: &[char] = &['他', '会', '际', '济', '党', '团', '层', '社', '业', '益'];
    let is_noun = |word: &str| {
        let at = if word == "组织" { head.find(word) } else { None };
        at.is_some_and(|at| head.trim_end().ends_with(word) || head[..at].ends_with(ORGANISED))
    };
    NEW_PREDICATES.iter().copied().filter(move |word| head.contains(word) && !is_noun(word))
}

/// True if a word that begins a predicate stands in the head of an amount.
pub fn begins_predicate(head: &str) -> bool {
    predicates_in(head).next().is_some()
}

/// Nouns of things that have a name each, so that no two of them share one in a list: 五个部门（公安、消防、水利、住建、交通）.
pub const NAMED_APART: &[&str] = &[
    "部门",
    "乡镇",
    "镇街",
    "街道",
    "县区",
    "县市",
    "水源地",
    "断面",
    "水库",
    "路口",
    "路段",
    "执勤点",
    "卡口",
    "收费站",
    "专班",
    "工作组",
    "小组",
    "委员会",
    "科室",
    "支部",
    "学院",
];

/// Nouns of places, each of which has a name at least: no fewer than there are names.
pub const NAMED_PLACES: &[&str] = &[
    "点", "站", "湖泊", "河流", "塘", "园区", "片区", "景区", "社区", "村", "镇", "乡", "县", "区", "市", "车间",
    "门店",
];

/// Words for sorts of things, of which there may be several: 四个片区（新建、改建、扩建）.
pub const SORTS: &[&str] = &[
    "新建",
    "改建",
    "扩建",
    "续建",
    "在建",
    "拟建",
    "迁建",
    "国家级",
    "省级",
    "市级",
    "县级",
    "区级",
    "镇级",
    "村级",
    "一级",
    "二级",
    "三级",
    "甲级",
    "大型",
    "中型",
    "小型",
    "城市",
    "农村",
    "公立",
    "民办",
    "国有",
    "民营",
    "集体",
    "固定",
    "流动",
    "临时",
    "常设",
    "重点",
    "一般",
    "示范",
    "贫困",
    "其他",
    "特等",
    "一等",
    "二等",
    "三等",
    "金牌",
    "银牌",
    "铜牌",
    "金奖",
    "银奖",
    "铜奖",
];

/// Names with a number that are no count of what stands before them.
pub const NAMED_NUMBERS: &[&str] = &[
    "两项补贴",
    "两条线",
    "八项规定",
    "三个代表",
    "四个意识",
    "四个自信",
    "四个全面",
    "四个伟大",
    "四个服务",
    "两个维护",
    "两个确立",
    "两个转变",
    "两个大局",
    "两个文明",
    "两个一百年",
    "三个务必",
    "两个务必",
    "五个一",
    "三大球",
    "四大名著",
    "五大连池",
    "五项基本原则",
    "四项基本原则",
    "两型",
    "三型",
    "三类",
    "四大班子",
    "三大件",
    "两个毫不动摇",
];

/// Classifiers that are nouns as well.
pub const NOUNS_THAT_COUNT: &[&str] = &["方面", "部分", "位一体", "型", "者"];

/// Verbs at the end of an item: what follows is their object, or 、 joins them to another verb.
pub const VERBS: &[&str] = &[
    "提出", "达到", "完成", "实施", "开展", "推进", "推动", "出台", "制定", "修订", "废止", "修改", "新建", "改建",
    "扩建", "改造", "建设", "建成", "新增", "创建", "打造", "培育", "发展", "扶持", "支持", "引进", "引入", "加强",
    "强化", "深化", "优化", "完善", "健全", "建立", "巩固", "壮大", "提升", "规范", "整合", "抓好", "办好", "办理",
    "落实", "创新", "做强", "做大", "做优", "围绕", "聚焦", "突出", "取消", "下放", "承接", "整治", "治理", "解决",
    "实现", "形成", "构建", "明确", "确定", "选择", "选派", "派出", "投入", "安排", "启动", "举办", "承办", "组织",
    "公布", "发布", "通过", "审议", "续建", "重建", "迁建", "开工", "竣工", "保护", "利用", "管好", "用好", "加快",
    "坚持", "促进", "推广", "保障",
];

/// Verbs that are the second half of a noun as often: 产业发展, 能力建设.
pub const NOMINAL_VERBS: &[&str] = &[
    "建设", "发展", "改造", "提升", "治理", "整治", "保护", "创新", "利用", "优化", "培育", "推广", "规范", "整合",
    "推进", "规划", "设计", "开发", "合作", "培训", "培养", "开放", "配置", "储备", "采购", "养殖", "种植", "供应",
    "调整", "排查", "搬迁", "安置", "创作", "研发", "救助", "资助", "奖励", "表彰", "化解", "整改", "招聘", "选拔",
    "投放", "发放", "查处", "受理", "购置", "接待", "走访", "慰问", "修建", "增加", "减少", "配备", "征集", "吸纳",
];

/// Words that stand before a count which sums up nothing to its left.
pub const BEFORE_COUNTS: &[&str] = &[
    "共", "有", "为", "是", "成", "各", "均", "都", "每", "全", "近", "约", "超", "过", "前", "后", "这", "那", "其他",
    "其余", "另外", "另", "分", "按", "从", "在", "于", "以", "对", "出", "好", "入", "到", "至", "了", "着", "的",
    "获", "得",
];

/// More verbs that take a count as their object: 东县、西县、南县设立四个窗口. Some are nouns as well, so they only raise a doubt.
pub const VERBS_OF_COUNTS: &[&str] = &[
    "设立", "设置", "设有", "增设", "新设", "开设", "分设", "下设", "成立", "组建", "筹建", "创办", "兴办", "开办",
    "建有", "修建", "兴建", "合建", "共建", "联建", "援建", "布局", "布设", "规划", "谋划", "策划", "储备", "申报",
    "申请", "争取", "获批", "入围", "拥有", "具有", "配备", "配置", "开通", "开辟", "开放", "认定", "评选", "评出",
    "选出", "选定", "选拔", "选送", "推选", "命名", "授予", "表彰", "奖励", "挂牌", "揭牌", "招引", "招聘", "招收",
    "录用", "落地", "落户", "签约", "签订", "签署", "达成", "承担", "承建", "试行", "推出", "推行", "颁布", "印发",
    "编制", "起草", "研发", "研制", "开发", "设计", "投放", "发放", "救助", "资助", "培养", "培训", "征集", "收集",
    "收到", "接到", "受理", "接待", "走访", "慰问", "查处", "破获", "侦破", "抓获", "立案", "审结", "化解", "排查",
    "整改", "关闭", "关停", "淘汰", "拆除", "搬迁", "安置", "购置", "采购", "购买", "种植", "养殖", "吸纳", "带动",
    "联系", "对接", "合作", "举行", "召开", "主办", "协办", "出版", "创作", "夺得", "斩获", "摘得", "赢得", "取得",
    "揽获", "下辖", "管辖", "增加", "减少", "提供", "调整", "提交", "报送", "结对", "承包", "供应", "保留",
];

/// Nouns that end in one of these or of the verbs: 财政收入、财政支出两项指标; 发展、安全两件大事.
pub const NOUNS_LIKE_VERBS: &[&str] = &["收入", "支出", "产出", "安全", "行为", "集成", "公共", "总分", "积分"];

/// Verbs that may stand inside of the last item, and then take the count as their object.
pub const VERBS_WITH_OBJECT: &[&str] = &[
    "进入",
    "成为",
    "列入",
    "纳入",
    "入选",
    "获得",
    "获评",
    "荣获",
    "蝉联",
    "达到",
    "新增",
    "分别",
    "累计",
    "共计",
    "总计",
    "涉及",
    "覆盖",
    "惠及",
    "包括",
    "划分为",
    "分为",
    "并称",
    "合称",
    "统称",
];

/// Words that hold 等 without leaving a list open.
pub const OTHER_WORDS_WITH_ETC: &[&str] = &[
    "高等", "中等", "初等", "优等", "平等", "均等", "对等", "同等", "等级", "等次", "等额", "等值", "等量", "等效",
    "等奖", "等功", "等舱",
];

/// 甲、乙等企业: where 等 leaves a list open; `None` for 高等教育.
pub fn open_end(text: &str) -> Option<usize> {
    let in_word = |at: usize| {
        OTHER_WORDS_WITH_ETC.iter().any(|word| {
            let start = word.find('等').and_then(|offset| at.checked_sub(offset));
            start.and_then(|start| text.get(start..)).is_some_and(|rest| rest.starts_with(word))
        })
    };
    text.match_indices('等').map(|(at, _)| at).find(|&at| !in_word(at))
}

/// Words that hold 和, 与, 及 or 暨 without joining anything.
pub const NO_JOINS: &[&str] = &[
    "和谐",
    "和睦",
    "和平共处",
    "参与",
    "与会",
    "与时",
    "普及",
    "及时",
    "涉及",
    "惠及",
    "危及",
    "波及",
    "遍及",
    "及其",
    "共和国",
    "呼和浩特",
    "和龙",
    "和静",
    "和硕",
    "和顺",
    "和政",
    "饱和",
    "温和",
    "缓和",
    "祥和",
];

/// Words at the end of an item that say that 和 or 与 inside it joins its own parts: 金融与产业融合.
pub const JOINED_INSIDE: &[&str] =
    &["融合", "结合", "衔接", "协同", "联动", "互动", "并重", "对接", "统一", "相统一", "共处"];

/// Names of industries with 、 in them (Industrial classification for national economic activities, GB/T 4754-2017).
pub const NAMES_WITH_LIST_MARKS: &[&str] = &[
    "农、林",
    "电力、热力",
    "电力、燃气",
    "交通运输、仓储",
    "信息传输、软件",
    "信息传输、计算机",
    "水利、环境",
    "居民服务、修理",
    "文化、体育和娱乐",
    "公共管理、社会保障",
    "计算机、通信",
    "铁路、船舶",
    "石油、煤炭及",
    "木、竹",
    "皮革、毛皮",
    "文教、工美",
    "酒、饮料",
    "纺织服装、服饰",
    "印刷和记录媒介",
];

/// Names of one thing with 和 in them: departments, and industries of the same classification.
pub const NAMES_WITH_JOINS: &[&str] = &[
    "工业和信息",
    "住房和城乡",
    "文化和旅游",
    "人力资源和社会",
    "发展和改革",
    "卫生和计划",
    "卫生和社会",
    "科学研究和技术",
    "软件和信息",
    "租赁和商务",
    "批发和零售",
    "住宿和餐饮",
    "冶炼和压延",
    "橡胶和塑料",
    "原料和化学",
    "农业和农村",
    "研究和试验",
    "教育和科学",
    "规划和自然",
    "汽车和新能源",
    "通信和其他",
    "生产和供应",
    "开采和洗选",
];

/// What ends the name of a measure: 户数和注册资本 are two measures of what stands before them.
pub const MEASURES: &[char] = &['数', '量', '额', '率', '值', '积', '入', '价', '重', '速'];

/// 同, 并 and 或 in words that join nothing.
pub const OTHER_WORDS_WITH_JOINS: &[&str] = &[
    "同比",
    "同期",
    "同口径",
    "合同",
    "共同",
    "协同",
    "同心",
    "同步",
    "同类",
    "不同",
    "相同",
    "合并",
    "并网",
    "并购",
    "或有",
];

/// Words of two characters that name two things at once: 城乡居民分别增长3%、7%.
const NAMES_OF_TWO: &[&str] = &[
    "城乡", "进出", "省市", "市县", "县乡", "东西", "南北", "上下", "男女", "前后", "产销", "存贷", "早晚", "大中",
    "中小", "一二", "二三", "两", "双", "收支", "新老", "软硬", "内外", "以上", "量价", "数量", "各", "多", "几", "三",
    "四", "五",
];

/// What the names of two begin with: few characters do.
static FIRST_OF_TWO: CodeSet = CodeSet::of("城进省市县乡东南上男前产存早大中一二两双收新软内以量数各多几三四五");

/// The names of two in a text, with their places.
pub fn names_of_two(text: &str) -> impl Iterator<Item = (usize, &'static str)> + '_ {
    let starts = text.char_indices().filter(|(_, c)| FIRST_OF_TWO.holds(*c));
    starts.filter_map(|(at, _)| {
        let behind = text.get(at..)?;
        NAMES_OF_TWO.iter().find(|name| behind.starts_with(**name)).map(|name| (at, *name))
    })
}

/// True if a text has a name of two.
pub fn names_two(text: &str) -> bool {
    names_of_two(text).next().is_some()
}

/// Words that begin another clause: whose subjects are meant is not known.
pub const ENGLISH_CLAUSE_WORDS: &[&str] = &[
    " which ",
    " who ",
    " while ",
    " when ",
    " but ",
    " although ",
    " because ",
    " after ",
    " as ",
    " than ",
    "both ",
    "each ",
    " two ",
    " three ",
    " four ",
    " five ",
    " whereas ",
    " with ",
    " respectively",
];

/// Words that begin an adverbial before the subjects: In 2023, exports and imports grew.
pub const ENGLISH_ADVERBIALS: &[&str] =
    &["In ", "By ", "During ", "Last ", "This ", "Over ", "From ", "Compared ", "Meanwhile,", "Overall,"];

/// What ends the words before or behind an amount: a mark between clauses or around a note, a line end, a digit.
pub fn is_mark_or_digit(c: char) -> bool {
    matches!(
        c,
        '，' | ',' | '、' | '。' | '；' | ';' | '：' | ':' | '（' | '）' | '(' | ')' | '！' | '？' | '\n' | '\r'
    ) || c.is_ascii_digit()
}

/// Words of a sentence whose rates of change need not be those of its amounts: they are given on another basis.
const OTHER_BASES: &[&str] = &["可比", "口径", "扣除价格", "扣除物价", "剔除", "因素"];

/// The same of amounts of money: the rates are given at other prices, as those of gross product, output and incomes are without
/// saying so.
const OTHER_PRICES: &[&str] = &[
    "不变价",
    "实际增",
    "实际下降",
    "名义",
    "生产总值",
    "GDP",
    "增加值",
    "产值",
    "可支配收入",
    "纯收入",
    "国民收入",
    "国民总收入",
    "经济总量",
    "消费支出",
    "规模以上",
];

/// Those of them whose rates are at the prices of the year before, if they are not those of the amounts: what has risen less than the
/// amounts have, while prices rise.
const INCOMES: &[&str] = &["可支配收入", "纯收入", "消费支出"];
/// What stands before such words where they say that rates are those of the amounts.
const NOT_ADJUSTED: &[&str] = &["未", "未扣除价格", "未扣除物价"];

/// True if the rates of a sentence may be at other prices than its amounts.
pub fn is_at_other_prices(sentence: &str) -> bool {
    is_on_another_basis(sentence) || OTHER_PRICES.iter().any(|word| sentence.contains(word))
}

/// True if they may be at other prices for no other reason than that they are those of incomes.
pub fn is_of_incomes(sentence: &str) -> bool {
    let others = || OTHER_PRICES.iter().filter(|word| !INCOMES.contains(word));
    !is_on_another_basis(sentence)
        && INCOMES.iter().any(|word| sentence.contains(word))
        && !others().any(|word| sentence.contains(word))
}

/// True if words say that prices were not taken out of a rate: （未扣除价格因素）.
pub fn is_said_nominal(words: &str) -> bool {
    NOT_ADJUSTED.iter().any(|word| word.len() > "未".len() && words.contains(word))
}

/// The same of amounts that are not of money.
pub fn is_on_another_basis(sentence: &str) -> bool {
    let is_said = |at: usize| !NOT_ADJUSTED.iter().any(|not| sentence[..at].ends_with(not));
    OTHER_BASES.iter().any(|word| sentence.match_indices(word).any(|(at, _)| is_said(at)))
}

/// Words of a sentence whose amounts may have been revised since, or are on another basis than those of the year before.
const REVISED_BASES: &[&str] = &[
    "零售",
    "工资",
    "外贸",
    "进出口",
    "出口",
    "金融机构",
    "存款",
    "贷款",
    "固定资产投资",
    "一般预算",
    "公共预算",
    "财政收入",
];

/// Those of them whose change and rate may be on two bases.
const MOST_REVISED: &[&str] = &["零售", "金融机构", "存款", "贷款", "固定资产投资"];

/// True if even the change and its rate of a sentence, side by side, may be on two bases.
pub fn is_on_two_bases(sentence: &str) -> bool {
    MOST_REVISED.iter().any(|word| sentence.contains(word))
}

/// True if the rates of a sentence may be on a base that was revised.
pub fn is_on_revised_base(sentence: &str) -> bool {
    REVISED_BASES.iter().any(|word| sentence.contains(word))
}
