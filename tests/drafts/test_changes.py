"""Tracked changes: counted, and read as Word shows the document after "accept all changes"."""

import pytest

from app.drafts.changes import Changes, HasTrackedChanges
from app.drafts.docx import read_docx
from app.drafts.rules import WarningCode
from tests.drafts.test_docx import NUMBERING, codes, numbered, p, package

GONE = "<w:rPr><w:del w:id='9' w:author='x'/></w:rPr>"
MOVED_AWAY = "<w:rPr><w:moveFrom w:id='9' w:author='x'/></w:rPr>"
NEW = "<w:rPr><w:ins w:id='9' w:author='x'/></w:rPr>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def ins(text: str) -> str:
    return f"<w:ins w:id='1' w:author='王某'>{run(text)}</w:ins>"


def gone(text: str) -> str:
    return f"<w:del w:id='2' w:author='王某'><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def par(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(cell if cell.startswith("<w:tc>") else f"<w:tc>{p(cell)}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param(par(run("届满"), ins("之日起"), run("内补缴")), ["届满之日起内补缴"], id="insertion"),
        pytest.param(par(gone("十五日"), ins("六十日")), ["六十日"], id="replacement"),
        pytest.param(par(f"<w:ins>{gone('又删了')}{run('留下')}</w:ins>"), ["留下"], id="deleted in an insertion"),
        pytest.param(
            par(f"<w:moveFrom>{run('甲')}</w:moveFrom>", run("乙")) + par(f"<w:moveTo>{run('甲')}</w:moveTo>"),
            ["乙", "甲"], id="move inside paragraphs",
        ),
        pytest.param(
            par(f"<w:moveFrom>{run('整段')}</w:moveFrom>", properties=MOVED_AWAY)
            + p("留下") + par(f"<w:moveTo>{run('整段')}</w:moveTo>", properties="<w:rPr><w:moveTo/></w:rPr>"),
            ["留下", "整段"], id="move of a paragraph",
        ),
        pytest.param(par(run("甲、"), properties=GONE) + p("乙。"), ["甲、乙。"], id="paragraph mark deleted"),
        pytest.param(
            par(run("甲"), properties=GONE) + par(run("乙"), properties=GONE) + p("丙"), ["甲乙丙"], id="two marks"
        ),
        pytest.param(par(gone("整段删去"), properties=GONE) + p("留下"), ["留下"], id="paragraph deleted"),
        pytest.param(p("甲") + par(ins("新段"), properties=NEW), ["甲", "新段"], id="paragraph inserted"),
        pytest.param(par(run("末段"), properties=GONE), ["末段"], id="last mark deleted"),
        pytest.param(
            par(run("表前"), properties=GONE) + table(row("甲", "乙")), ["表前", "| 甲 | 乙 |"], id="before a table"
        ),
        pytest.param(
            table(row("甲", "乙"), row("删", "去", properties="<w:del/>"), row("新", "行", properties="<w:ins/>")),
            ["| 甲 | 乙 |", "| 新 | 行 |"], id="rows deleted and inserted",
        ),
        pytest.param(
            table(row("甲", f"<w:tc><w:tcPr><w:cellDel/></w:tcPr>{p('删')}</w:tc>", "乙")), ["| 甲 | 乙 |"],
            id="cell deleted",
        ),
        pytest.param(f"<w:ins>{p('控件里')}</w:ins>", ["控件里"], id="block insertion"),
    ],
)  # fmt: skip
def test_read_as_if_accepted(body: str, lines: list[str]) -> None:
    data = package(body)
    with pytest.raises(HasTrackedChanges):
        read_docx(data, "draft.docx")
    read = read_docx(data, "draft.docx", accept_changes=True)
    assert list(read.lines) == lines
    assert WarningCode.CHANGES_ACCEPTED in codes(read)
    assert not read.is_clean


def test_changes_are_counted_without_saying_whose() -> None:
    body = par(ins("甲"), gone("乙"), ins("丙"), f"<w:moveFrom>{run('丁')}</w:moveFrom>") + table(
        row("甲", "乙", properties="<w:del/>")
    )
    with pytest.raises(HasTrackedChanges) as caught:
        read_docx(package(body), "draft.docx")
    assert caught.value.changes == Changes(insertions=2, deletions=2, moves=1)
    assert "王某" not in str(caught.value.errors)


def test_a_deleted_paragraph_does_not_count_in_automatic_numbers() -> None:
    number = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    deleted = par(gone("删去的一条"), properties=number + GONE)
    body = numbered("总则") + numbered("甲。", 1) + deleted + numbered("乙。", 1)
    read = read_docx(package(body, word__numbering_xml=NUMBERING), "draft.docx", accept_changes=True)
    assert read.lines == ("第一章 总则", "第一条 甲。", "第二条 乙。")


def test_changes_of_looks_are_nobodys_question() -> None:
    looks = "<w:pPrChange w:id='3' w:author='x'><w:pPr><w:jc w:val='left'/></w:pPr></w:pPrChange>"
    assert read_docx(package(p("甲", looks)), "draft.docx").lines == ("甲",)
