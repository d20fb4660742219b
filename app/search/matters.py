"""The matter (事项) of a title or a description: what it names for certain, and the words that are left to compare.

Two texts that name different years, places, funds or documents are two matters, however alike their words. Pure.
"""

from dataclasses import dataclass, field

import msgspec

from app.search.grams import doc_facet
from app.similarity.facts import ALWAYS_SAID, Guard, read_facts

_SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a text names, guard by guard, and its other words (phrases without a meaning of their own are gone)."""

    named: dict[Guard, str] = field(default_factory=dict)
    words: str = ""

    def facets(self) -> list[str]:
        """The names under which the index keeps what it names; document numbers as everywhere."""
        found = [f"{guard}:{value}" for guard, value in self.named.items() if guard is not Guard.DOCUMENT]
        return found + [doc_facet(number) for number in self.documents()]

    def documents(self) -> list[str]:
        """The document numbers it names."""
        return self.named[Guard.DOCUMENT].split(_SEPARATOR) if Guard.DOCUMENT in self.named else []

    def differs(self, other: "Matter") -> tuple[Guard, ...]:
        """In what two texts are certainly not about the same. Who names nothing is compatible with everybody, but who
        asks for no facet asks for the thing itself, and who asks about himself asks for nothing public."""
        said = self.named.keys() | other.named.keys()
        return tuple(guard for guard in Guard if guard in said and self._is_apart(guard, other)) if said else ()

    def _is_apart(self, guard: Guard, other: "Matter") -> bool:
        mine, theirs = self.named.get(guard, ""), other.named.get(guard, "")
        if guard is Guard.PERSON:
            return bool(mine or theirs)
        return mine != theirs and (guard in ALWAYS_SAID or bool(mine and theirs))

    def stored(self) -> str:
        """As the column keeps it."""
        return msgspec.json.encode([{guard.value: value for guard, value in self.named.items()}, self.words]).decode()


def matter_of(text: str, doc_no: str = "") -> Matter:
    """Read the matter of a text, with a document number that stands beside it."""
    facts = read_facts(f"{text}（{doc_no}）" if doc_no else text)
    return Matter(facts.values, facts.body)


def read_matter(stored: str) -> Matter:
    """The matter as it was stored. A guard that is no longer known is left out."""
    named, words = _STORED.decode(stored)
    return Matter({_GUARDS[name]: value for name, value in named.items() if name in _GUARDS}, words)


_STORED = msgspec.json.Decoder(tuple[dict[str, str], str])
_GUARDS = {guard.value: guard for guard in Guard}
