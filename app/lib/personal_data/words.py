"""Where somebody lives and what somebody is called. Pure.

A place alone (浦东新区, 南京西路) is nobody's; a house, a building or a room with its number is. A name is looked for
behind a word that announces one only, and must not be a word of the language.
"""

import re
from collections.abc import Iterator

import rjieba

from app.lib.personal_data.findings import Detector, Finding, Kind

_NUMBER = r"(?:[A-Za-z]?\d{1,5}(?:[\-之]\d{1,4})?[A-Za-z甲乙丙丁]?|[一二三四五六七八九十百零〇]{1,5})"
_LEVEL = r"(?:支弄|弄|号楼|号院|号|栋|幢|座|单元|层|楼|组|队|户|室|房)"
_CHAIN = re.compile(
    rf"(?<![\dA-Za-z〕\]第百分之])(?:{_NUMBER} ?{_LEVEL}[ ,\-]?){{1,6}}(?:\d{{2,5}}[A-Za-z]?(?:室|房|户)?)?"
    r"(?![\d个条款项年月日元米多])"
)
_NOT_A_HOUSE = re.compile(r"(?:线|文|令|公告|提案|建议|议案|决定|通知|意见|口|门|站|地块|台风|选手|窗口|会议)")
_ROAD = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:路|街|大道|巷|胡同|里弄|条|村)$")
_ESTATE = re.compile(
    r"[\u4e00-\u9fff]{1,10}?(?:小区|新村|家园|花园|花苑|公寓|名苑|雅苑|苑|里|坊|大厦|广场|村|宿舍|大院|公馆|府邸|小镇)$"
)
_NO_ROAD = re.compile(
    r"(?:道路|公路|马路|铁路|线路|思路|出路|一路|网路|电路|半路|公里|邻里|这里|那里|哪里|家里|条例.{0,2}|\d路)$"
)
_BEGINS = re.compile(
    r"[\s，。；、,.;:：!！?？()（）\"“”]|居?住(?:在|于|址)?|家(?:在|住)|地址(?:为|是)?|户籍|位于|坐落|位置|是|在|到|从|于|为"
    r"|将|把|我(?:家|们)?|距离|正对|紧邻|靠近|毗邻|投诉|举报|反映|申请|建议|复查|拆除|购[置买]|[寄发][至往给]|前往|送至"
)
_AT_HOME = re.compile(r"(?:住|家|地址|户籍|门牌|收件)[^，。；\n]{0,10}$")
_HOUSE = {"支弄", "弄", "号楼", "号院", "栋", "幢", "单元", "室"}
_INSIDE = {"层", "楼", "户"}
"""Says how high or how many as often as where."""
_LOOK_BACK = 26

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
)
_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|夏侯|南宫"
_COMPOUND_FIRST = re.compile(f"^(?:{_COMPOUND})")
_CALLED = re.compile(
    r"(?:我(?:的名字)?叫|我姓名[:：]?|名叫|姓名[:：是为]|署名[:：]?|本人(?:姓名|名叫|叫)?[:：是为]?"
    r"|(?:联系人|申请人|投诉人|举报人|反映人|建议人|当事人|签名|落款)(?:姓名)?[:：是为]) ?"
    rf"(?=((?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{2,4}}))"
)
_AFTER_NAME = re.compile(
    r"$|[\s，。；、,.;:：!！?？()（）\d/\"”]|今年|是|男|女|住|家住|电话|手机|身份证|现|系|来自|于|因|在|，"
)
_NO_NAME = re.compile(r"(?:先生|女士|小姐|老师|师傅|某某?|同志|市民|群众)$|查明|明白|安心")


def _addresses(text: str) -> Iterator[Finding]:
    for match in _CHAIN.finditer(text):
        end = match.start() + len(match[0].rstrip(" ,-"))
        if _NOT_A_HOUSE.match(text, end):
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        place = before[max((found.end() for found in _BEGINS.finditer(before.rstrip(" "))), default=0) :]
        is_named = _is_named(place.rstrip(" "))
        if _is_house(set(re.findall(_LEVEL, match[0])), before, is_named=is_named):
            yield Finding(Kind.ADDRESS, match.start() - (len(place) if is_named else 0), end)


def _is_named(place: str) -> bool:
    """Whether a road or an estate with a name stands right before the numbers."""
    return bool(_ROAD.search(place) or _ESTATE.search(place)) and not _NO_ROAD.search(place)


def _is_house(levels: set[str], before: str, *, is_named: bool) -> bool:
    """Whether a row of numbers with their levels is a house, a building or a room somebody can be found in."""
    if is_named:
        return bool(levels - _INSIDE - {"组", "队", "座"})
    if len(levels - _INSIDE) > 1 and levels & _HOUSE:
        return True
    return bool(levels & _HOUSE and _AT_HOME.search(before))


def _names(text: str) -> Iterator[Finding]:
    for match in _CALLED.finditer(text):
        run, start = match[1], match.start(1)
        is_compound = re.match(_COMPOUND, run) is not None
        if not is_compound and run[0] not in SURNAMES:
            continue
        for length in (4, 3) if is_compound else (3, 2):
            name = run[:length]
            if len(name) == length and _AFTER_NAME.match(text, start + length) and _is_name(name):
                yield Finding(Kind.NAME, start, start + length)
                break


def _is_name(name: str) -> bool:
    """Whether it is no word of the language, as far as the word list knows (本人方便 is nobody called 方便)."""
    if _NO_NAME.search(name):
        return False
    return all(
        len(word) == 1 or tag.startswith("nr") or tag == "x" for word, tag in rjieba.tag(_COMPOUND_FIRST.sub("", name))
    )


WORDS: tuple[Detector, ...] = (_addresses, _names)
