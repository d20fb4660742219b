"""Forms of decision matters."""

from typing import Annotated
from uuid import UUID

from app.decisions.rules import MatterKind
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class MatterForm(Form, frozen=True):
    """A new matter."""

    title: Annotated[str, Meta(min_length=4, max_length=200, extra={"missing": _("Please say what is to be decided.")})]
    kind: Annotated[MatterKind, Meta(extra={"missing": _("Please choose what kind of matter it is.")})]
    division_id: UUID | None = None


class LinkForm(Form, frozen=True):
    """A consultation of the matter."""

    consultation_id: Annotated[
        UUID, Meta(extra={"missing": _("Please choose a consultation."), "invalid": _("Please choose a consultation.")})
    ]


class ConclusionForm(Form, frozen=True):
    """What was decided, and when and by whom."""

    conclusion: Annotated[
        str, Meta(min_length=2, max_length=5_000, extra={"missing": _("Please say what was decided.")})
    ]
