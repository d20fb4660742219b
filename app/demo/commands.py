"""``daylight demo``: a living site in one command; what was entered survives a restart."""

import asyncio
import dataclasses
from datetime import timedelta

import click

from app.demo import answers, seed
from app.demo.attachments import play_attachments
from app.demo.consultations import KEYS, consultation
from app.demo.conversions import play_conversions
from app.demo.correspondence import seed_correspondence
from app.demo.disclosures import play_disclosures
from app.demo.final import play_final_text
from app.demo.followers import seed_followers
from app.demo.moderation import play_moderation
from app.demo.occasions import play_occasions
from app.demo.office import AGENCY, STAFF
from app.demo.replies import play_replies
from app.demo.requests import play_requests
from app.files.store import FileStore, open_store
from app.lib import migrations
from app.lib.clock import system_clock
from app.lib.db import Database, open_database
from app.lib.settings import Settings
from app.opinion_groups.jobs import group_new_comments

CONTACT = "可拨打 12333，或到各区社会保险经办窗口当面提交。"


def demo_settings(settings: Settings) -> Settings:
    """The settings of the demonstration: its agency's name, and the mark that everything is made up."""
    return dataclasses.replace(
        settings,
        is_demo=True,
        agency_name=settings.agency_name or AGENCY,
        agency_name_en=settings.agency_name_en or "Shanghai Human Resources Bureau (demo)",
        site_contact=settings.site_contact or CONTACT,
    )


async def fill(database: Database, store: FileStore, *, base_url: str) -> None:
    """Seed an empty installation: the office, three consultations, the crowd, and the work of the office."""
    now = system_clock()
    actors = await seed.seed_office(database, now=now - timedelta(days=120))
    ids = []
    for key in KEYS:
        told = consultation(key)
        click.echo(f"  {told.title}", err=True)
        consultation_id = await seed.seed_consultation(database, key, actors, now=now)
        played = await seed.seed_comments(database, key, consultation_id, now=now)
        await play_occasions(database, key, consultation_id, actors, now=now)
        if key == KEYS[0]:
            await play_moderation(database, consultation_id, actors, now=now)
        await group_new_comments(database, str(consultation_id), now=now)
        await play_attachments(database, store, key, consultation_id, actors, now=now)
        await seed.close_past(database, now=now)
        await answers.play_office(database, played, actors, now=now)
        await play_final_text(database, key, consultation_id, actors, now=now)
        ids.append(consultation_id)
    await play_disclosures(database, store, actors, now=now)
    await play_requests(database, actors, now=now)
    await play_replies(database, store, actors, now=now)
    await play_conversions(database, actors, base_url=base_url, now=now)
    await seed_correspondence(database, actors, now=now)
    await seed_followers(database, ids, base_url=base_url, now=now)


def prepare(settings: Settings) -> None:
    """Bring the database up to date and fill it if it is empty."""
    migrations.upgrade(settings.database_url)

    async def run() -> None:
        database = open_database(settings)
        try:
            if await seed.is_empty(database):
                click.echo("Filling the demonstration (once, about half a minute) …", err=True)
                await fill(database, open_store(settings), base_url=settings.base_url)
        finally:
            await database.close()

    asyncio.run(run())


def accounts_table() -> str:
    """Who can sign in, for the console."""
    lines = [
        f"  {one.username:<14}{seed.PASSWORD}   {one.name}　{one.division}　{', '.join(one.roles)}" for one in STAFF
    ]
    return "\n".join(lines)
