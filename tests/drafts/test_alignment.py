"""Clauses find each other by what they say, whatever their numbers became."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.demo.consultations import draft_text
from app.drafts.alignment import Link, align
from app.drafts.importing import from_text

ARTICLES = [
    "".join(other.text for other in parsed if other.ref == one.ref or other.ref.startswith(f"{one.ref}-"))
    for parsed in [from_text(draft_text("flexible_workers")).parsed.clauses]
    for one in parsed
    if one.kind == "article"
]
REWRITTEN = (
    "未在当月缴费期内足额缴费的，可以自期满之日起三十日内补缴，视为按时缴费。有下列情形之一的，宽限期延长至六十日："
    "因住院治疗不能缴费的；平台企业延迟结算报酬的；系统故障影响缴费的；其他不可归责于本人的情形。无需提供证明。"
)
SHORTER = "办理参保登记，应当提供有效身份证件，并如实申报就业情况；能够通过数据共享核验的，不得要求重复提供。"
NEW = "市人力资源社会保障部门应当每年公布本办法的实施情况，并听取灵活就业人员代表的意见。"


def pairs(links: list[Link]) -> list[tuple[int | None, int | None]]:
    return [(link.before, link.after) for link in links]


def test_eighteen_articles_with_an_insertion_a_deletion_rewrites_an_extension_and_a_move() -> None:
    assert len(ARTICLES) == 18
    final = list(ARTICLES)
    final[8] = REWRITTEN
    final[4] = SHORTER
    final[9] += "补缴的金额按照补缴时的缴费基数计算，不另收费用。"
    moved = final.pop(13)
    del final[10]
    final.insert(2, NEW)
    final.insert(1, moved)
    expected = {0: 0, 13: 1, 1: 2, None: 3, 2: 4, 3: 5, 4: 6, 5: 7, 6: 8, 7: 9, 8: 10, 9: 11, 11: 12, 12: 13}
    expected |= {14: 14, 15: 15, 16: 16, 17: 17}
    found = pairs(align(ARTICLES, final))
    assert found == [(one, other) for one, other in expected.items()] + [(10, None)]
    right = sum((one, other) in found for one, other in expected.items())
    by_number = sum(one == other for one, other in expected.items())
    assert (right, by_number) == (18, 5)


def test_what_a_person_need_not_look_at() -> None:
    final = [*ARTICLES[:8], REWRITTEN, *ARTICLES[9:], NEW]
    links = align(ARTICLES, final)
    assert [link.after for link in links if not link.is_clear] == [8, 18]
    moved = [ARTICLES[5], *ARTICLES[:5], *ARTICLES[6:]]
    assert [link.after for link in align(ARTICLES, moved) if not link.is_clear] == [0]


def test_two_alike_clauses_are_not_clear() -> None:
    twins = ["经办机构应当在五个工作日内办理参保登记。", "经办机构应当在五个工作日内办理转移登记。"]
    links = align(twins, [twins[0].replace("五", "三"), twins[1].replace("五", "三")])
    assert pairs(links) == [(0, 0), (1, 1)]
    assert not any(link.is_clear for link in links)


def test_clauses_that_were_joined() -> None:
    final = [*ARTICLES[:6], ARTICLES[6] + ARTICLES[7], *ARTICLES[8:]]
    assert pairs(align(ARTICLES, final)) == [
        *((place, place) for place in range(7)), (7, 6), *((place, place - 1) for place in range(8, 18)),
    ]  # fmt: skip


def test_a_clause_that_was_divided() -> None:
    whole = ARTICLES[6] + ARTICLES[7]
    before = [*ARTICLES[:6], whole, *ARTICLES[8:]]
    found = pairs(align(before, ARTICLES))
    assert (6, 6) in found
    assert (6, 7) in found
    assert not any(None in pair for pair in found)


@pytest.mark.parametrize(("before", "after"), [([], []), ([], ["甲"]), (["甲"], []), ([""], [""]), (["甲"], ["乙"])])
def test_hardly_anything_to_align(before: list[str], after: list[str]) -> None:
    links = align(before, after)
    assert {link.before for link in links} - {None} == set(range(len(before)))
    assert {link.after for link in links} - {None} == set(range(len(after)))


WORDS = st.sampled_from(
    ["缴费", "登记", "可以", "应当", "五日内", "窗口", "网上", "办理", "通知", "不得", "材料", "的"]
)
CLAUSES = st.lists(st.lists(WORDS, min_size=1, max_size=12).map("".join), max_size=9)


@given(CLAUSES, CLAUSES)
def test_every_clause_stands_somewhere_and_no_link_twice(before: list[str], after: list[str]) -> None:
    links = align(before, after)
    assert {link.before for link in links} - {None} == set(range(len(before)))
    assert {link.after for link in links} - {None} == set(range(len(after)))
    found = pairs(links)
    assert len(set(found)) == len(found)
    # Alone on one side means: in no other link.
    for one, other in found:
        assert other is not None or sum(link.before == one for link in links) == 1
        assert one is not None or sum(link.after == other for link in links) == 1


@given(CLAUSES, CLAUSES)
def test_what_nobody_looks_at_is_a_partial_matching_in_order(before: list[str], after: list[str]) -> None:
    clear = [link for link in align(before, after) if link.is_clear]
    assert len({link.before for link in clear}) == len({link.after for link in clear}) == len(clear)
    assert [link.before for link in clear] == sorted(link.before or 0 for link in clear)


@given(CLAUSES)
def test_a_version_is_itself(clauses: list[str]) -> None:
    assert pairs(align(clauses, clauses)) == [(place, place) for place in range(len(clauses))]


@settings(max_examples=30)
@given(st.permutations(range(18)))
def test_moved_clauses_are_found_wherever_they_stand(order: list[int]) -> None:
    links = align(ARTICLES, [ARTICLES[place] for place in order])
    assert {(link.before, link.after) for link in links} == {(one, place) for place, one in enumerate(order)}
