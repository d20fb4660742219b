"""Tracked changes of Word (修订痕迹): counted, and read as if all of them had been accepted."""

from dataclasses import dataclass

from lxml import etree

from app.drafts.readers import UnreadableDraft

_INSERTED = ("ins", "cellIns")
_DELETED = ("del", "cellDel")
_MOVED = ("moveTo",)
_DROPPED = ("del", "moveFrom")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many places were changed. Who changed them and when is not shown."""

    insertions: int
    deletions: int
    moves: int

    def __bool__(self) -> bool:
        return bool(self.insertions or self.deletions or self.moves)


class HasTrackedChanges(UnreadableDraft):
    """A person decides whether they are read as accepted; `changes` says how many there are."""

    code = "E_DRAFT_TRACKED"
    sentence = "The file has tracked changes. Please accept or reject all of them in Word, save it, and try again."

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self.changes = changes


def count_changes(document: etree._Element) -> Changes:
    """The tracked changes of a document's text. Changes of its looks are not counted: they say nothing."""
    w = f"{{{etree.QName(document).namespace}}}"

    def count(locals_: tuple[str, ...]) -> int:
        return sum(1 for _one in document.iter(*(f"{w}{local}" for local in locals_)))

    moves = max(count(_MOVED), count(("moveFrom",)))
    return Changes(count(_INSERTED), count(_DELETED), moves)


class Accepted:
    """What a document looks like after "accept all changes"."""

    def __init__(self, w: str) -> None:
        self.w = w
        self._dropped = {f"{w}{local}" for local in _DROPPED}

    def drops(self, element: etree._Element) -> bool:
        """Whether these words were deleted, or moved to another place."""
        return element.tag in self._dropped

    def runs_on(self, paragraph: etree._Element) -> bool:
        """Whether the paragraph's end was deleted: then its words belong to the next one, and so does its number."""
        return any(paragraph.find(f"{self.w}pPr/{self.w}rPr/{tag}") is not None for tag in self._dropped)

    def is_gone(self, element: etree._Element, properties: str, mark: str) -> bool:
        """Whether a row or a cell of a table was deleted."""
        return element.find(f"{self.w}{properties}/{self.w}{mark}") is not None
