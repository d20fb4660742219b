"""The drafts parse without a warning, and everything people and officers cite stands in them."""

import pytest

from app.demo.consultations import KEYS, consultation, draft_text
from app.demo.office import DIVISIONS, STAFF
from app.demo.voices import Answerable, voices
from app.drafts.outline import parse
from app.drafts.rules import DraftStyle, ParsedDraft, check_clauses
from app.drafts.units import unit_refs

OUTCOMES = {"adopted", "partly_adopted", "not_adopted", "out_of_scope"}


def parsed(key: str) -> ParsedDraft:
    return parse(draft_text(key).splitlines())


def commentable(key: str) -> set[str]:
    rows = [{"ref": c.ref, "parent_ref": c.parent_ref, "kind": c.kind, "text": c.text} for c in parsed(key).clauses]
    return set(unit_refs(rows))


def answerable(key: str) -> list[Answerable]:
    said = voices(key)
    return [*said.concern, said.campaign, *said.remarks]


@pytest.mark.parametrize("key", KEYS)
def test_the_draft_is_read_without_a_warning(key: str) -> None:
    draft = parsed(key)
    assert draft.title == consultation(key).title
    assert draft.style == (DraftStyle.OUTLINE if key == "hotline" else DraftStyle.STATUTE)
    assert not draft.warnings
    assert not draft.preamble
    assert not draft.signature
    assert not check_clauses(draft.clauses)


def test_the_open_draft_has_six_chapters_and_eighteen_articles() -> None:
    refs = {clause.ref for clause in parsed("flexible_workers").clauses}
    assert {"c6", "a18", "a9-2-3"} <= refs
    assert not {"c7", "a19"} & refs


@pytest.mark.parametrize("key", KEYS)
def test_a_consultation_is_complete(key: str) -> None:
    about = consultation(key)
    assert about.closes - about.opens >= 30
    assert about.division in DIVISIONS
    assert 300 <= len(about.explanation) <= 600
    assert about.basis
    assert "online_solicitation" in about.methods
    assert len(about.methods) >= 2
    assert about.contact.email.endswith(".example")


def test_one_is_open_one_is_being_analysed_one_is_reported() -> None:
    about = {consultation(key).stage: consultation(key) for key in KEYS}
    assert set(about) == {"open", "analysing", "report_published"}
    assert about["open"].opens < 0 < about["open"].closes
    assert about["analysing"].closes < 0
    reported = about["report_published"]
    assert reported.reported is not None
    assert reported.closes < reported.reported < 0


@pytest.mark.parametrize("key", KEYS)
def test_every_cited_clause_can_be_commented_on(key: str) -> None:
    cited = {each.clause_ref for each in answerable(key)} - {None}
    assert cited <= commentable(key)


@pytest.mark.parametrize("key", ["training_subsidy", "hotline"])
def test_everything_said_is_answered_after_the_close(key: str) -> None:
    clauses = {clause.ref: clause for clause in parsed(key).clauses}
    for each in answerable(key):
        assert each.outcome in OUTCOMES
        assert each.reason
        if each.new_text is not None:
            assert each.outcome in {"adopted", "partly_adopted"}
            assert each.clause_ref is not None
            assert clauses[each.clause_ref].text != each.new_text


@pytest.mark.parametrize("key", KEYS)
def test_one_clause_gets_one_new_text(key: str) -> None:
    new = {(each.clause_ref, each.new_text) for each in answerable(key) if each.new_text}
    assert len({ref for ref, _ in new}) == len(new)


def test_every_division_that_consults_has_a_clerk_and_a_head() -> None:
    held = {(colleague.division, role) for colleague in STAFF for role in colleague.roles}
    for key in KEYS:
        assert {(consultation(key).division, role) for role in ("division_clerk", "division_head")} <= held
    assert len({colleague.username for colleague in STAFF}) == len(STAFF)
    assert {colleague.division for colleague in STAFF} <= set(DIVISIONS)
