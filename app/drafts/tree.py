"""Lines into clauses (条文树): which number belongs under which, and what is odd about the sequence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.drafts.headings import LONGEST_HEADING, split_heading
from app.drafts.markers import Line, Marker, Shape, written
from app.drafts.numerals import NUMERAL_SIGNS, to_number
from app.drafts.rules import Clause, ClauseKind, DraftStyle, DraftWarning, WarningCode
from app.drafts.tables import is_row

_PARAGRAPH_RANK = 4.5  # below an article, above everything that is listed in it
_KINDS = {
    Shape.PART: ClauseKind.PART,
    Shape.CHAPTER: ClauseKind.CHAPTER,
    Shape.SECTION: ClauseKind.SECTION,
    Shape.ARTICLE: ClauseKind.ARTICLE,
}
_LEVELS = (ClauseKind.LEVEL_1, ClauseKind.LEVEL_2, ClauseKind.LEVEL_3, ClauseKind.LEVEL_4, ClauseKind.LEVEL_5)
_CONTAINERS = (ClauseKind.PART, ClauseKind.CHAPTER, ClauseKind.SECTION)
_INNER_ARTICLE = re.compile(rf"[。；：:\s]第([{NUMERAL_SIGNS}]{{1,9}})条(?=[（(【\s])")


@dataclass
class _Node:
    ref: str
    parent: "_Node | None"
    kind: ClauseKind
    rank: float
    label: str = ""
    heading: str = ""
    texts: list[str] = field(default_factory=list)
    line: int = 0
    number: int = 0
    children: int = 0
    last: dict[Shape, int] = field(default_factory=dict)  # the last number of each shape among the children


def build(lines: Sequence[Line], style: DraftStyle) -> tuple[tuple[Clause, ...], list[DraftWarning]]:
    """The clauses of these lines, and what to look at.

    In a statute or an outline the first line carries a number; words before it would be lost.
    """
    builder = _Builder(style)
    following: list[Marker | None] = []  # for each line, the next number after it
    upcoming: Marker | None = None
    for line in reversed(lines):
        following.append(upcoming)
        upcoming = line.marker or upcoming
    for line, marker in zip(lines, reversed(following), strict=True):
        builder.add(line, marker)
    return builder.clauses(), builder.findings()


class _Builder:
    def __init__(self, style: DraftStyle) -> None:
        self.style = style
        self.root = _Node("", None, ClauseKind.PARAGRAPH, 0)
        self.nodes: list[_Node] = []
        self.open: list[_Node] = []
        self.refs: dict[str, int] = {}  # how often each ref came up
        self.running: dict[Shape, int] = {}  # the last number of each shape, for numbers that run through
        self.last_article = (0, 0)
        self.last_text: tuple[int, str] = (0, "")  # to see a sentence broken over two lines
        self.warnings: list[DraftWarning] = []

    def add(self, line: Line, upcoming: Marker | None) -> None:
        marker = line.marker
        if self.style is DraftStyle.STATUTE and marker and marker.shape > Shape.ARTICLE and not self._article():
            marker = None  # a list that no article holds is words of its chapter
        if is_row(line.text) and self.open:
            self._add_row(line)
        elif self.style is DraftStyle.PLAIN:
            node = self._append(ClauseKind.PARAGRAPH, 1, f"p{len(self.nodes) + 1}", None, line.number)
            node.texts.append(line.text)
        elif marker:
            self._add_numbered(line, marker)
        else:
            self._add_words(line, upcoming)

    def _add_numbered(self, line: Line, marker: Marker) -> None:
        while self.open and self.open[-1].rank >= marker.shape:
            self.open.pop()
        parent = self.open[-1] if self.open else None
        if parent and parent.kind is ClauseKind.ARTICLE:
            parent = self._append_paragraph(parent, "", line.number)
        self._check_sequence(line, marker, parent or self.root)
        kind = _KINDS.get(marker.shape) or self._listed_kind(parent)
        node = self._append(kind, marker.shape, self._ref(marker, kind, parent), parent, line.number)
        node.label, node.number = marker.label, marker.number
        node.heading, text = split_heading(marker, self.style)
        if len(node.heading) > LONGEST_HEADING:
            self._warn(WarningCode.LONG_HEADING, line.number, node.label)
        self.last_text = (0, "")
        if text and kind is ClauseKind.ARTICLE:
            self._append_paragraph(node, text, line.number)
        elif text:
            node.texts.append(text)
        self._look_inside(line.number, text)

    def _add_words(self, line: Line, upcoming: Marker | None) -> None:
        previous, text = self.last_text
        if text and (text[-1].isalnum() or text[-1] in "，、,"):
            self._warn(WarningCode.BROKEN_LINE, previous)
        article = self._article()
        if article and not self._continues_item(line.text, upcoming):
            while self.open[-1] is not article:
                self.open.pop()
            self._append_paragraph(article, line.text, line.number)
        elif self.open:
            self.open[-1].texts.append(line.text)
        self._look_inside(line.number, line.text)

    def _add_row(self, line: Line) -> None:
        """A table belongs to the words before it: it is no paragraph of its own, which would be counted and cited."""
        node = self.open[-1]
        if node.kind is ClauseKind.ARTICLE:
            node = self._append_paragraph(node, "", line.number)
        node.texts.append(line.text)
        self.last_text = (0, "")

    def _continues_item(self, text: str, upcoming: Marker | None) -> bool:
        """Whether words after an item belong to it: it has none yet, or its list goes on behind them."""
        listed = [node for node in self.open if node.rank > _PARAGRAPH_RANK]
        if not listed:
            return False
        if not listed[-1].texts and not listed[-1].heading:
            return True
        if upcoming is None or text[-1] in "：:":  # a colon opens a list of its own
            return False
        return any(node.rank == upcoming.shape and node.number + 1 == upcoming.number for node in listed)

    def _append(self, kind: ClauseKind, rank: float, ref: str, parent: _Node | None, line: int) -> _Node:
        times = self.refs[ref] = self.refs.get(ref, 0) + 1
        unique = ref if times == 1 else f"{ref}x{times}"
        (parent or self.root).children += 1
        node = _Node(unique, parent, kind, rank, line=line)
        self.nodes.append(node)
        self.open.append(node)
        return node

    def _append_paragraph(self, article: _Node, text: str, line: int) -> _Node:
        ref = f"{article.ref}-{article.children + 1}"
        node = self._append(ClauseKind.PARAGRAPH, _PARAGRAPH_RANK, ref, article, line)
        if text:
            node.texts.append(text)
        return node

    def _article(self) -> _Node | None:
        return next((node for node in self.open if node.kind is ClauseKind.ARTICLE), None)

    def _listed_kind(self, parent: _Node | None) -> ClauseKind:
        if self.style is DraftStyle.STATUTE:
            return ClauseKind.ITEM if parent and parent.kind is ClauseKind.PARAGRAPH else ClauseKind.SUBITEM
        return _LEVELS[sum(node.rank > Shape.ARTICLE for node in self.open)]

    @staticmethod
    def _ref(marker: Marker, kind: ClauseKind, parent: _Node | None) -> str:
        number = f"{marker.number}z{marker.suffix}" if marker.suffix else str(marker.number)
        above = f"{parent.ref}-" if parent else ""
        if kind is ClauseKind.ARTICLE:
            return f"a{number}"
        if kind in (ClauseKind.PART, ClauseKind.CHAPTER):
            return f"{above}{'part' if kind is ClauseKind.PART else 'c'}{number}"
        if kind is ClauseKind.SECTION:
            in_chapter = parent is not None and parent.kind is ClauseKind.CHAPTER
            return f"{above}{number}" if in_chapter else f"{above}sec{number}"
        at_top = parent is None or parent.kind in _CONTAINERS
        return f"{above}s{number}" if at_top else f"{above}{number}"

    def _check_sequence(self, line: Line, marker: Marker, parent: _Node) -> None:
        shape, number = marker.shape, marker.number
        if shape is Shape.ARTICLE:
            last, suffix = self.last_article
            here = (number, marker.suffix)
            good = here in ((last + 1, 0), (last, suffix + 1))
            back = here <= self.last_article
            expected = written(shape, last + 1)
            self.last_article = here
            if self.style is DraftStyle.STATUTE:
                for listed in [known for known in self.running if known > Shape.ARTICLE]:
                    del self.running[listed]
        else:
            last = parent.last.get(shape, 0)
            good = number == last + 1 or (not last and number == self.running.get(shape, 0) + 1)
            good = good or (marker.suffix > 0 and number == last)
            back = number <= last
            expected = written(shape, last + 1)
        parent.last[shape] = self.running[shape] = number
        if not good:
            code = WarningCode.REPEATED_NUMBER if back else WarningCode.SKIPPED_NUMBER
            self._warn(code, line.number, marker.label, expected)

    def _look_inside(self, line: int, text: str) -> None:
        self.last_text = (line, text)
        if self.style is DraftStyle.STATUTE:
            following = self.last_article[0] + 1
            for number in _INNER_ARTICLE.findall(text):
                if to_number(number) == following:
                    self._warn(WarningCode.CLAUSE_INSIDE_LINE, line, f"第{number}条")
                    return

    def _warn(self, code: WarningCode, line: int, label: str = "", expected: str = "") -> None:
        self.warnings.append(DraftWarning(code, line, label, expected))

    def clauses(self) -> tuple[Clause, ...]:
        return tuple(
            Clause(
                node.ref,
                node.parent.ref if node.parent else None,
                node.kind,
                node.label,
                node.heading,
                "\n".join(node.texts),
                position,
            )
            for position, node in enumerate(self.nodes, start=1)
        )

    def findings(self) -> list[DraftWarning]:
        """All warnings, those about missing words included, in the order of the lines."""
        for node in self.nodes:
            heads_others = node.kind in _CONTAINERS or node.kind is ClauseKind.ARTICLE
            bare = not node.children and not node.texts
            if bare and node.label and (heads_others or not node.heading):
                self._warn(WarningCode.EMPTY_CLAUSE, node.line, node.label)
        return sorted(self.warnings, key=lambda warning: warning.line)
