"""The tariff: the values that the law office computed, and what must hold for every number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.proceedings.fees import BadCount, BothBases, FeeBasis, choose_basis, fee_lines, fee_of_item, total_fee

ITEMS = {1: 0, 10: 0, 11: 100, 12: 200, 30: 2000, 31: 2200, 40: 4000, 41: 4300, 45: 5500, 50: 7000, 51: 7400}
PAGES = {0: 0, 30: 0, 31: 10, 100: 700, 101: 720, 200: 2700, 201: 2740, 250: 4700}


@pytest.mark.parametrize(("n", "yuan"), [*ITEMS.items(), (100, 37000)])
def test_per_item(n: int, yuan: int) -> None:
    assert total_fee(FeeBasis.PER_ITEM, n) == yuan


@pytest.mark.parametrize(("n", "yuan"), PAGES.items())
def test_per_page(n: int, yuan: int) -> None:
    assert total_fee(FeeBasis.PER_PAGE, n) == yuan


def test_at_38_the_twelfth_item_of_a_month_costs_100_and_with_the_eleventh_200() -> None:
    assert fee_of_item(12) == 100
    assert fee_of_item(11) + fee_of_item(12) == 200
    assert fee_of_item(10) == 0


def test_at_38_per_item_and_per_page_both_is_refused() -> None:
    with pytest.raises(BothBases):
        choose_basis(12, 40)
    assert choose_basis(12, None) == (FeeBasis.PER_ITEM, 12)
    assert choose_basis(None, 0) == (FeeBasis.PER_PAGE, 0)
    with pytest.raises(BadCount):
        choose_basis(None, None)


@pytest.mark.parametrize("n", [-1, 1_000_001])
def test_a_number_that_cannot_be_is_refused(n: int) -> None:
    with pytest.raises(BadCount):
        total_fee(FeeBasis.PER_PAGE, n)


@given(st.sampled_from(FeeBasis), st.integers(0, 3000))
def test_bands_cover_every_piece_once_and_never_get_cheaper(basis: FeeBasis, n: int) -> None:
    lines = fee_lines(basis, n)
    assert sum(line.last - line.first + 1 for line in lines) == n
    assert [line.price for line in lines] == sorted(line.price for line in lines)
    assert total_fee(basis, n) <= total_fee(basis, n + 1)
