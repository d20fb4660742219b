"""Taking passages out: what is withheld is in no layer of the new paper."""

import io
import re
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.replies.papers import extract_text, make_paper
from app.replies.redaction import (
    LABEL,
    StillThere,
    count_left,
    mark_findings,
    mark_words,
    read_marks,
    redact,
    squeeze,
)
from app.replies.rules import ReplyKind
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make_replies import make_reply
from tests.make_requests import make_request

TEXT = "关于补贴发放的说明\n申请人张三，手机13800001234，应补贴6000元。\n经办人意见：同意。"


def withheld_of(marked: str) -> list[str]:
    return [piece.text for piece in read_marks(marked) if piece.is_withheld]


def test_what_the_scanner_finds_is_proposed_and_more_is_marked_by_words() -> None:
    marked = mark_findings(TEXT)
    assert "13800001234" in withheld_of(marked)
    more = mark_words(marked, ["张三", "6000元", ""])
    assert set(withheld_of(more)) >= {"13800001234", "张三", "6000元"}
    assert mark_words(more, ["张三"]) == more


@pytest.mark.parametrize("text", ["甲⟦乙", "甲⟧乙", "⟦甲⟦乙⟧⟧", "⟦甲"])
def test_marks_come_in_pairs(text: str) -> None:
    with pytest.raises(FormInvalid):
        read_marks(text)


def test_nothing_marked_is_nothing_to_take_out() -> None:
    with pytest.raises(FormInvalid):
        redact("什么也没有")


def test_what_stands_elsewhere_too_is_not_withheld() -> None:
    with pytest.raises(StillThere) as refused:
        redact("⟦张三⟧申请补贴。\n张 三已领取。")
    assert refused.value.params == {"n": 1}


@given(st.text(alphabet="甲乙丙丁1234 \n", max_size=60), st.lists(st.sampled_from(["甲乙", "丙", "12"]), max_size=3))
def test_marking_never_changes_the_words(text: str, chosen: list[str]) -> None:
    marked = mark_words(text, chosen)
    assert "".join(piece.text for piece in read_marks(marked)) == text


@given(st.text(alphabet="甲乙丙丁戊己庚", min_size=2, max_size=8), st.text(alphabet="子丑寅卯\n", max_size=30))
def test_no_withheld_passage_is_left(secret: str, around: str) -> None:
    lines = redact(f"{around}⟦{secret}⟧{around}")
    assert count_left("".join(piece.text for line in lines for piece in line), [secret]) == 0


def layers_of(pdf: bytes) -> str:
    """Every text that a PDF could give away: what readers extract, metadata, and all streams unpacked."""
    reader = PdfReader(io.BytesIO(pdf))
    shown = "\n".join(page.extract_text() for page in reader.pages)
    streams = []
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            streams.append(zlib.decompressobj().decompress(found[1]))
        except zlib.error:
            streams.append(found[1])
    raw = b"\n".join([pdf, *streams])
    as_hex = raw.decode("latin-1").upper()
    return "\n".join(
        [shown, repr(reader.metadata), raw.decode("utf-8", "ignore"), raw.decode("utf-16-be", "ignore"), as_hex]
    )


async def test_at_36_the_new_paper_holds_nothing_of_what_was_taken_out() -> None:
    marked = mark_words(mark_findings(TEXT), ["张三", "6000元"])
    secrets = withheld_of(marked)
    pdf = await make_paper(
        "关于补贴发放的说明", redact(marked), agency="某市人社局", withheld=secrets,
        made_at=datetime(2026, 9, 10, tzinfo=UTC), fonts="",
    )  # fmt: skip
    found = layers_of(pdf)
    assert squeeze(LABEL) in squeeze(found)
    assert "经办人意见" in squeeze(found)
    for secret in secrets:
        assert secret not in found
        assert squeeze(secret) not in squeeze(found)
        assert secret.encode("utf-16-be").hex().upper() not in found
        assert secret.encode().hex().upper() not in found
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    again = await extract_text("公开件.pdf", pdf)
    assert "张三" not in again


async def test_text_comes_out_of_text_files_and_not_out_of_pictures() -> None:
    assert await extract_text("说明.txt", TEXT.encode()) == TEXT
    with pytest.raises(FormInvalid):
        await extract_text("空.txt", b"  \n")


async def test_the_staff_take_passages_out_and_the_rest_goes_with_the_reply(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    await make_reply(database, cast, request_id, ReplyKind.PARTIAL, now=clock(), state="drafting")
    await client.sign_in("chen", PASSWORD)
    path = f"/staff/requests/{request_id}/reply"
    looked = await client.post(f"{path}/redact", {"title": "补贴说明", "text": TEXT})
    sent = looked.form(f"{path}/redact/marks")
    assert "⟦13800001234⟧" in sent["marked"]
    left = await client.post(f"{path}/redact/marks", sent | {"marked": "⟦张三⟧领取，张三。", "make": "1"})
    assert left.status == 409
    assert "marked" in left.errors
    seen = await client.post(f"{path}/redact/marks", sent | {"words": "张三\n6000元"})
    assert "张三" not in "".join(node.text() for node in seen.all(".p-redacted"))
    made = await client.post(f"{path}/redact/marks", sent | {"words": "张三\n6000元", "make": "1"})
    page = await client.follow(made)
    assert "补贴说明" in page.one(".p-letter__att").text()
    link = page.one(f'a[href^="{path}/files/"]').attributes["href"] or ""
    pdf = (await client.get(link)).response.content
    assert "张三" not in layers_of(pdf)
    assert (await client.post(f"{path}/redact", {"title": "x" * 3})).status == 422
