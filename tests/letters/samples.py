"""Letters as tests write them."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.letters.rules import LetterContent

DAY = date(2026, 9, 10)  # the day on which the clock of tests stands still

CORRECTION = LetterContent(
    title="政府信息公开申请补正告知书",
    addressee="李某某",
    received_on=date(2026, 9, 7),
    request_no="2026-0123",
    quoted_request="请公开社保相关文件全文及附件",
    paragraphs=(
        "经审查，你的申请内容不明确，需要补正以下事项：",
        "一、所申请政府信息的名称、文号，或者便于查询的其他特征性描述；",
        "二、所申请政府信息的年度。",
        "请自收到本告知书之日起10个工作日内补正。无正当理由逾期不补正的，视为放弃申请，本机关不再处理该申请。"
        "答复期限自收到补正的申请之日起计算。",
    ),
    legal_basis=("《中华人民共和国政府信息公开条例》第三十条",),
    decision="现一次性告知你补正。",
    remedy=None,
    attachments=(),
    contact="联系人：陈晓；电话：021-00000000；投诉：021-00000001",
    dated_on=DAY,
    you="你",
)


def letter_content(**changes: Any) -> LetterContent:
    """A good correction notice, but for the changes."""
    return replace(CORRECTION, **changes)
