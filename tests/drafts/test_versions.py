"""Rows of a comparison: every unit stands in one row, what is gone stands where it stood, moves are told apart."""

from dataclasses import asdict
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.drafts.importing import from_text
from app.drafts.versions import Kind, Pair, Row, Unit, kind_of, link_units, parts_of, rows_of, units_of
from app.drafts.wording import after_of, before_of, text_of

DRAFT = """某市灵活就业人员缴费办法（草案征求意见稿）
第一章　总则
第一条（目的）为了方便灵活就业人员缴费，制定本办法。
第二条（适用范围）本市行政区域内灵活就业人员缴费，适用本办法。
第二章　缴费
第三条（缴费方式）可以按月、按季或者按年缴费。
第四条（宽限期）未按时缴费的，可以在十五日内补缴。
第五条（材料）办理缴费登记的人员，应当提供身份证件复印件和居住证明。
第六条（施行日期）本办法自2027年1月1日起施行。
"""
FINAL = """某市灵活就业人员缴费办法
第一章　总则
第一条（目的）为了方便灵活就业人员缴费，制定本办法。
第二条（工作原则）缴费服务遵循自愿、公开、便民的原则，费用由本人负担。
第三条（适用范围）本市行政区域内灵活就业人员缴费，适用本办法。
第二章　缴费和待遇
第四条（缴费方式）可以按月、按季或者按年缴费。
第五条（宽限期）未按时缴费的，可以在六十日内补缴。
第六条（施行日期）本办法自2027年1月1日起施行。
"""


def read(text: str) -> list[Unit]:
    return units_of([asdict(clause) | {"id": uuid4()} for clause in from_text(text).parsed.clauses])


def test_a_draft_and_its_final_text() -> None:
    before, after = read(DRAFT), read(FINAL)
    rows = rows_of([(link.before, link.after) for link in link_units(before, after)], before)
    seen = [
        (str(kind_of(row, before, after)), [before[i].name for i in row.before], [after[i].name for i in row.after])
        for row in rows
    ]  # fmt: skip
    assert seen == [
        ("unchanged", ["第一章"], ["第一章"]),
        ("unchanged", ["第一条"], ["第一条"]),
        ("new", [], ["第二条"]),
        ("unchanged", ["第二条"], ["第三条"]),
        ("changed", ["第二章"], ["第二章"]),
        ("unchanged", ["第三条"], ["第四条"]),
        ("changed", ["第四条"], ["第五条"]),
        ("removed", ["第五条"], []),
        ("unchanged", ["第六条"], ["第六条"]),
    ]
    assert not any(row.is_moved for row in rows)


def test_the_same_heading_over_other_words_is_a_pair_to_look_at() -> None:
    before = read("办法\n第一条（目的）为了缴费。\n第二条（宽限期）未按时缴费的，可以在十五日内补缴。")
    after = read("办法\n第一条（目的）为了缴费。\n第二条（宽限期）具体时限另行规定，由经办机构公布。")
    assert [(link.before, link.after, link.is_clear) for link in link_units(before, after)] == [
        (0, 0, True),
        (1, 1, False),
    ]


def test_joined_and_divided_clauses_stand_in_one_row() -> None:
    before = [Unit(uuid4(), f"a{n}", f"第{n}条", "", f"原文{n}", is_heading=False) for n in range(4)]
    after = [Unit(uuid4(), f"a{n}", f"第{n}条", "", f"正文{n}", is_heading=False) for n in range(4)]
    rows = rows_of([(0, 0), (1, 0), (2, 1), (2, 2), (3, None), (None, 3)], before)
    assert [(row.before, row.after) for row in rows] == [([0, 1], [0]), ([2], [1, 2]), ([3], []), ([], [3])]
    assert [kind_of(row, before, after) for row in rows] == [Kind.MERGED, Kind.SPLIT, Kind.REMOVED, Kind.NEW]
    parts = parts_of(rows[0], before, after)["text"]
    assert text_of(before_of(parts)) == "原文0\n原文1"
    assert text_of(after_of(parts)) == "正文0"


def unit(place: int) -> Unit:
    return Unit(uuid4(), f"a{place}", f"第{place}条", "", f"文{place}", is_heading=False)


PLACES = st.integers(0, 7)
PAIRS = st.lists(
    st.one_of(st.tuples(PLACES, PLACES), st.tuples(PLACES, st.none()), st.tuples(st.none(), PLACES)), max_size=16
)


@given(PAIRS)
def test_every_unit_stands_in_one_row(pairs: list[Pair]) -> None:
    rows = rows_of(pairs, [unit(place) for place in range(8)])
    olds = [place for row in rows for place in row.before]
    news = [place for row in rows for place in row.after]
    assert sorted(olds) == sorted({one for one, _other in pairs} - {None})
    assert sorted(news) == sorted({other for _one, other in pairs} - {None})
    assert all(row.before or row.after for row in rows)
    assert all(rows_with(rows, one) is rows_with(rows, None, other) for one, other in pairs if None not in (one, other))


def rows_with(rows: list[Row], one: int | None, other: int | None = None) -> Row:
    return next(row for row in rows if (one in row.before if one is not None else other in row.after))


@given(st.permutations(range(7)))
def test_what_kept_its_order_has_not_moved(order: list[int]) -> None:
    rows = rows_of([(one, place) for place, one in enumerate(order)], [unit(place) for place in range(7)])
    kept = [row.before[0] for row in rows if not row.is_moved]
    assert kept == sorted(kept)
    if order == sorted(order):
        assert len(kept) == 7
    if order == [6, *range(6)]:
        assert [row.before for row in rows if row.is_moved] == [[6]]
