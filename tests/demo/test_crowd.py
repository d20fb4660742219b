"""The crowd is the same for the same seed, and says what could be posted, when it could be posted."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.demo.consultations import KEYS, consultation
from app.demo.crowd import Saying, crowd, matter_of
from app.demo.voices import voices
from app.lib.clock import local_date
from tests.demo.test_consultations import commentable

OPENS = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLOSES = datetime(2026, 4, 1, 16, tzinfo=UTC)


def said(key: str, n: int = 900, seed: int = 7, until: datetime | None = None) -> list[Saying]:
    return list(crowd(key, seed=seed, opens=OPENS, closes=CLOSES, n=n, until=until))


def test_the_same_seed_gives_the_same_crowd() -> None:
    assert said("hotline") == said("hotline")
    assert said("hotline") != said("hotline", seed=8)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("n", [1, 40, 900])
def test_as_many_as_asked_for_in_order_within_the_period(key: str, n: int) -> None:
    sayings = said(key, n)
    assert len(sayings) == n
    moments = [saying.said_at for saying in sayings]
    assert moments == sorted(moments)
    assert moments[0] >= OPENS
    assert moments[-1] < CLOSES


def test_nobody_speaks_after_now() -> None:
    now = OPENS + timedelta(hours=30, minutes=20)
    assert all(OPENS <= saying.said_at < now for saying in said("flexible_workers", until=now))


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(ValueError, match="period"):
        said("hotline", until=OPENS)


@pytest.mark.parametrize("key", KEYS)
def test_everything_could_be_posted(key: str) -> None:
    refs = commentable(key) | {None}
    for saying in said(key):
        assert 2 <= len(saying.text) <= 8000
        assert "{" not in saying.text + (saying.title or "")
        assert "|" not in saying.text
        assert saying.clause_ref in refs
        assert saying.method in consultation(key).methods
        assert saying.supports >= 0


@pytest.mark.parametrize("key", KEYS)
def test_every_remark_and_story_is_told_once(key: str) -> None:
    sayings = said(key)
    remarks = Counter(saying.remark for saying in sayings if saying.about is None)
    assert remarks == Counter(range(len(voices(key).remarks)))
    texts = Counter(saying.text for saying in sayings)
    assert all(texts[story.text] == 1 for story in voices(key).story)


@pytest.mark.parametrize("key", KEYS)
def test_the_campaign_has_its_share_and_many_variants(key: str) -> None:
    letters = [saying.text for saying in said(key, 1400) if saying.about == voices(key).campaign.key]
    assert len(letters) == int(1400 * voices(key).campaign.share)
    assert len(set(letters)) > len(letters) / 3


def test_nobody_says_the_same_thing_twice_but_some_speak_twice() -> None:
    pairs = Counter((saying.person, saying.about) for saying in said("training_subsidy", 1900) if saying.about)
    assert max(pairs.values()) == 1
    people = Counter(saying.person for saying in said("training_subsidy", 1900))
    assert 100 < sum(times > 1 for times in people.values()) < 400


@pytest.mark.parametrize("key", ["training_subsidy", "hotline"])
def test_everything_said_leads_to_its_answer(key: str) -> None:
    outcomes = Counter(matter_of(key, saying).outcome for saying in said(key))
    assert set(outcomes) == {"adopted", "partly_adopted", "not_adopted", "out_of_scope"}
    assert outcomes.total() == 900


def test_supports_wait_until_personal_data_are_cleared() -> None:
    key = "flexible_workers"
    waiting = range(len(voices(key).single), len(voices(key).remarks))
    assert all(saying.supports == 0 for saying in said(key) if saying.remark in waiting)


def test_identity_numbers_have_a_valid_check_character_and_an_impossible_age() -> None:
    texts = "".join(saying.text for key in KEYS for saying in said(key))
    numbers = re.findall(r"\d{17}[\dX]", texts)
    assert numbers
    for number in numbers:
        weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
        assert (weighted + (10 if number[17] == "X" else int(number[17]))) % 11 == 1
        assert number[6:10] == "1901"


def test_the_first_day_and_the_last_are_busier_than_a_common_one() -> None:
    days = Counter(local_date(saying.said_at) for saying in said("hotline", 1400))
    common = sorted(days.values())[len(days) // 2]
    assert days[local_date(OPENS)] > 2 * common
    assert days[local_date(CLOSES - timedelta(seconds=1))] > 2 * common
