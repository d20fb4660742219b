"""The law of replies in tables: articles, rows, remedies, required facts, the words of each letter, the chain."""

from uuid import UUID, uuid4

import pytest

from app.accounts.rules import Actor, Role
from app.lib.errors import FormInvalid
from app.replies.approval import (
    Deputy,
    NoDelegation,
    NotYourStep,
    OwnReply,
    SignedAlready,
    chain_for,
    check_reviewer,
    next_step,
)
from app.replies.facts import FACTS, ReplyContent, check_content, missing_facts
from app.replies.rules import (
    BASES,
    KINDS,
    AgencyMissing,
    Basis,
    BasisMissing,
    Remedy,
    RemedyUnfit,
    ReplyKind,
    annual_row,
    remedies_for,
)
from app.replies.wording import EMPTY, make_wording, remedy_text, suggest_body

K = ReplyKind
DAYS = {"notice_on": "2026-09-11", "answer_by": "2026-09-24", "earlier_on": "2026-05-20", "withdrawn_on": "2026-09-18"}


def complete(kind: ReplyKind, **changes: object) -> ReplyContent:
    facts = {one.name: DAYS.get(one.name, f"某项{one.name}") for one in FACTS[kind] if one.widget != "yes"}
    bases = (Basis.EX16_PROCESS,) if kind in (K.DENIED, K.PARTIAL) else ()
    return ReplyContent(**{"kind": kind, "facts": facts, "bases": bases, **changes})  # type: ignore[arg-type]


def without(kind: ReplyKind, *names: str, **changes: object) -> ReplyContent:
    full = complete(kind, **changes)
    return complete(kind, facts={k: v for k, v in full.facts.items() if k not in names}, **changes)


def test_there_are_eighteen_kinds_each_with_its_facts() -> None:
    assert len(K) == len(KINDS) == len(FACTS) == 18


@pytest.mark.parametrize(
    ("kind", "remedies", "row"),
    [
        (K.ALREADY_PUBLIC, "B", "granted"),
        (K.GRANTED, "B", "granted"),
        (K.PARTIAL, "AB", "partial"),
        (K.DENIED, "A", "denied_process_info"),
        (K.SPECIAL_LAW, "B", "denied_query_matter"),
        (K.NOT_EXIST, "B", "unable_not_held"),
        (K.NOT_OUR_AGENCY, "B", "unable_not_held"),
        (K.NEEDS_PROCESSING, "B", "unable_needs_creation"),
        (K.STILL_UNCLEAR, "B", "unable_still_unclear"),
        (K.PETITION, "B", "notproc_petition"),
        (K.REPEAT, "B", "notproc_repeat"),
        (K.PUBLICATION, "B", "notproc_publication"),
        (K.ABUSIVE, "B", "notproc_abusive"),
        (K.RECONFIRM, "B", "notproc_reconfirm"),
        (K.NOT_CORRECTED, "B", "other_not_corrected"),
        (K.FEE_UNPAID, "B", "other_fee_unpaid"),
        (K.WITHDRAWN, "", "other_misc"),
        (K.OTHER, "", "other_misc"),
    ],
)
def test_remedy_and_row_of_each_kind(kind: ReplyKind, remedies: str, row: str) -> None:
    assert "".join(remedies_for(kind)) == remedies
    assert annual_row(kind, (Basis.EX16_PROCESS,)) == row


def test_a_refusal_counts_under_its_basis_the_first_of_the_table() -> None:
    rows = [annual_row(K.DENIED, (basis,)) for basis in Basis]
    assert rows == [
        "denied_state_secret", "denied_law_forbids", "denied_three_securities_stability", "denied_third_party",
        "denied_internal_affairs", "denied_process_info", "denied_enforcement_file",
    ]  # fmt: skip
    assert annual_row(K.DENIED, (Basis.EX16_PROCESS, Basis.EX15_THIRD_PARTY)) == "denied_third_party"


@pytest.mark.parametrize("kind", K)
def test_a_complete_reply_of_each_kind_passes_and_its_letter_says_all_of_it(kind: ReplyKind) -> None:
    content = complete(kind)
    check_content(content)
    words = make_wording(content)
    letter = "\n".join([*words.paragraphs, words.decision, *words.legal_basis])
    assert EMPTY not in letter
    for name, value in content.facts.items():
        said = value in letter or f"{int(value[:4])}年" in letter if value[:4].isdecimal() else value in letter
        is_elsewhere = kind is K.NOT_OUR_AGENCY and name == "is_agency_unknown"
        assert said or is_elsewhere, (name, letter)
    if KINDS[kind].article:
        assert KINDS[kind].article in words.legal_basis[0]


@pytest.mark.parametrize("kind", K)
def test_each_required_fact_is_missed(kind: ReplyKind) -> None:
    for fact in FACTS[kind]:
        if not fact.is_required or (fact.name == "reasons" and kind in (K.DENIED, K.PARTIAL)):
            continue
        with pytest.raises(FormInvalid) as missing:
            check_content(without(kind, fact.name))
        assert [error.field for error in missing.value.errors] == [fact.name]


def test_a_date_that_is_none_is_missed() -> None:
    content = complete(K.REPEAT, facts={"earlier_no": "1号", "earlier_on": "昨天"})
    assert list(missing_facts(content)) == ["earlier_on"]


def test_what_is_disclosed_is_enclosed_or_the_letter_says_how_and_when_to_get_it() -> None:
    bare = without(K.GRANTED, "obtain_how", "obtain_when")
    assert set(missing_facts(bare)) == {"obtain_how", "obtain_when"}
    assert not missing_facts(without(K.GRANTED, "obtain_how", "obtain_when", files=("测算表",)))


def test_a_law_that_forbids_it_is_named() -> None:
    content = without(K.DENIED, "law", bases=(Basis.EX14_LAW,))
    assert list(missing_facts(content)) == ["law"]


@pytest.mark.parametrize("kind", [K.DENIED, K.PARTIAL])
def test_at_34_no_refusal_without_clause_and_reasons(kind: ReplyKind) -> None:
    for content in (complete(kind, bases=()), without(kind, "reasons")):
        with pytest.raises(BasisMissing) as refused:
            check_content(content)
        assert refused.value.code == "E_REPLY_BASIS"


B_TEXT = "如不服本答复，可以自收到之日起60日内申请行政复议，也可以自收到之日起6个月内依法向人民法院提起行政诉讼。"
A_TEXT = "如不服本决定，应当先向上海市人民政府申请行政复议；对复议决定不服的，可以在15日内提起行政诉讼。"


@pytest.mark.parametrize(
    ("kind", "text", "fits"),
    [
        (K.DENIED, A_TEXT, True),
        (K.DENIED, B_TEXT, False),
        (K.DENIED, "如不服，可以申请行政复议或者向人民法院提起行政诉讼。", False),
        (K.GRANTED, B_TEXT, True),
        (K.GRANTED, A_TEXT, False),
        (K.PARTIAL, A_TEXT + B_TEXT, True),
        (K.WITHDRAWN, B_TEXT, False),
        (K.OTHER, A_TEXT, False),
        (K.DENIED, "本机关决定不予公开。", True),
    ],
)
def test_at_34_a_remedy_that_does_not_fit_is_refused(kind: ReplyKind, text: str, fits: bool) -> None:
    content = complete(kind, body=f"经审查，属于例外情形。\n{text}\n本机关决定如上。")
    if fits:
        check_content(content)
        return
    with pytest.raises(RemedyUnfit) as refused:
        check_content(content)
    assert refused.value.code == "E_REPLY_REMEDY"


def test_at_35_another_agency_is_named_or_said_to_be_unknown() -> None:
    for missing in (("agency_name",), ("agency_contact",), ("agency_name", "agency_contact")):
        with pytest.raises(AgencyMissing) as refused:
            check_content(without(K.NOT_OUR_AGENCY, *missing))
        assert refused.value.code == "E_REPLY_AGENCY"
    unknown = complete(K.NOT_OUR_AGENCY, facts={"reasons": "不属于本机关职能。", "is_agency_unknown": "1"})
    check_content(unknown)
    assert "无法确定" in make_wording(unknown).decision


def test_at_36_a_partial_disclosure_names_both_remedies_and_counts_once() -> None:
    text = make_wording(complete(K.PARTIAL)).remedy or ""
    assert "先向上海市人民政府申请行政复议" in text
    assert "6个月内" in text
    assert annual_row(K.PARTIAL, (Basis.EX14_SECRET, Basis.EX15_THIRD_PARTY)) == "partial"


def test_remedies_are_computed_even_when_the_text_is_edited() -> None:
    content = complete(K.DENIED)
    edited = complete(K.DENIED, body=suggest_body(content).replace("事实和理由", "理由"))
    assert make_wording(edited).remedy == make_wording(content).remedy == remedy_text(K.DENIED, "…决定书")
    assert make_wording(edited).decision == make_wording(content).decision
    assert remedy_text(K.WITHDRAWN) is remedy_text(K.OTHER) is None


def test_every_basis_names_article_and_words_in_the_letter() -> None:
    for basis in Basis:
        words = make_wording(complete(K.DENIED, bases=(basis,)))
        assert BASES[basis].article in words.legal_basis[1]
        assert BASES[basis].words in words.paragraphs[0]


# The chain

H, OO, S, L, C, B = (
    Role.DIVISION_HEAD,
    Role.OPENNESS_OFFICER,
    Role.SECRECY_REVIEWER,
    Role.LEGAL_REVIEWER,
    Role.OPENNESS_CHIEF,
    Role.BUREAU_LEADER,
)


@pytest.mark.parametrize(
    ("kind", "bases", "is_override", "chain"),
    [
        (K.GRANTED, (), False, (H, OO, S, C)),
        (K.GRANTED, (), True, (H, OO, S, L, C, B)),
        (K.PARTIAL, (Basis.EX14_SECRET,), False, (H, OO, S, L, C)),
        (K.DENIED, (Basis.EX16_PROCESS,), False, (H, OO, S, L, C)),
        (K.DENIED, (Basis.EX14_SECURITY,), False, (H, OO, S, L, C, B)),
        (K.ABUSIVE, (), False, (H, OO, S, L, C)),
        (K.FEE_UNPAID, (), False, (H, OO, S, L, C, B)),
        (K.NOT_EXIST, (), False, (H, OO, S, C)),
    ],
)
def test_chain_of_each_kind(kind: ReplyKind, bases: tuple[Basis, ...], is_override: bool, chain: object) -> None:
    assert chain_for(kind, bases, is_override=is_override) == chain


@pytest.mark.parametrize("kind", K)
def test_secrecy_and_the_chief_read_every_reply(kind: ReplyKind) -> None:
    chain = chain_for(kind)
    assert S in chain
    assert C in chain
    assert next_step(chain, chain) is None
    assert next_step(chain, ()) == H


ONE, TWO = uuid4(), uuid4()


def person(*roles: Role, division: UUID = ONE) -> Actor:
    return Actor(kind="staff", id=uuid4(), division_id=division, roles=frozenset(roles))


def decide(actor: Actor, step: Role, **changes: object) -> None:
    given = {"division_id": ONE, "authors": (), "signed": (), "deputy": None, **changes}
    check_reviewer(actor, step, **given)  # type: ignore[arg-type]


def deputy(*roles: Role, division: UUID = ONE, reason: str = "出差") -> Deputy:
    return Deputy(uuid4(), "某人", division, frozenset(roles), reason)


def test_each_takes_the_step_of_his_role_and_a_head_his_own_division() -> None:
    decide(person(S), S)
    decide(person(H), H)
    with pytest.raises(NotYourStep):
        decide(person(H, division=TWO), H)
    with pytest.raises(NotYourStep):
        decide(person(OO), S)


def test_four_eyes() -> None:
    author = person(H)
    with pytest.raises(OwnReply):
        decide(author, H, authors=[author.id])
    both = person(OO, S)
    with pytest.raises(SignedAlready):
        decide(both, S, signed=(both.id,))


def test_only_the_same_role_or_the_head_stands_in_with_a_reason() -> None:
    decide(person(H, division=TWO), H, deputy=deputy(H))
    decide(person(H), S, deputy=deputy(S))
    decide(person(C, division=TWO), OO, deputy=deputy(OO))
    for actor, step, standing_for in (
        (person(OO), S, deputy(S)),
        (person(H, division=TWO), S, deputy(S)),
        (person(C, division=TWO), H, deputy(H)),
        (person(H, division=TWO), H, deputy(H, reason=" ")),
        (person(H, division=TWO), H, deputy(H, division=TWO)),
    ):
        with pytest.raises(NoDelegation):
            decide(actor, step, deputy=standing_for)


def test_each_remedy_has_its_own_text() -> None:
    assert set(Remedy) == {Remedy.FIRST, Remedy.CHOICE}
    assert "先向" in (remedy_text(K.DENIED) or "")
    assert "先向" not in (remedy_text(K.GRANTED) or "")
