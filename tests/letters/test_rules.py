"""What must and must not stand in a letter."""

import re
from datetime import date

import pytest

from app.letters.rules import (
    CODES,
    KIND_LABELS,
    PROCEDURAL,
    TITLES,
    LetterKind,
    OutdatedPhrase,
    RemedyMisplaced,
    ServedEarly,
    check_content,
    check_served_on,
    lint_letter,
    make_number,
    remedy_a,
    remedy_b,
)
from tests.letters.samples import letter_content


def test_every_kind_has_its_words_and_a_code_of_its_own() -> None:
    assert set(KIND_LABELS) == set(TITLES) == set(CODES) == set(LetterKind)
    assert len(set(CODES.values())) == len(CODES)


def test_the_texts_of_the_remedies_are_those_of_the_law() -> None:
    assert remedy_a() == (
        "如不服本决定，应当自收到本决定书之日起60日内先向上海市人民政府申请行政复议；对行政复议决定不服的，"
        "可以自收到复议决定书之日起15日内依法向有管辖权的人民法院提起行政诉讼。"
    )
    assert remedy_b() == (
        "如不服本答复，可以自收到本答复书之日起60日内向上海市人民政府申请行政复议，"
        "也可以自收到之日起6个月内依法向有管辖权的人民法院提起行政诉讼。"
    )
    assert "某市人民政府" in remedy_a("某市人民政府")
    assert "某铁路运输法院" in remedy_b(court="某铁路运输法院")
    assert lint_letter(remedy_a() + remedy_b()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("可以自收到之日起3个月内向人民法院起诉", "3个月"),
        ("可以自收到之日起三个月内提起行政诉讼", "三个月"),
        ("可以向本机关的上级主管部门申请行政复议", "上级主管部门"),
        ("与你自身生产、生活、科研等特殊需要无关", "自身生产、生活、科研等特殊需要"),
        ("不符合三需要", "三需要"),
        ("根据《中华人民共和国政府信息公开条例》第八条的规定，不予公开", "条例第八条"),
        ("根据《条例》第八条，不予公开", "条例第八条"),
        ("依据《政府信息公开条例》第二十一条第（三）项", "条例第二十一条第（三）项"),
        ("依据《政府信息公开条例》第十四条第四款", "条例第十四条第四款"),
        ("《中华人民共和国政府信息公开条例》（国务院令第492号）第八条", "条例第八条"),
        ("将在15个工作日内予以答复", "15个工作日内予以答复"),
    ],
)
def test_words_of_repealed_law_are_found(text: str, found: str) -> None:
    assert found in lint_letter(text)


@pytest.mark.parametrize(
    "text",
    [
        "根据《中华人民共和国政府信息公开条例》第三十六条第（三）项、第十六条第一款的规定",
        "根据《中华人民共和国档案法》第八条的规定",
        "你申请公开“领取失业保险金3个月的人数”",
        "请自收到征求意见书之日起15个工作日内提出意见",
        "可以自收到之日起6个月内提起行政诉讼",
        "《关于满3个月补贴的通知》已主动公开",
    ],
)
def test_the_law_in_force_and_other_peoples_words_are_left_alone(text: str) -> None:
    assert lint_letter(text) == []


def test_a_letter_in_words_of_repealed_law_is_refused() -> None:
    with pytest.raises(OutdatedPhrase) as refused:
        check_content(LetterKind.REPLY, letter_content(remedy="可以在3个月内起诉。"))
    assert refused.value.params["phrases"] == "3个月"
    check_content(LetterKind.CORRECTION, letter_content(quoted_request="我要3个月内的"))


@pytest.mark.parametrize("kind", sorted(PROCEDURAL))
def test_a_step_of_the_procedure_names_no_remedy(kind: LetterKind) -> None:
    check_content(kind, letter_content())
    with pytest.raises(RemedyMisplaced):
        check_content(kind, letter_content(remedy=remedy_b()))


@pytest.mark.parametrize("kind", [LetterKind.NOT_PROCESSED, LetterKind.THIRD_PARTY_NOTICE])
def test_what_decides_names_one(kind: LetterKind) -> None:
    check_content(kind, letter_content(remedy=remedy_b()))
    with pytest.raises(RemedyMisplaced):
        check_content(kind, letter_content())


def test_numbers_look_as_the_standard_asks() -> None:
    number = make_number("沪人社公开", 2026, 7, "补")
    assert number == "沪人社公开〔2026〕7号-补"
    assert re.match(r"^[\u4e00-\u9fa5]{2,12}〔\d{4}〕[1-9]\d{0,4}号", number)


def test_a_letter_is_served_between_its_date_and_today() -> None:
    day = date(2026, 9, 10)
    check_served_on(day, dated_on=day, today=day)
    for wrong in (date(2026, 9, 9), date(2026, 9, 12)):
        with pytest.raises(ServedEarly):
            check_served_on(wrong, dated_on=day, today=date(2026, 9, 11))
