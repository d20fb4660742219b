"""When a matter may be concluded, without a database."""

import pytest

from app.consultations.rules import State
from app.decisions.rules import MatterConcluded, NotConsulted, ReportUnpublished, check_conclusion, check_open

DONE = (State.REPORT_PUBLISHED, State.ARCHIVED)


@pytest.mark.parametrize("state", [state for state in State if state not in DONE])
def test_at_19_not_before_every_report_is_published(state: State) -> None:
    with pytest.raises(ReportUnpublished) as refusal:
        check_conclusion([State.REPORT_PUBLISHED, state])
    assert refusal.value.code == "E_ADOPT_UNPUBLISHED"


@pytest.mark.parametrize("state", DONE)
def test_after_the_report_it_may_be_concluded(state: State) -> None:
    check_conclusion([state])


def test_never_without_a_consultation() -> None:
    with pytest.raises(NotConsulted) as refusal:
        check_conclusion([])
    assert refusal.value.code == "E_DEC_NO_CONSULT"


def test_a_concluded_matter_stays() -> None:
    check_open("open")
    with pytest.raises(MatterConcluded):
        check_open("concluded")
