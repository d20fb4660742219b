"""Forms of answers and of the report."""

from typing import Annotated
from uuid import UUID

from app.adoption.rules import AnswerReview, Outcome
from app.lib.errors import FieldError, FormInvalid
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _

EVERY_CLAUSE = "*"


class AnswerForm(Form, kw_only=True, frozen=True):
    """One answer. `clause` is the ref of the clause that changes; `seen` the size of the group that the page showed."""

    outcome: Annotated[Outcome, Meta(extra={"missing": _("Please choose what becomes of it.")})]
    reason: Annotated[str, Meta(max_length=4_000)] = ""
    clause: Annotated[str, Meta(max_length=40)] = ""
    new_text: Annotated[str, Meta(max_length=8_000)] = ""
    seen: int | None = None
    next: str = ""

    def check(self) -> None:
        """What one field alone cannot say."""
        if self.new_text and not self.clause:
            raise FormInvalid([FieldError("clause", _("Please choose the clause that gets the new text."))])


class DraftForm(Form, kw_only=True, frozen=True):
    """What was typed of an answer so far: nothing is missing yet."""

    outcome: Annotated[str, Meta(max_length=20)] = ""
    reason: Annotated[str, Meta(max_length=4_000)] = ""
    clause: Annotated[str, Meta(max_length=40)] = ""
    new_text: Annotated[str, Meta(max_length=8_000)] = ""
    next: str = ""
    is_quiet: bool = False
    """Sent by the page while somebody types: nobody waits for a message."""


class ReviewForm(Form, frozen=True):
    """Which answers of the consultation a second person looks at."""

    review: AnswerReview


class BatchForm(Form, kw_only=True, frozen=True):
    """Answers given in one act: `batch` names it, `count` is how many the page had shown."""

    batch: UUID
    count: int


class ReturnForm(BatchForm, kw_only=True, frozen=True):
    """Answers sent back to their author."""

    note: Annotated[str, Meta(min_length=2, max_length=1_000, extra={"missing": _("Please say why.")})]


class ManyAnswersForm(AnswerForm, kw_only=True, frozen=True):
    """One answer for many groups."""

    groups: Annotated[list[int], Meta(extra={"missing": _("Please choose at least one group.")})]


class RestForm(AnswerForm, kw_only=True, frozen=True):
    """One answer for all groups without one that the page had chosen by size, clause and words."""

    max_size: Annotated[int, Meta(ge=1, extra={"invalid": _("Please enter a whole number from 1 on.")})] = 1
    about: str = EVERY_CLAUSE
    words: Annotated[str, Meta(max_length=100)] = ""
    like: Annotated[int, Meta(ge=0, le=999_999_999)] = 0
    """Number of a group: only what is like it."""
    expected: str = ""
    """`rules.mark_of` the groups that the page had found: when it is others now, nothing is answered unseen."""


class ReportForm(Form, frozen=True):
    """What the office writes around the numbers."""

    preface: Annotated[str, Meta(max_length=5_000)] = ""
    next_steps: Annotated[str, Meta(max_length=5_000)] = ""


class ApprovalForm(Form, frozen=True):
    """The digest of the report as the approver saw it."""

    seen: str = ""
