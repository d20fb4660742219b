"""Words on paper: what no font draws, what is no shape, what is longer than a line; and work in another process."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lib.apart import Broken, CannotMake, run_apart
from app.lib.fonts import Coverage, read_coverage
from app.lib.typesetting import LONG, choose_faces, printable, printable_text

DRAWN = Coverage([(0x20, 0x7E), (0x3000, 0x303F), (0x4E00, 0x9FFF)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("意见 #x $y", "意见 #x $y"),
        ("😀和𪚥", "〓和〓"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("一\u2028二", "一\n二"),
        ("\x00控\x07制\u202e反\ufeff", "控制反"),
        ("a\tb\u00a0c", "a b c"),
        ("字\u0301", "字"),
        ("很" * 100, "很" * 100),
        ("x" * 60, "\u200b".join(["x" * LONG, "x" * LONG, "x" * (60 - 2 * LONG)])),
    ],
)
def test_text_as_paper_can_hold_it(text: str, expected: str) -> None:
    assert printable_text(text, DRAWN) == expected


@given(st.text())
def test_nothing_is_left_that_no_font_draws(text: str) -> None:
    assert all(one in DRAWN or one in "\n\u200b" for one in printable_text(text, DRAWN))


def test_whole_data() -> None:
    assert printable({"a": ["😀", 1, None], "b": {"c": ("x", True)}}, DRAWN) == {
        "a": ["〓", 1, None],
        "b": {"c": ["x", True]},
    }


def test_faces_in_their_order() -> None:
    assert choose_faces(["WenQuanYi Zen Hei", "Noto Serif CJK SC"])["body"] == [
        "Noto Serif CJK SC",
        "WenQuanYi Zen Hei",
    ]
    with pytest.raises(CannotMake):
        choose_faces(["DejaVu Sans"])


def test_a_font_that_nobody_can_read_draws_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"\x00\x01\x00\x00" + struct.pack(">H", 99))
    (tmp_path / "b.ttf").write_bytes(b"")
    assert "a" not in read_coverage([str(path) for path in tmp_path.iterdir()] + ["/nowhere.ttf"])


def upper(data: Mapping[str, Any]) -> bytes:
    return str(data["text"]).upper().encode()


def refuse(_data: Mapping[str, Any]) -> bytes:
    raise CannotMake("No paper.")


def fall(data: Mapping[str, Any]) -> bytes:
    raise ValueError(data["text"])


async def test_work_in_another_process() -> None:
    assert await run_apart(upper, {"text": "意见abc"}) == "意见ABC".encode()
    with pytest.raises(CannotMake, match="No paper"):
        await run_apart(refuse, {})
    with pytest.raises(Broken) as broken:
        await run_apart(fall, {"text": "王某某"})
    assert "ValueError" in str(broken.value)
    assert "王某某" not in str(broken.value)  # words of citizens stay out of the log
    with pytest.raises(Broken, match="took more than"):
        await run_apart(upper, {"text": ""}, seconds=0)
