"""The crowd (公众): the comments of one demonstration consultation, the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from app.demo.consultations import consultation
from app.demo.days import Calendar
from app.demo.hands import Hand, spin
from app.demo.voices import Answerable, Campaign, Concern, Remark, Story, Voices, voices

ONLINE = "online_solicitation"
_TITLES = ("关于{}", "关于{}的建议", "{}", "{}的问题", "对{}的看法", "建议", "意见", "{}，说几句")
_BY_THE_WAY = ("另外，", "还有，", "再提一条，", "顺便说一句，")

# Parts of all comments that come by other ways than the website.
_OTHER_WAYS = {"written": 0.04, "symposium": 0.03, "questionnaire": 0.06, "media_communication": 0.02}


@dataclass(frozen=True, slots=True)
class Saying:
    """One comment (意见) of the crowd.

    `person` is an opaque key: who speaks twice has it twice. `said_at` is in UTC. `supports` counts other people
    who press "I support this". `about` names the concern or campaign behind it, as in `voices`; None is a remark
    of one person, and then `remark` is its place in `voices(key).remarks`.
    """

    person: str
    text: str
    title: str | None
    clause_ref: str | None
    said_at: datetime
    method: str
    supports: int
    about: str | None
    remark: int | None = None


@dataclass(slots=True)
class _Person:
    key: str
    who: str
    opener: str
    hand: Hand
    said: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Words:
    """A comment before it has a time and a way."""

    person: str
    text: str
    topic: str | None
    clause_ref: str | None
    about: str | None
    remark: int | None = None


def crowd(
    consultation_key: str, *, seed: int, opens: datetime, closes: datetime, n: int, until: datetime | None = None
) -> Iterator[Saying]:
    """`n` comments in the order in which they were said, within `[opens, closes)` and before `until`.

    The curve of days is that of the whole period: with `until` (now, of an open consultation) its last day's
    peak is still to come.
    """
    rng = Random(f"{seed}:{consultation_key}")
    said = voices(consultation_key)
    calendar = Calendar(opens, closes, min(until or closes, closes), rng)
    words = _Speakers(consultation_key, said, rng).speak(n)
    methods = consultation(consultation_key).methods
    ways = {method: share for method, share in _OTHER_WAYS.items() if method in methods}
    sayings = [_sent(each, said, ways, calendar, rng) for each in words]
    yield from sorted(sayings, key=lambda saying: saying.said_at)


def matter_of(consultation_key: str, saying: Saying) -> Answerable:
    """The concern, campaign or remark behind a saying (诉求), with the office's answer."""
    said = voices(consultation_key)
    if saying.remark is not None:
        return said.remarks[saying.remark]
    shared: tuple[Concern | Campaign, ...] = (*said.concern, said.campaign)
    return next(matter for matter in shared if matter.key == saying.about)


def _sent(words: _Words, said: Voices, ways: dict[str, float], calendar: Calendar, rng: Random) -> Saying:
    from_campaign = words.about == said.campaign.key
    method = ONLINE
    if words.remark is None and not from_campaign:
        method = rng.choices([ONLINE, *ways], [1 - sum(ways.values()), *ways.values()])[0]
    if from_campaign:
        said_at = calendar.campaign()
    elif method == "symposium":
        said_at = calendar.session()
    elif method == "written":
        said_at = calendar.office()
    else:
        said_at = calendar.moment()
    return Saying(
        person=words.person,
        text=words.text,
        title=_title(words, rng) if method == ONLINE else None,
        clause_ref=words.clause_ref,
        said_at=said_at,
        method=method,
        supports=_supports(rng) if method == ONLINE and (words.remark or 0) < len(said.single) else 0,
        about=words.about,
        remark=words.remark,
    )


def _title(words: _Words, rng: Random) -> str | None:
    if words.topic is None or rng.random() > 0.25:
        return None
    return rng.choice(_TITLES).format(words.topic)


def _supports(rng: Random) -> int:
    """Most comments are never supported, a few by very many."""
    return 0 if rng.random() < 0.7 else min(int(rng.paretovariate(1.2)), 400)


class _Speakers:
    """Who says what. Kept together because people speak twice and must not repeat themselves."""

    def __init__(self, key: str, said: Voices, rng: Random) -> None:
        self.key, self.said, self.rng = key, said, rng
        self.people: list[_Person] = []
        self.weights = list(accumulate(concern.share for concern in said.concern))

    def speak(self, n: int) -> list[_Words]:
        remarks = list(enumerate(self.said.remarks))
        once = [self._remark(*each) for each in remarks] + [self._story(story) for story in self.said.story]
        letters = int(n * self.said.campaign.share)
        spoken = once if n > 4 * len(once) else self.rng.sample(once, n // 4)
        spoken += [self._letter(self.said.campaign) for _ in range(letters)]
        spoken += [self._demand() for _ in range(n - len(spoken))]
        return spoken

    def _newcomer(self, who: str) -> _Person:
        opener = self.rng.choice(self.said.openers[who])
        person = _Person(f"{self.key}-{len(self.people) + 1:04d}", who, opener, Hand.of(self.rng))
        self.people.append(person)
        return person

    def _demand(self) -> _Words:
        concern = self.rng.choices(self.said.concern, cum_weights=self.weights)[0]
        person = self._speaker(concern)
        person.said.add(concern.key)
        text = person.hand.write(self._compose(concern, person), self.rng)
        return _Words(person.key, text, concern.topic, self._target(concern.clause_ref), concern.key)

    def _speaker(self, concern: Concern) -> _Person:
        if self.people and self.rng.random() < 0.17:
            again = self.rng.choice(self.people)
            if again.who in concern.who and concern.key not in again.said:
                return again
        return self._newcomer(self.rng.choice(concern.who))

    def _compose(self, concern: Concern, person: _Person) -> str:
        """A demand, often with a reason, sometimes with a word about oneself before and a polite one after."""
        rng = self.rng
        weights = [0.1 if say.isascii() else 1.0 for say in concern.says]  # English is rare
        text = spin(rng.choices(concern.says, weights)[0], rng)
        if text.isascii():
            return text
        introduces = rng.random() < 0.3 and "我" not in text and len(text) < 60 and person.opener[:2] not in text
        if concern.whys and rng.random() < 0.46:
            why = spin(rng.choice(concern.whys), rng)
            if not (introduces and "我" in why):
                text = why + text if "这" not in why and rng.random() < 0.1 else text + why
        if introduces:
            text = person.opener + text
        if rng.random() < 0.09:
            text += self._aside(concern, person)
        return text + rng.choice(self.said.closers) if rng.random() < 0.16 else text

    def _aside(self, concern: Concern, person: _Person) -> str:
        other = self.rng.choice(self.said.concern)
        says = [say for say in other.says if len(say) < 40 and "我" not in say and not say.isascii()]
        if other is concern or person.who not in other.who or not says:
            return ""
        return self.rng.choice(_BY_THE_WAY) + spin(self.rng.choice(says), self.rng)

    def _target(self, ref: str | None) -> str | None:
        """Half the people choose the article, not its paragraph; some only the draft as a whole."""
        luck = self.rng.random()
        if ref is None or luck < 0.08:
            return None
        if luck < 0.5:
            parts = ref.split("-")
            return parts[0] if ref.startswith("a") else "-".join(parts[:2])
        return ref

    def _letter(self, campaign: Campaign) -> _Words:
        """The common letter: most send it as it is, some shorten it, reorder it, or add a line of their own."""
        rng = self.rng
        person = self._newcomer("any")
        person.said.add(campaign.key)
        demands = list(campaign.demands)
        if rng.random() < 0.18:
            demands.pop(rng.randrange(len(demands)))
        if rng.random() < 0.12:
            first = rng.randrange(len(demands) - 1)
            demands[first], demands[first + 1] = demands[first + 1], demands[first]
        style = rng.choices((campaign.numbering, "一、", "一是", "1、", ""), (80, 5, 4, 6, 5))[0]
        lines = [campaign.intro, *(_numbered(style, at, demand) for at, demand in enumerate(demands, start=1))]
        if rng.random() < 0.22:
            lines.append(rng.choice(campaign.personal))
        if rng.random() < 0.93:
            lines.append(campaign.ending)
        joint = rng.choices(("", "\n"), (4, 1))[0]
        text = rng.choice(campaign.greetings) + joint.join(lines)
        signature = rng.choice(campaign.signatures)
        text = f"{text}{rng.choice(('', ' ', chr(10)))}{signature}" if signature else text
        if rng.random() < 0.3:
            text = person.hand.write(text, rng)
        return _Words(person.key, text, None, self._target(campaign.clause_ref), campaign.key)

    def _story(self, story: Story) -> _Words:
        concern = next(concern for concern in self.said.concern if concern.key == story.about)
        person = self._newcomer(self.rng.choice(concern.who))
        person.said.add(concern.key)
        return _Words(person.key, story.text, concern.topic, self._target(concern.clause_ref), concern.key)

    def _remark(self, place: int, remark: Remark) -> _Words:
        person = self._newcomer("any")
        return _Words(person.key, _filled(remark.text, self.rng), None, remark.clause_ref, None, place)


def _numbered(style: str, at: int, demand: str) -> str:
    if not style:
        return demand
    count = str(at) if style[0] == "1" else "一二三四五六七八九"[at - 1]
    return style.replace("1", count).replace("一", count, 1) + demand


def _filled(text: str, rng: Random) -> str:
    """Personal data that look real to a scanner and belong to nobody: born in 1901, numbers never issued."""
    phone = f"1{rng.choice('3589')}{rng.randrange(10)}0000{rng.randrange(10_000):04d}"
    return text.format(phone=phone, id=_identity_number(rng), n=rng.randrange(100, 1000))


def _identity_number(rng: Random) -> str:
    """Eighteen characters with a valid check character (GB 11643-1999)."""
    born = datetime(1901, 1, 1) + timedelta(days=rng.randrange(365))
    body = f"310101{born:%Y%m%d}{rng.randrange(1, 999):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
