"""Pages of sign-in, of one's own password, and of the people of an agency."""

from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import Parameter

from app.accounts import queries, rules, services
from app.accounts.forms import NewPersonForm, PasswordForm, PersonForm, SignInForm
from app.accounts.rules import ROLE_LABELS, Actor, Role
from app.allowances.gate import Gate
from app.allowances.rules import WRONG_PASSWORD as WRONG_FROM_HERE
from app.allowances.services import give_back, take
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, TryAgain
from app.lib.guards import requires, signed_in
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.lib.sessions import PERSON
from app.lib.web import client_network, say_when, sentence_of

WRONG_SIGN_IN = _(
    "User name or password is wrong. After {max} wrong tries in a row even the right password is refused for "
    "{minutes} minutes."
)
WRONG_PASSWORD = _("This is not your present password.")
TEMPORARY_PASSWORD = _("Temporary password of {name}: {password} (it is shown only now)")


@get("/sign-in", name="accounts.show_sign_in")
async def show_sign_in(
    request: Request[Any, Any, Any], viewer: Actor | None, wanted: Annotated[str, Parameter(query="next")] = ""
) -> Response[Any]:
    if viewer is not None:
        return see_other(rules.local_path(wanted, "/staff"))
    return render(request, "accounts/sign_in.html", wanted=wanted)


@post("/sign-in", name="accounts.sign_in")
async def sign_in(request: Request[Any, Any, Any], database: Database, gate: Gate, now: datetime) -> Response[Any]:
    network = client_network(request)
    try:
        form = await forms.read(request, SignInForm)
        async with database.write() as tx:  # before the password is looked at, so that many tries at once count too
            await take(tx, WRONG_FROM_HERE, network, gate=gate, now=now)
        proof = await services.prove_password(database, form.password, username=form.username)
        async with database.write() as tx:
            signed_in_as = await services.sign_in(tx, proof, now=now)
            if signed_in_as:
                await give_back(tx, WRONG_FROM_HERE, network, gate=gate, now=now)
        if signed_in_as is None:
            params = {"max": rules.MAX_FAILED_TRIES, "minutes": rules.LOCK_TIME.seconds // 60}
            typed = {"username": form.username, "next": form.next}
            raise FormInvalid([FieldError("username", WRONG_SIGN_IN, params)], typed)
    except FormInvalid as invalid:
        return render(request, "accounts/sign_in.html", invalid=invalid, wanted=invalid.typed.get("next", ""))
    except TryAgain as later:
        refused = FormInvalid([FieldError("", sentence_of(request, later))], {"username": form.username})
        page = render(request, "accounts/sign_in.html", invalid=refused, wanted=form.next, status_code=429)
        return say_when(request, page, later)
    request.set_session({PERSON: signed_in_as.session_key})
    return see_other("/staff/password" if signed_in_as.must_change_password else rules.local_path(form.next, "/staff"))


@post("/sign-out", name="accounts.sign_out")
async def sign_out(
    request: Request[Any, Any, Any], database: Database, viewer: Actor | None, now: datetime
) -> Response[Any]:
    if viewer is not None:
        async with database.write() as tx:
            services.sign_out(tx, actor=viewer, now=now)
    request.clear_session()
    return see_other("/sign-in")


@get("/password", name="accounts.show_password")
async def show_password(request: Request[Any, Any, Any], viewer: Actor) -> Response[Any]:
    return render(request, "accounts/password.html", min_length=rules.MIN_PASSWORD_LENGTH)


@post("/password", name="accounts.change_password")
async def change_password(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, now: datetime
) -> Response[Any]:
    try:
        form = await forms.read(request, PasswordForm)
        proof = await services.prove_password(database, form.old_password, person_id=viewer.id)
        again = form.new_password_again
        rules.check_new_password(form.new_password, again, old=form.old_password, username=proof.username)
        password_hash = await services.hash_password(form.new_password)
        async with database.write() as tx:
            key = await services.change_password(tx, proof, password_hash=password_hash, actor=viewer, now=now)
        if key is None:
            raise FormInvalid.of("old_password", WRONG_PASSWORD)
    except FormInvalid as invalid:
        return render(request, "accounts/password.html", invalid=invalid, min_length=rules.MIN_PASSWORD_LENGTH)
    request.session[PERSON] = key
    flash(request, _("Your password was changed. All other sessions were ended."))
    return see_other("/staff")


@get("/people", name="accounts.list_people")
async def list_people(request: Request[Any, Any, Any], database: Database, viewer: Actor) -> Response[Any]:
    async with database.read() as db:
        people = await queries.list_people(db, viewer)
    return render(request, "accounts/people.html", people=people, role_labels=_labels())


@get("/people/new", name="accounts.new_person")
async def new_person(request: Request[Any, Any, Any], database: Database, viewer: Actor) -> Response[Any]:
    return await _person_page(request, database, viewer)


@post("/people", name="accounts.create_person")
async def create_person(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, now: datetime
) -> Response[Any]:
    password = services.make_password()
    agency_id = cast(UUID, viewer.agency_id)
    try:
        form = await forms.read(request, NewPersonForm)
        password_hash = await services.hash_password(password)
        async with database.write() as tx:
            person_id = await services.create_person(
                tx, agency_id, form, password_hash=password_hash, actor=viewer, now=now
            )
    except FormInvalid as invalid:
        return await _person_page(request, database, viewer, invalid=invalid)
    flash(request, TEMPORARY_PASSWORD, name=form.full_name, password=password)
    return see_other(f"/staff/people/{person_id}")


@get("/people/{person_id:uuid}", name="accounts.show_person")
async def show_person(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, person_id: UUID
) -> Response[Any]:
    return await _person_page(request, database, viewer, person_id)


@post("/people/{person_id:uuid}", name="accounts.change_person")
async def change_person(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, person_id: UUID, now: datetime
) -> Response[Any]:
    try:
        form = await forms.read(request, PersonForm)
        async with database.write() as tx:
            await services.change_person(tx, person_id, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _person_page(request, database, viewer, person_id, invalid=invalid)
    flash(request, _("The changes were saved."))
    return see_other("/staff/people")


@post("/people/{person_id:uuid}/disable", name="accounts.disable_person")
async def disable_person(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, person_id: UUID, now: datetime
) -> Response[Any]:
    async with database.write() as tx:
        await services.disable_person(tx, person_id, actor=viewer, now=now)
    flash(request, _("The person can no longer sign in."))
    return see_other(f"/staff/people/{person_id}")


@post("/people/{person_id:uuid}/enable", name="accounts.enable_person")
async def enable_person(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, person_id: UUID, now: datetime
) -> Response[Any]:
    async with database.write() as tx:
        await services.enable_person(tx, person_id, actor=viewer, now=now)
    flash(request, _("The person can sign in again."))
    return see_other(f"/staff/people/{person_id}")


@post("/people/{person_id:uuid}/password", name="accounts.reset_password")
async def reset_password(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, person_id: UUID, now: datetime
) -> Response[Any]:
    password = services.make_password()
    password_hash = await services.hash_password(password)
    async with database.write() as tx:
        name = await services.reset_password(tx, person_id, password_hash=password_hash, actor=viewer, now=now)
    flash(request, TEMPORARY_PASSWORD, name=name, password=password)
    return see_other(f"/staff/people/{person_id}")


async def _person_page(
    request: Request[Any, Any, Any],
    database: Database,
    viewer: Actor,
    person_id: UUID | None = None,
    *,
    invalid: FormInvalid | None = None,
) -> Response[Any]:
    async with database.read() as db:
        person = await queries.get_person(db, person_id, viewer) if person_id else None
        divisions = await queries.list_divisions(db, viewer.agency_id)
    offered = [{"value": "", "text": gettext("(none)")}, *({"value": d["id"], "text": d["name"]} for d in divisions)]
    choices = [{"value": role, "text": gettext(label)} for role, label in _labels().items()]
    return render(request, "accounts/person.html", invalid=invalid, person=person, divisions=offered, choices=choices)


def _labels() -> dict[str, str]:
    return {role.value: label for role, label in ROLE_LABELS.items()}


people = Router(
    path="/",
    guards=[requires(Role.SYSADMIN)],
    route_handlers=[
        list_people,
        new_person,
        create_person,
        show_person,
        change_person,
        disable_person,
        enable_person,
        reset_password,
    ],
)
public = Router(path="/", route_handlers=[show_sign_in, sign_in, sign_out])
staff = Router(path="/staff", guards=[signed_in], route_handlers=[show_password, change_password, people])
