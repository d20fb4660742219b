"""What followers are told, each event once, in their language."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from app.adoption.services import publish_adoption_report
from app.consultations import services
from app.consultations.forms import ExtensionForm
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.follows.jobs import forget_follows, tell_followers
from app.follows.models import Announcement, Follow
from app.follows.queries import find_untold
from app.follows.rules import CONFIRM_WITHIN, KEPT_AFTER_END, MAILS_KEPT, VERBS
from app.history.models import HistoryEntry
from app.history.services import record
from app.lib.db import Database
from app.notices.models import Mail
from tests.adoption.office import answer, publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.follows.conftest import BASE, WANG, Post, ask, follow, tell
from tests.follows.test_ask_to_follow import counts
from tests.make import days_from, make_comment, make_consultation
from tests.revisions.office import compare, make_reported, publish_final, settle

LI = "li.si@example.org"


async def subjects(post: Post, address: str = WANG) -> list[str]:
    """Without the mail to confirm."""
    return [mail.subject.partition("：")[0] for mail in (await post.mails(address))[1:]]


async def extend(database: Database, cast: Cast, c: UUID, clock: Clock, days: int = 40) -> None:
    async with database.write() as db:
        row = await get_staff_consultation(db, c, cast["chen"], to_edit=True, lock=True)
        form = ExtensionForm(closes_on=days_from(clock(), days), reason="多地来信希望延长。")
        await services.extend_period(db, row, form, actor=cast["chen"], now=clock())


async def test_the_whole_way(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await tell(database, clock)
    assert await subjects(post) == [], "the opening was before"
    clock.advance(timedelta(days=1))
    await extend(database, cast, consultation, clock)
    assert await tell(database, clock) == [str(consultation)]
    mail = (await post.mails())[-1]
    assert "由2026年10月10日改为2026年10月21日截止" in mail.body
    assert "延长原因：多地来信希望延长。" in mail.body
    assert f"\n{BASE}/consultations/{consultation}\n" in mail.body
    assert mail.stop_url
    assert mail.stop_url in mail.body
    clock.advance(timedelta(days=38))
    await tell(database, clock)
    assert "2026年10月21日24时截止" in (await post.mails())[-1].body
    clock.advance(timedelta(days=4))
    async with database.write() as db:
        await services.close_due(db, now=clock())
    await tell(database, clock)
    assert await subjects(post) == ["延长征求意见期限", "2026年10月21日截止", "征求意见已截止"]
    assert await tell(database, clock) == []
    assert len({mail.dedupe_key for mail in await post.mails()}) == 4


async def test_a_report(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    from app.opinion_groups.jobs import group_new_comments

    await follow(client, post, consultation)
    await make_comment(database, consultation, "宽限期应当延长到三十日。", now=clock())
    await group_new_comments(database, str(consultation), now=clock())
    clock.advance(timedelta(days=32))
    async with database.write() as db:
        await services.close_due(db, now=clock())
    await answer(database, cast, consultation, 1, now=clock())
    await publish(database, cast, consultation, now=clock())
    assert publish_adoption_report is not None
    await tell(database, clock)
    assert await subjects(post) == ["征求意见已截止", "意见采纳情况"]
    assert f"/consultations/{consultation}/report\n" in (await post.mails())[-1].body
    assert "宽限期应当延长" not in "".join(mail.body for mail in await post.mails())


async def test_a_withdrawal(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    await follow(client, post, consultation)
    clock.advance(timedelta(days=1))
    async with database.write() as db:
        row = await db.get_one(Consultation, consultation)
        await services.request_withdrawal(db, row, "上位法修改。", actor=cast["chen"], now=clock())
        await services.approve_withdrawal(db, row, actor=cast["deng"], now=clock())
    await tell(database, clock)
    assert await subjects(post) == ["已撤回"]
    clock.advance(timedelta(days=28))
    assert await tell(database, clock) == [], "nobody is reminded of what was withdrawn"


@pytest.mark.parametrize("verb", VERBS)
async def test_every_event_of_the_record_has_its_mail(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock, verb: str
) -> None:
    """The acts of floors above are known by the record alone."""
    await follow(client, post, consultation)
    clock.advance(timedelta(minutes=1))
    details = {"before": "2026-10-10", "closes_on": "2026-10-20", "reason": "{title} %s {0}"}
    details = details if "extend" in verb else {}
    async with database.write() as db:
        record(
            db, verb, f"consultation:{consultation}", agency_id=cast.agency.id, actor=cast["chen"], now=clock(),
            **details,
        )  # fmt: skip
    await tell(database, clock)
    (mail,) = (await post.mails(WANG))[1:]
    assert "某市灵活就业人员缴费办法" in mail.subject
    assert "{title}" not in mail.body.replace("{title} %s {0}", "")


async def test_a_new_consultation_of_the_agency(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    clock.advance(timedelta(minutes=1))
    await follow(client, post, consultation, with_agency="1")
    await follow(client, post, consultation, LI)
    clock.advance(timedelta(days=1))
    new = await make_consultation(database, cast, now=clock(), title="新的办法（草案）")
    past = {"is_past": True, "opens_on": days_from(clock(), -60), "closes_on": days_from(clock(), -20)}
    await make_consultation(database, cast, now=clock(), title="往年的办法", **past)
    foreign = await make_consultation(database, cast, now=clock(), by="foreign", state="drafting", title="外区的办法")
    later = {"opens_on": days_from(clock(), 1), "closes_on": days_from(clock(), 40)}
    planned = await make_consultation(database, cast, now=clock(), state="approved", title="以后的办法", **later)
    await tell(database, clock)
    assert [mail.subject for mail in (await post.mails(WANG))[1:]] == ["新的征求意见：新的办法（草案）"]
    assert await subjects(post, LI) == []
    clock.advance(timedelta(days=1))
    async with database.write() as db:
        assert await services.open_due(db, now=clock()) == [planned]
    assert await tell(database, clock) == [str(planned)]
    assert foreign
    assert f"/consultations/{planned}\n" in (await post.mails(WANG))[-1].body
    assert new != planned


async def test_who_has_not_confirmed_is_told_nothing(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    await ask(client, consultation)
    await extend(database, cast, consultation, clock)
    assert await tell(database, clock) == []
    await client.post(await post.link("confirm"))
    await tell(database, clock)
    assert await subjects(post) == ["延长征求意见期限"], "at the very moment counts as in time"
    clock.advance(timedelta(hours=1))
    await follow(client, post, consultation, LI)
    await tell(database, clock)
    assert await subjects(post, LI) == [], "what was before is no news"


async def test_what_happened_before_the_button_is_no_news(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    """Also while others are still being told."""
    await follow(client, post, consultation, LI)
    await ask(client, consultation)
    await extend(database, cast, consultation, clock)
    clock.advance(timedelta(minutes=1))
    await client.post(await post.link("confirm", WANG))
    await tell(database, clock)
    assert await subjects(post, LI) == ["延长征求意见期限"]
    assert await subjects(post, WANG) == []


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
async def test_in_batches_each_once(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock, batch: int
) -> None:
    for n in range(4):
        await follow(client, post, consultation, f"w{n}@example.org")
    await extend(database, cast, consultation, clock)
    before = len(await post.mails())
    await tell(database, clock, batch=batch)
    await tell_followers(database, str(consultation), base_url=BASE, batch=batch, now=clock())
    assert len(await post.mails()) == before + 4
    async with database.read() as db:
        announcement = (await db.scalars(select(Announcement).where(Announcement.event == "extended"))).one()
        assert (announcement.told_count, announcement.told_at) == (4, clock())
        assert (
            await db.scalar(
                select(func.count()).select_from(HistoryEntry).where(HistoryEntry.verb == "follow:tell_followers")
            )
            == 1
        )


async def test_a_job_that_was_cut_off_goes_on(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    for n in range(3):
        await follow(client, post, consultation, f"w{n}@example.org")
    await extend(database, cast, consultation, clock)
    await tell(database, clock)
    async with database.write() as db:  # as if the marks of the last batches had been lost
        announcement = (await db.scalars(select(Announcement).where(Announcement.event == "extended"))).one()
        announcement.told_at = announcement.told_up_to = None
    async with database.read() as db:
        assert await find_untold(db, clock()) == [(str(consultation),)]
    before = len(await post.mails())
    await tell(database, clock)
    assert len(await post.mails()) == before


async def test_old_news_is_none(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    """The site stood still for weeks."""
    await follow(client, post, consultation)
    await extend(database, cast, consultation, clock)
    clock.advance(timedelta(days=15))
    assert await tell(database, clock) == []


async def test_a_reminder_that_came_too_late_is_not_sent(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    clock.advance(timedelta(days=28))
    async with database.read() as db:
        assert await find_untold(db, clock()) == [(str(consultation),)]
    async with database.write() as db:
        db.add(
            Announcement(
                agency_id=(await db.get_one(Consultation, consultation)).agency_id, consultation_id=consultation,
                key="closing:2026-10-10", event="closing", at=clock(), details={"closes_on": "2026-10-10"},
            )
        )  # fmt: skip
    clock.advance(timedelta(days=4))
    await tell_followers(database, str(consultation), base_url=BASE, now=clock())
    assert await subjects(post) == []


async def test_a_longer_period_brings_a_new_reminder(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    await follow(client, post, consultation)
    clock.advance(timedelta(days=28))
    await tell(database, clock)
    await extend(database, cast, consultation, clock, days=20)
    await tell(database, clock)
    clock.advance(timedelta(days=18))
    await tell(database, clock)
    assert await subjects(post) == ["2026年10月10日截止", "延长征求意见期限", "2026年10月28日截止"]


async def test_what_was_not_confirmed_is_erased(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await ask(client, consultation, LI)
    clock.advance(CONFIRM_WITHIN - timedelta(minutes=1))
    await forget_follows(database, now=clock())
    assert await counts(database) == (2, 2)
    clock.advance(timedelta(minutes=2))
    await forget_follows(database, batch=1, now=clock())
    assert await counts(database) == (1, 1)
    assert await post.mails(LI) == [], "the address is nowhere any more"
    assert len(await post.mails(WANG)) == 1


async def test_old_mails_lose_their_address(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await extend(database, cast, consultation, clock)
    await tell(database, clock)
    async with database.write() as db:  # the last one has not left
        await db.execute(update(Mail).where(Mail.topic.startswith("follower:")).values(sent_at=clock()))
    clock.advance(MAILS_KEPT)
    await forget_follows(database, now=clock())
    assert len(await post.mails(WANG)) == 2
    clock.advance(timedelta(seconds=1))
    await forget_follows(database, now=clock())
    (kept,) = await post.mails(WANG)
    assert kept.sent_at is None
    assert await counts(database) == (1, 1)


async def test_what_was_asked_beside_is_erased_and_the_rest_stays(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await ask(client, consultation, with_agency="1")
    clock.advance(CONFIRM_WITHIN + timedelta(minutes=1))
    await forget_follows(database, now=clock())
    assert await counts(database) == (1, 1)


async def test_a_follow_of_what_ended_long_ago_is_erased(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    await follow(client, post, consultation)
    clock.advance(timedelta(days=1))
    async with database.write() as db:
        row = await db.get_one(Consultation, consultation)
        await services.request_withdrawal(db, row, "上位法修改。", actor=cast["chen"], now=clock())
        await services.approve_withdrawal(db, row, actor=cast["deng"], now=clock())
    await tell(database, clock)
    clock.advance(KEPT_AFTER_END - timedelta(days=1))
    await forget_follows(database, now=clock())
    assert await counts(database) == (1, 1)
    clock.advance(timedelta(days=2))
    await forget_follows(database, now=clock())
    assert await counts(database) == (0, 0)
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Follow)) == 0
        assert not await db.scalar(select(func.count()).where(Mail.topic.is_not(None)))


async def test_a_final_text(client: Browser, post: Post, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_reported(database, cast, now=clock())
    clock.advance(timedelta(minutes=1))
    await follow(client, post, c)
    await compare(database, cast, c, now=clock())
    await settle(database, cast, c, now=clock())
    await publish_final(database, cast, c, now=clock())
    await tell(database, clock)
    assert await subjects(post) == ["正式文本已公布"]
    assert f"/consultations/{c}/comparison\n" in (await post.mails())[-1].body
    feed = await client.get(f"/consultations/{c}/feed.atom")
    assert "正式文本公布" in feed.text
    assert f"/consultations/{c}/comparison" in feed.text
