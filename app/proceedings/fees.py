"""The tariff of the processing fee (信息处理费): per item or per page, each band dearer than the one before.

政府信息公开条例 art. 42; 政府信息公开信息处理费管理办法 (国办函〔2020〕109号), arts. 3-5. By default there is no fee.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _

SOURCE = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"
ARTICLES = {"per_item": "第四条", "per_page": "第五条"}
MOST = 1_000_000


class FeeBasis(StrEnum):
    """按件计收 or 按量计收: one of them for a request, never both (art. 3)."""

    PER_ITEM = "per_item"
    PER_PAGE = "per_page"


@dataclass(frozen=True)
class Band:
    """From the first to the last piece (None: no end) each costs `price` yuan."""

    first: int
    last: int | None
    price: int


@dataclass(frozen=True)
class FeeLine:
    """What fell into one band."""

    first: int
    last: int
    price: int

    @property
    def amount(self) -> int:
        return (self.last - self.first + 1) * self.price


class BothBases(Refused):
    """Per item and per page at once."""

    code = "E_FEE_BASIS"
    message = _("A fee is charged either per item or per page, never both.")


class BadCount(Refused):
    """Nothing to count."""

    code = "E_FEE_COUNT"
    message = _("The number must be from 0 to {most}.")


_PER_PAGE = (Band(1, 30, 0), Band(31, 100, 10), Band(101, 200, 20), Band(201, None, 40))


def _bands(basis: FeeBasis) -> Iterator[Band]:
    """Cheapest first. Per item (of one applicant in a calendar month): from the 31st on, 100 yuan more every ten."""
    if basis is FeeBasis.PER_PAGE:
        yield from _PER_PAGE
        return
    yield Band(1, 10, 0)
    yield Band(11, 30, 100)
    first, price = 31, 200
    while True:
        yield Band(first, first + 9, price)
        first, price = first + 10, price + 100


def fee_lines(basis: FeeBasis, n: int) -> list[FeeLine]:
    """The bands that `n` pieces reach. Raises BadCount."""
    if not 0 <= n <= MOST:
        raise BadCount(most=f"{MOST:,}")
    lines = []
    for band in _bands(basis):
        if band.first > n:
            break
        lines.append(FeeLine(band.first, n if band.last is None else min(n, band.last), band.price))
        if band.last is None:
            break
    return lines


def total_fee(basis: FeeBasis, n: int) -> int:
    """Yuan for `n` items of a month, or `n` pages of a request."""
    return sum(line.amount for line in fee_lines(basis, n))


def fee_of_item(nth: int) -> int:
    """Yuan for the nth item of one applicant in a calendar month alone."""
    return total_fee(FeeBasis.PER_ITEM, nth) - total_fee(FeeBasis.PER_ITEM, nth - 1)


def choose_basis(items: int | None, pages: int | None) -> tuple[FeeBasis, int]:
    """Which basis was given. Raises BothBases where both were."""
    if items is not None and pages is not None:
        raise BothBases
    if items is not None:
        return FeeBasis.PER_ITEM, items
    if pages is not None:
        return FeeBasis.PER_PAGE, pages
    raise BadCount(_("Please give a number of items or a number of pages."))
