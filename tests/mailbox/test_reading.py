"""Mails as people and programs send them, kind and hostile ones."""

import zlib
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mailbox.reading import html_to_text, read_mail
from app.mailbox.rules import BROKEN, LARGEST_HEAD, MOST_FILES, MOST_TEXT, TOO_LARGE, TOO_MANY, find_numbers
from app.receipts.rules import ReceiptKind, make_number

NUMBER = make_number(ReceiptKind.REQUEST, 2026, "7d0a" * 16)


def mail(text: str = "您好，补正如下。", **head: str) -> EmailMessage:
    message = EmailMessage()
    usual = {"From": "Wang <w@example.org>", "Subject": f"补正 {NUMBER}", "Message_ID": "<1@example.org>"}
    for name, value in {**usual, "Date": "Thu, 10 Sep 2026 10:00:00 +0800", **head}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_an_ordinary_mail() -> None:
    message = mail(In_Reply_To="<a@daylight.invalid>")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="身份证.pdf")
    found = read_mail(bytes(message))
    assert (found.sender, found.message_id, found.references) == (
        "w@example.org", "<1@example.org>", ("<a@daylight.invalid>",)
    )  # fmt: skip
    assert found.subject == f"补正 {NUMBER}"
    assert found.text == "您好，补正如下。"
    assert found.sent_at
    assert found.sent_at.isoformat() == "2026-09-10T02:00:00+00:00"
    assert [(one.name, one.data) for one in found.files] == [("身份证.pdf", b"%PDF-1.4")]
    assert not found.is_automatic
    assert found.faults == ()


def test_gb18030_in_words_and_head_declared_or_not() -> None:
    body = "请补充镕基䶮字".encode("gb18030")
    head = "Subject: 关于申请\r\nFrom: 张三 <z@example.org>\r\n".encode("gb18030")
    for charset in ("gb2312", "GBK", "gb18030", "nonsense", ""):
        declared = f"; charset={charset}" if charset else ""
        raw = head + f"Content-Type: text/plain{declared}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode() + body
        found = read_mail(raw)
        assert found.text == "请补充镕基䶮字", charset
        assert found.subject == "关于申请"
        assert found.sender == "z@example.org"


def test_html_becomes_words_and_nothing_of_it_runs() -> None:
    message = EmailMessage()
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>第一行</p><script>alert(1)</script><p>第二行&lt;b&gt;"
        "<img src='https://spy.example/x.png' onerror='alert(2)'></p></body></html>",
        subtype="html",
    )
    assert read_mail(bytes(message)).text == "第一行\n\n第二行<b>"


def test_of_two_versions_the_plain_one_is_kept() -> None:
    message = mail("朴素")
    message.add_alternative("<p>华丽</p>", subtype="html")
    assert read_mail(bytes(message)).text == "朴素"


@pytest.mark.parametrize(
    "head",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"Subject": "自动回复：我在休假"},
        {"Subject": "Auto-Reply: away"},
    ],
)
def test_what_a_program_wrote_is_known(head: dict[str, str]) -> None:
    assert read_mail(bytes(mail(**head))).is_automatic
    assert not read_mail(bytes(mail(Auto_Submitted="no"))).is_automatic


def test_more_files_than_are_taken_and_mails_within_mails() -> None:
    message = mail()
    for n in range(MOST_FILES + 2):
        message.add_attachment(bytes([n]), maintype="image", subtype="png", filename=f"{n}.png")
    found = read_mail(bytes(message))
    assert len(found.files) == MOST_FILES
    assert found.faults == (TOO_MANY,)
    inner = mail()
    inner.add_attachment(mail("内层"))
    assert "内层" not in read_mail(bytes(inner)).text


def test_signs_that_hide_are_taken_out_and_length_is_bounded() -> None:
    found = read_mail(bytes(mail("正常\u202e反转\u200b零宽" + "长" * MOST_TEXT, Subject="主题\u202e")))
    assert found.text.startswith("正常反转零宽长")
    assert len(found.text) == MOST_TEXT
    assert found.subject == "主题"


def test_what_is_too_large_or_cannot_be_read_says_so() -> None:
    assert read_mail(bytes(mail()), is_cut=True).faults == (TOO_LARGE,)
    assert read_mail(b"Subject: " + b"x" * (LARGEST_HEAD + 9) + b"\r\n\r\nhello").faults == (BROKEN,)


def test_deep_nesting_and_strange_parts_do_no_harm() -> None:
    deep = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 3_000
    read_mail(deep)
    assert read_mail(b"").text == ""
    assert read_mail(b"Content-Type: multipart/mixed\r\n\r\nno boundary").sender == ""
    assert read_mail(b"From: =?x?q?=ff?= <<<@@>>\r\nDate: never\r\n\r\nhello").text == "hello"
    packed = zlib.compress(b"0" * 10_000)
    assert read_mail(b"Content-Encoding: deflate\r\n\r\n" + packed).faults in ((), (BROKEN,))


@given(st.binary(max_size=600))
def test_no_bytes_break_it(raw: bytes) -> None:
    found = read_mail(raw)
    assert len(found.key) == 64
    read_mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw + b"\r\n--b--")


@given(st.text(max_size=300))
def test_no_html_breaks_it(html: str) -> None:
    assert "<script" not in html_to_text(f"<script>{html}</script>") or "</script" in html


def test_the_same_mail_over_another_way_has_the_same_key() -> None:
    one, again, other = bytes(mail()), b"Received: by other.example\r\n" + bytes(mail()), bytes(mail("别的话"))
    assert read_mail(one).key == read_mail(again).key != read_mail(other).key


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        NUMBER.lower(),
        NUMBER.replace("-", " "),
        NUMBER.replace("-", ""),
        NUMBER.replace("-", "－"),
        f"回复：关于{NUMBER}的补正",
    ],
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert find_numbers(written) == [NUMBER]


def test_a_mistyped_number_is_none() -> None:
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    assert find_numbers(wrong, "SQ-2026-没有", "YJ-2026-7KQ4-03", "") == []
