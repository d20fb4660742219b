"""The archive for everybody: whole, true, masked; checked without the site; made anew when words are hidden."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from app.__main__ import main
from app.adoption.rules import Outcome
from app.archives.jobs import build_archive
from app.archives.queries import find_unbuilt
from app.archives.verifying import NotAnArchive, verify
from app.comments.models import Comment
from app.files.models import StoredFile
from app.files.store import open_store
from app.lib.db import Database
from app.lib.settings import Settings
from app.moderation.models import ModerationAct
from tests.adoption.office import Said, answer, make_studied, publish
from tests.adoption.test_report_files import make_files
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment

PHONE = "请打电话13812345678"
HIDDEN = "隔壁的王某某不缴费"
HELD = "我住在某路九十九号"


async def build(database: Database, c: str, settings: Settings, clock: Clock) -> None:
    await build_archive(database, c, store=open_store(settings), settings=settings, now=clock())


@pytest.fixture
async def reported(database: Database, cast: Cast, clock: Clock) -> str:
    finding = ({"kind": "mobile", "start": 4, "end": 15},)
    said = [Said(3, "a4", PHONE, "cleared", finding), Said(2, "a3", "=HYPERLINK(1)"), Said(1, "", HIDDEN, "hidden")]
    c = await make_studied(database, cast, *said, now=clock())
    await answer(database, cast, c, 1, 2, 3, now=clock(), outcome=Outcome.NOT_ADOPTED)
    await publish(database, cast, c, now=clock())
    await make_comment(database, c, HELD, now=clock(), visibility="held", is_late=True)
    await make_files(database, c, clock)
    return str(c)


async def fetch(client: Browser, c: str) -> zipfile.ZipFile:
    answered = (await client.get(f"/consultations/{c}/archive.zip")).response
    assert answered.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answered.content))


def read_lines(packed: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in packed.read(name).decode().splitlines()]


async def test_the_whole_consultation_is_in_it(
    client: Browser, database: Database, settings: Settings, reported: str, clock: Clock
) -> None:
    async with database.read() as db:
        assert await find_unbuilt(db, clock()) == [(reported,)]
    await build(database, reported, settings, clock)
    async with database.read() as db:
        assert await find_unbuilt(db, clock()) == []
    packed = await fetch(client, reported)
    manifest = json.loads(packed.read("manifest.json"))
    for one in manifest["files"]:
        content = packed.read(one["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["bytes"], one["sha256"])
    assert {one["path"] for one in manifest["files"]} | {"manifest.json"} == set(packed.namelist())
    assert {f"report/report.{kind}" for kind in ("json", "csv", "xlsx", "docx", "pdf")} < set(packed.namelist())
    comments = read_lines(packed, "comments.jsonl")
    assert len(comments) == manifest["comments"] == 7
    frozen = json.loads(packed.read("report/report.json"))
    assert sum(not one["is_late"] for one in comments) == frozen["summary"]["collected"]
    groups = {one["number"]: one for one in read_lines(packed, "groups.jsonl")}
    assert {n: groups[n]["size"] for n in groups} == {1: 3, 2: 2, 3: 1}
    assert groups[1]["outcome"] == "not_adopted"
    assert [one["group"] for one in comments if one["text"].startswith("=")] == [2, 2]
    rows = list(csv.DictReader(io.StringIO(packed.read("comments.csv").decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [one["id"] for one in comments]
    assert all(not row["text"].startswith("=") for row in rows)
    acts = [one["act"] for one in read_lines(packed, "history.jsonl")]
    assert "adoption:publish_adoption_report" in acts
    assert "第四条" in packed.read("draft/draft.txt").decode()
    assert "归档包" in packed.read("README.txt").decode()


@pytest.mark.one_database("the same rows make the same file; one archive is built on both")
async def test_nothing_withheld_is_in_it(
    client: Browser, database: Database, settings: Settings, reported: str, clock: Clock
) -> None:
    await build(database, reported, settings, clock)
    packed = await fetch(client, reported)
    for name in packed.namelist():
        words = packed.read(name)
        if name.endswith((".xlsx", ".docx")):
            inner = zipfile.ZipFile(io.BytesIO(words))
            words = b"".join(inner.read(one) for one in inner.namelist())
        for withheld in ("13812345678", "王某某", "九十九号", "陈晓", "邓立"):
            assert withheld.encode() not in words, (name, withheld)
    by_state = {one["visibility"]: one for one in read_lines(packed, "comments.jsonl")}
    assert by_state["hidden"]["text"] == by_state["held"]["text"] == ""
    assert by_state["cleared"]["text"].startswith("请打电话")


@pytest.mark.one_database("the same rows make the same file; one archive is built on both")
async def test_it_is_the_same_file_for_the_same_moment(
    client: Browser, database: Database, settings: Settings, reported: str, clock: Clock
) -> None:
    await build(database, reported, settings, clock)
    first = (await client.get(f"/consultations/{reported}/archive.zip")).response
    await build(database, reported, settings, clock)
    second = (await client.get(f"/consultations/{reported}/archive.zip")).response
    assert first.content == second.content
    async with database.read() as db:
        assert len((await db.scalars(select(StoredFile))).all()) == 1  # the one before was let go


@pytest.mark.one_database("reads the file alone")
async def test_a_part_of_it(
    client: Browser, database: Database, settings: Settings, reported: str, clock: Clock
) -> None:
    await build(database, reported, settings, clock)
    path = f"/consultations/{reported}/archive.zip"
    whole = (await client.get(path)).response
    part = await client.http.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    late = await client.http.get(path, headers={"Range": "bytes=10-19", "If-Range": '"another"'})
    assert (late.status_code, len(late.content)) == (200, len(whole.content))
    beyond = await client.http.get(path, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    known = await client.http.get(path, headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


async def test_words_hidden_later_leave_it(
    client: Browser, database: Database, settings: Settings, reported: str, clock: Clock
) -> None:
    await build(database, reported, settings, clock)
    async with database.write() as db:
        await db.execute(update(Comment).where(Comment.text.like("=HYPER%")).values(visibility="hidden"))
        db.add(ModerationAct(consultation_id=UUID(reported), at=clock(), actor_name="陈晓", verb="hide",
                             category="privacy", reason="", n=2))  # fmt: skip
    assert (await client.get(f"/consultations/{reported}/archive.zip")).status == 404
    assert "正在生成" in (await client.get(f"/consultations/{reported}/archive")).main
    clock.advance(timedelta(minutes=1))
    async with database.read() as db:
        assert await find_unbuilt(db, clock()) == []  # the files come first
    await make_files(database, reported, clock)
    async with database.read() as db:
        assert await find_unbuilt(db, clock()) == [(reported,)]
    await build(database, reported, settings, clock)
    packed = await fetch(client, reported)
    assert b"HYPERLINK" not in b"".join(packed.read(name) for name in packed.namelist())


async def test_before_the_report_there_is_none(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(1), now=clock())
    assert (await client.get(f"/consultations/{c}/archive")).status == 404
    assert (await client.get(f"/consultations/{c}/archive.zip")).status == 404


# Checking it without the site


@pytest.fixture
async def archive(
    client: Browser, database: Database, settings: Settings, reported: str, clock: Clock, tmp_path: Path
) -> Path:
    await build(database, reported, settings, clock)
    path = tmp_path / "a.zip"
    path.write_bytes((await client.get(f"/consultations/{reported}/archive.zip")).response.content)
    return path


def changed(archive: Path, name: str, content: bytes | None, *, extra: str = "") -> Path:
    """The same archive with one file changed or left out."""
    path = archive.with_name("b.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
            elif content is not None:
                new.writestr(one, content)
        if extra:
            new.writestr(extra, b"")
    return path


@pytest.mark.one_database("the same rows make the same file; one archive is built on both")
async def test_a_sound_archive_is_found_sound(archive: Path, client: Browser, reported: str) -> None:
    verdict = verify(archive)
    assert verdict.problems == []
    page = await client.get(f"/consultations/{reported}/archive")
    assert verdict.manifest_digest in page.main
    done = CliRunner().invoke(main, ["verify-archive", str(archive)])
    assert done.exit_code == 0
    assert verdict.manifest_digest in done.output


CHANGES = [
    ("comments.jsonl", b"{}\n", "", "size"),
    ("README.txt", None, "", "missing"),
    ("nothing", None, "evil.txt", "extra"),
    ("explanation.txt", b"x" * 10_000_000, "", "size"),
]


@pytest.mark.one_database("reads the file alone")
async def test_what_was_changed_is_found(archive: Path) -> None:
    """One archive for all changes: making it is what takes long."""
    with zipfile.ZipFile(archive) as packed:
        text = packed.read("draft/draft.txt")
    one_other_byte = ("draft/draft.txt", bytes([text[0] ^ 1]) + text[1:], "", "digest")
    for name, content, extra, kind in [*CHANGES, one_other_byte]:
        path = changed(archive, name, content, extra=extra)
        assert [(one.kind, one.path) for one in verify(path).problems] == [(kind, extra or name)]
        done = CliRunner().invoke(main, ["verify-archive", str(path)])
        assert done.exit_code == 1
        assert (extra or name) in done.output


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_archive_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    path.write_bytes(content)
    with pytest.raises(NotAnArchive):
        verify(path)
    assert CliRunner().invoke(main, ["verify-archive", str(path)]).exit_code == 4
