"""Word documents (.docx) into lines: paragraphs with their automatic numbers, tables row by row."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from app.drafts.changes import Accepted, HasTrackedChanges, count_changes
from app.drafts.numbering import Numbering
from app.drafts.readers import MOST_LINES, ReadDocument, Unsettled
from app.drafts.rules import DraftWarning, WarningCode
from app.drafts.tables import write_row
from app.files.packages import open_package
from app.files.rules import BrokenFile, WrongContent

_DEEPEST = 200
_SAID_AGAIN = 200  # a longer cell is not repeated in every row that it goes over
# Properties, text boxes, the reading aid over a character, and the same drawing again for old programs.
_WORDLESS = ("pPr", "rPr", "txbxContent", "rt", "Fallback")
_AROUND = ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
_NOTICED = (
    ("txbxContent", WarningCode.TEXT_BOXES_LEFT_OUT),
    ("footnoteReference", WarningCode.NOTES_LEFT_OUT),
    ("endnoteReference", WarningCode.NOTES_LEFT_OUT),
    ("commentReference", WarningCode.COMMENTS_LEFT_OUT),
    ("commentRangeStart", WarningCode.COMMENTS_LEFT_OUT),
    ("object", WarningCode.OBJECTS_LEFT_OUT),
    ("oMath", WarningCode.FORMULAS_LEFT_OUT),
    ("blip", WarningCode.PICTURES_LEFT_OUT),
    ("imagedata", WarningCode.PICTURES_LEFT_OUT),
    ("chart", WarningCode.PICTURES_LEFT_OUT),
    ("relIds", WarningCode.PICTURES_LEFT_OUT),
)
_UNCLEAN = {WarningCode.COMMENTS_LEFT_OUT, WarningCode.HIDDEN_TEXT_LEFT_OUT, WarningCode.CHANGES_ACCEPTED}
"""What the office has not decided to publish although it lies in the file."""


def read_docx(data: bytes, name: str, *, accept_changes: bool = False) -> ReadDocument:
    """The paragraphs and table rows of a .docx, automatic numbers included.

    Raises:
        RefusedFile: one of its subclasses, for everything that is not a plain document.
        HasTrackedChanges: with their counts, unless `accept_changes`.
    """
    with open_package(data, name) as package:
        document = package.xml("word/document.xml")
        styles = package.xml("word/styles.xml")
        numbering = package.xml("word/numbering.xml")
        if document is None:
            raise WrongContent(name=name)
        changes = count_changes(document)
        if changes and not accept_changes:
            raise HasTrackedChanges(changes)
        reading = _Reading(document, Numbering(numbering, styles))
        if changes:
            reading.noticed[WarningCode.CHANGES_ACCEPTED] = None
        return reading.read()


def check_settled(data: bytes, name: str) -> None:
    """Refuse a document whose readers would find more than its office means to publish. Raises Unsettled."""
    if not read_docx(data, name, accept_changes=True).is_clean:
        raise Unsettled


class _Reading:
    """One pass over the document; collects lines and the kinds of things that were noticed."""

    def __init__(self, document: etree._Element, numbering: Numbering) -> None:
        self.document = document
        self.w = f"{{{etree.QName(document).namespace}}}"  # the transitional or the strict namespace
        self.accepted = Accepted(self.w)
        self.numbering = numbering
        self.noticed: dict[WarningCode, None] = {}

    def read(self) -> ReadDocument:
        for local, code in _NOTICED:
            if next(self.document.iter(f"{{*}}{local}"), None) is not None:
                self.noticed[code] = None
        body = self.document.find(f"{self.w}body")
        found = (line for line in self._block(body, 0) if line.strip()) if body is not None else iter(())
        lines = list(islice(found, MOST_LINES + 1))  # one more shows that there are too many
        if self.numbering.computed:
            self.noticed[WarningCode.AUTOMATIC_NUMBERS] = None
        if self.numbering.lost:
            self.noticed[WarningCode.AUTOMATIC_NUMBERS_LOST] = None
        is_clean = not _UNCLEAN & self.noticed.keys()
        return ReadDocument(tuple(lines), tuple(DraftWarning(code) for code in self.noticed), is_clean)

    def _block(self, parent: etree._Element, depth: int, *, in_cell: bool = False) -> Iterator[str]:
        """The lines of paragraphs and tables; a paragraph whose end was deleted runs on into the next."""
        waiting = ""
        for element in self._inside(parent, ("p", "tbl"), depth):
            if element.tag == f"{self.w}tbl":
                if waiting:
                    yield from waiting.split("\n")
                    waiting = ""
                yield from self._table(element, depth + 1, in_cell=in_cell)
            elif self.accepted.runs_on(element):
                waiting += "".join(self._words(element, 0))
            else:
                yield from self._paragraph(element, waiting)
                waiting = ""
        if waiting:
            yield from waiting.split("\n")

    def _inside(self, parent: etree._Element, wanted: tuple[str, ...], depth: int) -> Iterator[etree._Element]:
        """Children of these kinds, also where a control or a mark of editing stands around them."""
        if depth > _DEEPEST:
            raise BrokenFile
        for element in parent:
            local = element.tag.removeprefix(self.w) if isinstance(element.tag, str) else ""
            if local in wanted:
                yield element
            elif local in _AROUND:
                yield from self._inside(element, wanted, depth + 1)

    def _table(self, table: etree._Element, depth: int, *, in_cell: bool) -> Iterator[str]:
        """Rows as lines. A box of one column is not a table but words in a frame; one in a cell is its words."""
        rows: list[list[str]] = []
        for row in self._inside(table, ("tr",), depth):
            if not self.accepted.is_gone(row, "trPr", "del"):
                rows.append(self._cells(row, rows[-1] if rows else [], depth))
        if in_cell or max((len(row) for row in rows), default=0) < 2:
            for row in rows:
                yield from (line for cell in row for line in cell.split("\n"))
            return
        if any(cell.strip() for row in rows for cell in row):  # empty rows are a form's; an empty table is a frame
            self.noticed[WarningCode.TABLES] = None
            yield from (write_row(row) for row in rows)

    def _cells(self, row: etree._Element, above: list[str], depth: int) -> list[str]:
        """The cells of a row by the table's grid. A cell over several rows is said again in each, so that every row
        can be read alone; one over several columns stands in the first."""
        w = self.w
        cells = [""] * _number(row.find(f"{w}trPr/{w}gridBefore"), 0)
        for cell in self._inside(row, ("tc",), depth):
            if self.accepted.is_gone(cell, "tcPr", "cellDel"):
                continue
            merge = cell.find(f"{w}tcPr/{w}vMerge")
            words = "\n".join(line for line in self._block(cell, depth + 1, in_cell=True) if line.strip())
            if merge is not None:
                self.noticed[WarningCode.MERGED_CELLS] = None
                if merge.get(f"{w}val") != "restart" and not words and len(cells) < len(above):
                    words = above[len(cells)] if len(above[len(cells)]) <= _SAID_AGAIN else ""
            span = _number(cell.find(f"{w}tcPr/{w}gridSpan"), 1)
            if span > 1:
                self.noticed[WarningCode.MERGED_CELLS] = None
            cells += [words, *[""] * (span - 1)]
        return cells

    def _paragraph(self, paragraph: etree._Element, before: str) -> Iterator[str]:
        """Its lines. Word numbers an empty paragraph too, as in a column of numbers, but not a hidden one."""
        text = before + "".join(self._words(paragraph, 0))
        mark = paragraph.find(f"{self.w}pPr")
        if text.strip() or mark is None or not self._is_hidden(mark):
            text = self.numbering.label(paragraph) + text
        yield from text.split("\n")

    def _words(self, parent: etree._Element, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise BrokenFile
        w = self.w
        for element in parent:
            tag = element.tag
            if tag == f"{w}t":
                yield element.text or ""
            elif tag in (f"{w}br", f"{w}cr"):
                yield "\n"
            elif tag == f"{w}tab":
                yield "\t"
            elif tag == f"{w}noBreakHyphen":
                yield "-"
            elif tag == f"{w}r" and self._is_hidden(element):
                self.noticed[WarningCode.HIDDEN_TEXT_LEFT_OUT] = None
            elif (
                isinstance(tag, str)
                and not self.accepted.drops(element)
                and etree.QName(tag).localname not in _WORDLESS
            ):
                yield from self._words(element, depth + 1)

    def _is_hidden(self, run: etree._Element) -> bool:
        vanish = run.find(f"{self.w}rPr/{self.w}vanish")
        return vanish is not None and vanish.get(f"{self.w}val") not in ("0", "false", "off")


def _number(element: etree._Element | None, otherwise: int) -> int:
    """The value of a count, kept within what a table can have."""
    if element is None:
        return otherwise
    value = next((value for name, value in element.attrib.items() if str(name).endswith("val")), "")
    return min(int(value), 60) if value.isdecimal() else otherwise
