"""The server of the benchmarks: the whole application, and beside its pages one that only does INSERT and COMMIT."""

import dataclasses
import logging

import uvicorn
from litestar import Request, Response, post
from sqlalchemy import text

from app.background import work
from app.lib.db import Database
from app.lib.jobs import make_tables
from app.lib.processes import beside, settle
from app.lib.settings import Settings, load_settings
from app.main import create_app

PATH = "/bench/insert"


@post(PATH, status_code=200)
async def insert(request: Request, database: Database) -> Response[str]:  # type: ignore[type-arg]
    """What no post can do without: read the form, insert one row, commit."""
    sent = await request.form()
    async with database.write() as db:
        await db.execute(text("INSERT INTO bench (words) VALUES (:words)"), {"words": str(sent["text"])})
    return Response("ok", media_type="text/plain")


def main() -> None:
    """Serve until told to stop, as `daylight serve` does."""
    logging.disable(logging.INFO)
    settings = load_settings()
    if settings.has_worker:
        make_tables(settings.database_url)
        with beside(work, settings):
            serve(dataclasses.replace(settings, has_worker=False))
    else:
        serve(settings)


def serve(settings: Settings) -> None:
    app = create_app(settings)
    app.register(insert)
    settle()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        loop="uvloop",
        http="httptools",
    )


if __name__ == "__main__":
    main()
