"""A file that the demonstration's office adds while people comment (补充公开): what each base costs a month."""

import io
from datetime import datetime, timedelta
from uuid import UUID

import xlsxwriter

from app.accounts.rules import Actor
from app.consultations.attachment_services import add_attachment
from app.consultations.forms import AttachmentForm
from app.consultations.models import Consultation
from app.demo.consultations import consultation
from app.demo.seed import pair_of
from app.files.store import FileStore
from app.lib.db import Database

KEY = "flexible_workers"
_HEAD = ("档次", "缴费基数（元/月）", "养老保险（元/月）", "医疗保险（元/月）", "合计（元/月）")
_BASES = (7384, 9846, 12307, 18461, 24614, 36921)
_PENSION, _HEALTH = 0.20, 0.10


async def play_attachments(
    database: Database, store: FileStore, key: str, consultation_id: UUID, actors: dict[str, Actor], *, now: datetime
) -> None:
    """Somebody asked what it costs; ten days ago the office added a table."""
    if key != KEY:
        return
    clerk, _head = pair_of(consultation(key), actors)
    form = AttachmentForm(
        title="附件2　各档缴费金额测算表（示例）",
        note="有群众询问每个档次每月缴多少钱，现补充测算表。金额为示例，以当年公布的标准为准。",
    )
    async with database.write() as db:
        row = await db.get_one(Consultation, consultation_id)
        when = now - timedelta(days=10)
        await add_attachment(
            db, store, row, form, name="各档缴费金额测算表.xlsx", data=_table(), most=20, actor=clerk, now=when
        )


def _table() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"title": "各档缴费金额测算表（示例）", "created": datetime(2026, 1, 1)})
        sheet = book.add_worksheet("测算表")
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        sheet.write_row(0, 0, _HEAD, bold)
        for n, base in enumerate(_BASES, start=1):
            pension, health = round(base * _PENSION), round(base * _HEALTH)
            sheet.write_row(n, 0, (f"第{n}档", base, pension, health, pension + health), money)
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 4, 18)
        sheet.freeze_panes(1, 0)
    return kept.getvalue()
