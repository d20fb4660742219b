"""All benchmarks with small sizes, one table each: `python -m tests.bench`. Nothing is asserted.

Larger sizes: each file says in its first line how. On a busy machine compare CPU times and ratios, not rates.
"""

import asyncio
import os

from tests.bench import (
    bench_alignment,
    bench_board,
    bench_grouping,
    bench_jobs,
    bench_offers,
    bench_out,
    bench_pages,
    bench_posts,
    bench_search,
    bench_similar,
)

COMMENTS = 20_000


async def main() -> None:
    """About six minutes on two cores."""
    print(f"{os.cpu_count()} cores, load before the start {os.getloadavg()[0]:.1f}", flush=True)
    await bench_pages.main(COMMENTS)
    await bench_out.main(COMMENTS)
    await bench_similar.main(COMMENTS)
    await bench_alignment.main()
    await bench_search.main(COMMENTS)
    await bench_offers.main(COMMENTS)
    await bench_board.main(5_000)
    await bench_posts.main(2_000)
    await bench_jobs.main(2_000)
    print("\nGrouping: quality and speed (command: python -m tests.bench.bench_grouping 10000)", flush=True)
    await bench_grouping.main(10_000, 1)


if __name__ == "__main__":
    asyncio.run(main())
