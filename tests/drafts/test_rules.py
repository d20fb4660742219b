from dataclasses import replace

import pytest

from app.drafts.outline import parse
from app.drafts.rules import TreeProblem, check_clauses, citations
from app.lib.i18n import gettext, in_locale

DRAFT = parse(
    [
        "某办法",
        "第一章 总则",
        "第一条 甲：",
        "（一）子；",
        "1.丑。",
        "乙。",
        "第二条 丙：",
        "（一）寅。",
        "第三条 丁。",
    ]
)


def test_clauses_are_cited_as_documents_do():
    cited = citations(DRAFT.clauses)
    assert cited["c1"] == "第一章"
    assert cited["a1-1-1-1"] == "第一条第一款第一项第1目"
    assert cited["a1-2"] == "第一条第二款"
    assert cited["a2-1-1"] == "第二条第一项"  # one paragraph only: it is not named
    assert cited["a3-1"] == "第三条"


def test_outlines_and_plain_texts_are_cited_too():
    assert citations(parse(["某方案", "一、甲", "（一）乙", "二、丙"]).clauses)["s1-1"] == "一、（一）"
    assert citations(parse(["Title", "One.", "Two."]).clauses)["p2"] == "第二段"


def test_a_parsed_tree_is_usable():
    assert check_clauses(DRAFT.clauses) == []


@pytest.mark.parametrize(
    ("clauses", "problem"),
    [
        ([], TreeProblem.NO_CLAUSES),
        ([replace(DRAFT.clauses[1])], TreeProblem.UNKNOWN_PARENT),
        ([DRAFT.clauses[0], replace(DRAFT.clauses[0], position=2)], TreeProblem.DUPLICATE_REF),
        ([replace(DRAFT.clauses[0], position=3)], TreeProblem.WRONG_ORDER),
        ([replace(DRAFT.clauses[0], heading="")], TreeProblem.NO_WORDS),
        ([replace(DRAFT.clauses[0], heading="长" * 301)], TreeProblem.LONG_HEADING),
    ],
)
def test_an_unusable_tree_says_why(clauses, problem):
    assert problem in [found for found, _ in check_clauses(clauses)]


def test_warnings_are_said_in_chinese():
    [warning] = parse(["某办法", "第一条 甲。", "第三条 乙。"]).warnings
    with in_locale("zh-CN"):
        assert gettext(warning.message, **warning.params) == "第 3 行：第三条，此处应为第二条，是否有遗漏？"


def test_every_message_is_translated():
    from app.drafts.rules import WarningCode
    from app.lib.i18n import translations

    assert {code.value for code in (*WarningCode, *TreeProblem)} <= translations("zh-CN").keys()
