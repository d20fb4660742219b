"""Word's automatic numbers (自动编号): computed as Word shows them, noticed where that is not possible.

Word counts by the abstract definition: lists that share one go on where another of them stopped. A list that
overrides a start begins there when it is first used at that level, and the others go on from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from app.drafts.number_formats import format_number

_LONGEST_LABEL = 60


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int
    restart: int | None
    plain_digits: bool
    style: str | None
    begins_anew: bool = False


@dataclass(frozen=True)
class _List:
    counter: str  # the abstract definition, which is what counts
    levels: dict[int, _Level]


class Numbering:
    """Counts the numbered paragraphs of one document, in reading order.

    ``computed`` says whether any label was made, ``lost`` whether one could not be.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self.computed = False
        self.lost = False
        self._lists: dict[str, _List] = {}  # by numId
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._styles: dict[str, etree._Element] = {}
        self._default_style: str | None = None
        if numbering is not None:
            self._w = f"{{{etree.QName(numbering).namespace}}}"
            if styles is not None:
                self._read_styles(styles)
            self._read_lists(numbering)

    def label(self, paragraph: etree._Element) -> str:
        """The label that Word shows before this paragraph, or an empty string. Counts the paragraph."""
        if not self._lists:
            return ""
        num_id, depth = self._place(paragraph)
        numbered = self._lists.get(num_id)
        if numbered is None or (level := numbered.levels.get(depth)) is None:
            return ""
        levels, counts = numbered.levels, self._counts.setdefault(numbered.counter, {})
        for above in range(depth):
            if above in levels:
                counts.setdefault(above, levels[above].start)
        if level.begins_anew and (num_id, depth) not in self._begun:
            counts.pop(depth, None)
        self._begun.add((num_id, depth))
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for below in [known for known in counts if known > depth]:
            restart = levels[below].restart if below in levels else None
            if restart is None or 0 < restart >= depth + 1:
                del counts[below]
        return "" if level.format == "bullet" else self._written(level, levels, counts)

    def _written(self, level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            count = counts.get(depth, 1)
            return format_number(
                count, "decimal" if level.plain_digits or depth not in levels else levels[depth].format
            )

        try:
            label = re.sub(r"%([1-9])", number, level.text)
        except ValueError:
            self.lost = True
            return ""
        self.computed = self.computed or bool(label)
        return f"{label} " if label else ""

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """The list and the level. What stands in the paragraph goes before its style, and a style before its base."""
        own = self._value(paragraph, "pPr/numPr/numId")
        depth = self._value(paragraph, "pPr/numPr/ilvl")
        style = self._value(paragraph, "pPr/pStyle") or self._default_style
        if own is not None:
            return own, _whole(depth)
        for style_id, element in self._chain(style):
            num_id = self._value(element, "pPr/numPr/numId")
            if num_id is None:
                continue
            if depth is not None:
                return num_id, _whole(depth)
            linked = self._linked(num_id, [known for known, _one in self._chain(style)], style_id)
            return num_id, linked if linked is not None else self._style_depth(style)
        return "0", 0

    def _linked(self, num_id: str, chain: list[str], giver: str) -> int | None:
        """The level that names the style (``w:pStyle``), the nearest style first; it goes before the style's own."""
        levels = self._lists[num_id].levels if num_id in self._lists else {}
        for style_id in chain[: chain.index(giver) + 1]:
            for depth, level in levels.items():
                if level.style == style_id:
                    return depth
        return None

    def _style_depth(self, style: str | None) -> int:
        found = (self._value(element, "pPr/numPr/ilvl") for _id, element in self._chain(style))
        return _whole(next((value for value in found if value is not None), None))

    def _chain(self, style_id: str | None) -> Iterator[tuple[str, etree._Element]]:
        """A style, the one it is based on, and so on."""
        known: set[str] = set()
        while style_id in self._styles and style_id not in known:
            known.add(style_id)
            element = self._styles[style_id]
            yield style_id, element
            style_id = self._value(element, "basedOn")

    def _value(self, element: etree._Element, path: str) -> str | None:
        found = element.find("/".join(f"{self._w}{step}" for step in path.split("/")))
        return None if found is None else found.get(f"{self._w}val")

    def _read_styles(self, styles: etree._Element) -> None:
        w = self._w
        for style in styles.iter(f"{w}style"):
            if style_id := style.get(f"{w}styleId"):
                self._styles[style_id] = style
                is_default = style.get(f"{w}default") in ("1", "true", "on")
                if is_default and style.get(f"{w}type") == "paragraph":
                    self._default_style = style_id

    def _read_lists(self, numbering: etree._Element) -> None:
        w = self._w
        abstract = {element.get(f"{w}abstractNumId"): element for element in numbering.iterchildren(f"{w}abstractNum")}
        pointers = {
            number.get(f"{w}numId"): self._value(number, "abstractNumId")
            for number in numbering.iterchildren(f"{w}num")
        }
        for number in numbering.iterchildren(f"{w}num"):
            num_id = number.get(f"{w}numId")
            abstract_id = self._counting(pointers.get(num_id), abstract, pointers)
            if not num_id or abstract_id is None:
                continue
            levels = dict(self._read_level(item) for item in abstract[abstract_id].iterchildren(f"{w}lvl"))
            for override in number.iterchildren(f"{w}lvlOverride"):
                levels.update(self._read_level(item) for item in override.iterchildren(f"{w}lvl"))
                depth = _whole(override.get(f"{w}ilvl"))
                if depth in levels and override.find(f"{w}startOverride") is not None:
                    first = _whole(self._value(override, "startOverride"))
                    levels[depth] = replace(levels[depth], start=first, begins_anew=True)
            self._lists[num_id] = _List(abstract_id, levels)

    def _counting(
        self,
        abstract_id: str | None,
        abstract: dict[str | None, etree._Element],
        pointers: dict[str | None, str | None],
    ) -> str | None:
        """The definition that has the levels: one that only names a style of lists stands for the style's own."""
        known: set[str | None] = set()
        while abstract_id in abstract and abstract_id not in known:
            known.add(abstract_id)
            link = self._value(abstract[abstract_id], "numStyleLink")
            if link is None or link not in self._styles:
                return abstract_id
            abstract_id = pointers.get(self._value(self._styles[link], "pPr/numPr/numId"))
        return None

    def _read_level(self, level: etree._Element) -> tuple[int, _Level]:
        restart = self._value(level, "lvlRestart")
        legal = level.find(f"{self._w}isLgl")
        read = _Level(
            self._value(level, "numFmt") or "decimal",
            (self._value(level, "lvlText") or "")[:_LONGEST_LABEL],
            _whole(self._value(level, "start")),
            _whole(restart) if restart is not None else None,
            legal is not None and legal.get(f"{self._w}val") not in ("0", "false", "off"),
            self._value(level, "pStyle"),
        )
        return _whole(level.get(f"{self._w}ilvl")), read


def _whole(value: str | None) -> int:
    """A number of Word's, which go up to 32,767."""
    return min(int(value[:6]), 32_767) if value and value.isdecimal() else 0
