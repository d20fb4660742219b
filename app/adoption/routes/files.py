"""The report as files: PDF, Word, Excel, CSV, JSON as the job made them, and the description of the data."""

import asyncio
import json
from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.adoption.document import SCHEMA, digest_of
from app.adoption.file_queries import MEDIA_TYPES, FileNotReady, get_file
from app.adoption.formats.csv import write_csv
from app.adoption.formats.schema import CSV_PATH, csv_metadata, json_schema
from app.adoption.report_queries import get_published_report, get_shown_document, list_all_items
from app.lib.db import Database
from app.lib.downloads import answer_file

Asked = Request[Any, Any, Any]
REPORT = "/consultations/{consultation_id:uuid}/report"


@get([f"{REPORT}.pdf", f"{REPORT}.docx", f"{REPORT}.xlsx", f"{REPORT}.csv", f"{REPORT}.json"], name="adoption.file")
async def report_file(request: Asked, database: Database, consultation_id: UUID) -> Response[bytes]:
    """One file of the report, with its SHA-256 as ETag. CSV and JSON are there from the moment of publication."""
    kind = request.scope["path"].rpartition(".")[2]
    async with database.read() as db:
        report = await get_published_report(db, consultation_id)
        try:
            file = await get_file(db, report, kind)
            content, digest = file.content, file.digest
        except FileNotReady:
            if kind not in ("csv", "json"):
                raise
            content = b""
        if not content and kind == "json":
            document = await get_shown_document(db, report)
            content, digest = document.encode(), digest_of(document)
        elif not content:
            groups = await list_all_items(db, report.id)
            content = await asyncio.to_thread(write_csv, {"document": {"groups": groups}})
            digest = digest_of(content.decode("utf-8"))
    return answer_file(
        request,
        content,
        media_type=MEDIA_TYPES[kind],
        name=f"report-{consultation_id}.{kind}",
        digest=digest,
        link=f'<{_DESCRIBED_BY[kind]}>; rel="describedby"' if kind in _DESCRIBED_BY else "",
    )


_DESCRIBED_BY = {"json": SCHEMA, "csv": CSV_PATH}


@get(SCHEMA, name="adoption.schema", sync_to_thread=False)
def schema(request: Asked) -> Response[bytes]:
    """JSON Schema of the report's JSON."""
    return _description(request, json_schema(request.app.state.settings.base_url), "application/schema+json")


@get(CSV_PATH, name="adoption.csv_schema", sync_to_thread=False)
def csv_schema(request: Asked) -> Response[bytes]:
    """What the columns of the report's CSV hold."""
    return _description(request, csv_metadata(request.app.state.settings.base_url), "application/csvm+json")


def _description(request: Asked, described: dict[str, Any], media_type: str) -> Response[bytes]:
    content = json.dumps(described, ensure_ascii=False, indent=1).encode()
    headers = {"cache-control": "public, max-age=3600", "access-control-allow-origin": "*"}
    return Response(content, media_type=media_type, headers=headers)


handlers = [report_file, schema, csv_schema]
