"""Reading documents: both styles, the notice around them, and what must not be taken for a clause."""

import pytest

from app.drafts.outline import parse
from app.drafts.rules import DraftStyle, ParsedDraft, WarningCode

STATUTE = """\
目　录
第一编　总　则
第一章　一般规定
第二章　申请……3
第二编　附则
本市公共自行车管理办法
（征求意见稿）
第一编　总　则
第一章　一般规定
第一条（目的）　为了方便市民骑行，制定本办法。
第二条　本办法所称公共自行车，包括：
（一）有桩自行车；
（二）无桩自行车，分为：
1．人力自行车；
2．助力自行车。
前款第二项的车辆应当定位。
第二条之一　骑行人应当年满12周岁。
第二章　申　请
第一节　条件
第三条　申请人应当提交下列材料：
（一）身份证明；
（二）承诺书。
第二条之一规定的骑行人，由监护人申请。
第二节　期限
第４条 押金应当在七日内退还。
第二编　附　则
第一章　施行
第五条　本办法自2030年1月1日起施行。
某市城市管理局
2029年12月1日
附件1：停放点一览
1. 东门
"""


def refs(draft: ParsedDraft) -> list[str]:
    return [clause.ref for clause in draft.clauses]


def codes(draft: ParsedDraft) -> list[WarningCode]:
    return [warning.code for warning in draft.warnings]


def clause(draft: ParsedDraft, ref: str):
    return next(clause for clause in draft.clauses if clause.ref == ref)


def statute(*lines: str) -> ParsedDraft:
    return parse(["某办法", *lines])


def test_a_statute_with_every_level():
    draft = parse(STATUTE.splitlines())
    assert draft.style is DraftStyle.STATUTE
    assert draft.title == "本市公共自行车管理办法（征求意见稿）"
    assert refs(draft) == [
        "part1", "part1-c1", "a1", "a1-1",
        "a2", "a2-1", "a2-1-1", "a2-1-2", "a2-1-2-1", "a2-1-2-2", "a2-2", "a2z1", "a2z1-1",
        "part1-c2", "part1-c2-1", "a3", "a3-1", "a3-1-1", "a3-1-2", "a3-2", "part1-c2-2", "a4", "a4-1",
        "part2", "part2-c1", "a5", "a5-1",
    ]  # fmt: skip
    assert draft.signature == ("某市城市管理局", "2029年12月1日", "附件1：停放点一览", "1. 东门")
    assert draft.preamble == ()
    assert codes(draft) == [WarningCode.APPENDIX_LEFT_OUT]


def test_kinds_labels_headings_parents_and_positions():
    draft = parse(STATUTE.splitlines())
    kinds = {ref: (clause(draft, ref).kind.value, clause(draft, ref).label) for ref in refs(draft)}
    assert kinds["part1"] == ("part", "第一编")
    assert kinds["part1-c2-1"] == ("section", "第一节")
    assert kinds["a4"] == ("article", "第４条")
    assert kinds["a2-1-2"] == ("item", "（二）")
    assert kinds["a2-1-2-1"] == ("subitem", "1．")
    assert clause(draft, "part1").heading == "总则"
    assert clause(draft, "a1").heading == "目的"
    assert clause(draft, "a1-1").text == "为了方便市民骑行，制定本办法。"
    assert clause(draft, "a3").parent_ref == "part1-c2-1"
    assert clause(draft, "a2-1-2-1").parent_ref == "a2-1-2"
    assert [one.position for one in draft.clauses] == list(range(1, len(draft.clauses) + 1))


OUTLINE = """\
关于印发《某局政务公开办法》的通知
机关各处室:
现将《某局政务公开办法》印发给你们，请遵照执行。
某局
2029年1月2日
某局政务公开办法
为推进公开，提出如下办法。
一、指导思想
坚持公开为常态。
坚持为民。
二、工作要求
(一)公文公开。拟制公文要明确公开属性，不公开的，说明理由。
(二)各处室应当在三月底前完成下列准备工作并将准备情况书面报送办公室备案和存档，不得拖延。逾期通报。
1.清理目录；
2、编制指南：
（1）纸质；
①彩色；
②黑白。
（2）电子。
三、组织领导
（一）完善体制。由办公室牵头。
"""


def test_an_outline_inside_a_notice():
    draft = parse(OUTLINE.splitlines())
    assert draft.style is DraftStyle.OUTLINE
    assert draft.title == "某局政务公开办法"
    assert draft.preamble[0].startswith("关于印发")
    assert draft.preamble[-1] == "为推进公开，提出如下办法。"
    assert refs(draft) == [
        "s1", "s2", "s2-1", "s2-2", "s2-2-1", "s2-2-2", "s2-2-2-1", "s2-2-2-1-1", "s2-2-2-1-2", "s2-2-2-2",
        "s3", "s3-1",
    ]  # fmt: skip
    assert [one.kind.value for one in draft.clauses][6:8] == ["level_4", "level_5"]
    assert (clause(draft, "s1").heading, clause(draft, "s1").text) == (
        "指导思想",
        "坚持公开为常态。\n坚持为民。",
    )
    assert (clause(draft, "s2").label, clause(draft, "s2").heading) == ("二、", "工作要求")
    assert clause(draft, "s2-1").label == "(一)"
    assert clause(draft, "s2-1").heading == "公文公开"
    assert clause(draft, "s2-1").text.startswith("拟制公文")
    assert clause(draft, "s2-2").heading == ""  # the first sentence is too long for a heading
    assert codes(draft) == []


def test_brackets_numbers_may_run_through_all_sections_of_an_outline():
    draft = parse(["某意见", "一、要求", "（一）甲。子", "（二）乙。丑", "二、任务", "（三）丙。寅", "（四）丁。卯"])
    assert refs(draft) == ["s1", "s1-1", "s1-2", "s2", "s2-3", "s2-4"]
    assert codes(draft) == []


def test_a_plan_with_chapters_and_no_articles():
    draft = parse(
        [
            "某市规划",
            "第一章 背景",
            "概述。",
            "一、形势",
            "二、机遇",
            "第二章 任务",
            "第一节 产业",
            "一、工业",
        ]
    )
    assert draft.style is DraftStyle.OUTLINE
    assert refs(draft) == ["c1", "c1-s1", "c1-s2", "c2", "c2-1", "c2-1-s1"]
    assert clause(draft, "c1").text == "概述。"


@pytest.mark.parametrize(
    "citing",
    [
        "第一条第二款规定的情形除外。",
        "第一条规定的情形除外。",
        "第三条、第四条的规定不适用。",
        "第三条至第五条的情形除外。",
        "第七条所称人员除外。",
        "第九条情形不适用前款。",
        "第一条 第二款规定的情形除外。",
    ],
)
def test_a_paragraph_that_cites_an_article_is_not_one(citing):
    draft = statute("第一条 甲。", "第二条 乙。", citing, "第三条 丙。", "第四条 丁。")
    assert refs(draft) == ["a1", "a1-1", "a2", "a2-1", "a2-2", "a3", "a3-1", "a4", "a4-1"]
    assert clause(draft, "a2-2").text == citing
    assert codes(draft) == []


def test_a_sentence_about_a_chapter_is_not_a_chapter():
    draft = statute("第一章 总则", "第一条 甲。", "第二章规定的程序适用于前款。", "第二章 程序", "第二条 乙。")
    assert refs(draft) == ["c1", "a1", "a1-1", "a1-2", "c2", "a2", "a2-1"]


def test_articles_without_a_space_after_the_number():
    draft = statute("第一条为了规范管理，制定本办法。", "第二条本办法适用于本市。", "第三条本办法自公布之日起施行。")
    assert refs(draft) == ["a1", "a1-1", "a2", "a2-1", "a3", "a3-1"]
    assert clause(draft, "a1-1").text == "为了规范管理，制定本办法。"


def test_a_heading_beside_the_number_with_the_words_below():
    draft = statute(
        "第一条 目的",
        "为了规范管理。",
        "第二条 范围",
        "（一）甲；",
        "（二）乙。",
        "第三条 自公布之日起施行。",
    )
    assert [one.heading for one in draft.clauses if one.label.startswith("第")] == ["目的", "范围", ""]
    assert refs(draft) == ["a1", "a1-1", "a2", "a2-1", "a2-1-1", "a2-1-2", "a3", "a3-1"]


def test_a_line_between_two_items_belongs_to_the_first():
    draft = statute("第一条 包括：", "（一）甲。", "甲还包括子。", "（二）乙。", "前款规定另有解释的除外。")
    assert clause(draft, "a1-1-1").text == "甲。\n甲还包括子。"
    assert refs(draft) == ["a1", "a1-1", "a1-1-1", "a1-1-2", "a1-2"]


def test_decimals_and_years_are_not_numbers_of_a_list():
    draft = statute(
        "第一条 标准如下。", "3.5万元以下的不收费。", "2029.5.1前的除外。", "12、13号楼除外。", "第二条 乙。"
    )
    assert refs(draft) == ["a1", "a1-1", "a1-2", "a1-3", "a1-4", "a2", "a2-1"]


@pytest.mark.parametrize(
    ("lines", "code", "line", "label", "expected"),
    [
        (["第一条 甲。", "第三条 乙。"], WarningCode.SKIPPED_NUMBER, 3, "第三条", "第二条"),
        (["第一条 甲。", "第二条 乙。", "第二条 丙。"], WarningCode.REPEATED_NUMBER, 4, "第二条", "第三条"),
        (["第二条 甲。", "第三条 乙。"], WarningCode.SKIPPED_NUMBER, 2, "第二条", "第一条"),
        (["第一条 甲：", "（一）子；", "（三）丑。"], WarningCode.SKIPPED_NUMBER, 4, "（三）", "（二）"),
        (["第一条 甲：", "（一）子；", "（一）丑。"], WarningCode.REPEATED_NUMBER, 4, "（一）", "（二）"),
        (
            ["第一章 总则", "第一条 甲。", "第三章 附则", "第二条 乙。"],
            WarningCode.SKIPPED_NUMBER,
            4,
            "第三章",
            "第二章",
        ),
        (["第一条 甲。", "第二条", "第三条 乙。"], WarningCode.EMPTY_CLAUSE, 3, "第二条", ""),
        (["第一条 甲。第二条（乙）丙。", "第三条 丁。"], WarningCode.CLAUSE_INSIDE_LINE, 2, "第二条", ""),
        (
            ["第一条 行政机关应当在收到申请人书面意见之日起三十", "日内答复。", "第二条 乙。"],
            WarningCode.BROKEN_LINE,
            2,
            "",
            "",
        ),
        (["第一章 " + "长" * 41, "第一条 甲。"], WarningCode.LONG_HEADING, 2, "第一章", ""),
    ],
)
def test_warnings_say_what_where_and_what_was_expected(lines, code, line, label, expected):
    found = [one for one in statute(*lines).warnings if one.code is code]
    assert [(one.line, one.label, one.expected) for one in found] == [(line, label, expected)]


def test_a_repeated_number_keeps_refs_apart():
    draft = statute("第一条 甲。", "第一条 乙。", "第二条 丙。")
    assert refs(draft) == ["a1", "a1-1", "a1x2", "a1x2-1", "a2", "a2-1"]


def test_numbers_that_start_again_are_mentioned_once():
    draft = statute("第一条 甲。", "第二条 乙。", "第一条 丙。", "第二条 丁。")
    assert codes(draft) == [WarningCode.REPEATED_NUMBER]


def test_a_plain_text_has_a_clause_for_every_paragraph():
    draft = parse(
        [
            "Opening hours of the library",
            "",
            "The library opens at nine.",
            "It closes at eight. Bring a card.",
        ]
    )
    assert draft.style is DraftStyle.PLAIN
    assert draft.title == "Opening hours of the library"
    assert [(one.ref, one.text) for one in draft.clauses] == [
        ("p1", "The library opens at nine."),
        ("p2", "It closes at eight. Bring a card."),
    ]
    assert codes(draft) == [WarningCode.NO_NUMBERS]


def test_one_number_does_not_make_an_outline():
    draft = parse(["Library", "It opens at nine.", "1. May is different."])
    assert draft.style is DraftStyle.PLAIN
    assert [one.text for one in draft.clauses] == ["It opens at nine.", "1. May is different."]


def test_a_list_in_a_long_text_does_not_make_the_text_a_preamble():
    words = [f"这是第一段的说明文字，说明为什么要修建公园，编号{n}。" for n in range(2)]
    assert parse(["公园建设说明", *words, "（一）甲", "（二）乙"]).style is DraftStyle.PLAIN


@pytest.mark.parametrize("lines", [[], [""], ["\u200b", "　　"]])
def test_nothing_to_read(lines):
    draft = parse(lines)
    assert draft.clauses == ()
    assert codes(draft) == [WarningCode.NO_CLAUSES]


def test_a_notice_with_its_own_numbers_around_a_statute():
    draft = parse(
        [
            "关于《某市停车办法（草案）》公开征求意见的公告",
            "现公开征求意见。",
            "一、来信请寄某路1号。",
            "二、截止日期为2029年12月19日。",
            "某市交通局",
            "2029年11月19日",
            "某市停车办法（草案）",
            "第一条（目的）为了规范停车，制定本办法。",
            "第二条（施行）本办法自2030年1月1日起施行。",
        ]
    )
    assert draft.title == "某市停车办法（草案）"
    assert refs(draft) == ["a1", "a1-1", "a2", "a2-1"]
    assert len(draft.preamble) == 6


def test_a_notice_with_its_own_numbers_around_an_outline():
    draft = parse(
        [
            "关于公开征求《某方案》意见的公告",
            "一、请来信。",
            "二、请来电。",
            "某局",
            "二〇二九年一月二日",
            "某方案",
            "一、目标",
            "二、任务",
        ]
    )
    assert draft.title == "某方案"
    assert [one.heading for one in draft.clauses] == ["目标", "任务"]


def test_annexes_behind_the_date_of_an_outline_are_not_clauses():
    draft = parse(["某方案", "一、目标", "二、任务", "某局", "2029年1月2日", "附件", "一、名单"])
    assert refs(draft) == ["s1", "s2"]
    assert draft.signature == ("某局", "2029年1月2日")
    assert [(one.title, one.lines) for one in draft.annexes] == [("附件", ("一、名单",))]


@pytest.mark.parametrize(
    ("before", "title"),
    [
        (["某办法"], "某办法"),
        (["附件1", "某市停车办法", "（草案征求意见稿）"], "某市停车办法（草案征求意见稿）"),
        (["某局文件", "某发〔2029〕3号", "某市停车办法"], "某市停车办法"),
        (["某市城市管理和综合行政", "执法局停车管理办法"], "某市城市管理和综合行政执法局停车管理办法"),
        (
            ["某市人民政府令", "第12号", "《某办法》已经审议通过，现予公布。", "市长 甲", "2029年1月1日", "某办法"],
            "某办法",
        ),
        (["某 办 法", "（2029年1月2日通过）"], "某办法"),
        (["Parking Rules of 2029 – Draft"], "Parking Rules of 2029 – Draft"),
        (["为了规范停车，制定本办法。"], ""),
    ],
)
def test_the_title_is_found_among_what_stands_before_the_clauses(before, title):
    draft = parse([*before, "第 一 条　甲。", "第 二 条　乙。"])
    assert draft.title == title
    assert refs(draft) == ["a1", "a1-1", "a2", "a2-1"]
    assert (WarningCode.NO_TITLE in codes(draft)) == (title == "")
