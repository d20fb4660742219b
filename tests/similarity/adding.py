"""A worker that only groups, to be killed: `python -m tests.similarity.adding WORKER`. See test_sigkill.py.

It adds texts and runs merge passes for ever; after each commit it says on a line of its own what is stored.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from app.lib.db import open_database
from app.lib.settings import load_settings
from app.similarity.merging import find_alike, merge_pass
from app.similarity.ready import get_ready
from app.similarity.services import add_texts

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
SUBJECTS = ("路灯", "公交站", "图书馆", "菜市场", "养老金", "医保报销", "停车位", "垃圾分类")
BATCH = 8


def batches(worker: int) -> Iterator[list[str]]:
    """Both workers begin with the same new campaigns; further on each adds variants of its own."""
    n = 0
    while True:
        yield [
            f"建议尽快解决{subject}的问题，并且向社会公布第{n // 2}批的处理结果" + f"，谢谢{worker}" * (n % 2)
            for subject in SUBJECTS
        ]
        n += 1


async def main(worker: int) -> None:
    database = open_database(load_settings())
    for texts in batches(worker):
        async with database.read() as db:
            ready = await get_ready(db, "c1", texts)
        async with database.write() as db:
            placed = await add_texts(db, "c1", texts, ready=ready, now=NOW)
        print(json.dumps([[p.text_id, text] for p, text in zip(placed, texts, strict=True)]), flush=True)
        async with database.read() as db:
            found = await find_alike(db, "c1", limit=5)
        if found:
            async with database.write() as db:
                await merge_pass(db, "c1", found, now=NOW)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
