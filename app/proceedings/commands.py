"""The command line's part: ``daylight fee``. Needs no site, no database and no settings."""

import json

import click

from app.lib.errors import DomainError
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.proceedings.fees import ARTICLES, SOURCE, FeeBasis, choose_basis, fee_lines

LINES = {
    FeeBasis.PER_ITEM: _("items {first}–{last}: {n} × {price} yuan = {amount} yuan"),
    FeeBasis.PER_PAGE: _("pages {first}–{last}: {n} × {price} yuan = {amount} yuan"),
}


@click.command()
@click.option("--items", type=int, metavar="N", help="Items of one applicant in a calendar month (按件).")
@click.option("--pages", type=int, metavar="N", help="Pages of one request, A4, one side (按量).")
@click.option("--json", "as_json", is_flag=True, help="Write JSON: total, basis, lines.")
def fee(items: int | None, pages: int | None, as_json: bool) -> None:
    """The processing fee (信息处理费), band by band. Either --items or --pages. Exit code 2: wrong usage."""
    try:
        basis, n = choose_basis(items, pages)
        lines = fee_lines(basis, n)
    except DomainError as error:
        raise click.UsageError(gettext(error.message, **error.params)) from error
    total = sum(line.amount for line in lines)
    if as_json:
        told: dict[str, object] = {
            "total": total,
            "currency": "CNY",
            "basis": basis.value,
            "count": n,
            "source": SOURCE + ARTICLES[basis.value],
            "lines": [
                {"first": one.first, "last": one.last, "price": one.price, "amount": one.amount} for one in lines
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in lines:
        amount, price = f"{one.amount:,}", f"{one.price:,}"
        pieces = one.last - one.first + 1
        click.echo(gettext(LINES[basis], first=one.first, last=one.last, n=pieces, price=price, amount=amount))
    click.echo(gettext(_("Total: {total} yuan ({source})"), total=f"{total:,}", source=SOURCE + ARTICLES[basis.value]))
