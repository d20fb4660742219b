"""What the templates of the application show: choices with their words, and everything that was typed."""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.applicants.rules import ID_LABELS, KIND_LABELS
from app.disclosures.guide_forms import OFFICE
from app.files.rules import LARGEST_FILE
from app.lib.i18n import gettext
from app.requests.forms import ApplicationForm
from app.requests.rules import FORM_LABELS, MAX_DESCRIPTION, MAX_FILES, MAX_ITEMS, WAY_LABELS, NewItem


def form_context(form: ApplicationForm, *, token: str = "") -> dict[str, Any]:
    """Of `requests/_fields.html`, `new.html` and `offers.html`."""
    items = form.items() if form.add else form.wanted()
    if form.add and len(items) < MAX_ITEMS:
        items = [*items, NewItem("")]
    return {
        **msgspec.structs.asdict(form),
        "items": [{"n": n, "description": one.description, "doc_no": one.doc_no} for n, one in enumerate(items)],
        "may_add": len(items) < MAX_ITEMS,
        "form_token": token or form.form_token,
        "kinds": options(KIND_LABELS),
        "id_kinds": options(ID_LABELS),
        "forms": options(FORM_LABELS),
        "ways": options(WAY_LABELS),
        "max_description": MAX_DESCRIPTION,
        "max_files": MAX_FILES,
        "max_megabytes": LARGEST_FILE // 1024 // 1024,
    }


def options(labels: Mapping[Any, str]) -> list[dict[str, str]]:
    """Choices of a form, in the order of the law."""
    return [{"value": value.value, "text": gettext(label)} for value, label in labels.items()]


def contact_of(guide: Mapping[str, str]) -> dict[str, Any]:
    """Whom to turn to, out of the guide to disclosure (公开指南), and what it says about applications."""
    rows = [{"term": gettext(label), "text": guide[key]} for key, label in OFFICE.items() if guide.get(key)]
    return {"contact": rows, "requests": guide.get("requests", "")}
