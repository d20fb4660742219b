"""Why two texts are together, and what keeps them apart."""

from app.similarity.explain import explain
from app.similarity.guard import Guard


def test_it_names_what_both_share_and_what_differs() -> None:
    why = explain("建议在人民路增设路灯，晚上太黑。", "您好，建议在人民路增加路灯，晚上太黑了")
    assert why.score >= why.needed
    assert {(d.a, d.b) for d in why.differences} >= {("设", "加")}
    assert "路灯" in why.shared
    assert not why.is_same_text


def test_it_names_the_guard() -> None:
    why = explain("请问2023年的补贴标准是多少", "请问2024年的补贴标准是多少")
    assert why.score < why.needed <= why.ratio
    assert [(d.a, d.b) for d in why.differences if d.guard is Guard.NUMBER] == [("2023年", "2024年")]


def test_the_same_words_are_the_same_text() -> None:
    why = explain("同意！", "同意")
    assert (why.score, why.is_same_text, why.differences) == (100.0, True, ())
