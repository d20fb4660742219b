"""Groups of requests in a DATA_DIR, judged from the words anew: wrong merges across guards, and the largest to read.

`DATA_DIR=... python -m tests.bench.check_request_groups [--show 30]`: for every pair of members of every group that no
person touched, the guards are read again from what the citizen wrote; two different explicit values are a wrong merge.
"""

import argparse
import asyncio
from itertools import combinations

from sqlalchemy import func, select

from app.lib.db import open_database
from app.lib.settings import load_settings
from app.request_groups.models import RequestGroup, RequestPlace
from app.request_groups.rules import conflicts
from app.requests.models import InformationRequest
from app.similarity.facts import read_facts


async def check(shown: int) -> int:
    database = open_database(load_settings())
    async with database.read() as db:
        rows = (
            await db.execute(
                select(RequestPlace.group_id, InformationRequest.description)
                .join(InformationRequest, InformationRequest.id == RequestPlace.request_id)
                .where(RequestPlace.placed_by == "engine")
            )
        ).tuples()
        members: dict[object, list[str]] = {}
        for group_id, words in rows:
            members.setdefault(group_id, []).append(words)
        people = dict((await db.execute(select(RequestGroup.id, RequestGroup.people))).tuples().all())
        waiting = await db.scalar(
            select(func.count())
            .select_from(InformationRequest)
            .outerjoin(RequestPlace, RequestPlace.request_id == InformationRequest.id)
            .where(RequestPlace.request_id.is_(None))
        )
    await database.close()
    alone = members.pop(None, [])
    wrong = 0
    for many in members.values():
        for one, other in combinations([(words, read_facts(words).values) for words in many], 2):
            if apart := conflicts(one[1], other[1]):
                wrong += 1
                print("WRONG", [guard.value for guard in apart], one[0], "|", other[0])
    several = {one: many for one, many in members.items() if len(many) > 1}
    grouped = sum(map(len, several.values()))
    print(f"groups of several: {len(several)} with {grouped} requests; single: {len(members) - len(several)}; ", end="")
    print(f"without a group (personal, unclear): {len(alone)}; not placed: {waiting}; wrong merges: {wrong}")
    largest = sorted(several.items(), key=lambda one: -len(one[1]))[:shown]
    for n, (group_id, many) in enumerate(largest, 1):
        print(f"\n== {n}: {len(many)} requests, {people[group_id]} people")
        for words in dict.fromkeys(many):
            print("  ", words)
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=30)
    raise SystemExit(1 if asyncio.run(check(parser.parse_args().show)) else 0)
