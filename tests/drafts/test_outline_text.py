"""The officer's text: what is written is read as the same draft, and everything can be said in it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.drafts.outline import parse, parse_outline_text, to_outline_text
from app.drafts.rules import DraftStyle, check_clauses

NUMBERS = st.sampled_from([*list("一二三十〇129２"), "十一", "二十", "12", "101"])
LABELS = st.one_of(
    st.builds("第{}{}".format, NUMBERS, st.sampled_from(["编", "章", "节", "条", "条", "条", "条之一", "款"])),
    st.builds("{}、".format, NUMBERS),
    st.builds("（{}）".format, NUMBERS),
    st.builds("({})".format, NUMBERS),
    st.builds("{}{}".format, st.sampled_from("1239"), st.sampled_from([".", "．", "）", ")"])),
    st.sampled_from(["①", "②", "③", "", "", "", "附件1：", "目录", "2029年1月2日"]),
)
WORDS = st.lists(
    st.sampled_from(
        [
            "目的",
            "总 则",
            "规定",
            "为了公开。",
            "应当",
            "。",
            "：",
            "；",
            "，",
            " ",
            "\u3000",
            "\\",
            "#",
            ">",
            "【",
            "】",
            "（",
            "）",
            "（一）",
            "（目的）",
            "第二条",
            "之一",
            "5",
            ".",
            "Rules",
            "办法",
            "长" * 45,
            "\t",
            "\x0b",
            "\u2028",
        ]
    ),
    max_size=5,
).map("".join)
LINES = st.lists(st.builds("{}{}{}".format, LABELS, st.sampled_from(["", "", " ", "　"]), WORDS), max_size=14)


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_the_text_of_a_draft_is_read_as_the_same_draft(lines):
    draft = parse(lines)
    again = parse_outline_text(to_outline_text(draft))
    assert replace(again, warnings=()) == replace(draft, warnings=())


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_an_edited_text_is_stable_and_its_tree_can_be_stored(lines):
    draft = parse_outline_text("\n".join(lines))
    assert [
        problem for problem, _ in check_clauses(draft.clauses) if draft.clauses and problem.name != "NO_WORDS"
    ] == []
    again = parse_outline_text(to_outline_text(draft))
    assert replace(again, warnings=()) == replace(draft, warnings=())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_text_is_read(lines):
    draft = parse(lines)
    again = parse_outline_text(to_outline_text(draft))
    assert replace(again, warnings=()) == replace(draft, warnings=())


def test_the_text_looks_like_the_document():
    draft = parse(
        [
            "某办法",
            "2029年1月2日通过",
            "第一章 总 则",
            "第一条（目的） 为了公开。",
            "第二条 包括：",
            "（一）甲；",
            "（二）乙。",
        ]
    )
    assert to_outline_text(draft) == (
        "# 某办法\n> 2029年1月2日通过\n第一章 总则\n第一条（目的）为了公开。\n第二条　包括：\n（一）甲；\n（二）乙。\n"
    )


def test_a_backslash_makes_words_of_a_number_and_removing_it_a_clause():
    edited = "第一条 甲。\n\\第二条 乙。\n第三条 \\（丙）丁。\n"
    draft = parse_outline_text(edited)
    assert [(one.ref, one.heading, one.text) for one in draft.clauses] == [
        ("a1", "", ""),
        ("a1-1", "", "甲。"),
        ("a1-2", "", "第二条 乙。"),
        ("a3", "", ""),
        ("a3-1", "", "（丙）丁。"),
    ]
    assert "a2" in [one.ref for one in parse_outline_text(edited.replace("\\第二条", "第二条")).clauses]


def test_lines_can_be_moved_between_preamble_clauses_and_signature():
    draft = parse_outline_text("# 某方案\n> 说明\n一、目标\n二、任务\n> 某局\n")
    assert (draft.title, draft.preamble, draft.signature) == ("某方案", ("说明",), ("某局",))
    assert draft.style is DraftStyle.OUTLINE


def test_square_brackets_make_a_heading_of_anything():
    draft = parse_outline_text("一、【第一句。第二句】正文。\n（一）\\短句。正文。\n")
    assert [(one.heading, one.text) for one in draft.clauses] == [
        ("第一句。第二句", "正文。"),
        ("", "短句。正文。"),
    ]


def test_without_numbers_every_line_is_a_clause():
    draft = parse_outline_text("Line one\n\\1. not a list\n")
    assert draft.style is DraftStyle.PLAIN
    assert [one.text for one in draft.clauses] == ["Line one", "1. not a list"]
