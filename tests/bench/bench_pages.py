"""Does a page get slower with the number of comments? `python -m tests.bench.bench_pages [--big COMMENTS]`.

CPU milliseconds of one page in this process, without a socket: the same page of a consultation with many comments
and of one with 100. Best of five series.
"""

import asyncio
import sys

from litestar import Litestar

from tests.bench import django_list
from tests.bench.site import Site, application, call, cpu_ms, filled, more_consultations, report, staff_cookies, table

FEW = 100


async def pages(site: Site) -> dict[str, float]:
    """CPU milliseconds by page; the board as a signed-in clerk sees it, the report after its publication."""
    found = {}
    async with application(site) as app:
        cookies = await staff_cookies(app)
        for name, path, who in (
            ("draft", site.path, ""),
            ("clause", f"{site.path}/clauses/a3", ""),
            ("group board (staff)", f"/staff{site.path}/groups", cookies),
        ):
            found[name] = await _page(app, path, who)
    reported = site.copy()
    await report(reported)
    async with application(reported) as app:
        found["report"] = await _page(app, f"{site.path}/report", "")
    return found


async def _page(app: Litestar, path: str, cookies: str) -> float:
    return await cpu_ms(lambda: call(app, path, cookies))


async def main(big: int) -> None:
    few, many = await pages(await filled(FEW)), await pages(await filled(big))
    rows = [
        (
            f"{name} page, {big:,} comments, CPU ms",
            f"{many[name]:.2f}",
            f"{few[name]:.2f} with {FEW}",
            f"{many[name] / few[name]:.2f} x",
        )
        for name in few
    ]
    command = f"python -m tests.bench.bench_pages --big {big}"
    table("Pages of a full consultation against those of an empty one", rows, command)
    site = (await filled(FEW)).copy()
    await more_consultations(site)
    async with application(site) as app:
        ours = await cpu_ms(lambda: call(app, "/consultations"))
        html = (await call(app, "/consultations")).decode()
    theirs, length = await django_list.measure(site.folder / "daylight.db", html)
    row = ("list of consultations, CPU ms", f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.1f} x as fast")
    table(
        f"The same list in Django (ORM and templates, {length:,} and {len(html):,} characters), SQLite", [row], command
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--big"] else 20_000))
