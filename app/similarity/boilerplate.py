"""Recognise the clauses of a message that say nothing about its matter: greetings, signatures, personal lines.

Every test takes one lower-case clause without punctuation. A clause that voices an opinion is never a personal
line, however it begins ("我是坚决反对的" stays).
"""

import re

from app.similarity.tables import NOUNS, OTHER_WORDS

_WHO = (
    "领导|书记|市长|县长|区长|镇长|省长|局长|厅长|院长|校长|主任|部门|单位|同志|老师|工作人员|政府|先生|女士|专家"
    "|委员会?|代表|人大|编辑|小编|朋友|负责人|办公室|起草组|司法局|立法机关|征求意见.{0,3}"
)
_HELLO = "您们?好|你们?好|大家好|好|早上好|上午好|中午好|下午好|晚上好|新年好"
_GREETING = re.compile(
    rf"(?:尊敬|敬爱|亲爱|各位|敬启).{{0,16}}|.{{0,14}}?(?:{_WHO})们?(?:{_HELLO})|(?:{_HELLO})(?:啊|呀)?(?<!^好)"
    rf"|(?:{_HELLO})(?:{_WHO}).{{0,3}}"
    r"|(?:冒昧|不好意思|抱歉)?(?:打扰|麻烦)(?:一?下|了|您|你们|您们|各位|大家)*"
    r"|(?:我|本人|现|我们|在此)?(?:想|要|就此|特此?)?(?:反映|咨询|请教|请问|说|谈|提|发表)(?:一下|一?个|几?点|几句|1个|1下)?"
    r"(?:问题|情况|看法|意见|建议|想法|以下问题|如下问题|以下意见|如下|心里话|我?的看法|个人看法)?(?:如下)?"
    r"|(?:看了|看到|读了|阅读了|学习了|认真看了|仔细看了).{0,16}(?:征求意见稿?|草案|公告|稿子|文件|通知|办法|条例)(?:后|之后|以后)?"
    r"|(?:我|本人)?(?:的)?(?:个人)?(?:意见|建议|看法|想法)(?:和建议|或建议)?(?:如下|是|为)?"
    r"|(?:我|本人)?(?:有|提)(?:以下|如下)?[几1-9一两]?(?:点|条|个)?(?:意见|建议|看法|想法)(?:如下)?"
    r"|(?:dear|hello|hi|hey|greetings)(?: .{0,40})?|good (?:morning|afternoon|evening|day)(?: .{0,30})?"
    r"|to whom it may concern|(?:ladies and gentlemen|sir or madam|sirs?)"
    r"|(?:thank you|thanks) for (?:the opportunity|this opportunity|the chance|letting).{0,60}"
    r"|i (?:am writing|write|would like|want|wish) to (?:comment|give my (?:view|opinion)|share my (?:view|opinion)s?).{0,40}"
)
_THANKS = re.compile(
    r"(?:非常|十分|衷心|万分|先行|谨此|再次|在此|真诚|由衷|多多|最后|先|深表|表示|向您|向你们)*"
    r"(?:感谢|谢谢|多谢|致谢|拜托|辛苦|感激|麻烦)(?:了|您|你|们|各位|大家|领导|政府|部门|支持|理解|采纳|关注|阅读|不尽|涕零|工作人员|的|对|百忙之中)*"
    r"|(?:此致)?敬礼|此致|顺颂.{0,6}|顺祝.{0,10}|祝.{0,12}(?:顺利|健康|如意|安好|愉快|越来越好|繁荣|平安|幸福|好)"
    r"|(?:盼|望|请|希望|恳请|期盼|期待|急盼|敬请|恳求|请求|烦请)+(?:能|能够|您|你们|贵.|领导|政府|有关部门|相关部门|各级|予以|给予|得到|早日|尽快|尽早|及时|认真|"
    r"慎重|高度|的|我|认真)*(?:答复|回复|采纳|重视|考虑|批评指正|指正|关注|解答|复|回音|参考|斟酌|研究)(?:一下|此事|意见|我的|这条|建议|为盼|为感|解决|谢谢|1下)*"
    r"|(?:以上|上述)(?:仅?是|就是|为|内容|仅为)?(?:我|本人|我们)?(?:的|个人|1点|一点|小小|浅见|拙见|不成熟)*(?:意见|建议|看法|想法|观点|浅见|拙见|问题)?"
    r"(?:和建议)?(?:仅?供(?:贵.)?(?:领导)?参考|请考虑|望采纳|不妥之处.{0,6})?|仅?供(?:领导|贵.|你们|大家)?参考|(?:不当|不妥)之处.{0,8}|完毕|特此(?:反映|建议|留言)"
    r"|(?:yours (?:sincerely|faithfully|truly)|sincerely|sincerely yours|best|best (?:regards|wishes)|(?:kind|warm) regards|regards"
    r"|respectfully(?: submitted| yours)?|cheers|many thanks.{0,30}|thanks(?: .{0,40})?|thank you(?: .{0,60})?"
    r"|(?:i )?look(?:ing)? forward to (?:your|hearing).{0,40}|(?:please )?(?:take|give) (?:this|my).{0,20}consideration.{0,20})"
)
_ROLE = (
    "市民|居民|群众|老百姓|百姓|公民|业主|家长|村民|网友|职工|教师|老师|党员|学生|骑手|司机|读者|纳税人|建议人|留言人"
    "|反映人|投诉人|群众代表|用户|农民|工人|老人|年轻人|妈妈|爸爸|退休.{0,4}"
)
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳上官司马诸葛"
)
_NAME = r"[\u4e00-\u9fff]{1,3}(?:先生|女士|同志|小姐|某)?"
_SIGNATURE = re.compile(
    rf"(?:[一1]?[名位个])?(?:普通|热心|热情|匿名|广大|全体|关心此事|忧心|焦急|心急|愤怒|无奈|老|新|关注.{{0,6}}|"
    rf"[\u4e00-\u9fff\d]{{1,8}}(?:市|区|县|镇|村|小区|社区|街道|花园|家园|公司|学校|单元|栋|苑|号楼|室))*的?(?:{_ROLE})(?:代表)?(?:{_NAME})?"
    r"|(?:写于|于)?(?:\d{4}|今)年?\s?\d{1,2}[月 ]\s?\d{1,2}[日号]?.{0,4}|\d{1,2}月\d{1,2}[日号]|\d{4}年"
    r"|(?:我的|本人|联系人?|手机|电话|邮箱|微信|qq|tel|phone|mobile|email|e mail)*(?:电话|手机|方式|号码|邮箱|号|微信)*(?:是|为)?\s?\d[\d ]{6,16}"
    r"|(?:署名|姓名|联系人|留言人|建议人|反映人|签名)(?:.{0,6})"
    r"|(?:an? |your )?(?:very )?(?:concerned|local|worried|long ?time|proud|anonymous|angry|loyal|fellow)?\s?"
    r"(?:resident|citizen|parent|taxpayer|voter|neighbou?r|homeowner|constituent|commuter)s?(?: (?:of|from|in) .{1,30})?"
)
_TITLED_NAME = re.compile(r"(.)[\u4e00-\u9fff]{0,2}(?:先生|女士|同志|小姐|师傅|大爷|大妈|阿姨|某某?)")
_BARE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LATIN_NAME = re.compile(r"[a-z]+(?: [a-z]+){0,3}")

_OPINION = re.compile(
    "反对|支持|同意|赞成|赞同|拥护|建议|希望|应当?|该|要求|认为|觉得|请|不|没|能否|可否|为什么|怎么|如何|吗|呢|必须|需要|强烈|坚决|取消|增加|删"
    "|投诉|举报|影响|严重|问题|噪|污染|拖欠|违|oppose|support|object|agree|favou?r|should|must|need|want|please|not|never|cant|dont|ask|request|urge|hope|think|believe|against|suffer|problem"
)
_WHERE_DOING = "工作|生活|居住|住|上班|做生意|打工|务工|开店|教书|跑车|上学|读书|经商|种地|创业|长大"
_PERSONAL = re.compile(
    rf"(?:我|本人|俺|笔者|鄙人|我们|咱)(?:就)?(?:是|系|作为|住在?|家住|家在|今年|现年|在.{{1,14}}(?:{_WHERE_DOING})|来自|从事|叫|姓|身为|也是|只是).{{1,24}}"
    rf"|(?:我|本人)(?:已经?|从|自)?.{{0,10}}(?:{_WHERE_DOING}|退休|下岗)(?:了|已|已经|快|将近|近|有)*[\d几十数多]*(?:多)?(?:年|个月)?(?:了|以来|的)?"
    rf"|(?:作为|身为)[一1]?[名位个].{{1,18}}|(?:作为|身为).{{0,12}}(?:{_ROLE}|父亲|母亲|患者|住户|店主|老板|员工)(?:的一员)?"
    r"|(?:今年|现年|年近|年过)\d+(?:多)?岁?(?:了)?|\d+岁(?:了)?"
    rf"|(?:我家)?(?:家住|住在|居住在|家在|我家住|我家在|我家就在).{{2,20}}|.{{0,10}}(?:{_WHERE_DOING}|干)了?(?:快|将近|近|已有|有)?[\d几十多]+多?年(?:了|多)?"
    r"|(?:退休|在职|下岗|普通)(?:的)?.{0,4}(?:教师|工人|干部|职工|医生|护士|农民|老人)"
    r"|(?:我家?|家里|家中|我们家)(?:里)?(?:有|还有).{0,10}(?:孩子|小孩|老人|娃|宝宝|学生|病人|口人)"
    r"|(?:我|家里的?|我家)(?:的)?(?:父亲|母亲|爸爸?|妈妈?|爸妈|父母|孩子|女儿|儿子|老伴|爱人|妻子|丈夫|老公|老婆|奶奶|爷爷|小孩).{0,14}(?:岁|年级|工作|上学|退休|高龄|在家)(?:了)?"
    r"|(?:as|being|speaking as) (?:an? |the |someone ).{2,80}|(?:i am|im|i m|we are) (?:an? |the |one of |\d+ years).{2,80}|i (?:am|was) born.{2,60}"
    r"|(?:i|we|my family|my family and i|my (?:wife|husband|partner) and i) (?:have |ve )?(?:lived?|live|worked?|been living|grew up|reside|moved|raised) .{2,80}"
    r"|my name is .{2,40}|my (?:wife|husband|son|daughter|kids|children|mother|father|parents) (?:is|are|was|were|goes|go|attends?) .{2,60}"
)


def is_greeting(clause: str) -> bool:
    """Whether a clause only greets or announces that something will be said (称呼、问候)."""
    return len(clause) <= (100 if clause.isascii() else 30) and bool(_GREETING.fullmatch(clause) or _THANKS.fullmatch(clause))


def is_signature(clause: str, *, own_line: bool) -> bool:
    """Whether a clause at the end only thanks, signs or dates (落款). A bare name counts on its own line only."""
    if len(clause) > 100:
        return False
    if _THANKS.fullmatch(clause) or _SIGNATURE.fullmatch(clause):
        return True
    if (named := _TITLED_NAME.fullmatch(clause)) and named[1] in SURNAMES:
        return True
    if not own_line:
        return False
    if _BARE_NAME.fullmatch(clause):
        return clause[0] in SURNAMES and clause[:2] not in NOUNS and clause[:2] not in OTHER_WORDS
    return bool(_LATIN_NAME.fullmatch(clause)) and len(clause) <= 30 and not _OPINION.search(clause)


def is_personal(clause: str) -> bool:
    """Whether a clause only tells who is writing (个人情况)."""
    return len(clause) <= (100 if clause.isascii() else 30) and bool(_PERSONAL.fullmatch(clause)) and not _OPINION.search(clause)
