"""Symposiums, visits and hearings of a published report as a table."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.adoption.document import digest_of
from app.adoption.occasions import show_reported
from app.adoption.report_queries import get_published_report
from app.lib.db import Database
from app.lib.downloads import answer_file, safe_cell
from app.lib.i18n import gettext, in_locale
from app.lib.i18n import gettext_noop as _

COLUMNS = (
    _("Day"), _("How people were heard"), _("Place"), _("Organised by"), _("Who came"), _("How many came"),
    _("Comments said there"),
)  # fmt: skip


@get("/consultations/{consultation_id:uuid}/report/occasions.csv", name="adoption.occasions_csv")
async def occasions_csv(request: Request[Any, Any, Any], database: Database, consultation_id: UUID) -> Response[bytes]:
    """From the frozen numbers only."""
    async with database.read() as db:
        report = await get_published_report(db, consultation_id)
    content = write_occasions((report.summary or {}).get("occasions", []))  # type: ignore[arg-type]
    digest = digest_of(content.decode("utf-8"))
    name = f"report-occasions-{consultation_id}.csv"
    return answer_file(request, content, media_type="text/csv", name=name, digest=digest, link="")


def write_occasions(frozen: Iterable[Mapping[str, Any]]) -> bytes:
    """An occasion in a row; UTF-8 with a byte order mark. No cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    with in_locale("zh-CN"):
        writer.writerow([gettext(column) for column in COLUMNS])
        for one in map(show_reported, frozen):
            cells = (one["day"], one["method"], one["place"], one["organiser"], one["who"], one["people"])
            writer.writerow([safe_cell(cell) for cell in (*cells, one["comments"])])
    return out.getvalue().encode("utf-8-sig")
