"""SIGKILL under concurrent posting: what was acknowledged is there, once, in a group, and shown once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import select

from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.db import Database
from app.receipts.models import Receipt
from tests.journeys.helpers import given_a_consultation, groups_of, post_comment
from tests.journeys.site import Site, wait_for

POSTERS = 32
KILL_AFTER = 120  # acknowledged comments
GOAL = 40  # comments a poster would like to send
SAYINGS = ("宽限期太短，建议延长到三十日", "请在社区设缴费窗口", "希望可以按年缴费", "补缴的办法请写清楚")


class Crowd:
    """Posters that write until the server is gone; every acknowledged comment is kept with its receipt."""

    def __init__(self, site: Site, consultation_id: str) -> None:
        self.site, self.consultation_id = site, consultation_id
        self.sent: set[str] = set()
        self.acknowledged: dict[str, str] = {}
        self.is_enough = threading.Event()
        self._lock = threading.Lock()

    def post(self, poster: int) -> None:
        with httpx.Client(base_url=self.site.url, timeout=30) as http:
            for n in range(GOAL):
                text = f"{SAYINGS[(poster + n) % len(SAYINGS)]}。我是第{poster}位，这是第{n}条。"
                with self._lock:
                    self.sent.add(text)
                try:
                    number = post_comment(http, self.consultation_id, text, "a4")
                except (httpx.HTTPError, AttributeError):  # the server is gone, perhaps in the middle of a page
                    return
                with self._lock:
                    self.acknowledged[text] = number
                    if len(self.acknowledged) >= KILL_AFTER:
                        self.is_enough.set()


def stored(site: Site, consultation_id: str) -> list[Comment]:
    async def read(database: Database) -> list[Comment]:
        async with database.read() as db:
            query = select(Comment).where(Comment.consultation_id == UUID(consultation_id))
            found = list((await db.execute(query)).scalars())
            db.expunge_all()
            return found

    return site.with_database(read)


def receipts(site: Site) -> set[str]:
    async def read(database: Database) -> set[str]:
        async with database.read() as db:
            return set((await db.execute(select(Receipt.number))).scalars())

    return site.with_database(read)


def counted(site: Site, consultation_id: str) -> int:
    async def read(database: Database) -> int:
        async with database.read() as db:
            return (await db.get_one(Consultation, UUID(consultation_id))).collected_count

    return site.with_database(read)


def shown(site: Site, consultation_id: str) -> list[str]:
    """Ids of all comments on the public list, page by page."""
    found: list[str] = []
    address = f"/consultations/{consultation_id}/comments"
    with httpx.Client(base_url=site.url) as http:
        while address:
            page = HTMLParser(http.get(address).text)
            found += [node.attributes["id"] or "" for node in page.css("li.p-voice")]
            following = page.css_first("a[rel=next]")
            address = (following.attributes["href"] or "") if following else ""
    return found


def test_every_acknowledged_comment_survives_a_sigkill(fresh_site: Site) -> None:
    site = fresh_site
    site.start()
    consultation_id = given_a_consultation(site)
    crowd = Crowd(site, consultation_id)
    with ThreadPoolExecutor(POSTERS) as pool:
        writing = [pool.submit(crowd.post, poster) for poster in range(POSTERS)]
        assert crowd.is_enough.wait(120), "the crowd did not get going"
        site.kill()
    for one in writing:
        one.result()
    assert len(crowd.acknowledged) < POSTERS * GOAL, "the server was killed while they wrote"

    site.start()
    kept = stored(site, consultation_id)
    texts = Counter(comment.text for comment in kept)
    assert set(crowd.acknowledged) <= set(texts), "an acknowledged comment is lost"
    assert set(texts) <= crowd.sent
    assert set(texts.values()) == {1}, "a comment is stored twice"
    assert set(crowd.acknowledged.values()) <= receipts(site)
    assert len(set(crowd.acknowledged.values())) == len(crowd.acknowledged), "everybody has a receipt of his own"

    wait_for(
        "every comment in a group",
        lambda: all(comment.placed_at for comment in stored(site, consultation_id)),
        seconds=60,
    )
    wait_for("the counts", lambda: counted(site, consultation_id) == len(kept))
    assert sum(group.size for group in groups_of(site, consultation_id)) == len(kept), "none stands in two groups"
    ids = shown(site, consultation_id)
    assert sorted(ids) == sorted(f"comment-{comment.id}" for comment in kept), "all are shown, each once"
    print(f"{len(crowd.acknowledged)} acknowledged, {len(kept)} stored, {len(groups_of(site, consultation_id))} groups")
