"""Word's automatic numbers (自动编号): computed for the common kinds, noticed for the others."""

import re
from dataclasses import dataclass

from lxml import etree

from app.drafts.numerals import to_chinese

_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"}
_DIGIT_BY_DIGIT = {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}


@dataclass
class _Level:
    format: str
    text: str
    start: int
    restart: int | None
    plain_digits: bool


class Numbering:
    """Counts the numbered paragraphs of one document, in reading order.

    ``computed`` says whether any label was made, ``lost`` whether one could not be.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self.computed = False
        self.lost = False
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}  # numId -> (list that counts, levels)
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, etree._Element] = {}
        if numbering is not None:
            self._w = f"{{{etree.QName(numbering).namespace}}}"
            self._read_lists(numbering)
            if styles is not None:
                self._read_styles(styles)

    def label(self, paragraph: etree._Element) -> str:
        """The label that Word shows before this paragraph, or an empty string. Counts the paragraph."""
        if not self._lists:
            return ""
        num_id, depth = self._place(paragraph)
        if num_id not in self._lists:
            return ""
        counter, levels = self._lists[num_id]
        if (level := levels.get(depth)) is None or level.format == "none":
            return ""
        counts = self._counts.setdefault(counter, {})
        for above in range(depth):
            if above in levels:
                counts.setdefault(above, levels[above].start)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for below in [known for known in counts if known > depth]:
            restart = levels[below].restart if below in levels else None
            if restart is None or 0 < restart >= depth + 1:
                del counts[below]
        if level.format == "bullet":
            return ""
        return self._written(level, levels, counts)

    def _written(self, level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            count = counts.get(depth, 1)
            return _format(count, "decimal" if level.plain_digits or depth not in levels else levels[depth].format)

        try:
            label = re.sub(r"%([1-9])", number, level.text)
        except ValueError:
            self.lost = True
            return ""
        self.computed = self.computed or bool(label)
        return f"{label} " if label else ""

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        w = self._w
        own = paragraph.find(f"{w}pPr/{w}numPr")
        style = paragraph.find(f"{w}pPr/{w}pStyle")
        num_id: str | None = None
        depth: str | None = None
        # What stands in the paragraph goes before its style, and a style before the one it is based on.
        sources = ([own] if own is not None else []) + self._style_numbers(style)
        for source in sources:
            for tag in ("numId", "ilvl"):
                value = source.find(f"{w}{tag}")
                if value is None:
                    continue
                if tag == "numId" and num_id is None:
                    num_id = value.get(f"{w}val")
                elif tag == "ilvl" and depth is None:
                    depth = value.get(f"{w}val")
        return num_id or "0", int(depth) if depth and depth.isdecimal() else 0

    def _style_numbers(self, style: etree._Element | None) -> list[etree._Element]:
        w, found, known = self._w, [], set()
        style_id = style.get(f"{w}val") if style is not None else None
        while style_id in self._styles and style_id not in known:
            known.add(style_id)
            element = self._styles[style_id]
            if (numbers := element.find(f"{w}pPr/{w}numPr")) is not None:
                found.append(numbers)
            based_on = element.find(f"{w}basedOn")
            style_id = based_on.get(f"{w}val") if based_on is not None else None
        return found

    def _read_styles(self, styles: etree._Element) -> None:
        for style in styles.iter(f"{self._w}style"):
            if style_id := style.get(f"{self._w}styleId"):
                self._styles[style_id] = style

    def _read_lists(self, numbering: etree._Element) -> None:
        w = self._w
        abstract = {
            element.get(f"{w}abstractNumId"): {
                depth: level for item in element.iterchildren(f"{w}lvl") for depth, level in self._read_level(item)
            }
            for element in numbering.iterchildren(f"{w}abstractNum")
        }
        for number in numbering.iterchildren(f"{w}num"):
            num_id = number.get(f"{w}numId")
            pointer = number.find(f"{w}abstractNumId")
            abstract_id = pointer.get(f"{w}val") if pointer is not None else None
            if not num_id or abstract_id not in abstract:
                continue
            levels, counter = dict(abstract[abstract_id]), f"abstract {abstract_id}"
            for override in number.iterchildren(f"{w}lvlOverride"):
                counter = f"number {num_id}"  # a list with overrides counts for itself
                depth = int(override.get(f"{w}ilvl") or 0)
                for item in override.iterchildren(f"{w}lvl"):
                    levels.update(self._read_level(item))
                start = override.find(f"{w}startOverride")
                if start is not None and depth in levels:
                    known = levels[depth]
                    first = int(start.get(f"{w}val") or 1)
                    levels[depth] = _Level(known.format, known.text, first, known.restart, known.plain_digits)
            self._lists[num_id] = (counter, levels)

    def _read_level(self, level: etree._Element) -> list[tuple[int, _Level]]:
        w = self._w

        def value(tag: str, otherwise: str) -> str:
            element = level.find(f"{w}{tag}")
            return otherwise if element is None else element.get(f"{w}val") or otherwise

        restart = value("lvlRestart", "")
        read = _Level(
            value("numFmt", "decimal"),
            value("lvlText", ""),
            int(value("start", "1")),
            int(restart) if restart else None,
            level.find(f"{w}isLgl") is not None,
        )
        return [(int(level.get(f"{w}ilvl") or 0), read)]


def _format(count: int, kind: str) -> str:
    if kind in _CHINESE:
        return to_chinese(count)
    if kind in _DIGIT_BY_DIGIT:
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(count))
    if kind in _CIRCLED and 0 < count <= len(_CIRCLES):
        return _CIRCLES[count - 1]
    if kind == "decimalFullWidth":
        return str(count).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    if kind in ("decimal", "decimalZero"):
        return str(count)
    raise ValueError(f"numbers of the kind {kind} are not computed")
