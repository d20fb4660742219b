"""Personal files lie sealed: no plain byte in the store, readable all the same, renewed with the keys."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar

from app.files.downloads import as_download
from app.files.jobs import remove_orphans
from app.files.rules import FileLost
from app.files.services import store_file
from app.files.store import FileStore
from app.lib.crypto import install_keys, is_sealed, key_of
from app.lib.db import Database
from app.lib.settings import Settings
from tests.cast import Cast
from tests.conftest import Clock

pytestmark = pytest.mark.one_database("bytes in a folder: no database has a part in it")
WORDS = "王小明的申请材料，身份证号11010519491231002X。".encode() * 20_000  # several pieces


@pytest.fixture
def store(app: Litestar) -> FileStore:
    return app.state.files


def dump(tmp_path: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file())


async def test_a_dump_of_the_store_holds_no_plain_text(
    database: Database, store: FileStore, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    async with database.write() as db:
        who = {"agency_id": cast.agency.id, "actor": cast["chen"], "now": clock()}
        file = await store_file(db, store, "材料.txt", WORDS, sealed=True, **who)
    assert is_sealed(dump(tmp_path))
    assert "身份证号".encode() not in dump(tmp_path)
    assert b"11010519491231002X" not in dump(tmp_path)
    assert file.size == len(WORDS)
    assert await store.read(file.digest, size=file.size) == WORDS
    answer = await as_download(store, file)
    assert b"".join([piece async for piece in answer.iterator]) == WORDS  # type: ignore[union-attr]
    assert answer.headers["content-length"] == str(len(WORDS))
    await remove_orphans(database, store=store, now=clock() + timedelta(days=3650))
    assert await store.read(file.digest, size=file.size) == WORDS


async def test_what_lies_plain_stays_readable_and_the_same_bytes_are_kept_once(
    app: Litestar, store: FileStore, tmp_path: Path
) -> None:
    digest = await store.put(WORDS)
    assert "身份证号".encode() in dump(tmp_path)
    assert await store.read(digest, size=len(WORDS)) == WORDS
    assert await store.put(WORDS, sealed=True) == digest
    assert "身份证号".encode() not in dump(tmp_path)
    assert await store.read(digest, size=len(WORDS)) == WORDS


@pytest.mark.parametrize("at", [25, -1])
async def test_a_changed_byte_is_noticed(app: Litestar, store: FileStore, tmp_path: Path, at: int) -> None:
    digest = await store.put(WORDS, sealed=True)
    (path,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    stored = bytearray(path.read_bytes())
    stored[at] ^= 1
    path.write_bytes(stored)
    with pytest.raises(FileLost):
        await store.read(digest, size=len(WORDS))


async def test_new_keys_seal_the_files_anew(
    app: Litestar, store: FileStore, settings: Settings, tmp_path: Path
) -> None:
    digest, plain = await store.put(WORDS, sealed=True), await store.put(b"public")
    old = settings.encryption_keys
    both = dataclasses.replace(settings, encryption_keys=f"new:{'B' * 43}=,{old}")
    only = dataclasses.replace(settings, encryption_keys=f"new:{'B' * 43}=")
    try:
        install_keys(both)
        assert await store.reseal() == 1
        assert await store.reseal() == 0
        install_keys(only)
        assert await store.read(digest, size=len(WORDS)) == WORDS
        assert await store.read(plain, size=6) == b"public"
        (sealed,) = [p for p in (tmp_path / "files").rglob(digest)]
        assert key_of(sealed.read_bytes()) == "new"
        install_keys(settings)
        with pytest.raises(FileLost):
            await store.read(digest, size=len(WORDS))
    finally:
        install_keys(settings)
