"""What people say about each draft (群众诉求), and what the office answered where it has."""

from functools import cache

from msgspec import Struct, toml

from app.demo.consultations import TEXTS


class Answerable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A thing said, with the office's answer (处理意见) where the consultation is past its close.

    `outcome`: adopted, partly_adopted, not_adopted, out_of_scope. `new_text` replaces the text of `clause_ref`,
    without its label; a line feed in it begins a new paragraph. Without `clause_ref` it is about the whole.
    """

    clause_ref: str | None = None
    outcome: str | None = None
    reason: str = ""
    new_text: str | None = None


class Concern(Answerable, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What many people want in their own words (诉求).

    `title` is what a clerk would write, `topic` what a citizen would; `share` is a weight among concerns.
    Each of `says` carries the demand, each of `whys` may follow it; `who` names the groups of `openers`.
    In all three `{a|b}` stands for either word, so that two people seldom use the same.
    """

    key: str
    topic: str
    title: str
    share: int
    who: tuple[str, ...]
    says: tuple[str, ...]
    whys: tuple[str, ...]


class Story(Struct, frozen=True, forbid_unknown_fields=True):
    """A long experience told by one person (来信); `about` is the key of its concern."""

    about: str
    text: str


class Campaign(Answerable, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One letter sent by many (联名信); `share` is its part of all comments, `numbering` how it counts demands."""

    key: str
    title: str
    share: float
    numbering: str
    intro: str
    demands: tuple[str, ...]
    ending: str
    greetings: tuple[str, ...]
    signatures: tuple[str, ...]
    personal: tuple[str, ...]


class Remark(Answerable, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something only one person says (个别意见). `{phone}`, `{id}` and `{n}` are filled in by the crowd."""

    text: str


class Voices(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is said in one consultation."""

    concern: tuple[Concern, ...]
    story: tuple[Story, ...]
    campaign: Campaign
    single: tuple[Remark, ...]
    personal_data: tuple[Remark, ...]  # must be found by the scanner before anything is shown
    off_topic: tuple[Remark, ...]  # advertisements, street lamps
    openers: dict[str, tuple[str, ...]]
    closers: tuple[str, ...]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return self.single + self.personal_data + self.off_topic


@cache
def voices(key: str) -> Voices:
    """One of `consultations.KEYS`."""
    return toml.decode((TEXTS / key / "voices.toml").read_bytes(), type=Voices)
