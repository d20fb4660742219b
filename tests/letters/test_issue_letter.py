"""Letters: numbers without gaps, frozen for ever, encrypted at rest."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Text, delete, select, text, type_coerce, update
from sqlalchemy.exc import DBAPIError

from app.history.models import HistoryEntry
from app.letters.models import Letter, LetterService
from app.letters.queries import find_service, get_letter, read_letter
from app.letters.rules import LetterContent, LetterDamaged, LetterKind, OutdatedPhrase, ServiceMethod
from app.letters.services import issue_letter, keep_letterhead, record_service
from app.lib.commands import reencrypt
from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import Clock
from tests.letters.samples import letter_content


async def issue(
    database: Database, cast: Cast, clock: Clock, kind: LetterKind = LetterKind.CORRECTION, by: str = "chen"
) -> Letter:
    async with database.write() as tx:
        actor = cast[by]
        assert actor.agency_id
        content = letter_content(dated_on=clock().date())
        return await issue_letter(
            tx, agency_id=actor.agency_id, kind=kind, subject="request:1", content=content, actor=actor, now=clock()
        )


class ChangedMind(Exception):
    pass


async def change_mind(database: Database, cast: Cast, clock: Clock, content: LetterContent) -> None:
    kind, actor = LetterKind.CORRECTION, cast["chen"]
    async with database.write() as tx:
        await issue_letter(
            tx, agency_id=cast.agency.id, kind=kind, subject="request:1", content=content, actor=actor, now=clock()
        )
        raise ChangedMind


async def test_each_kind_body_and_year_counts_by_itself(database: Database, cast: Cast, clock: Clock) -> None:
    async with database.write() as tx:
        await keep_letterhead(
            tx, cast.agency.id, name="某市人社局", prefix="某人社公开", actor=cast["qian"], now=clock()
        )
    numbers = [(await issue(database, cast, clock)).number for _ in range(2)]
    numbers.append((await issue(database, cast, clock, LetterKind.EXTENSION)).number)
    numbers.append((await issue(database, cast, clock, by="foreign")).number)
    clock.advance(timedelta(days=200))
    numbers.append((await issue(database, cast, clock)).number)
    assert numbers == [
        "某人社公开〔2026〕1号-补",
        "某人社公开〔2026〕2号-补",
        "某人社公开〔2026〕1号-延",
        "某区人力资源和社会保障局公开〔2026〕1号-补",
        "某人社公开〔2027〕1号-补",
    ]


async def test_many_at_once_leave_no_gap_and_no_double(database: Database, cast: Cast, clock: Clock) -> None:
    letters = await asyncio.gather(*(issue(database, cast, clock) for _ in range(20)))
    assert sorted(letter.serial for letter in letters) == list(range(1, 21))


async def test_a_rollback_uses_no_number(database: Database, cast: Cast, clock: Clock) -> None:
    await issue(database, cast, clock)
    with pytest.raises(ChangedMind):
        await change_mind(database, cast, clock, letter_content())
    with pytest.raises(OutdatedPhrase):
        await change_mind(database, cast, clock, letter_content(decision="可以在3个月内起诉。"))
    assert (await issue(database, cast, clock)).serial == 2


async def test_it_is_on_record_without_the_citizens_words(database: Database, cast: Cast, clock: Clock) -> None:
    letter = await issue(database, cast, clock)
    async with database.read() as db:
        entry = (await db.scalars(select(HistoryEntry).where(HistoryEntry.verb == "letter:issue_letter"))).one()
        stored = (await db.execute(select(type_coerce(Letter.content, Text)))).scalar_one()
    assert entry.subject == "request:1"
    assert entry.details == {
        "letter": str(letter.id), "kind": "correction", "number": letter.number, "digest": letter.digest
    }  # fmt: skip
    assert "李某某" not in stored
    assert "社保" not in stored


async def test_it_is_never_dated_back(database: Database, cast: Cast, clock: Clock) -> None:
    with pytest.raises(ValueError, match="date of the day"):
        async with database.write() as tx:
            await issue_letter(
                tx,
                agency_id=cast.agency.id,
                kind=LetterKind.CORRECTION,
                subject="request:1",
                content=letter_content(dated_on=clock().date() - timedelta(days=1)),
                actor=cast["chen"],
                now=clock(),
            )


@pytest.mark.parametrize("table", [Letter, LetterService])
async def test_the_database_refuses_to_change_or_delete_it(
    database: Database, cast: Cast, clock: Clock, table: type[Letter] | type[LetterService]
) -> None:
    letter = await issue(database, cast, clock)
    async with database.write() as tx:
        await record_service(
            tx, letter, method=ServiceMethod.IN_PERSON, served_on=letter.dated_on, actor=cast["chen"], now=clock()
        )
    change = {"number": "另一号"} if table is Letter else {"method": "email"}
    for statement in (update(table).values(change), delete(table)):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.write() as tx:
                await tx.execute(statement.execution_options(synchronize_session=False))


async def test_changed_words_are_noticed_by_the_digest(database: Database, cast: Cast, clock: Clock) -> None:
    letter = await issue(database, cast, clock)
    assert read_letter(letter).content.addressee == "李某某"
    async with database.write() as tx:
        changed = letter.content.replace("10个工作日", "2个工作日")
        await tx.execute(update(Letter).values(content=changed).execution_options(synchronize_session=False))
    async with database.read() as db:
        with pytest.raises(LetterDamaged):
            read_letter(await get_letter(db, letter.id))


async def test_keys_can_be_rotated(database: Database, cast: Cast, clock: Clock) -> None:
    """The frozen row lets its sealed column be sealed anew, and nothing else."""
    letter = await issue(database, cast, clock)
    async with database.write() as tx:
        await tx.execute(text("UPDATE letter SET content = content"))
    assert [step async for step in reencrypt(database)]
    async with database.read() as db:
        assert read_letter(await get_letter(db, letter.id)).number == letter.number


async def test_service_is_recorded_and_the_last_entry_counts(database: Database, cast: Cast, clock: Clock) -> None:
    letter = await issue(database, cast, clock)
    clock.advance(timedelta(days=3))
    async with database.write() as tx:
        for method in (ServiceMethod.REGISTERED_POST, ServiceMethod.IN_PERSON):
            await record_service(tx, letter, method=method, served_on=letter.dated_on, actor=cast["chen"], now=clock())
    async with database.read() as db:
        found = await find_service(db, letter.id)
    assert found
    assert found.method == "in_person"
