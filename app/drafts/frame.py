"""What stands around the clauses of a document (文前、文后): contents, title, notice, signature, annexes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.drafts.markers import Line, Shape
from app.drafts.rules import DraftStyle
from app.drafts.tables import is_row

_D = r"[0-9０-９〇○零一二三四五六七八九十×XxＸ]"
_GAP = r"[ \t\u3000\xa0]*"
_DATE = rf"{_D}{{2,4}}{_GAP}年{_GAP}{_D}{{1,3}}{_GAP}月{_GAP}{_D}{{1,3}}{_GAP}日"
_DATE_LINE = re.compile(rf"[（(]?(?:[^，。；：]{{2,40}}[ \t\u3000\xa0]+)?{_DATE}[）)]?")
_ANNEX_LINE = re.compile(
    rf"附{_GAP}[件录表图]?{_GAP}{_D}{{0,3}}(?:{_GAP}[：:.．、].*)?|[（(]此件.{{2,12}}[）)]|抄{_GAP}送[：:].*"
)
_OFFICE_END = re.compile(r".{2,38}(?:政府|委员会|办公室|办公厅|局|厅|部|署|院|会|中心|处|委|党组)(?:[（(]章[）)])?")
_CONTENTS = {"目录", "目次"}
_CONTENTS_LEADER = re.compile(r"[\s.．·…—\-]*[0-9０-９]*$")
_WRAPPER = re.compile(r"(?:印发|发布|公布|转发|颁布|征求|征集).*(?:通知|公告|函|令|通告|启事)$|令$")
_DRAFT_NAME = re.compile(
    r"(?:办法|规定|条例|细则|方案|意见|规则|规程|制度|计划|规划|决定|决议|措施|标准|指南|指引|章程|纲要|要点|法|通知|公告|草案"
    r"|Measures|Rules|Regulations?|Plan|Policy)(?:[（(《【].{1,20}[）)》】])?$"
)
_STAGE = re.compile(r"[（(](?:[^（()）]{0,12}(?:稿|草案|试行|暂行)[^（()）]{0,6})[）)]")
_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_SPACED_OUT = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_SENTENCE_END = "。；：，、;:,！!？?"
_LETTERHEAD = re.compile(r".*文件|.*[〔\[（(]\d{4}[〕\]）)]\s*第?\d+号|(?:特急|加急|平急|[秘机绝]密.*)")
_LONGEST_TITLE = 80
_ANNEX_LINES_TO_MENTION = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """A document cut into its parts (文本分区), still as lines."""

    head: list[Line]
    body: list[Line]
    tail: list[Line]
    in_notice: bool = False

    @property
    def tail_has_more(self) -> bool:
        """Whether more than a signature was cut off."""
        return len(self.tail) > _ANNEX_LINES_TO_MENTION or any(line.marker for line in self.tail)


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """The lines without a table of contents: headings in a row of which the first comes again later."""
    heading_lines = [
        place for place, line in enumerate(lines) if "".join(line.text.split()) in _CONTENTS and place + 2 < len(lines)
    ]
    if heading_lines:
        start = heading_lines[0] + 1
    else:
        structural = (i for i, line in enumerate(lines) if line.marker and line.marker.shape <= Shape.ARTICLE)
        start = next(structural, len(lines))
    end = _end_of_contents(lines, start)
    if end is None:
        return [line for place, line in enumerate(lines) if place not in heading_lines[:1]]
    return [*lines[: start - bool(heading_lines)], *lines[end:]]


def _end_of_contents(lines: Sequence[Line], start: int) -> int | None:
    """Where the first entry comes again, if everything before it can be an entry; else None."""
    first: Line | None = None
    entries = 0
    for place in range(start, len(lines)):
        line = lines[place]
        if first and entries > 1 and _same_entry(first, line):
            while lines[place - 1].marker is None and not lines[place - 1].text[-1].isdecimal():
                place -= 1  # the title may stand between the contents and the first chapter
            return place
        if "。" in line.text or len(line.text) > _LONGEST_TITLE:
            return None
        if line.marker:
            first = first or line
            entries += 1
    return None


def _same_entry(entry: Line, line: Line) -> bool:
    if not line.marker or not entry.marker or line.marker.shape is not entry.marker.shape:
        return False
    known = "".join(_CONTENTS_LEADER.sub("", entry.text).split())
    return "".join(line.text.split()).startswith(known)


def cut(lines: Sequence[Line], style: DraftStyle) -> Frame:
    """The document in three: what stands before the first clause, the clauses, what stands after them."""
    if style is DraftStyle.PLAIN:
        titled = len(lines) > 1 and _can_be_title(lines[0].text)
        return Frame(list(lines[:1] if titled else []), list(lines[1:] if titled else lines), [])
    start = _first_clause(lines, style)
    end = _signature(lines, start)
    in_notice = _end_of_notice(lines) > 0
    return Frame(list(lines[:start]), list(lines[start:end]), list(lines[end:]), in_notice)


def _first_clause(lines: Sequence[Line], style: DraftStyle) -> int:
    after_notice = _end_of_notice(lines)
    shapes = [line.marker.shape if line.marker and i >= after_notice else None for i, line in enumerate(lines)]
    if style is DraftStyle.STATUTE or any(shape and shape < Shape.ARTICLE for shape in shapes):
        highest = Shape.ARTICLE
    else:
        highest = Shape.COMMA if Shape.COMMA in shapes else Shape.CIRCLE
    places = [place for place, shape in enumerate(shapes) if shape and shape <= highest]
    return places[0] if places else len(lines)


def _end_of_notice(lines: Sequence[Line]) -> int:
    """The line behind the date that ends the notice around a draft; 0 where there is no notice.

    Only a notice that publishes something else ends so: in a draft the date stands behind the clauses.
    """
    if not lines or not _WRAPPER.search(lines[0].text):
        return 0
    for place, line in enumerate(lines):
        if _DATE_LINE.fullmatch(line.text) and place > 1:
            rest = lines[place + 1 :]
            return place + 1 if any(line.marker and line.marker.number == 1 for line in rest) else 0
    return 0


def _signature(lines: Sequence[Line], start: int) -> int:
    """Where signature, date or annexes begin behind the clauses; the length where there are none."""
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if line.marker is None and (_DATE_LINE.fullmatch(line.text) or _ANNEX_LINE.fullmatch(line.text)):
            while place - 1 > start and _is_office(lines[place - 1]):
                place -= 1
            return place
    end = len(lines)
    while end - 1 > start and _is_office(lines[end - 1]) and _OFFICE_END.fullmatch(lines[end - 1].text):
        end -= 1
    return end


def _is_office(line: Line) -> bool:
    no_sentence = len(line.text) <= 40 and not any(sign in line.text for sign in _SENTENCE_END)
    return line.marker is None and no_sentence and not is_row(line.text)


def is_date(text: str) -> bool:
    """Whether a line is the date of a document, perhaps with the office before it."""
    return _DATE_LINE.fullmatch(text) is not None


def is_office_name(text: str) -> bool:
    """Whether a line names a public body, as a signature does."""
    return _OFFICE_END.fullmatch(text) is not None


def _can_be_title(text: str) -> bool:
    return (
        len(text) <= _LONGEST_TITLE
        and text[-1] not in _SENTENCE_END + ".“"
        and "。" not in text
        and not is_row(text)
        and not any(pattern.fullmatch(text) for pattern in (_DATE_LINE, _ANNEX_LINE, _LETTERHEAD))
    )


def find_title(head: Sequence[Line]) -> tuple[str, list[Line]]:
    """The title of the draft itself, and the other lines before the clauses.

    Inside a notice that publishes the draft, the title is the line that the notice names in 《》, or the last
    line that is named like a draft. A title over two lines and a （征求意见稿） on its own line are joined.
    """
    candidates = [place for place, line in enumerate(head) if line.marker is None and _can_be_title(line.text)]
    if not candidates:
        return "", list(head)
    first = candidates[0]
    place = first
    if _WRAPPER.search(head[first].text):
        quoted = {_plain(name) for line in head for name in _QUOTED.findall(line.text)}
        later = candidates[1:]
        named = [i for i in later if _plain(head[i].text) in quoted]
        named = named or [
            i for i in later if _DRAFT_NAME.search(head[i].text) and not _OFFICE_END.fullmatch(head[i].text)
        ]
        place = named[-1] if named else first
    elif first > 2:  # a title stands at the top; further down it is a line of the text
        return "", list(head)
    end = place + 1
    title = head[place].text
    unfinished = end in candidates and not _DRAFT_NAME.search(title)
    if unfinished and _DRAFT_NAME.search(head[end].text) and not _STAGE.fullmatch(head[end].text):
        title, end = title + head[end].text, end + 1
    if end < len(head) and _STAGE.fullmatch(head[end].text):
        title, end = title + head[end].text, end + 1
    return _SPACED_OUT.sub("", title), [*head[:place], *head[end:]]


def _plain(text: str) -> str:
    return _STAGE.sub("", "".join(text.split()))
