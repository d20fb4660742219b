"""What contradicts between two short texts although it does not stand in one another's place."""

import pytest

from app.similarity.contradictions import opposite_opinions, other_names, other_proper_nouns
from app.similarity.normalise import flat, make_key
from app.similarity.numbers import other_numbers
from app.similarity.score import join_threshold, score_keys

pytestmark = pytest.mark.one_database("pure functions")


@pytest.mark.parametrize(
    ("a", "b", "pair"),
    [
        ("对第三条反对，理由如下", "理由如下，赞成第三条", ("反对", "赞成")),
        ("名单应当公开", "名单不公开为好", ("公开", "不公开")),
        ("不支持延长补缴期", "支持延长补缴期", ("不支持", "支持")),
        ("建议放宽条件", "条件要收紧", ("放宽", "收紧")),
        ("同意延长", "赞成延长", None),
        ("不反对这一条", "支持这一条", None),
        ("支持，但不同意第二款", "不同意第二款", None),
        ("希望尽快处理", "支持尽快处理", None),
    ],
)
def test_opposite_opinions(a: str, b: str, pair: tuple[str, str] | None) -> None:
    assert opposite_opinions(a, b) == pair


@pytest.mark.parametrize(
    ("a", "b", "pair"),
    [
        ("噪声扰民，地点在云岭小区", "松涛小区噪声扰民", ("云岭", "松涛")),
        ("云岭小区噪声扰民", "云领小区噪声扰民", None),
        ("云岭小区噪声扰民", "噪声扰民", None),
        ("附近学校门口堵车", "周边学校门口堵车", None),
        ("相信政府会管的", "云岭小区噪声扰民", None),
        ("去年是韩祥文办的登记", "登记是邹雪梅去年办的", ("韩祥文", "邹雪梅")),
        ("登记是韩祥文办的", "登记是韩祥闻办的", None),
        ("东望小区噪声扰民", "噪声扰民，望栖小区", ("东望", "望栖")),  # a character shared in another place is no slip
        ("云岭小区噪声扰民", "噪声扰民，岭云小区", None),
    ],
)
def test_other_names(a: str, b: str, pair: tuple[str, str] | None) -> None:
    assert other_names(a, b) == pair


@pytest.mark.parametrize(
    ("a", "b", "pair"),
    [
        ("The bus at Larkmoor is late", "It is late, the bus at Fennings", ("Larkmoor", "Fennings")),
        ("The bus at Larkmoor is late", "It is late, the bus at Larkmor", None),
        ("The bus at Larkmoor is late", "Larkmoor. The bus at Fennings is late", None),
        ("I say the bus is late", "It is late, the bus at Fennings", None),
    ],
)
def test_other_proper_nouns(a: str, b: str, pair: tuple[str, str] | None) -> None:
    assert other_proper_nouns(make_key(a), make_key(b)) == pair


@pytest.mark.parametrize(
    ("a", "b", "pair"),
    [
        ("排队的有35人", "35号窗口排队的有80个", None),
        ("要交46份材料，窗口不收", "窗口不收，要交48件材料", ("46", "48")),
        ("2018年的补贴", "18年的补贴", None),
        ("等了30天", "一直在等", None),
        ("去了1次", "去了2次", None),
    ],
)
def test_other_numbers(a: str, b: str, pair: tuple[str, str] | None) -> None:
    assert other_numbers(a, b) == pair


def test_a_moved_clause_hides_no_contradiction() -> None:
    a, b = make_key("窗口排队太久，收费标准说不清，反对。"), make_key("反映：赞成，收费标准说不清，窗口排队太久。")
    assert score_keys(a, b).score < join_threshold(flat(a), flat(b))
    same = make_key("收费标准说不清，窗口排队太久，反对。")
    assert score_keys(a, same).score >= join_threshold(flat(a), flat(same))
