"""Public pages of groups: what people say about a clause, and about the whole draft."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.response import Redirect

from app.comments import queries as comments
from app.comments.forms import form_context
from app.comments.rules import Said
from app.comments.services import person_of
from app.consultations.queries import get_public_consultation, list_clauses, tally_by_clause
from app.consultations.rules import GROUPING_STATES, State, is_late
from app.drafts.units import blocks
from app.lib.db import Database
from app.lib.errors import NotFound
from app.lib.pages import render
from app.lib.web import name_device
from app.opinion_groups import voices
from app.opinion_groups.campaigns import get_campaign, list_own_words
from app.opinion_groups.cards import clause_name, clause_options, group_numbers, wording_cards
from app.opinion_groups.queries import clause_labels
from app.opinion_groups.rules import is_campaign
from app.opinion_groups.wordings import PAGE, list_wordings

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
MAIN_VOICES = 5


@get("/consultations/{consultation_id:uuid}/clauses/{ref:str}", name="opinion_groups.clause")
async def clause(request: Asked, database: Database, now: datetime, consultation_id: UUID, ref: str) -> Answer:
    """One clause with its main voices and the form; htmx gets voices and form only, to stand below the clause."""
    device, cookies = name_device(request, now)
    async with database.read() as db:
        c = await get_public_consultation(db, consultation_id)
        clauses = await list_clauses(db, c["draft_id"])
        counts = await tally_by_clause(db, consultation_id)
        targets = await comments.list_targets(db, c["draft_id"])
        if ref not in targets:
            raise NotFound
        unit = targets[ref].unit
        found, total = await voices.list_voices(db, consultation_id, clause=unit, limit=MAIN_VOICES)
        own = await list_own_words(db, _campaigns(found))
        mine = await comments.supported_by(db, person_of(device).key, _comment_ids(found))
    late = is_late(now, c["closes_on"])
    return render(
        request,
        "opinion_groups/clause.html",
        block="say",
        cookies=cookies,
        c=_consultation(c, now),
        clause=next(one for one in blocks(clauses, counts) if one["ref"] == unit),
        label=targets[ref].label,
        became=next(row["became"] for row in clauses if row["ref"] == unit),
        voices=[_voice(one, mine, own) for one in found],
        more=max(0, total - len(found)),
        form=form_context(consultation_id, targets, [Said("", ref)], is_late=late, prefix=f"{unit}-"),
    )


@get("/consultations/{consultation_id:uuid}/voices", name="opinion_groups.voices")
async def index(
    request: Asked, database: Database, now: datetime, consultation_id: UUID, clause: str = "", page: int = 1
) -> Answer:
    """All groups, the largest first; with a clause those that speak about it (``-``: about the whole)."""
    device, cookies = name_device(request, now)
    ref = None if not clause else "" if clause == "-" else clause
    async with database.read() as db:
        c = await get_public_consultation(db, consultation_id)
        labels = await clause_labels(db, c["draft_id"])
        found, total = await voices.list_voices(db, consultation_id, clause=ref, page=max(1, page))
        own = await list_own_words(db, _campaigns(found))
        mine = await comments.supported_by(db, person_of(device).key, _comment_ids(found))
    return render(
        request,
        "opinion_groups/voices.html",
        cookies=cookies,
        c=_consultation(c, now),
        voices=[_voice(one, mine, own) for one in found],
        total=total,
        page=max(1, page),
        pages=-(-total // voices.PAGE) or 1,
        chosen=clause,
        label="" if ref is None else clause_name(ref, labels),
        clauses=clause_options(labels),
    )


@get("/consultations/{consultation_id:uuid}/voices/{number:int}", name="opinion_groups.voice")
async def show(
    request: Asked, database: Database, now: datetime, consultation_id: UUID, number: int, page: int = 1
) -> Answer:
    """One group: every wording that everybody may read, with what each says in words of its own marked."""
    async with database.read() as db:
        c = await get_public_consultation(db, consultation_id)
        group = await get_campaign(db, consultation_id, number)
        labels = await clause_labels(db, c["draft_id"])
        first, total = await list_wordings(db, group["id"], limit=1)
        found = (await list_wordings(db, group["id"], page=page))[0]
    return render(
        request,
        "opinion_groups/voice.html",
        c=_consultation(c, now),
        group=group_numbers(group) | {"clause": clause_name(group["clause_ref"], labels)},
        original=first[0]["text"] if first else "",
        wordings=wording_cards(found, first[0]["text"] if first else ""),
        total=total,
        page=max(1, page),
        pages=-(-total // PAGE) or 1,
    )


def _consultation(c: dict[str, Any], now: datetime) -> dict[str, Any]:
    late = is_late(now, c["closes_on"])
    return {
        "id": str(c["id"]),
        "title": c["title"],
        "is_late": late,
        "takes_comments": c["state"] in GROUPING_STATES,
        "takes_support": c["state"] == State.OPEN and not late,
        "closes_on": c["closes_on"],
        "is_about": c["cookie_people_count"] > 0,
    }


def _comment_ids(found: list[dict[str, Any]]) -> list[UUID]:
    return [one["comment_id"] for one in found if one["comment_id"]]


def _campaigns(found: list[dict[str, Any]]) -> dict[UUID, str]:
    """The campaigns of several wordings among these groups, each with the words that are shown of it."""
    return {
        one["id"]: one["text"]
        for one in found
        if one["text"] and one["texts"] > 1 and is_campaign(one["size"], one["shared"])
    }


def _voice(voice: dict[str, Any], mine: set[UUID], own: dict[UUID, list[str]]) -> dict[str, Any]:
    names = ("n", "text", "support_count")
    return (
        group_numbers(voice)
        | {name: voice[name] for name in names}
        | {
            "id": str(voice["comment_id"] or ""),
            "is_mine": voice["comment_id"] in mine,
            "own_words": own.get(voice["id"], []),
        }
    )


public = Router(path="/", route_handlers=[clause, index, show])
