"""Draft to final text: clauses found again, and the difference in words: `python -m tests.bench.bench_alignment`.

The reference for finding is the number of the article; for the difference difflib by character. Made-up texts with a
known truth: one clause in nine inserted, dropped, rewritten in half, extended or moved.
"""

import asyncio
import random
import time
from collections.abc import Callable
from difflib import SequenceMatcher

from app.demo.consultations import KEYS, draft_text
from app.drafts.alignment import align
from app.drafts.importing import from_text
from app.drafts.wording import compare
from tests.bench.site import table

SENTENCES = [
    sentence + "。"
    for key in KEYS
    for clause in from_text(draft_text(key)).parsed.clauses
    for sentence in clause.text.split("。")
    if len(sentence) > 12
]


def versions(n: int, r: random.Random) -> tuple[list[str], list[str], set[tuple[int, int]]]:
    """A draft of n clauses, its final text, and which is which."""
    draft = ["".join(r.sample(SENTENCES, 3)) for _ in range(n)]
    final: list[tuple[int | None, str]] = list(enumerate(draft))
    for act in range(max(5, n // 9)):
        place = r.randrange(len(final))
        one, text = final[place]
        match act % 5:
            case 0:
                final.insert(place, (None, "".join(r.sample(SENTENCES, 3))))
            case 1:
                del final[place]
            case 2:
                final[place] = (one, text[: len(text) // 2] + r.choice(SENTENCES))
            case 3:
                final[place] = (one, text + r.choice(SENTENCES))
            case _:
                final.insert(r.randrange(len(final)), final.pop(place))
    truth = {(one, place) for place, (one, _text) in enumerate(final) if one is not None}
    return draft, [text for _one, text in final], truth


def per_run(what: Callable[[], object], *, seconds: float = 1.0) -> float:
    """Milliseconds of the processor: others may be busy beside it."""
    begun, runs = time.process_time(), 0
    while time.process_time() - begun < seconds:
        what()
        runs += 1
    return 1_000 * (time.process_time() - begun) / runs


async def main() -> None:
    rows = []
    for n in (18, 180):
        r = random.Random(n)
        right = by_number = clauses = 0
        for _ in range(20):
            draft, final, truth = versions(n, r)
            found = {(link.before, link.after) for link in align(draft, final)}
            right += len(found & truth)
            by_number += len({(place, place) for place in range(n)} & truth)
            clauses += len(truth)
        ms = per_run(lambda draft=draft, final=final: align(draft, final))  # type: ignore[misc]
        rows.append(
            (
                f"{n} clauses against {len(final)}",
                f"{100 * right / clauses:.1f} % found, {ms:.1f} ms",
                f"{100 * by_number / clauses:.1f} % by number",
                f"{right / by_number:.2f} x",
            )
        )
    draft, final, truth = versions(180, random.Random(1))
    changed = [(draft[one], final[other]) for one, other in truth if draft[one] != final[other]]

    def in_words() -> None:
        compare.cache_clear()
        for one, other in changed:
            compare(one, other)

    def by_character() -> None:
        for one, other in changed:
            SequenceMatcher(None, one, other, autojunk=False).get_opcodes()

    ours, plain = per_run(in_words) / len(changed), per_run(by_character) / len(changed)
    rows.append(("difference of a clause", f"{ours:.2f} ms", f"{plain:.2f} ms by character", f"{plain / ours:.1f} x"))
    table("Draft to final text", rows, "python -m tests.bench.bench_alignment")


if __name__ == "__main__":
    asyncio.run(main())
