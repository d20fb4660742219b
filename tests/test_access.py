"""Every route and who may enter it. A new route fails here until it has its line in the table.

A person enters when the answer is anything but "sign in", "not allowed" or "not found": a form that was refused for
what it held (422) or for the state of the thing (409) was let in. Reading never writes.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

import pytest
from litestar import Litestar, get
from sqlalchemy import event

from app.accounts.models import Person
from app.consultations.models import Consultation
from app.decisions.forms import MatterForm
from app.decisions.rules import MatterKind
from app.decisions.services import create_matter, link_consultation
from app.lib.db import Database
from app.moderation.rules import Chosen
from app.moderation.services import hold_comments
from app.opinion_groups.jobs import group_new_comments
from app.request_groups.jobs import group_new_requests
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.disclosures.entries import attach_file, make_entry
from tests.make import make_attachment, make_comment, make_consultation, make_hearing, make_occasion, make_upload
from tests.make_letters import make_letter
from tests.make_replies import make_reply
from tests.make_requests import make_request

pytestmark = pytest.mark.one_database("rights are asked in the same words of both databases")

PUBLIC = "public"  # anybody, without an account
STAFF = ["chen", "deng", "ouyang", "qian", "luo", "shen", "xu", "foreign"]
OWN = {"chen", "deng"}  # clerk and head of the division that the consultation belongs to
ALL = set(STAFF)
READS = OWN | {"ouyang", "qian", "shen"}  # the division, the openness office and the auditor; no sysadmin
WORKS = {"chen", "ouyang"}  # drafts, triages, answers
APPROVES = {"deng", "qian"}  # division head of its own division, openness chief
OPENNESS = {"ouyang", "qian"}
SEES_GROUPS = OPENNESS | {"shen"}  # they go across divisions
REGISTERS = OPENNESS | {"foreign"}  # each for his own agency
PEOPLE = {"xu"}  # sysadmin
MAILS = {"xu", "ouyang", "foreign"}  # sysadmin, openness officer (each of his own agency)

ACCESS: dict[str, str | set[str]] = {
    "GET /": PUBLIC,
    "GET /converted": PUBLIC,
    "GET /converted.atom": PUBLIC,
    "GET /converted.csv": PUBLIC,
    "GET /converted.json": PUBLIC,
    "GET /about/{page}": PUBLIC,
    "GET /catalogue": PUBLIC,
    "GET /catalogue/data": PUBLIC,
    "GET /catalogue/data/{name}": PUBLIC,
    "GET /catalogue/feed.atom": PUBLIC,
    "GET /catalogue/{org_code}/{number}": PUBLIC,
    "GET /catalogue/{org_code}/{number}/files/{file_id}": PUBLIC,
    "GET /catalogue/{org_code}/{number}/versions/{version}": PUBLIC,
    "GET /guide": PUBLIC,
    "GET /consultations": PUBLIC,
    "GET /consultations/{consultation_id}": PUBLIC,
    "GET /consultations/{consultation_id}/challenge": PUBLIC,
    "GET /consultations/{consultation_id}/attachments/{attachment_id}": PUBLIC,
    "GET /consultations/{consultation_id}/archive": PUBLIC,
    "GET /consultations/{consultation_id}/archive.zip": PUBLIC,
    "GET /consultations/{consultation_id}/clauses/{ref}": PUBLIC,
    "GET /consultations/{consultation_id}/comments": PUBLIC,
    "GET /consultations/{consultation_id}/comparison": PUBLIC,
    "GET /consultations/{consultation_id}/comments/new": PUBLIC,
    "GET /consultations/{consultation_id}/count.svg": PUBLIC,
    "GET /consultations/{consultation_id}/embed": PUBLIC,
    "GET /consultations/{consultation_id}/embedding": PUBLIC,
    "GET /consultations/{consultation_id}/explanation": PUBLIC,
    "GET /consultations/{consultation_id}/hearings/{hearing_id}": PUBLIC,
    "GET /consultations/{consultation_id}/occasions": PUBLIC,
    "GET /consultations/{consultation_id}/report": PUBLIC,
    "GET /consultations/{consultation_id}/report.csv": PUBLIC,
    "GET /consultations/{consultation_id}/report/occasions.csv": PUBLIC,
    "GET /consultations/{consultation_id}/report.docx": PUBLIC,
    "GET /consultations/{consultation_id}/report.json": PUBLIC,
    "GET /consultations/{consultation_id}/report.pdf": PUBLIC,
    "GET /consultations/{consultation_id}/report.xlsx": PUBLIC,
    "GET /schemas/adoption-report-1-csv.json": PUBLIC,
    "GET /schemas/adoption-report-1.json": PUBLIC,
    "GET /consultations/{consultation_id}/statistics": PUBLIC,
    "GET /consultations/{consultation_id}/voices": PUBLIC,
    "GET /consultations/{consultation_id}/voices/{number}": PUBLIC,
    "GET /consultations/{consultation_id}/closing.ics": PUBLIC,
    "GET /consultations/{consultation_id}/feed.atom": PUBLIC,
    "GET /consultations/{consultation_id}/follow": PUBLIC,
    "GET /feeds/{name}": PUBLIC,
    "GET /follows": PUBLIC,
    "GET /follows/asked": PUBLIC,
    "GET /follows/confirm/{token}": PUBLIC,
    "GET /follows/list/{token}": PUBLIC,
    "GET /follows/stop/{token}": PUBLIC,
    "POST /consultations/{consultation_id}/follow": PUBLIC,
    "POST /follows": PUBLIC,
    "POST /follows/confirm/{token}": PUBLIC,
    "POST /follows/list/{token}/language": PUBLIC,
    "POST /follows/list/{token}/stop": PUBLIC,
    "POST /follows/stop/{token}": PUBLIC,
    "GET /health": PUBLIC,
    "GET /receipts": PUBLIC,
    "GET /receipts/{number}": PUBLIC,
    "GET /receipts/stop/{token}": PUBLIC,
    "GET /receipts/{number}/letters/{letter_id}": PUBLIC,  # with the code of the receipt only
    "GET /receipts/{number}/letters/{letter_id}/letter.pdf": PUBLIC,
    "GET /search": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /consultations/{consultation_id}/comments": PUBLIC,
    "POST /consultations/{consultation_id}/comments/{comment_id}/support": PUBLIC,
    "POST /consultations/{consultation_id}/similar": PUBLIC,
    "POST /preferences": PUBLIC,
    "GET /receipts/{number}/requests/{position}/files/{file_id}": PUBLIC,
    "GET /receipts/{number}/requests/{position}/withdraw": PUBLIC,
    "GET /receipts/{number}/suggest": PUBLIC,
    "GET /receipts/{number}/requests/{position}/correction": PUBLIC,
    "POST /receipts/{number}/requests/{position}/correction": PUBLIC,
    "POST /receipts/{number}/requests/{position}/withdraw": PUBLIC,
    "POST /receipts/{number}/suggest": PUBLIC,
    "GET /requests/challenge": PUBLIC,
    "GET /requests/guide": PUBLIC,
    "GET /requests/new": PUBLIC,
    "POST /requests": PUBLIC,
    "POST /requests/answered": PUBLIC,
    "POST /requests/new": PUBLIC,
    "POST /requests/similar": PUBLIC,
    "POST /receipts": PUBLIC,
    "POST /receipts/stop/{token}": PUBLIC,
    "POST /sign-in": PUBLIC,
    "POST /sign-out": PUBLIC,
    "GET /staff": ALL,
    "GET /staff/request-groups": SEES_GROUPS | {"foreign"},
    "GET /staff/request-groups/compare": SEES_GROUPS | {"foreign"},
    "GET /staff/request-groups/matters": SEES_GROUPS | {"foreign"},
    "GET /staff/request-groups/{number}": SEES_GROUPS,
    "GET /staff/request-groups/{number}/conversion": OPENNESS,
    "GET /staff/requests/{request_id}/conversion": READS,
    "GET /staff/suggestions": REGISTERS,
    "POST /staff/request-groups/events/{event_id}/undo": set(),  # there is none
    "POST /staff/request-groups/threshold": {"qian"},
    "POST /staff/request-groups/{number}/confirm": OPENNESS,
    "POST /staff/request-groups/{number}/conversion": OPENNESS,
    "POST /staff/request-groups/{number}/conversion/clear": OPENNESS,
    "POST /staff/request-groups/{number}/conversion/decline": OPENNESS,
    "POST /staff/request-groups/{number}/conversion/publish": OPENNESS,
    "POST /staff/request-groups/{number}/keep-apart": OPENNESS,
    "POST /staff/request-groups/{number}/merge": OPENNESS,
    "POST /staff/request-groups/{number}/move": OPENNESS,
    "POST /staff/request-groups/{number}/reach": OPENNESS,
    "POST /staff/request-groups/{number}/rename": OPENNESS,
    "POST /staff/request-groups/{number}/replies": OPENNESS,
    "POST /staff/request-groups/{number}/split": OPENNESS,
    "POST /staff/suggestions/{application_id}/accept": set(),  # there is none
    "POST /staff/suggestions/{application_id}/reject": set(),  # there is none
    "GET /staff/letters/{letter_id}": READS,
    "GET /staff/letters/{letter_id}/letter.docx": READS,
    "GET /staff/letters/{letter_id}/letter.pdf": READS,
    "POST /staff/letters/{letter_id}/service": OWN | {"ouyang", "qian"},
    "GET /staff/requests": ALL - {"xu"},
    "GET /staff/requests/calendar": ALL - {"xu"},
    "GET /staff/requests/inbox": ALL - {"xu"},
    "GET /staff/requests/new": REGISTERS,
    "GET /staff/requests/register": ALL - {"xu"},
    "GET /staff/requests/register/{name}": set(),  # no such file; by its name in test_register
    "POST /staff/requests/register": OPENNESS | {"foreign"},
    "POST /staff/requests/new": REGISTERS,
    "GET /staff/requests/{request_id}": READS,
    "GET /staff/requests/{request_id}/files/{file_id}": set(),  # it has none
    "GET /staff/requests/{request_id}/record": READS,
    "GET /staff/requests/{request_id}/reply": READS,
    "GET /staff/requests/{request_id}/reply/edit": OWN | OPENNESS,
    "GET /staff/requests/{request_id}/reply/files/{file_id}": set(),  # it has none
    "GET /staff/requests/{request_id}/reply/kinds": OWN | OPENNESS,
    "GET /staff/requests/{request_id}/reply/preview.pdf": READS,
    "GET /staff/requests/{request_id}/split": READS,
    "GET /staff/requests/{request_id}/reply/redact": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/reply/redact": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/reply/redact/marks": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/reply": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/reply/approve": {"deng"} | OPENNESS,  # whose step it is says the chain
    "POST /staff/requests/{request_id}/reply/files": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/reply/files/{file_id}/remove": set(),  # it has none
    "POST /staff/requests/{request_id}/reply/issue": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/reply/return": {"deng"} | OPENNESS,
    "POST /staff/requests/{request_id}/reply/submit": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/applicant": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/identity": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/confirm": OPENNESS,
    "POST /staff/requests/{request_id}/register": OPENNESS,
    "POST /staff/requests/{request_id}/split": OWN | OPENNESS,
    "GET /staff/requests/{request_id}/proceedings": READS,
    "GET /staff/requests/{request_id}/proceedings/{step}": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/proceedings/{step}": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/proceedings/{proceeding_id}/answer": set(),  # there is none
    "POST /staff/requests/{request_id}/proceedings/{proceeding_id}/served": set(),
    "GET /staff/requests/{request_id}/letters": READS,
    "GET /staff/requests/{request_id}/mails": READS,
    "GET /staff/retention": {"shen", "qian"},
    "GET /staff/letterhead": {"qian"},
    "POST /staff/letterhead": {"qian"},
    "GET /staff/mails": ALL - {"xu"},
    "GET /staff/mails/{mail_id}": set(),  # there is none: tests/mailbox says who reads one
    "GET /staff/mails/{mail_id}/files/{file_id}": set(),
    "POST /staff/mails/{mail_id}/assign": set(),
    "POST /staff/mails/{mail_id}/read": set(),
    "POST /staff/mails/{mail_id}/set-aside": set(),
    "GET /staff/requests/{request_id}/challenges": READS,
    "POST /staff/requests/{request_id}/challenges": OWN | OPENNESS,
    "POST /staff/requests/{request_id}/challenges/{challenge_id}": set(),  # there is none
    "GET /staff/consultations": ALL,
    "GET /staff/consultations/new": WORKS | {"luo", "foreign"},
    "GET /staff/consultations/{consultation_id}": READS,
    "GET /staff/consultations/{consultation_id}/answers": READS,
    "GET /staff/consultations/{consultation_id}/answers/new": WORKS,
    "GET /staff/consultations/{consultation_id}/answers/rest": WORKS,
    "GET /staff/consultations/{consultation_id}/attachments": READS,
    "GET /staff/consultations/{consultation_id}/attachments/{attachment_id}": READS,
    "GET /staff/consultations/{consultation_id}/archive": {"ouyang", "shen"},  # checks the office, answers for it
    "GET /staff/consultations/{consultation_id}/draft": READS,
    "GET /staff/consultations/{consultation_id}/draft/original": READS,
    "GET /staff/consultations/{consultation_id}/edit": WORKS,
    "GET /staff/consultations/{consultation_id}/events": READS,
    "GET /staff/consultations/{consultation_id}/flagged": READS,
    "GET /staff/consultations/{consultation_id}/moderation": READS,
    "GET /staff/consultations/{consultation_id}/compare": READS,
    "GET /staff/consultations/{consultation_id}/groups": READS,
    "GET /staff/consultations/{consultation_id}/groups/anew": READS,
    "GET /staff/consultations/{consultation_id}/groups/{number}": READS,
    "GET /staff/consultations/{consultation_id}/groups/{number}/answer": WORKS,
    "GET /staff/consultations/{consultation_id}/heard": WORKS,
    "GET /staff/consultations/{consultation_id}/hearings/new": WORKS,
    "GET /staff/consultations/{consultation_id}/hearings/{hearing_id}/edit": WORKS,
    "GET /staff/consultations/{consultation_id}/matters": READS,
    "GET /staff/consultations/{consultation_id}/occasions": READS,
    "GET /staff/consultations/{consultation_id}/occasions/new": WORKS,
    "GET /staff/consultations/{consultation_id}/occasions/{occasion_id}": READS,
    "GET /staff/consultations/{consultation_id}/occasions/{occasion_id}/edit": WORKS,
    "GET /staff/consultations/{consultation_id}/queue": WORKS,
    "GET /staff/consultations/{consultation_id}/report": READS,
    "GET /staff/consultations/{consultation_id}/revision": READS,
    "GET /staff/consultations/{consultation_id}/revision/pairs": READS,
    "GET /staff/consultations/{consultation_id}/revision/preview": READS,
    "GET /staff/consultations/{consultation_id}/revision/text": READS,
    "GET /staff/disclosures": ALL,
    "GET /staff/disclosures/new": WORKS | {"luo", "foreign"},
    "GET /staff/disclosures/{entry_id}": READS | {"luo"},
    "GET /staff/disclosures/{entry_id}/edit": WORKS,
    "GET /staff/disclosures/{entry_id}/files/{file_id}": READS,
    "GET /staff/guide": REGISTERS,
    "GET /staff/matters": ALL,
    "GET /staff/matters/new": WORKS | {"luo", "foreign"},
    "GET /staff/matters/{matter_id}": READS,
    "GET /staff/outbox": MAILS,
    "GET /staff/password": ALL,
    "GET /staff/calendar": ALL,
    "GET /staff/people": PEOPLE,
    "GET /staff/record": {"shen", "xu"},  # the auditor; the sysadmin reads the acts on accounts
    "GET /staff/people/new": PEOPLE,
    "GET /staff/people/{person_id}": PEOPLE,
    "POST /staff/consultations": WORKS | {"luo", "foreign"},
    "POST /staff/consultations/{consultation_id}/analyse": WORKS,
    "POST /staff/consultations/{consultation_id}/answers": WORKS,
    "POST /staff/consultations/{consultation_id}/answers/approve": WORKS | APPROVES,
    "POST /staff/consultations/{consultation_id}/answers/rest": WORKS,
    "POST /staff/consultations/{consultation_id}/answers/return": WORKS | APPROVES,
    "POST /staff/consultations/{consultation_id}/answers/review": APPROVES,
    "POST /staff/consultations/{consultation_id}/answers/withdraw": WORKS,
    "POST /staff/consultations/{consultation_id}/approve": APPROVES,
    "POST /staff/consultations/{consultation_id}/archive": {"ouyang", "shen"},
    "POST /staff/consultations/{consultation_id}/attachments": WORKS,
    "POST /staff/consultations/{consultation_id}/attachments/original": WORKS,
    "POST /staff/consultations/{consultation_id}/attachments/{attachment_id}/remove": WORKS,
    "POST /staff/consultations/{consultation_id}/comments/{comment_id}/clear": WORKS,
    "POST /staff/consultations/{consultation_id}/comments/{comment_id}/hide": WORKS,
    "POST /staff/consultations/{consultation_id}/comments/{comment_id}/hold": WORKS,
    "POST /staff/consultations/{consultation_id}/comments/{comment_id}/reveal": WORKS,
    "POST /staff/consultations/{consultation_id}/moderate": WORKS,
    "POST /staff/consultations/{consultation_id}/moderation/{act_id}/undo": WORKS,
    "POST /staff/consultations/{consultation_id}/draft": WORKS,
    "POST /staff/consultations/{consultation_id}/draft/confirm": WORKS,
    "POST /staff/consultations/{consultation_id}/draft/text": WORKS,
    "POST /staff/consultations/{consultation_id}/edit": WORKS,
    "POST /staff/consultations/{consultation_id}/events/{event_id}/undo": set(),  # there is no such act
    "POST /staff/consultations/{consultation_id}/extend": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/anew/accept": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/anew/end": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/anew/start": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/answer": ALL,  # only leads on to answers/new, which asks
    "POST /staff/consultations/{consultation_id}/groups/confirm": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/merge": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/proposals/{decision}": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/answer": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/answer/draft": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/answer/withdraw": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/merge": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/move": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/rename": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/split": WORKS,
    "POST /staff/consultations/{consultation_id}/groups/{number}/split-by-clause": WORKS,
    "POST /staff/consultations/{consultation_id}/matters/{decision}": WORKS,
    "POST /staff/consultations/{consultation_id}/heard": WORKS,
    "POST /staff/consultations/{consultation_id}/hearings": WORKS,
    "POST /staff/consultations/{consultation_id}/hearings/{hearing_id}/announce": WORKS,
    "POST /staff/consultations/{consultation_id}/hearings/{hearing_id}/edit": WORKS,
    "POST /staff/consultations/{consultation_id}/hearings/{hearing_id}/hold": WORKS,
    "POST /staff/consultations/{consultation_id}/hearings/{hearing_id}/materials": WORKS,
    "POST /staff/consultations/{consultation_id}/hearings/{hearing_id}/participants": WORKS,
    "POST /staff/consultations/{consultation_id}/occasions": WORKS,
    "POST /staff/consultations/{consultation_id}/occasions/{occasion_id}/cancel": WORKS,
    "POST /staff/consultations/{consultation_id}/occasions/{occasion_id}/edit": WORKS,
    "POST /staff/consultations/{consultation_id}/occasions/{occasion_id}/postpone": WORKS,
    "POST /staff/consultations/{consultation_id}/report": WORKS,
    "POST /staff/consultations/{consultation_id}/report/approve": APPROVES,
    "POST /staff/consultations/{consultation_id}/report/return": APPROVES,
    "POST /staff/consultations/{consultation_id}/report/submit": WORKS,
    "POST /staff/consultations/{consultation_id}/return": APPROVES,
    "POST /staff/consultations/{consultation_id}/revision/approve": APPROVES,
    "POST /staff/consultations/{consultation_id}/revision/causes": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/causes/remove": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/note": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/pairs": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/pairs/confirm": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/pairs/fold": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/return": APPROVES,
    "POST /staff/consultations/{consultation_id}/revision/submit": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/text": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/text/confirm": WORKS,
    "POST /staff/consultations/{consultation_id}/revision/text/correct": WORKS,
    "POST /staff/consultations/{consultation_id}/submit": WORKS,
    "GET /staff/consultations/{consultation_id}/uploads": WORKS,
    "GET /staff/consultations/{consultation_id}/uploads/{upload_id}": WORKS,
    "POST /staff/consultations/{consultation_id}/uploads": WORKS,
    "POST /staff/consultations/{consultation_id}/uploads/{upload_id}": WORKS,
    "POST /staff/consultations/{consultation_id}/withdraw": WORKS,
    "POST /staff/consultations/{consultation_id}/withdraw/approve": APPROVES,
    "POST /staff/disclosures": WORKS | {"luo", "foreign"},
    "POST /staff/disclosures/{entry_id}/amend": WORKS,
    "POST /staff/disclosures/{entry_id}/approve": APPROVES,
    "POST /staff/disclosures/{entry_id}/clear": WORKS,
    "POST /staff/disclosures/{entry_id}/discard": WORKS,
    "POST /staff/disclosures/{entry_id}/edit": WORKS,
    "POST /staff/disclosures/{entry_id}/files": WORKS,
    "POST /staff/disclosures/{entry_id}/files/remove": WORKS,
    "POST /staff/disclosures/{entry_id}/relations": WORKS,
    "POST /staff/disclosures/{entry_id}/relations/remove": WORKS,
    "POST /staff/disclosures/{entry_id}/return": APPROVES,
    "POST /staff/disclosures/{entry_id}/submit": WORKS,
    "POST /staff/disclosures/{entry_id}/validity": APPROVES,
    "POST /staff/disclosures/{entry_id}/withdraw": APPROVES,
    "POST /staff/guide": REGISTERS,
    "POST /staff/matters": WORKS | {"luo", "foreign"},
    "POST /staff/matters/{matter_id}/conclude": APPROVES,
    "POST /staff/matters/{matter_id}/consultations": WORKS,
    "POST /staff/matters/{matter_id}/consultations/{consultation_id}/unlink": WORKS,
    "POST /staff/outbox/{mail_id}/retry": set(),  # there is no mail: nobody is told whose it would be
    "POST /staff/password": ALL,
    "POST /staff/calendar": PEOPLE,
    "POST /staff/people": PEOPLE,
    "POST /staff/people/{person_id}": PEOPLE,
    "POST /staff/people/{person_id}/disable": PEOPLE,
    "POST /staff/people/{person_id}/enable": PEOPLE,
    "POST /staff/people/{person_id}/password": PEOPLE,
}
QUERY = {"GET /staff/consultations/{consultation_id}/answers/new": "?groups=1"}
# What the clerk does before each visitor tries, so that there is something to take back.
FIRST = {
    "POST /staff/consultations/{consultation_id}/groups/{number}/answer/withdraw": (
        "POST /staff/consultations/{consultation_id}/groups/{number}/answer"
    ),
    "POST /staff/matters/{matter_id}/consultations/{consultation_id}/unlink": (
        "POST /staff/matters/{matter_id}/consultations"
    ),
}
NOBODYS = UUID(int=0)
# What is sent with every form: enough that permission, and not a missing field, is what answers.
TYPED = {
    "verb": "hold",
    "category": "abuse",
    "title": "某市缴费办法（草案征求意见稿）",
    "opens_on": "2026-09-10",
    "closes_on": "2026-10-15",
    "methods": "online_solicitation",
    "text": "第一条　为了方便缴费，制定本办法。",
    "note": "说明原因。",
    "reason": "说明原因。",
    "kind": "other",
    "conclusion": "按修改后的草案印发。",
    "outcome": "adopted",
    "groups": "1",
    "batch": str(UUID(int=0)),
    "count": "1",
    "review": "all",
    "chosen": "1.1.1",
    "seen": "1.1.1",
    "one": "1.1.1",
    "other": "2.1.1",
    "target": "2",
    "after": "a4",
    "before": "a4",
    "clause": "a4",
    "links": str(NOBODYS),
}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP)\b", re.IGNORECASE)
IDLE_CLOCK = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?session"?\b', re.IGNORECASE)


def routes_of(app: Litestar) -> set[str]:
    return {
        f"{method} {route.path_format}"
        for route in app.routes
        for method in getattr(route, "route_handler_map", {})
        if method not in ("OPTIONS", "HEAD") and not route.path_format.startswith("/static/")
    }


@pytest.fixture
async def values(app: Litestar, database: Database, cast: Cast, clock: Clock) -> dict[str, object]:
    made = await make_values(database, cast, clock)
    attachment_id = await make_attachment(database, app.state.files, cast, made["consultation_id"], now=clock())
    file_id = await attach_file(database, app.state.files, cast, UUID(str(made["entry_id"])), now=clock())
    return made | {"attachment_id": attachment_id, "file_id": file_id}


async def make_values(database: Database, cast: Cast, clock: Clock, *, spare: str = "spare") -> dict[str, object]:
    """What stands in the places of an address: a consultation with two groups, a matter, a person nobody plays."""
    consultation_id = await make_consultation(database, cast, now=clock(), state="analysing")
    comment_id = await make_comment(database, consultation_id, "建议延长宽限期。", now=clock(), clause_ref="a4")
    other_id = await make_comment(database, consultation_id, "希望窗口周末也开门。", now=clock(), clause_ref="a3")
    await group_new_comments(database, str(consultation_id), now=clock())
    async with database.write() as db:
        form = MatterForm(title="某市缴费办法", kind=MatterKind.OTHER)
        matter = await create_matter(db, form, actor=cast["chen"], now=clock())
        await link_consultation(db, matter, consultation_id, actor=cast["chen"], now=clock())
    async with database.write() as db:
        deng = cast.people["deng"]
        person = Person(
            agency_id=deng.agency_id,
            division_id=deng.division_id,
            username=spare,
            full_name="备用",
            password_hash=deng.password_hash,
            roles=["division_clerk"],
        )
        db.add(person)
        await db.flush()
        person_id = person.id
    occasion_id = await make_occasion(database, cast, consultation_id, now=clock())
    hearing_id = await make_hearing(database, cast, consultation_id, now=clock())
    async with database.write() as db:
        consultation = await db.get_one(Consultation, consultation_id)
        act = await hold_comments(db, consultation, Chosen([other_id]), actor=cast["chen"], now=clock())
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, now=clock(), state="drafting")
    await group_new_requests(database, str(cast.agency.id), now=clock())
    return {
        "request_id": request_id,
        "letter_id": (await make_letter(database, cast, request_id, now=clock())).id,
        "act_id": act.id,
        "occasion_id": occasion_id,
        "hearing_id": hearing_id,
        "upload_id": await make_upload(database, cast, consultation_id, now=clock()),
        "consultation_id": consultation_id,
        "comment_id": comment_id,
        "comments": comment_id,
        "person_id": person_id,
        "mail_id": NOBODYS,
        "page": "privacy",
        "number": 1,
        "ref": "a4",
        "decision": "refuse",
        "step": "extension",
        "matter_id": matter.id,
        "entry_id": await make_entry(database, cast, now=clock()),
        "org_code": "MB2F300040",
        "version": 1,
        "file_id": NOBODYS,
    }


@asynccontextmanager
async def visitor(app: Litestar, name: str | None) -> AsyncIterator[Browser]:
    async with Browser(app) as browser:
        if name:
            await browser.sign_in(name, PASSWORD)
        yield browser


async def ask(browser: Browser, route: str, values: dict[str, object]) -> Page:
    method, _, path = route.partition(" ")
    path = re.sub(r"\{(\w+)\}", lambda place: str(values.get(place[1], NOBODYS)), path)
    if method == "GET":
        return await browser.get(path + QUERY.get(route, ""))
    # In a form of answers and reports `seen` is a size or a digest, and may be left out.
    typed = {k: v for k, v in TYPED.items() if k != "seen" or ("/groups" in path and "answer" not in path)}
    return await browser.post(path, typed | {name: str(values[name]) for name in ("comments", "consultation_id")})


def asks_to_sign_in(page: Page) -> bool:
    return page.status == 303 and page.location.startswith("/sign-in")


def entered(page: Page) -> bool:
    assert page.status < 500, page.main[:200]
    return page.status not in (403, 404) and not asks_to_sign_in(page)


def test_every_route_stands_in_the_table(app: Litestar) -> None:
    there = routes_of(app)
    new, gone = sorted(there - set(ACCESS)), sorted(set(ACCESS) - there)
    assert not new, "add a line to ACCESS for each of these:\n" + "\n".join(new)
    assert not gone, "these are gone, remove their lines:\n" + "\n".join(gone)


def test_everything_under_staff_needs_an_account() -> None:
    assert {route for route in ACCESS if " /staff" in route} == {r for r, who in ACCESS.items() if who != PUBLIC}


async def test_who_may_read_what_and_that_reading_never_writes(
    app: Litestar, database: Database, cast: Cast, values: dict[str, object]
) -> None:
    wrong: list[str] = []
    written: list[str] = []
    listening = [False]

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if listening[0] and WRITES.match(statement) and not IDLE_CLOCK.match(statement):
            written.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    for name in (None, *STAFF):
        async with visitor(app, name) as browser:
            for route, who in ACCESS.items():
                if not route.startswith("GET"):
                    continue
                listening[0] = True
                page = await ask(browser, route, values)
                listening[0] = False
                wrong += judge(route, who, name, page)
                if written:
                    wrong.append(f"{route} writes: {written.pop()[:80]}")
                    written.clear()
    assert not wrong, "\n".join(wrong)


async def test_who_may_do_what(app: Litestar, database: Database, cast: Cast, clock: Clock) -> None:
    """Each route gets a consultation of its own; people stay signed in, except where somebody signs out."""
    wrong = []
    async with AsyncExitStack() as stack:
        browsers = {name: await stack.enter_async_context(visitor(app, name)) for name in (None, *STAFF)}
        for n, route in enumerate(route for route in ACCESS if route.startswith("POST /staff/")):
            values = await make_values(database, cast, clock, spare=f"spare{n}")
            if "{attachment_id}" in route:
                c = values["consultation_id"]
                values["attachment_id"] = await make_attachment(database, app.state.files, cast, c, now=clock())
            for name, browser in browsers.items():
                if route in FIRST:
                    await ask(browsers["chen"], FIRST[route], values)
                wrong += judge(route, ACCESS[route], name, await ask(browser, route, values))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", [r for r, who in ACCESS.items() if r.startswith("POST") and who == PUBLIC])
async def test_what_anybody_may_do(app: Litestar, values: dict[str, object], route: str) -> None:
    for name in (None, "chen", "xu"):
        async with visitor(app, name) as browser:
            assert judge(route, PUBLIC, name, await ask(browser, route, values)) == []


def judge(route: str, who: str | set[str], name: str | None, page: Page) -> list[str]:
    """What is wrong with this answer to this visitor; nothing when it is as the table says."""
    said = f"{route} as {name or 'nobody'}: {page.status} {page.location or page.main[:60]}"
    if page.status >= 500 and not route.endswith("/health"):
        return [said]
    if who == PUBLIC:
        is_right = page.status != 403 and (not asks_to_sign_in(page) or route == "POST /sign-out")
    elif name is None:
        is_right = asks_to_sign_in(page)
    else:
        is_right = entered(page) == (name in who)
    return [] if is_right else [said]


def test_a_new_route_would_be_noticed(own_app: Litestar) -> None:
    @get("/staff/planted")
    async def planted() -> str:
        return ""

    own_app.register(planted)
    assert routes_of(own_app) - set(ACCESS) == {"GET /staff/planted"}
