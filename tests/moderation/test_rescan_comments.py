"""Older comments under newer patterns: what is public and holds personal data waits; what a person decided stays."""

from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.__main__ import main
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.db import Database
from app.moderation.models import ModerationAct, ScanRun
from app.moderation.rescanning import find_unscanned, rescan_comments, start_again
from app.moderation.rules import NotUndoable
from app.moderation.services import undo_act
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

CARD = "退到6222021234567890128这张卡"


@pytest.fixture
async def c(database: Database, cast: Cast, clock: Clock) -> UUID:
    c = await make_consultation(database, cast, now=clock())
    for state in ("public", "held", "cleared", "hidden"):
        await make_comment(database, c, CARD, now=clock(), visibility=state)
    await make_comment(database, c, "希望早日施行", now=clock())
    await make_comment(database, c, "希望早日施行", now=clock(), title="我叫王小明")
    return c


async def test_it_works(database: Database, cast: Cast, c: UUID, clock: Clock) -> None:
    async with database.read() as db:
        assert await find_unscanned(db, clock()) == [()]
    await rescan_comments(database, now=clock(), batch=2)
    async with database.read() as db:
        comments = (await db.scalars(select(Comment).order_by(Comment.id))).all()
        assert [one.visibility for one in comments] == ["held", "held", "cleared", "hidden", "public", "held"]
        assert [len(one.findings) for one in comments] == [1, 1, 0, 1, 0, 0]
        acts = (await db.scalars(select(ModerationAct))).all()
        assert [(one.verb, one.n, one.actor_id) for one in acts] == [("rescan", 1, None)] * 2
        run = (await db.scalars(select(ScanRun))).one()
        assert (run.looked_at, run.held, run.finished_at) == (6, 2, clock())
        assert await find_unscanned(db, clock()) == []
    await rescan_comments(database, now=clock())
    async with database.read() as db:
        assert len((await db.scalars(select(ModerationAct))).all()) == 2, "nothing is done twice"
    async with database.read() as db:
        row = await db.get_one(Consultation, c)
        with pytest.raises(NotUndoable):
            await undo_act(db, row, acts[0].id, actor=cast["chen"], now=clock())


async def test_it_goes_on_where_it_was_stopped(database: Database, c: UUID, clock: Clock) -> None:
    await rescan_comments(database, now=clock())
    async with database.write() as db:
        run = (await db.scalars(select(ScanRun))).one()
        run.finished_at, run.last_id = None, (await db.scalars(select(Comment.id).order_by(Comment.id))).all()[-2]
    await rescan_comments(database, now=clock())
    async with database.read() as db:
        assert (await db.scalars(select(ScanRun.looked_at))).one() == 7
    await start_again(database)
    async with database.read() as db:
        assert await find_unscanned(db, clock()) == [()]


def test_the_command(database_url: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    done = CliRunner().invoke(main, ["rescan-comments", "--again"])
    assert done.exit_code == 0, done.output
    assert "0 comments scanned, 0 of them held" in done.output
