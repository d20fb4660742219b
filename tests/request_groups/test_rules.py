"""When two requests ask for the same: tables of made-up requests, and what must hold for any."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.request_groups.rules import Held, Relation, conflicts, relate
from app.similarity.facts import Guard, read_facts
from tests.request_groups.said import ASKING, MATTERS, NOT_THE_SAME

TOGETHER = (Relation.SAME, Relation.POSSIBLE)
SAME_PAIRS = [pair for said in MATTERS.values() for pair in combinations(said, 2)]
OTHER_PAIRS = [
    (one, other) for (_, ones), (_, others) in combinations(MATTERS.items(), 2) for one in ones for other in others
]


def relation(one: str, other: str) -> Relation:
    return relate(read_facts(one), read_facts(other)).relation


@pytest.mark.parametrize(("one", "other"), SAME_PAIRS)
def test_other_words_for_the_same_are_the_same(one: str, other: str) -> None:
    assert relation(one, other) is Relation.SAME


def test_other_matters_never_meet() -> None:
    assert len(OTHER_PAIRS) > 100
    assert [pair for pair in OTHER_PAIRS if relation(*pair) in TOGETHER] == []


@pytest.mark.parametrize(("guard", "one", "other"), NOT_THE_SAME)
@pytest.mark.parametrize("asking", ASKING)
def test_another_value_is_other_information(guard: str, one: str, other: str, asking: str) -> None:
    likeness = relate(read_facts(asking.format(one)), read_facts(other))
    assert likeness.relation not in TOGETHER
    assert Guard(guard) in likeness.guards


@pytest.mark.parametrize(("guard", "one", "other"), NOT_THE_SAME)
def test_close_but_different_is_shown_as_such(guard: str, one: str, other: str) -> None:
    if guard == "document" and one.endswith("全文"):
        return  # of two bare numbers nothing is alike
    assert relation(one, other) is Relation.NEAR


@pytest.mark.parametrize("said", [said for lines in MATTERS.values() for said in lines])
def test_the_way_of_asking_changes_nothing(said: str) -> None:
    plain = read_facts(said)
    for asking in ASKING:
        asked = read_facts(asking.format(said))
        assert asked.values == plain.values
        assert relate(asked, plain).relation is Relation.SAME


@pytest.mark.parametrize(
    ("text", "guard", "value"),
    [
        ("滬人社規［２０２５］１８號", "document", "沪人社规〔2025〕18号"),
        ("请提供沪人社规 (2025) 第 018 号", "document", "沪人社规〔2025〕18号"),
        ("依据国发〔2019〕3号和沪府〔2020〕5号", "document", "国发〔2019〕3号、沪府〔2020〕5号"),
        ("国务院令第711号", "document", "院令711号"),
        ("沪人社规2025年18号文", "document", "沪人社规〔2025〕18号"),
        ("应急指挥部公告（第012号）", "document", "公告第12号"),
        ("财政部 税务总局公告2020年第8号", "document", "公告2020年第8号"),
        ("二〇二四年", "period", "2024"),
        ("二○二四年度", "period", "2024"),
        ("2010—2020年", "period", "2010—2020"),
        ("2010年至2020年", "period", "2010—2020"),
        ("2023、2024年", "period", "2023—2024"),
        ("2024年1月1日至2024年12月31日", "period", "2024"),
        ("2024年十月", "period", "2024-10"),
        ("2024年第二季度", "period", "2024Q2"),
        ("2024年4月1日-6月30日", "period", "2024Q2"),
        ("上海市浦东新区", "place", "浦东"),
        ("本市各区社区事务", "place", None),
        ("城镇职工和乡镇企业", "place", None),
        ("灵活就业人员超市市场", "place", None),
        ("本人申请公开2024年养老保险基金情况", "person", None),
        ("我想了解养老保险缴费基数", "person", None),
        ("我市2024年养老保险参保人数", "person", None),
        ("我父亲的退休审批档案", "person", "1"),
        ("我公司2023年社保缴费明细", "person", "1"),
        ("社会保险基金", "insurance", None),
        ("渔业保险", "insurance", "渔业"),
    ],
)
def test_guards_are_read_in_every_writing(text: str, guard: str, value: str | None) -> None:
    assert read_facts(text).values.get(Guard(guard)) == value


def test_missing_is_compatible_and_two_values_are_not() -> None:
    assert conflicts({}, {Guard.PLACE: "上海"}) == ()
    assert conflicts({Guard.PLACE: "浦东"}, {Guard.PLACE: "上海"}) == (Guard.PLACE,)
    assert conflicts({}, {Guard.FACET: "名单"}) == (Guard.FACET,)
    assert conflicts({Guard.PERSON: "1"}, {Guard.PERSON: "1"}) == (Guard.PERSON,)


def test_who_asks_for_nothing_is_like_nobody() -> None:
    for said in ("申请公开", "", "。。。", "请提供全部信息"):
        assert relation(said, said) is Relation.UNRELATED
        assert all(relation(said, other[0]) is Relation.UNRELATED for other in MATTERS.values())


PIECES = st.sampled_from(
    [
        "2023年",
        "2024年度",
        "浦东新区",
        "静安区",
        "上海市",
        "失业保险",
        "工伤保险",
        "沪人社规〔2025〕18号",
        "第三批",
        "基金收支",
        "参保人数",
        "名单",
        "测算依据",
        "我的缴费记录",
        "居住证积分",
        "发放情况",
        "办理流程",
        "2023年",
        "个人",
    ]
)
REQUESTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=6).map("".join))


@given(REQUESTS, REQUESTS)
def test_relation_is_symmetric(one: str, other: str) -> None:
    assert relate(read_facts(one), read_facts(other)) == relate(read_facts(other), read_facts(one))


@given(st.lists(REQUESTS, max_size=4))
def test_a_group_never_holds_two_explicit_values(many: list[str]) -> None:
    """Who may join only if nothing contradicts, in whatever order they come, never brings a second value."""
    for order in permutations(many):
        held = Held()
        members = []
        for facts in map(read_facts, order):
            if not facts.is_personal and not held.conflicts(facts.values):
                held = held.join(facts.values)
                members.append(facts)
        for guard in Guard:
            assert len({m.values[guard] for m in members if guard in m.values}) <= 1
        assert all(not conflicts(one.values, other.values) for one, other in combinations(members, 2))


@given(REQUESTS)
def test_reading_twice_says_the_same(text: str) -> None:
    assert read_facts(text) == read_facts(text)
    assert all(read_facts(text).values.values())


@pytest.mark.parametrize(
    "text", ["补贴资金按区、按工种的拨付明细", "就业服务经费与区财政分担情况", "各镇、街道和区的窗口数量"]
)
def test_words_before_a_district_are_no_name(text: str) -> None:
    assert Guard.PLACE not in read_facts(text).values


def test_a_place_that_is_left_out_is_another_than_the_place_itself() -> None:
    asked = [
        read_facts(f"公开2025年{where}各市的救灾款分配情况").values for where in ("湖北省", "除湖北省外", "除湖北以外")
    ]
    assert asked[0][Guard.PLACE] == "湖北"
    assert asked[1][Guard.PLACE] == asked[2][Guard.PLACE] == "除湖北外"
    assert read_facts("公开除了湖北外还有湖南的救灾款分配情况").values[Guard.PLACE] == "湖北、湖南"
