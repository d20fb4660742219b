"""Pages of groups for the staff: the board, one group, the log."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import Parameter
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import GROUPING_STATES, may_edit
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.pages import render
from app.opinion_groups import cards, queries, wordings
from app.opinion_groups.campaigns import list_own_words
from app.opinion_groups.matter_queries import count_matters, list_matters
from app.opinion_groups.queries import Filter
from app.opinion_groups.rules import LIVE

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
OWN_SHOWN = 6


@get("/consultations/{consultation_id:uuid}/groups", name="opinion_groups.index")
async def index(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    text: str = "",
    clause: str = "",
    shown: Annotated[str, Parameter(query="state")] = "",  # litestar keeps `state` for itself
    answer: str = "",
    sort: str = "size",
    page: int = 1,
) -> Answer:
    """The board: what people say in groups, to be looked through and decided."""
    ref = None if not clause else "" if clause == "-" else clause
    wanted = Filter(text.strip()[:200], ref, shown, answer, sort, max(1, page))
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        groups, total = await queries.list_groups(db, consultation_id, wanted)
        labels = await queries.clause_labels(db, consultation.draft_id)
        distant = await queries.list_distant(db, groups)
        spread = await queries.list_spread(db, [group["id"] for group in groups])
        counts = await queries.count_by_state(db, consultation_id)
        counts["proposals"] = await queries.count_proposals(db, consultation_id)
        proposals = await queries.list_proposals(db, consultation_id)
        counts["matters"] = (await count_matters(db, consultation_id))["open"]
    return render(
        request,
        "opinion_groups/index.html",
        c=consultation_card(consultation, viewer),
        groups=cards.board_cards(groups, distant, spread, labels),
        total=total,
        page=wanted.page,
        pages=-(-total // queries.PAGE) or 1,
        counts=counts,
        proposals=[
            {
                "score": round(one["score"]),
                "one": cards.group_card(one["one"], labels),
                "other": cards.group_card(one["other"], labels),
                "pieces": cards.pieces(one["other"]["text"], one["one"]["text"]),
            }
            for one in proposals
        ],
        clauses=cards.clause_options(labels),
        chosen={"text": text, "clause": clause, "state": shown, "answer": answer, "sort": sort},
    )


@get("/consultations/{consultation_id:uuid}/groups/{number:int}", name="opinion_groups.show")
async def show(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    number: int,
    page: int = 1,
    find: str = "",
) -> Answer:
    """One group: its wordings, what differs, its clauses, its changes."""
    return await group_page(request, database, viewer, consultation_id, number, page=max(1, page), find=find)


async def group_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    number: int,
    *,
    page: int = 1,
    find: str = "",
    invalid: FormInvalid | None = None,
) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        group = await queries.get_group(db, consultation_id, number)
        labels = await queries.clause_labels(db, consultation.draft_id)
        members, total = await wordings.list_members(db, group["id"], page=page)
        own = await list_own_words(db, {group["id"]: group["text"]}, most=OWN_SHOWN) if group["shared"] else {}
        spread = await queries.list_spread(db, [group["id"]])
        events = await queries.list_events(db, consultation_id, group_id=group["id"])
        near = {
            show: await list_matters(db, consultation_id, is_close=show == "close", number=number)
            for show in ("open", "close")
        }
        merged_into = await queries.get_number(db, group["merged_into_id"]) if group["merged_into_id"] else 0
        found, _total = (
            await queries.list_groups(db, consultation_id, Filter(text=find.strip()[:200])) if find.strip() else ([], 0)
        )
    return render(
        request,
        "opinion_groups/show.html",
        invalid=invalid,
        c=consultation_card(consultation, viewer),
        group=cards.group_card(group, labels),
        is_live=group["state"] in LIVE,
        merged_into=merged_into,
        members=cards.member_cards(members, group, labels),
        wordings=total,
        own_words=own.get(group["id"], []),
        page=page,
        pages=-(-total // wordings.MEMBERS_PAGE) or 1,
        spread=cards.clause_counts(spread.get(group["id"], []), labels),
        events=cards.event_lines(events[: queries.EVENTS_PAGE]),
        near={show: [cards.near_card(pair, number, labels) for pair in pairs] for show, pairs in near.items()},
        find=find,
        found=[cards.group_card(one, labels) for one in found if one["number"] != number][:10],
    )


@get("/consultations/{consultation_id:uuid}/events", name="opinion_groups.events")
async def events(request: Asked, database: Database, viewer: Actor, consultation_id: UUID, page: int = 1) -> Answer:
    """Every change of groups, the latest first."""
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        found = await queries.list_events(db, consultation_id, page=max(1, page))
    return render(
        request,
        "opinion_groups/events.html",
        c=consultation_card(consultation, viewer),
        events=cards.event_lines(found[: queries.EVENTS_PAGE]),
        page=max(1, page),
        has_next=len(found) > queries.EVENTS_PAGE,
    )


def consultation_card(consultation: Consultation, viewer: Actor) -> dict[str, Any]:
    may = may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id)
    return {
        "id": str(consultation.id),
        "title": consultation.title,
        "is_about": consultation.cookie_people_count > 0,
        "may_change": may and consultation.state in GROUPING_STATES,
    }


handlers = [index, show, events]
