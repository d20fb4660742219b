"""The cast: the same people in every test. Password of all: PASSWORD.

chen    clerk of the pension division (division_clerk)
deng    head of the pension division (division_head)
ouyang  openness officer of the bureau (openness_officer)
qian    chief of the openness office (openness_chief)
luo     clerk of another division (division_clerk)
shen    auditor
xu      sysadmin
foreign clerk and openness officer of another agency
"""

from dataclasses import dataclass, field
from datetime import datetime

from argon2 import PasswordHasher

from app.accounts.models import Agency, Division, Person
from app.accounts.rules import Actor, Role
from app.lib.db import Database

PASSWORD = "correct horse battery"
# The real algorithm with the smallest cost: the parameters are stored in the hash, so sign-in is the same code.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

PEOPLE = {
    "chen": ("陈晓", "pension", Role.DIVISION_CLERK),
    "deng": ("邓立", "pension", Role.DIVISION_HEAD),
    "ouyang": ("欧阳敏", "office", Role.OPENNESS_OFFICER),
    "qian": ("钱宁", "office", Role.OPENNESS_CHIEF),
    "luo": ("罗平", "skills", Role.DIVISION_CLERK),
    "shen": ("沈静", "office", Role.AUDITOR),
    "xu": ("徐工", "office", Role.SYSADMIN),
}


@dataclass
class Cast:
    agency: Agency
    other_agency: Agency
    divisions: dict[str, Division]
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Actor:
        return self.actors[username]


async def make_cast(database: Database, *, now: datetime) -> Cast:
    async with database.write() as db:
        agency = Agency(name="某市人力资源和社会保障局", name_en="Example Bureau", code="rsj")
        other = Agency(name="某区人力资源和社会保障局", name_en="Example District Bureau", code="qrsj")
        db.add_all([agency, other])
        await db.flush()
        divisions = {
            "pension": Division(agency_id=agency.id, name="养老保险处", name_en="Pension Division"),
            "skills": Division(agency_id=agency.id, name="职业能力建设处", name_en="Skills Division"),
            "office": Division(agency_id=agency.id, name="办公室", name_en="General Office"),
            "foreign": Division(agency_id=other.id, name="办公室", name_en="General Office"),
        }
        db.add_all(divisions.values())
        await db.flush()
        cast = Cast(agency, other, divisions)
        rows = {
            **{name: (full, div, [role], agency) for name, (full, div, role) in PEOPLE.items()},
            "foreign": ("外区人", "foreign", [Role.DIVISION_CLERK, Role.OPENNESS_OFFICER], other),
        }
        for username, (full_name, division, roles, home) in rows.items():
            person = Person(
                agency_id=home.id,
                division_id=divisions[division].id,
                username=username,
                full_name=full_name,
                password_hash=_HASH,
                roles=[role.value for role in roles],
            )
            db.add(person)
            cast.people[username] = person
        await db.flush()
        for username, person in cast.people.items():
            cast.actors[username] = Actor(
                kind="staff",
                id=person.id,
                name=person.full_name,
                agency_id=person.agency_id,
                division_id=person.division_id,
                division="",
                roles=frozenset(Role(role) for role in person.roles),
            )
    return cast
