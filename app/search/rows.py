"""Rows of texts by their ids, with statements whose words never change: compiled once, whatever the number of ids."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

_NAMED = "t.id, t.kind, t.ref, t.path, t.title, t.facts, t.dated_on, t.doc_no, t.validity"
_FROM = {
    "sqlite": "FROM json_each(:wanted) k JOIN search_text t ON t.id = k.value",
    "postgresql": "FROM search_text t WHERE t.id = ANY(CAST(:wanted AS bigint[]))",
}


def _both(columns: str) -> dict[str, TextClause]:
    return {name: text(f"SELECT {columns} {source}") for name, source in _FROM.items()}


_ROWS = {name: one.columns(dated_on=Date) for name, one in _both(_NAMED).items()}
_BODIES = _both("t.id, substr(t.body, 1, :chars)")


async def read_rows(db: AsyncSession, wanted: Sequence[int]) -> Sequence[Any]:
    """What lists say of these texts, and the facts of their titles; in any order, those that are no longer left out."""
    return await _read(db, _ROWS, wanted)


async def read_bodies(db: AsyncSession, wanted: Sequence[int], chars: int) -> dict[int, str]:
    """The first characters of the bodies of these texts."""
    return {text_id: body for text_id, body in await _read(db, _BODIES, wanted, chars=chars)}


async def _read(db: AsyncSession, sql: Any, wanted: Sequence[int], **values: object) -> Sequence[Any]:
    if not wanted:
        return []
    name = db.get_bind().dialect.name
    ids = list(wanted) if name == "postgresql" else f"[{','.join(map(str, wanted))}]"
    return (await db.execute(sql[name], {"wanted": ids, **values})).all()
