"""The demonstration's three consultations (公开征求意见): one open, one being analysed, one reported."""

from functools import cache
from pathlib import Path

from msgspec import Struct, toml

TEXTS = Path(__file__).parent / "texts"
KEYS = ("flexible_workers", "training_subsidy", "hotline")


class Contact(Struct, frozen=True, forbid_unknown_fields=True):
    """Where to send comments (联系方式)."""

    person: str
    phone: str
    email: str
    address: str


class DemoConsultation(Struct, frozen=True, forbid_unknown_fields=True):
    """What a division publishes to hear people (征求意见公告): the draft stands apart, see `draft_text`.

    `opens`, `closes` and `reported` are days from today, negative in the past; `closes` is the last day.
    `kind` and `methods` use the codes of domain.md 1.4, `stage` those of the consultation's states.
    """

    title: str
    matter: str
    kind: str
    stage: str
    division: str
    opens: int
    closes: int
    methods: tuple[str, ...]
    explanation: str  # 起草说明
    basis: tuple[str, ...]  # 决策依据
    contact: Contact
    reported: int | None = None


@cache
def consultation(key: str) -> DemoConsultation:
    """One of `KEYS`."""
    return toml.decode((TEXTS / key / "about.toml").read_bytes(), type=DemoConsultation)


@cache
def draft_text(key: str) -> str:
    """The draft (决策草案) as an office would upload it: its first line is the title."""
    return (TEXTS / key / "draft.txt").read_text("utf-8")
