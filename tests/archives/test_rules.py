"""Ranges of bytes, and the form of an archive."""

import io
import zipfile

import pytest

from app.archives.packing import Packer
from app.archives.ranges import read_range


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", range(0, 100)),
        ("bytes=0-9", range(0, 10)),
        ("bytes=90-", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(0, 100)),
        ("bytes=95-1000", range(95, 100)),
        ("bytes=100-", None),
        ("bytes=5-4", None),
        ("bytes=-0", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("bytes=9999999999999999999999-", None),
    ],
)
def test_ranges(asked: str, expected: range | None) -> None:
    assert read_range(asked, 100) == expected


def test_of_nothing_there_is_no_part() -> None:
    assert read_range("bytes=0-", 0) is None
    assert read_range("", 0) == range(0)


def pack(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    packer = Packer(out)
    for name, content in files:
        packer.add(name, content)
    packer.close({"format": "x"})
    return out.getvalue()


def test_the_same_content_makes_the_same_bytes() -> None:
    assert pack(("a", b"1"), ("b", b"2" * 9000)) == pack(("a", b"1"), ("b", b"2" * 9000))
    assert zipfile.ZipFile(io.BytesIO(pack(("a", b"1")))).testzip() is None
