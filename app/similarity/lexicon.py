"""Words that the guard must know: opposites, words of one meaning, endings of names. Written for this project."""

# The opposite opinion about the same thing must never share a group with it, however long the text.
STANCES = tuple(
    tuple(pair.split("/"))
    for pair in (
        "支持/反对 同意/反对 赞成/反对 赞同/反对 拥护/反对 同意/不同意 赞成/不赞成 支持/不支持 support/oppose "
        "support/reject favor/oppose favour/oppose agree/disagree for/against"
    ).split()
)

# Opposites that turn a short text round; in a long one they may be a slip.
ANTONYMS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "增加/减少 增加/删除 "
        "增设/取消 增加/取消 保留/取消 保留/删除 保留/删去 提高/降低 提高/下调 上调/下调 延长/缩短 扩大/缩小 允许/禁止 "
        "允许/不许 鼓励/限制 放宽/收紧 加强/减弱 从严/从宽 强制/自愿 公开/保密 免费/收费 有偿/无偿 提前/推迟 提前/延后 "
        "上涨/下降 涨价/降价 太高/太低 过高/过低 太长/太短 太多/太少 过多/过少 过长/过短 过宽/过严 合理/不合理 满意/不满 "
        "有利/不利 开放/关闭 新建/拆除 修建/拆除 恢复/取消 可以/不可以 应当/不应 应该/不应 increase/decrease increase/reduce raise/lower extend/shorten allow/ban allow/forbid permit/prohibit "
        "keep/remove keep/scrap retain/abolish expand/shrink open/close mandatory/voluntary more/less more/fewer"
    ).split()
)

# "不" and its like inside these words turns nothing round.
NEUTRAL_NOT = (
    "不仅|不但|不断|不过|不管|不论|不光|不只|不同|不少|不如|不时|不久|不免|不妨|差不多|不好意思|不得不|不足|不便|不良|不利于|"
    "是不是|能不能|要不要|会不会|可不可以|有没有|好不好|行不行|对不对|没有|没法|无论|无障碍|无法|无非|无奈|无人|无照|无证|"
    "无线|无业|无主|未来|未成年|非常|非机动|非法|非遗|非公|除非|是非|并非|特别|区别|分别|性别|级别|类别|别墅|别人|别的|个别|"
    "判别|识别|鉴别|告别|别处|莫名|莫大|莫过"
).split("|")

_MEANINGS = (
    "希望 盼望 期望 期待 期盼 渴望 恳请 恳求 请求 请 望 敬请|建议 提议 倡议 主张 提出|解决 处理 处置 办理 化解 搞定|问题 情况 "
    "现象 状况 情形 毛病|小区 社区 住宅区 院子|领导 负责人 主管 上级|我们 咱们 大家 我们大家|孩子 小孩 儿童 小朋友 娃娃 子女 学童|"
    "老人 老年人 老人家 长者 长辈|居民 市民 群众 百姓 老百姓 住户 民众 村民|业主 住户 居民|增加 增设 添加 新增 加装 增添 补充|设置 设立 "
    "安装 建立 配备 装设 配置|取消 撤销 废除 删除 删去 去掉 删掉|修改 修订 改为 调整 更改 变更 改动|完善 健全 改进 改善 优化 提升|"
    "加强 强化 加大 增强|提高 提升 增加 上调|降低 减少 下调 减轻|严重 厉害 极其 突出|非常 十分 特别 很 极其 相当 格外 尤其|经常 常常 "
    "时常 总是 老是 往往 频繁 屡次|晚上 夜间 夜里 夜晚 深夜 半夜|早上 早晨 清晨 上午|现在 目前 如今 当前 眼下 当下 现今|马上 立即 立刻 "
    "尽快 赶紧 及时 迅速 尽早 抓紧 早日|应该 应当 应 该 须 必须 需要 理应|可以 能够 能 可|因为 由于 鉴于|所以 因此 因而 故 于是|但是 "
    "但 可是 不过 然而 只是|如果 若 倘若 假如 要是 如|并且 而且 同时 以及 并|明确 规定 写明 明确规定 写清楚 说明 注明 载明|规定 要求 条款 条文 "
    "规则|要求 须 需要|政府 政府部门 官方 有关部门 相关部门|部门 单位 机构 机关|企业 公司 单位|费用 收费 价格 花费 开支|资金 经费 款项 "
    "钱款|钱 资金 费用|修建 建设 兴建 修筑 建造 新建|维修 修理 修缮 检修 修复 整修|检查 排查 检验 巡查 查看|监督 监管 督促 管理|处罚 惩罚 "
    "惩处 罚款 处分|影响 干扰 妨碍 打扰|噪音 噪声 吵闹 声音|垃圾 废弃物 垃圾堆|路灯 街灯 照明灯|道路 马路 公路 路面 街道|汽车 车辆 轿车 "
    "机动车 小车 私家车|电动车 电瓶车 电动自行车 电单车|停放 停车 停靠 摆放|堵车 拥堵 堵塞 交通拥堵 塞车|公交 公交车 巴士 公共汽车|地铁 "
    "轨道交通|学校 校园 院校|老师 教师 教员|学生 同学 学童|医院 医疗机构|医生 大夫 医师|看病 就医 就诊|补贴 补助 津贴 补偿|工资 薪水 薪资 "
    "工钱 报酬 薪酬|工作 就业 上班|工作者 从业者 从业人员 劳动者|缴纳 缴交 交纳 上缴 交|申请 申报 报名|手续 流程 程序 步骤|办理 办 "
    "代办|咨询 询问 请问 打听 了解 请教|答复 回复 回答 答覆 回应|公开 公布 公示 发布 披露|材料 资料 文件 文书|时间 期限 时限 期间|"
    "地方 地点 场所 位置 区域 地段|附近 周边 周围 旁边 边上 一带|门口 大门口 出入口 入口|楼下 楼底下|安全 平安|危险 不安全 隐患|"
    "困难 艰难 不易 难处|方便 便利 便捷|麻烦 不便 繁琐 费事|合理 恰当 妥当 妥善 适当|公平 公正 平等|支持 赞成 同意 赞同 拥护|反对 不同意 "
    "不赞成|认为 觉得 以为 感觉 看来|考虑 斟酌 研究 思考|保障 保证 确保 保护|维护 保护 捍卫|规范 约束 管好|整治 治理 整顿 管理|严禁 禁止 "
    "不准 不得|投诉 举报 反映 检举|反映 反应 反馈 报告|导致 造成 引起 致使 引发|存在 有 出现|没有 缺乏 缺少 没|很多 许多 大量 好多 众多 "
    "不少|一些 部分 若干 有些|所有 全部 全体 一切|各种 各类 种种|帮助 协助 扶持 帮扶 帮忙|提供 给予 供给 给|落实 执行 实施 贯彻 推行|"
    "开展 进行 展开 组织|实行 推行 施行 实施|平台 平台企业 平台公司|骑手 外卖员 送餐员 配送员|参加 参与 加入|选择 挑选 选取|"
    "improve enhance better upgrade|kids children|fix repair mend|build construct|help assist support|people residents citizens|"
    "street road|car vehicle automobile|cars vehicles automobiles|noise sound|dangerous unsafe hazardous|big large huge|quick fast rapid|"
    "buy purchase|start begin commence|end finish|require need demand|must should shall|rule regulation|rules regulations|"
    "remove delete|add include|proposal plan scheme|council government authority|money funds funding|job work employment|"
    "trash garbage rubbish|school academy|elderly seniors|very extremely really|think believe feel|important vital crucial essential|"
    "stop halt cease|cost price expense|costs prices expenses|safe secure|also additionally|many numerous several|often frequently regularly|"
    "strongly firmly|urge request ask|reduce cut lower|increase raise|near close|night nighttime evening"
)
_GROUPS: dict[str, set[int]] = {}
for _n, _group in enumerate(_MEANINGS.split("|")):
    for _word in _group.split():
        _GROUPS.setdefault(_word, set()).add(_n)


def same_meaning(one: str, other: str) -> bool:
    """Whether two words stand for one another in citizens' messages."""
    return not _GROUPS.get(one, set()).isdisjoint(_GROUPS.get(other, set()))


# What follows the proper part of a name.
NAME_SUFFIX = (
    "省|市|县|区|镇|乡|村|路|街|巷|桥|屯|庄|湾|州|岛|湖|河|山|江|寺|塔|站|号线|大道|街道|小区|社区|花园|公园|广场|学校|小学|中学|"
    "一中|大学|学院|幼儿园|医院|大厦|家园|新村|新城|新区|水库|公司|集团|银行|商场|市场|超市|工业园|开发区|派出所|居委会|村委会|"
    "车站|机场|码头|高速|项目|楼盘|苑|府|城|里|坊"
)

# One changed character among these makes another place or party of a list.
ONE_CHAR_NAMES = frozenset("东西南北中上下前后左右内外新老旧大小高低甲乙丙丁戊子丑寅卯春夏秋冬阴阳金木水火土红黄蓝绿白黑")
