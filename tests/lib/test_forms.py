"""A form that cannot be taken says why for each field, and keeps everything that was typed."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
import pytest

from app.lib.errors import FieldError, FormInvalid
from app.lib.forms import MISSING, NOT_VALID, TOO_LONG, TOO_SHORT, Form, Meta, parse


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Sample(Form):
    text: Annotated[str, Meta(min_length=2, max_length=8)]
    name: Annotated[str, Meta(max_length=4, extra={"missing": "Your name, please.", "too_long": "Shorter."})]
    born_on: date | None = None
    copies: Annotated[int, Meta(ge=1, le=9, extra={"invalid": "One to nine."})] = 1
    colour: Colour = Colour.RED
    tags: list[str] = msgspec.field(default_factory=list)
    numbers: list[int] = msgspec.field(default_factory=list)
    is_public: bool = False


GOOD: dict[str, object] = {"text": "意见", "name": "李雷"}

REFUSED = [
    ({"text": ""}, FieldError("text", MISSING)),
    ({"text": " \r\n\t"}, FieldError("text", MISSING)),
    ({"name": ""}, FieldError("name", "Your name, please.")),
    ({"text": "短"}, FieldError("text", TOO_SHORT, {"min": 2})),
    ({"text": "一二三四五六七八九"}, FieldError("text", TOO_LONG, {"max": 8, "n": 9})),
    ({"name": "一二三四五"}, FieldError("name", "Shorter.", {"max": 4, "n": 5})),
    ({"born_on": "31.12.2026"}, FieldError("born_on", NOT_VALID)),
    ({"born_on": "2026-02-30"}, FieldError("born_on", NOT_VALID)),
    ({"born_on": "0001-01-01"}, FieldError("born_on", NOT_VALID)),
    ({"born_on": "9999-12-31"}, FieldError("born_on", NOT_VALID)),
    ({"copies": "0"}, FieldError("copies", "One to nine.")),
    ({"copies": "many"}, FieldError("copies", "One to nine.")),
    ({"colour": "green"}, FieldError("colour", NOT_VALID)),
    ({"numbers": ["1", "x"]}, FieldError("numbers", NOT_VALID)),
]

TAKEN = [
    ({}, {"text": "意见", "copies": 1, "tags": [], "is_public": False}),
    ({"text": "  意见\r\n第二行 "}, {"text": "意见\n第二行"}),
    ({"text": "意\0见"}, {"text": "意见"}),
    ({"born_on": "2026-12-31"}, {"born_on": date(2026, 12, 31)}),
    ({"born_on": ""}, {"born_on": None}),
    ({"copies": "9"}, {"copies": 9}),
    ({"colour": "blue"}, {"colour": Colour.BLUE}),
    ({"tags": "one"}, {"tags": ["one"]}),
    ({"tags": ["one", " two "]}, {"tags": ["one", "two"]}),
    ({"tags": ""}, {"tags": []}),
    ({"numbers": ["1", "2"]}, {"numbers": [1, 2]}),
    ({"is_public": "1"}, {"is_public": True}),
    ({"is_public": "on"}, {"is_public": True}),
    ({"is_public": "0"}, {"is_public": False}),
    ({"name": ["李雷", "韩梅"]}, {"name": "韩梅"}),
    ({"unknown": "field"}, {"text": "意见"}),
]


@pytest.mark.parametrize(("typed", "error"), REFUSED, ids=str)
def test_refused(typed: dict[str, object], error: FieldError) -> None:
    with pytest.raises(FormInvalid) as refused:
        parse({**GOOD, **typed}, Sample)
    assert refused.value.errors == [error]
    assert refused.value.typed == {**GOOD, **typed}


@pytest.mark.parametrize(("typed", "expected"), TAKEN, ids=str)
def test_taken(typed: dict[str, object], expected: dict[str, object]) -> None:
    form = parse({**GOOD, **typed}, Sample)
    assert {name: getattr(form, name) for name in expected} == expected


def test_every_field_is_judged_at_once_in_the_order_of_the_form() -> None:
    with pytest.raises(FormInvalid) as refused:
        parse({"copies": "x", "name": "", "text": "短"}, Sample)
    assert [error.field for error in refused.value.errors] == ["text", "name", "copies"]


def test_exactly_the_limit_is_taken() -> None:
    assert parse({**GOOD, "text": "一二三四五六七八"}, Sample).text == "一二三四五六七八"
    assert parse({**GOOD, "text": "两字"}, Sample).text == "两字"


def test_a_line_break_counts_once_whatever_the_browser_sends() -> None:
    assert parse({**GOOD, "text": "一二三\r\n五六七八"}, Sample).text == "一二三\n五六七八"
