"""Forms of comments. One form may carry several: `text` and `clause` come once for each."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec

from app.comments.rules import MAX_PARTS, MAX_TEXT, Said, Target
from app.lib.forms import Form, Meta


class CommentForm(Form):
    """What a citizen hands in. Limits are judged by `rules.check_said`, which names the part they concern."""

    text: list[str] = msgspec.field(default_factory=list)
    clause: list[str] = msgspec.field(default_factory=list)
    contact_email: str = ""
    form_token: str = ""
    """Random, made with the form: the same form sent twice is stored once."""
    proof: str = ""
    """What the browser solved in the background (app/allowances/proof.py)."""
    confirmed: bool = False
    """What others said has been shown."""
    add: bool = False
    """The button for one more part."""
    edit: bool = False
    """The button that goes back from the confirming page."""

    def parts(self) -> list[Said]:
        """The comments as typed, at least one."""
        clauses = [*self.clause, *[""] * len(self.text)]
        return [Said(text, clause) for text, clause in zip(self.text, clauses, strict=False)][:MAX_PARTS] or [Said("")]

    def said(self) -> list[Said]:
        """The comments that were written: a part left empty is none, as long as another was written."""
        parts = self.parts()
        return [part for part in parts if part.text] or parts[:1]

    def receipt_token(self, consultation_id: UUID) -> str:
        """Identity of what was handed in: the form's token and its words, so that an edited copy is a new one."""
        said = [[part.text, part.clause] for part in self.said()]
        token = self.form_token or secrets.token_urlsafe(16)
        return hashlib.sha256(json.dumps([token, str(consultation_id), said]).encode()).hexdigest()


class SupportForm(Form):
    back: Annotated[str, Meta(max_length=500)] = ""
    """Page to return to."""


def form_context(
    consultation_id: UUID,
    targets: Mapping[str, Target],
    parts: Sequence[Said],
    *,
    is_late: bool,
    token: str = "",
    contact_email: str = "",
    proof: str = "",
    confirmed: bool = False,
    prefix: str = "",
) -> dict[str, Any]:
    """What `comments/_form.html` shows. A new form gets its own random token.

    `prefix` begins its ids: a draft's page may hold the forms of several clauses.
    """
    options = {target.unit: target.label for target in targets.values()}
    for part in parts:
        if part.clause in targets and part.clause not in options:
            options[part.clause] = f"{targets[part.clause].label} ({part.clause})"
    blocks = [
        {
            "n": n,
            "text": part.text,
            "clause": part.clause,
            "label": options.get(part.clause, ""),
            "text_id": f"{prefix}text-{n}",
            "clause_id": f"{prefix}clause-{n}",
        }
        for n, part in enumerate(parts)
    ]
    return {
        "consultation_id": str(consultation_id),
        "prefix": prefix,
        "blocks": blocks,
        "options": [{"value": ref, "text": label} for ref, label in options.items()],
        "token": token or secrets.token_urlsafe(24),
        "contact_email": contact_email,
        "proof": proof,
        "confirmed": confirmed,
        "is_late": is_late,
        "may_add": len(parts) < MAX_PARTS,
        "max_text": MAX_TEXT,
    }
