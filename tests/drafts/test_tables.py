"""Tables of a document stay where they stood: one line a row in the clause, a real table on the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafts.docx import read_docx
from app.drafts.outline import parse, parse_outline_text, to_outline_text
from app.drafts.rules import WarningCode
from app.drafts.tables import is_row, pieces, read_row, write_row
from app.drafts.units import blocks
from tests.drafts.test_changes import row, table
from tests.drafts.test_docx import codes, p, package


@given(st.lists(st.text(max_size=12), min_size=2, max_size=5))
def test_a_row_is_read_as_it_was_written(cells: list[str]) -> None:
    line = write_row(cells)
    assert is_row(line)
    assert read_row(line) == [" ".join(cell.split()) for cell in cells]


@pytest.mark.parametrize("line", ["", "|", "||", "|甲|", "甲 | 乙", "| 甲", "第一条 |", "|-|"])
def test_what_is_no_row(line: str) -> None:
    assert not is_row(line)


def test_words_and_tables_of_a_text() -> None:
    assert pieces("按下表：\n| 档次 | 金额 |\n| 一 |\n其他从其规定。") == [
        {"text": "按下表：", "rows": [], "heading": []},
        {"text": "", "rows": [["一", ""]], "heading": [{"text": "档次", "span": 1}, {"text": "金额", "span": 1}]},
        {"text": "其他从其规定。", "rows": [], "heading": []},
    ]


def test_a_heading_may_go_over_several_columns() -> None:
    [table] = pieces("|  | 金额 |  |\n| 一 | 月 | 年 |")
    assert [(one["text"], one["span"]) for one in table["heading"]] == [("", 1), ("金额", 2)]


def cell(text: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_merged_cells_are_taken_apart() -> None:
    body = table(
        row("档次", cell("金额", '<w:gridSpan w:val="2"/>')),
        row(cell("一档", '<w:vMerge w:val="restart"/>'), "月", "100"),
        row(cell("", "<w:vMerge/>"), "年", "1200"),
    )
    read = read_docx(package(body), "draft.docx")
    assert read.lines == ("| 档次 | 金额 |  |", "| 一档 | 月 | 100 |", "| 一档 | 年 | 1200 |")
    assert codes(read) == [WarningCode.MERGED_CELLS, WarningCode.TABLES]


def test_a_box_of_one_column_is_words_and_a_table_in_a_cell_too() -> None:
    inner = f"<w:tc>{table(row('子', '丑'))}{p('寅')}</w:tc>"
    read = read_docx(package(table(row("框里的话")) + table(row("甲", inner))), "draft.docx")
    assert read.lines == ("框里的话", "| 甲 | 子 丑 寅 |")


LINES = [
    "某办法", "第一条（标准）缴费标准如下：", "| 档次 | 金额 |", "| 一、 | 100元 |", "上款金额每年调整。",
    "（一）一项；", "| 子 | 丑 |", "（二）二项。", "第二条　自公布之日起施行。",
    "某市某局", "2026年9月1日", "附件1", "某某申请表", "| 姓名 | 日期 |", "| 填表人 | 年 月 日 |", "附件2：说明",
    "一、怎样填写",
]  # fmt: skip


def test_a_table_belongs_to_the_words_before_it() -> None:
    draft = parse(LINES)
    found = {one.ref: one.text for one in draft.clauses}
    assert found["a1-1"] == "缴费标准如下：\n| 档次 | 金额 |\n| 一、 | 100元 |"
    assert found["a1-2"] == "上款金额每年调整。"
    assert found["a1-2-1"] == "一项；\n| 子 | 丑 |"
    assert [one.ref for one in draft.clauses] == ["a1", "a1-1", "a1-2", "a1-2-1", "a1-2-2", "a2", "a2-1"]
    again = parse_outline_text(to_outline_text(draft))
    assert (again.clauses, again.signature, again.annexes) == (draft.clauses, draft.signature, draft.annexes)


def test_annexes_are_no_clauses_and_no_signature() -> None:
    draft = parse(LINES)
    assert draft.signature == ("某市某局", "2026年9月1日")
    assert [(one.title, one.lines) for one in draft.annexes] == [
        ("附件1", ("某某申请表", "| 姓名 | 日期 |", "| 填表人 | 年 月 日 |")),
        ("附件2：说明", ("一、怎样填写",)),
    ]


@pytest.mark.parametrize(
    "tail",
    [
        ["附件：1. 申请表", "2. 说明", "某市某局", "2026年9月1日"],
        ["附件1：申请表", "附件2：说明", "某市某局", "2026年9月1日"],
        ["附件：申请表", "某市某局", "2026年9月1日"],
        ["某市某局", "2026年9月1日", "附件：申请表"],
    ],
)
def test_a_list_of_annexes_stays_with_the_signature(tail: list[str]) -> None:
    draft = parse(["某办法", "第一条　甲。", "第二条　乙。", *tail])
    assert draft.annexes == ()
    assert list(draft.signature) == tail


def test_an_annex_without_a_number_and_one_without_words() -> None:
    tail = ["某市某局", "2026年9月1日", "附件：申请表", "| 姓名 | 性别 |"]
    assert parse(["某办法", "第一条　甲。", "第二条　乙。", *tail]).annexes[0].title == "附件：申请表"
    tail = ["附件1", "示意图", "附件2"]
    assert [one.title for one in parse(["某办法", "第一条　甲。", "第二条　乙。", *tail]).annexes] == ["附件1", "附件2"]


def test_a_page_shows_the_table_in_its_clause() -> None:
    rows = [
        {"ref": one.ref, "parent_ref": one.parent_ref, "kind": one.kind, "label": one.label, "heading": one.heading,
         "text": one.text}
        for one in parse(LINES).clauses
    ]  # fmt: skip
    [first, _second] = blocks(rows, {})
    assert [(line["ref"], line["text"], line["rows"]) for line in first["lines"]] == [
        ("a1-1", "缴费标准如下：", []),
        ("a1-1", "", [["一、", "100元"]]),
        ("a1-2", "上款金额每年调整。", []),
        ("a1-2-1", "一项；", []),
        ("a1-2-1", "", []),
        ("a1-2-2", "二项。", []),
    ]
