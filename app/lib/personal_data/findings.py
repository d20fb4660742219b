"""What a finding is, and the parts that patterns share."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of personal data (domain.md 7); the value is stored."""

    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    BANK_CARD = "bank_card"
    TRAVEL_DOCUMENT = "travel_document"
    SOCIAL_CARD = "social_card"
    PLATE = "plate"
    CHAT_ID = "chat_id"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text: ``text[start:end]``."""

    kind: Kind
    start: int
    end: int


Detector = Callable[[str], Iterator[Finding]]

NO_AMOUNT = r"(?! ?(?:元|万|亿|人|户|件|%|美元|块钱))"
"""Not before what is counted: these are no numbers of somebody."""


def by(pattern: re.Pattern[str], kind: Kind, group: int = 0) -> Detector:
    """A detector that trusts its pattern; `group` is the part that is personal, without its cue."""

    def detect(text: str) -> Iterator[Finding]:
        for match in pattern.finditer(text):
            yield Finding(kind, match.start(group), match.end(group))

    return detect
