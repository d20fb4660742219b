"""Forms of the groups' pages. What a form showed of a group comes back as ``number.revision.size``."""

from typing import Annotated
from uuid import UUID

import msgspec

from app.lib.errors import FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.opinion_groups.rules import MAX_TITLE, NothingChosen, Seen


class ChosenForm(Form):
    """Groups ticked on the board."""

    chosen: list[str] = msgspec.field(default_factory=list)
    back: str = ""

    def groups(self) -> list[Seen]:
        """The ticked groups, each once. Raises NothingChosen."""
        if not self.chosen:
            raise NothingChosen
        return [read_seen(one) for one in dict.fromkeys(self.chosen)]


class SeenForm(Form):
    """A button that concerns one group."""

    seen: str
    back: str = ""

    def group(self) -> Seen:
        return read_seen(self.seen)


class TitleForm(Form):
    title: Annotated[str, Meta(max_length=MAX_TITLE)] = ""


class MembersForm(SeenForm):
    """Members ticked on a group's page; `target` is where they go."""

    comments: list[str] = msgspec.field(default_factory=list)
    target: str = ""

    def comment_ids(self) -> list[UUID]:
        """The ticked comments. Raises NothingChosen, FormInvalid."""
        if not self.comments:
            raise NothingChosen
        try:
            return [UUID(one) for one in self.comments]
        except ValueError:
            raise FormInvalid.of("comments", _("Please open the page again.")) from None

    def target_number(self) -> int:
        return read_number(self.target)


class MergeForm(SeenForm):
    """Another group, by its number, that is to be merged into this one."""

    other: str = ""

    def other_number(self) -> int:
        return read_number(self.other)


class AnewForm(Form):
    """Changes of a re-clustering that are accepted: the ticked ones, or all that need no question."""

    chosen: list[str] = msgspec.field(default_factory=list)
    seen: str = ""
    every: str = ""

    def changes(self) -> list[int] | None:
        """The ticked changes; None for all. Raises NothingChosen, FormInvalid."""
        if self.every:
            return None
        if not self.chosen:
            raise NothingChosen
        if not all(one.isdecimal() and len(one) < 19 for one in self.chosen):
            raise FormInvalid.of("chosen", _("Please open the page again."))
        return [int(one) for one in self.chosen]


class PairForm(Form):
    """A proposed merge."""

    one: str
    other: str


def read_number(typed: str) -> int:
    """The number of a group, as people write it. Raises FormInvalid."""
    digits = typed.strip().lstrip("#＃第").rstrip("组")
    if not digits.isdecimal() or len(digits) > 9:
        raise FormInvalid.of("target", _("Please give the number of a group."))
    return int(digits)


def read_seen(value: str) -> Seen:
    """What a form showed of a group. Raises FormInvalid for anything that no page of ours sends."""
    try:
        return Seen.parse(value)
    except ValueError:
        raise FormInvalid.of("chosen", _("Please open the page again.")) from None
