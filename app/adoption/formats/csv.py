"""The groups of a report as a table of text (CSV): UTF-8 with a byte order mark, so that spreadsheets read Chinese."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from app.adoption.rules import OUTCOME_LABELS, Outcome
from app.lib.downloads import safe_cell
from app.lib.i18n import gettext, in_locale
from app.lib.i18n import gettext_noop as _

COLUMNS = (
    _("No."), _("Group"), _("Example"), _("Comments"), _("People who said it"), _("Supports"), _("Clauses"),
    _("Outcome"), _("Reason"), _("Changed clause"), _("Wording before"), _("Wording after"),
    _("Different wordings"), _("Campaign text"),
)  # fmt: skip


def write_csv(data: Mapping[str, Any]) -> bytes:
    """Every group in a row. No cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    with in_locale("zh-CN"):
        writer.writerow([gettext(column) for column in COLUMNS])
        for one in data["document"]["groups"]:
            writer.writerow([safe_cell(cell) for cell in _cells(one)])
    return out.getvalue().encode("utf-8-sig")


def _cells(one: Mapping[str, Any]) -> tuple[object, ...]:
    change = one["change"] or {"label": "", "old_text": "", "new_text": ""}
    clauses = "; ".join(spread["label"] or gettext("The draft as a whole") for spread in one["clauses"])
    return (
        one["number"], one["title"], one["example"], one["size"], one["people"], one["supports"], clauses,
        gettext(OUTCOME_LABELS[Outcome(one["outcome"])]), one["reason"],
        change["label"], change["old_text"], change["new_text"], one.get("texts", ""),
        gettext("Campaign text") if one.get("is_campaign") else "",
    )  # fmt: skip
