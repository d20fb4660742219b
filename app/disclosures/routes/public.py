"""The catalogue, an entry, its earlier versions and its files."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get
from litestar.response import Redirect

from app.disclosures import queries, showing
from app.disclosures.contents import read_body
from app.disclosures.facets import Cube, Filters
from app.disclosures.guide import list_guides
from app.disclosures.index_numbers import path_of
from app.disclosures.labels import RELATION_LABELS, REVERSED_LABELS, VALIDITY_LABELS
from app.disclosures.models import Disclosure, DisclosureVersion
from app.disclosures.rules import Content
from app.files.downloads import as_download
from app.files.store import FileStore
from app.lib.db import Database
from app.lib.pages import render, see_other

Asked = Request[Any, Any, Any]
Page = Response[bytes] | Redirect
ENTRY = "/catalogue/{org_code:str}/{number:str}"


@get("/catalogue", name="disclosures.index")
async def index(request: Asked, database: Database, before: str = "") -> Response[bytes]:
    """The list with its filters, newest first. `before` is the index number that the page before ended with."""
    filters = showing.read_filters(request.query_params)
    async with database.read() as db:
        cube = await queries.get_cube(db)
        rows = await queries.list_entries(db, cube, filters, before=before)
        guides = await list_guides(db)
    context = _list_context(cube, filters, rows, before)
    columns = showing.columns(cube, has_guide=bool(guides))
    return render(request, "disclosures/index.html", **context, columns=columns)


def _list_context(cube: Cube, filters: Filters, rows: list[dict[str, Any]], before: str) -> dict[str, Any]:
    has_more = len(rows) > queries.PAGE
    rows = rows[: queries.PAGE]
    return {
        "entries": [showing.card(row) for row in rows],
        "facets": showing.facets(cube, filters),
        "chosen": showing.chosen(filters),
        "total": cube.total(filters),
        "here": showing.address(filters),
        "older": showing.address(filters, before=rows[-1]["index_no"]) if has_more else "",
        "is_first": not before,
        "feed": "/catalogue/feed.atom" + (f"?topic={quote(filters.topic)}" if filters.topic else ""),
    }


@get(ENTRY, name="disclosures.show")
async def show(request: Asked, database: Database, org_code: str, number: str) -> Response[bytes]:
    """An entry as it is now."""
    return await _entry_page(request, database, f"{org_code}/{number}")


@get(ENTRY + "/versions/{version:int}", name="disclosures.version")
async def version(request: Asked, database: Database, org_code: str, number: str, version: int) -> Page:
    """An earlier version, which says so; the newest one has one address only."""
    async with database.read() as db:
        entry = await queries.get_public_entry(db, f"{org_code}/{number}")
    if version == entry.version:
        return see_other(path_of(f"{org_code}/{number}"))
    return await _entry_page(request, database, f"{org_code}/{number}", version)


@get(ENTRY + "/files/{file_id:uuid}", name="disclosures.file")
async def download(database: Database, files: FileStore, org_code: str, number: str, file_id: UUID) -> Response[Any]:
    async with database.read() as db:
        entry = await queries.get_public_entry(db, f"{org_code}/{number}")
        file = await queries.get_public_file(db, entry, file_id)
    return await as_download(files, file)


async def _entry_page(request: Asked, database: Database, index_no: str, number: int = 0) -> Response[bytes]:
    async with database.read() as db:
        entry = await queries.get_public_entry(db, index_no)
        version, content = await queries.get_version(db, entry, number or entry.version)
        files = await queries.list_files(db, version.id)
        relations = await queries.list_relations(db, entry.id)
        acts = await queries.list_public_acts(db, entry.id)
        versions = await queries.list_versions(db, entry)
    return render(
        request,
        "disclosures/show.html",
        e=_shown(entry, version, content),
        metadata=showing.metadata(entry, content, version.published_at),
        blocks=[{"text": one.text, "level": one.level} for one in read_body(content.body)],
        files=[one | {"id": str(one["id"])} for one in files],
        relations=[_relation(one) for one in relations],
        acts=acts,
        notes={one["number"]: one["change_note"] for one in versions},
        validity_labels=VALIDITY_LABELS,
        base_url=request.app.state.settings.base_url,
    )


def _shown(entry: Disclosure, version: DisclosureVersion, content: Content) -> dict[str, Any]:
    assert entry.index_no is not None
    return {
        "title": content.title,
        "doc_no": content.doc_no,
        "issuer": content.issuer,
        "made_on": content.made_on,
        "path": path_of(entry.index_no),
        "index_no": entry.index_no,
        "published_at": entry.published_at,
        "repealed_on": entry.repealed_on,
        "validity_reason": entry.validity_reason,
        "version": version.number,
        "is_newest": version.number == entry.version,
        "abstract": content.abstract,
        "topic": content.topic,
        "is_converted": entry.source == "converted",
        **showing.validity_chip(entry.validity),
    }


def _relation(one: dict[str, Any]) -> dict[str, str]:
    labels = REVERSED_LABELS if one["is_reversed"] else RELATION_LABELS
    return {"label": labels[one["kind"]], "title": one["title"], "href": path_of(one["index_no"]), "kind": one["kind"]}


handlers = [index, show, version, download]
