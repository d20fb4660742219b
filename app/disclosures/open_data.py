"""The catalogue as open data (开放数据): one file a year, written some hundred lines at a time."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from app.disclosures.index_numbers import path_of
from app.disclosures.models import Disclosure
from app.disclosures.topics import path_labels
from app.lib.clock import SHANGHAI
from app.lib.db import Database
from app.lib.downloads import safe_cell
from app.lib.i18n import gettext, in_locale

SCHEMA = "/catalogue/data/schema.json"
CHUNK = 500
COLUMNS: Mapping[str, tuple[str, str]] = {
    "index_no": ("索引号", "Index number, never used twice"),
    "title": ("标题", "Title"),
    "doc_no": ("发文字号", "Document number; empty where there is none"),
    "issuer": ("发布机构", "Who issued it"),
    "made_on": ("成文日期", "Day on which it was made (ISO 8601)"),
    "published_at": ("发布时间", "Moment of publication (ISO 8601, Shanghai)"),
    "changed_at": ("更新时间", "Moment of the last change"),
    "topic": ("主题代码", "Code of the topic"),
    "topic_path": ("主题分类", "Path of the topic in Chinese, levels parted by a backslash"),
    "genre": ("体裁", "Kind of document"),
    "five_openness": ("五公开", "Which of the five kinds of openness"),
    "validity": ("有效性", "valid, amended, repealed, expired or pending"),
    "repealed_on": ("废止日期", "Day from which it is no longer valid; empty otherwise"),
    "source": ("来源", "direct, converted, consultation or reassessed"),
    "abstract": ("内容概述", "Abstract"),
    "url": ("网址", "Address of the entry"),
}


def row_of(entry: Disclosure, base_url: str) -> dict[str, str]:
    """One entry as open data."""
    assert entry.index_no is not None
    assert entry.published_at is not None
    with in_locale("zh-CN"):
        topic_path = "\\".join(gettext(label) for label in path_labels(entry.topic))
    return {
        "index_no": entry.index_no,
        "title": entry.title,
        "doc_no": entry.doc_no,
        "issuer": entry.issuer,
        "made_on": entry.made_on.isoformat(),
        "published_at": _moment(entry.published_at),
        "changed_at": _moment(entry.changed_at),
        "topic": entry.topic,
        "topic_path": topic_path,
        "genre": entry.genre,
        "five_openness": entry.five_openness,
        "validity": entry.validity,
        "repealed_on": entry.repealed_on.isoformat() if entry.repealed_on else "",
        "source": entry.source,
        "abstract": entry.abstract,
        "url": base_url + path_of(entry.index_no),
    }


def _moment(value: datetime) -> str:
    return value.astimezone(SHANGHAI).isoformat(timespec="seconds")


async def entries_between(database: Database, first: datetime, end: datetime) -> AsyncIterator[list[Disclosure]]:
    """The listed entries published in a span of time, oldest first, some hundreds at once; each in a short session."""
    after: tuple[datetime, Any] | None = None
    while True:
        query = select(Disclosure).where(
            Disclosure.published_at >= first, Disclosure.published_at < end, Disclosure.cell_id.is_not(None)
        )
        if after is not None:
            at, entry_id = after
            later = or_(Disclosure.published_at > at, and_(Disclosure.published_at == at, Disclosure.id > entry_id))
            query = query.where(Disclosure.published_at >= at, later)
        async with database.read() as db:
            found = list(await db.scalars(query.order_by(Disclosure.published_at, Disclosure.id).limit(CHUNK)))
        if found:
            yield found
        if len(found) < CHUNK:
            return
        after = (found[-1].published_at or first, found[-1].id)


async def write_csv(chunks: AsyncIterator[list[Disclosure]], base_url: str) -> AsyncIterator[bytes]:
    """UTF-8 with a byte order mark, so that spreadsheets read Chinese. No cell is a formula."""
    yield "\ufeff".encode() + _lines([[label for label, _about in COLUMNS.values()]])
    async for entries in chunks:
        yield _lines([[safe_cell(cell) for cell in row_of(one, base_url).values()] for one in entries])


def _lines(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


async def write_json(chunks: AsyncIterator[list[Disclosure]], base_url: str) -> AsyncIterator[bytes]:
    """One object whose `entries` are written as they are read."""
    yield f'{{"$schema": {json.dumps(base_url + SCHEMA)}, "entries": ['.encode()
    is_first = True
    async for entries in chunks:
        text = ",\n".join(json.dumps(row_of(one, base_url), ensure_ascii=False) for one in entries)
        yield (("\n" if is_first else ",\n") + text).encode()
        is_first = False
    yield b"\n]}\n"


def schema(base_url: str) -> dict[str, Any]:
    """JSON Schema of the JSON; the CSV has the same columns in the same order, under their Chinese names."""
    fields = {
        name: {"type": "string", "title": label, "description": about} for name, (label, about) in COLUMNS.items()
    }
    fields["index_no"]["pattern"] = r"^[0-9A-Z]{8,18}(-[A-Z])?/\d{4}-\d{5,7}$"
    fields["made_on"]["format"] = "date"
    fields["validity"]["enum"] = ["valid", "amended", "repealed", "expired", "pending"]  # type: ignore[assignment]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": base_url + SCHEMA,
        "title": "政府信息公开目录 Catalogue of public information",
        "type": "object",
        "required": ["entries"],
        "properties": {
            "entries": {
                "type": "array",
                "items": {"type": "object", "required": list(COLUMNS), "properties": fields},
            }
        },
    }
