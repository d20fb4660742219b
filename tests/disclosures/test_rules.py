"""The law of the catalogue, and its index numbers."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.disclosures.contents import pack, read_body, unpack
from app.disclosures.index_numbers import INDEX_NO, is_index_no, make_index_no, org_code_of, parse_index_no, path_of
from app.disclosures.rules import PROACTIVE_BASES, Validity, check_content, check_repeal
from app.disclosures.topics import TOPICS, is_within, path_labels
from app.lib.errors import FormInvalid
from tests.disclosures.entries import CONTENT

TODAY = date(2026, 9, 10)
ORG_CODES = st.from_regex(r"[0-9A-Z]{8,18}(-[A-Z])?", fullmatch=True)


@pytest.mark.parametrize("real", ["000014349/2017-00110", "MB2F300040/2021-00219", "11370812004259255B/2020-22849"])
def test_numbers_of_real_catalogues_are_read(real: str) -> None:
    assert is_index_no(real)
    assert make_index_no(*parse_index_no(real)) == real


@given(ORG_CODES, st.integers(1949, 9999), st.integers(1, 9_999_999))
def test_every_number_has_the_official_form_and_is_read_back(code: str, year: int, serial: int) -> None:
    number = make_index_no(code, year, serial)
    assert INDEX_NO.fullmatch(number)
    assert parse_index_no(number) == (code, year, serial)
    assert path_of(number) == f"/catalogue/{number}"


@given(
    st.tuples(ORG_CODES, st.integers(1949, 9999), st.integers(1, 9_999_999)),
    st.tuples(ORG_CODES, st.integers(1949, 9999), st.integers(1, 9_999_999)),
)
def test_different_places_have_different_numbers(one: tuple[str, int, int], other: tuple[str, int, int]) -> None:
    assert (make_index_no(*one) == make_index_no(*other)) == (one == other)


@given(st.text(max_size=40))
def test_nothing_else_is_taken_for_a_number(text: str) -> None:
    if not is_index_no(text):
        with pytest.raises(ValueError, match="no index number"):
            parse_index_no(text)
    assert not is_index_no(f"{text}\n")


@pytest.mark.parametrize(
    "parts", [("MB2F300040", 2026, 0), ("MB2F300040", 2026, 10_000_000), ("mb2f300040", 2026, 1), ("SHORT", 2026, 1)]
)
def test_what_the_form_does_not_hold_is_refused(parts: tuple[str, int, int]) -> None:
    with pytest.raises(ValueError, match="No index number"):
        make_index_no(*parts)


@given(st.uuids())
def test_an_agency_without_a_code_has_a_stand_in(agency_id: UUID) -> None:
    assert is_index_no(make_index_no(org_code_of(agency_id, ""), 2026, 1))
    assert org_code_of(agency_id, "MB2F300040") == "MB2F300040"


@pytest.mark.parametrize("doc_no", ["", "沪人社规〔2026〕3号", "沪府办发〔2019〕12345号", "某人社公开〔2026〕1号"])
def test_document_numbers_of_the_standard_are_taken(doc_no: str) -> None:
    check_content(replace(CONTENT, doc_no=doc_no), today=TODAY)


@pytest.mark.parametrize(
    "doc_no",
    ["沪人社规[2026]3号", "沪人社规(2026)3号", "沪人社规〔2026〕03号", "沪人社规〔2026〕第3号", "沪〔2026〕3号",
     "沪人社规〔26〕3号", "沪人社规〔2026〕3", "沪人社规〔2026〕3号\n", "沪人社规〔2026〕0号"],
)  # fmt: skip
def test_document_numbers_of_other_forms_are_refused(doc_no: str) -> None:
    assert faults(doc_no=doc_no) == ["doc_no"]


def faults(**changes: object) -> list[str]:
    with pytest.raises(FormInvalid) as refused:
        check_content(replace(CONTENT, **changes), today=TODAY)  # type: ignore[arg-type]
    return [error.field for error in refused.value.errors]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"made_on": date(2026, 9, 11)}, ["made_on"]),
        ({"five_openness": ""}, ["five_openness"]),
        ({"proactive_basis": "20-16"}, ["proactive_basis"]),
        ({"topic": "99"}, ["topic"]),
        ({"issuer": ""}, ["issuer"]),
        ({"body": "一" * 200_001}, ["body"]),
        ({"title": "", "issuer": "", "doc_no": "第1号"}, ["title", "doc_no", "issuer"]),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_once(changes: dict[str, object], fields: list[str]) -> None:
    assert faults(**changes) == fields


def test_an_entry_may_be_made_today_and_have_any_basis_of_the_regulation() -> None:
    for basis in PROACTIVE_BASES:
        check_content(replace(CONTENT, made_on=TODAY, proactive_basis=basis), today=TODAY)


@pytest.mark.parametrize(
    ("validity", "day", "reason", "fields"),
    [
        (Validity.VALID, None, "", []),
        (Validity.AMENDED, None, "", ["reason"]),
        (Validity.AMENDED, None, "第四条已修改。", []),
        (Validity.REPEALED, None, "", ["reason", "repealed_on"]),
        (Validity.REPEALED, date(2026, 8, 31), "被新办法代替。", ["repealed_on"]),
        (Validity.REPEALED, date(2026, 9, 11), "被新办法代替。", ["repealed_on"]),
        (Validity.EXPIRED, date(2026, 9, 10), "有效期届满。", []),
        (Validity.PENDING, None, "自明年1月1日起施行。", []),
    ],
)
def test_a_change_of_validity_needs_its_day_and_reason(
    validity: Validity, day: date | None, reason: str, fields: list[str]
) -> None:
    found: list[str] = []
    try:
        check_repeal(validity, day, reason, made_on=CONTENT.made_on, today=TODAY)
    except FormInvalid as refused:
        found = [error.field for error in refused.errors]
    assert found == fields


def test_headings_are_what_an_office_writes_as_headings() -> None:
    text = "第一章　总则\n\n一、申领对象\n　　困难人员。\n一、本办法所称人员，是指下列人员。\n# 附则\n<b>粗体</b>\n"
    blocks = [(block.level, block.text) for block in read_body(text)]
    assert blocks == [
        (2, "第一章　总则"),
        (2, "一、申领对象"),
        (0, "困难人员。"),
        (0, "一、本办法所称人员，是指下列人员。"),
        (1, "附则"),
        (0, "<b>粗体</b>"),
    ]


@given(st.text())
def test_no_text_is_lost_on_the_page(text: str) -> None:
    words = "".join("".join(line.split()) for line in text.splitlines() if line.strip(" \t\u3000"))
    shown = "".join("".join(block.text.split()) for block in read_body(text))
    assert shown.replace("#", "") == words.replace("#", "")


def test_what_is_stored_is_what_was_said() -> None:
    assert unpack(pack(CONTENT), CONTENT.body) == CONTENT


def test_topics_hang_together() -> None:
    assert all(code.partition("-")[0] in TOPICS for code in TOPICS)
    assert len(path_labels("02-01")) == 2
    assert is_within("02-01", "02")
    assert not is_within("02", "02-01")
