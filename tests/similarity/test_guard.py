"""What is another matter and what is only a slip of the pen. Scores from 70 on join (65 for long texts)."""

import pytest

from app.similarity.guard import Guard, differences
from app.similarity.normalise import make_key
from app.similarity.score import join_threshold, score_keys

APART = [
    ("请问2023年东湖区的补贴标准是多少", "请问2024年东湖区的补贴标准是多少", Guard.NUMBER),
    ("建议将年限改为三年", "建议将年限改为五年", Guard.NUMBER),
    ("申请公开云政发〔2023〕15号文件", "申请公开云政发〔2023〕16号文件", Guard.NUMBER),
    ("3栋2单元电梯经常坏，请维修", "5栋2单元电梯经常坏，请维修", Guard.NUMBER),
    ("请问东湖区的补贴标准是多少", "请问西湖区的补贴标准是多少", Guard.PLACE),
    ("请问长沙市的低保标准是多少", "请问武汉市的低保标准是多少", Guard.PLACE),
    ("永安镇的自来水经常停水请尽快解决", "长宁镇的自来水经常停水请尽快解决", Guard.PLACE),
    ("申请公开翠湖小区的物业招标材料", "申请公开锦绣小区的物业招标材料", Guard.PLACE),
    ("东望镇的自来水经常停水请尽快解决", "望栖路的自来水经常停水请尽快解决", Guard.PLACE),
    ("云岭公寓的垃圾没有人清运", "松涛菜场的垃圾没有人清运", Guard.PLACE),
    ("I oppose the new bypass in Riverton because of noise", "I oppose the new bypass in Lakeside because of noise",
     Guard.PLACE),
    ("我支持这个办法，应当尽快实施", "我反对这个办法，应当尽快实施", Guard.STANCE),
    ("I support the new bypass because of jobs", "I oppose the new bypass because of jobs", Guard.STANCE),
    ("灵活就业人员应当可以在就业地参加社保", "灵活就业人员不应当可以在就业地参加社保", Guard.OPPOSITE),
    ("建议提高灵活就业人员的缴费基数", "建议降低灵活就业人员的缴费基数", Guard.OPPOSITE),
    ("建议延长夜间公交的运营时间", "建议缩短夜间公交的运营时间", Guard.OPPOSITE),
    ("建议改善东湖区的路灯情况", "建议改善东湖区的垃圾情况", Guard.MATTER),
    ("请问北苑社区2026年的补贴标准是多少", "请问芙蓉小区2026年的补贴标准是多少", Guard.PLACE),
    ("目前望江区的停车位非常紧张", "现在北苑社区的停车位非常紧张", Guard.PLACE),
    ("请在青禾县尽快修好桥面", "请在望江区尽快修好桥面", Guard.PLACE),
    ("第28条规定的期限应该改到45个月", "第28条规定的期限应该改到48个", Guard.NUMBER),
    ("建议平台企业给骑手缴纳工伤保险", "建议平台企业给骑手缴纳养老保险", Guard.MATTER),
    ("D市松园小区的物业乱收停车费", "H市松园小区的物业乱收停车费", Guard.PLACE),
    ("F3区柳荫街垃圾堆了一个星期", "F8区柳荫街垃圾堆了一个星期", Guard.PLACE),
    ("请问菏泽市引进人才有哪些条件", "请问滁州市引进人才有哪些条件", Guard.PLACE),
    ("第三中学门口没有斑马线，学生过马路危险", "文汇中学门口没有斑马线，学生过马路危险", Guard.PLACE),
    ("申请公开滨湖区的拆迁补偿方案", "申请公开莲湖区的拆迁补偿方案", Guard.PLACE),
    ("举报村干部周国栋侵占集体土地", "举报村干部孙志明侵占集体土地", Guard.NAME),
    ("建议把补助从3000元往上调一些", "建议把补助从5万元往上调一些", Guard.NUMBER),
    ("请问稳岗补贴今年怎么申领", "请问租房补贴今年怎么申领", Guard.MATTER),
    ("申请公开湖北省各市的救灾款分配情况", "申请公开除湖北省外各市的救灾款分配情况", Guard.OPPOSITE),
    ("文汇中学寒假期间违规补课", "文汇中学暑假期间违规补课", Guard.MATTER),
]  # fmt: skip

TOGETHER = [
    ("北门公交站的候车亭漏雨，请派人来修", "北门公交站的候只上漏雨，请派人来修"),
    ("公安部门如何保障道路畅通", "公安部门怎么保证马路畅通"),
    ("手机上的政务软件不能登录是什么原因", "手机上的政务软件无法登录是啥原因"),
    ("在河边的步道上跑步的人很多，灯却不亮", "再河边得步道上跑步地人很多，灯却不亮"),
    ("每户补贴5万元太少，建议提高", "每户补贴50000元太少，建议提高"),
    ("永安镇的自来水经常停水请尽快解决", "永安镇的自来水经常停水请立即处理"),
    ("建设路的路灯坏了很久了没人修", "建社路的路灯坏了很久了没人修"),
    ("希望在小区门口增设一个红绿灯，孩子上学太危险", "期盼在社区门口增加一个红绿灯，小孩上学太危险"),
    ("晚上太黑了，希望在人民路增设路灯", "希望在人民路增设路灯，晚上太黑了"),
    ("灵活就业人员应当可以在就业地参加社保", "灵活就页人员应当可以在旧业地参加社保"),
    ("建议平台企业给骑手缴纳工伤保险", "建议平台企业给骑手交工伤保险"),
    ("现在镇静的人不多，希望社区加强疏导", "目前镇静的人不多，希望社区加强疏导"),
    ("很多老人反映看病难，晚上更加严重", "不少老人反映看病难，夜里越发严重"),
    ("请问补贴标准是多少，什么时候发放", "请问2024年补贴标准是多少，什么时候发放"),
    ("请公开本市2018年的预算执行情况报告", "请公开本市18年的预算执行情况报告"),
    ("建议在2026年以前建成文化公园的停车场", "建议在20么6年以前建成文化公园的停车场"),
    ("I oppose the new bypass in Riverton because of noise", "I opose the new bypass in Riverton becuase of the noise"),
    ("Please improve the playground for our kids at Elm Street",
     "Please enhance the playground for our children at Elm Street"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "guard"), APART)
def test_another_matter_is_kept_apart(one: str, other: str, guard: Guard) -> None:
    a, b = make_key(one), make_key(other)
    assert guard in {d.guard for d in differences(a, b)}
    for x, y in ((a, b), (b, a)):
        assert score_keys(x, y).score < join_threshold(x, y)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_a_slip_or_a_synonym_joins(one: str, other: str) -> None:
    a, b = make_key(one), make_key(other)
    for x, y in ((a, b), (b, a)):
        assert score_keys(x, y).score >= join_threshold(x, y), score_keys(x, y)


LONG = (
    "建议办法第十二条明确平台企业的责任，骑手在送餐途中受伤时应当由平台先行垫付医疗费用，再向保险公司追偿。"
    "现在很多骑手受伤以后没有人管，站点说是众包人员，平台说是劳务外包，两边推来推去，最后只能自己承担。"
    "希望在云台市先行试点，把垫付责任写进条文，并规定垫付的时限。"
)


def test_one_changed_place_in_a_long_text_is_the_same_campaign() -> None:
    a, b = make_key(LONG), make_key(LONG.replace("云台市", "青川市"))
    assert score_keys(a, b).score >= join_threshold(a, b)


def test_the_opposite_stance_is_another_text_however_long() -> None:
    a, b = make_key("我坚决支持这个草案。" + LONG), make_key("我坚决反对这个草案。" + LONG)
    assert Guard.STANCE in {d.guard for d in score_keys(a, b).found}
    assert score_keys(a, b).score < join_threshold(a, b)


def test_a_long_text_with_clauses_dropped_and_added_joins() -> None:
    clauses = LONG.split("，")
    shorter = "，".join([*clauses[:2], *clauses[3:]]) + "另外还要公布每个季度的垫付数据，接受社会监督。"
    a, b = make_key(LONG), make_key(shorter)
    assert score_keys(a, b).score >= join_threshold(a, b)


def test_a_long_text_quoted_without_its_marks_inside_a_longer_one_joins() -> None:
    words = "".join(c for c in LONG if c not in "，。")
    added = "我家楼下的菜场凌晨三点就有货车卸货，喇叭声和铁架声不断，夏天开不了窗。" * 2
    a, b = make_key(LONG), make_key(f"大家都在传这样一段话：“{words}”{added}")
    assert score_keys(a, b).score >= join_threshold(a, b)
    other = make_key(LONG[:40] + added + "另外图书馆周一不开门，想借书的学生只能白跑一趟。")
    assert score_keys(a, other).score < join_threshold(a, other)
