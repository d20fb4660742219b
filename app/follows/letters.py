"""What the mails to followers say: plain text, in the language of the reader, with the way to stop in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.follows.links import Links
from app.follows.rules import CONFIRM_WITHIN, Event
from app.lib.i18n import gettext, in_locale
from app.lib.i18n import gettext_noop as _
from app.lib.pages import show_date

GREETING = _("Hello,")
FOOT = _("What you follow, and the language of these mails:\n{list}\n\nNo more mails about this:\n{stop}")

TEXTS: Mapping[Event, tuple[str, str, str]] = {
    Event.OPENED: (
        _("New consultation: {title}"),
        _(
            "A new draft has been published for comments: “{title}”.\n\n"
            "Everybody may comment, clause by clause, until 24:00 on {closes_on}:"
        ),
        "",
    ),
    Event.CLOSING: (
        _("Ends on {closes_on}: {title}"),
        _(
            "Comments on “{title}” are taken until 24:00 on {closes_on}.\n\n"
            "Read the draft, comment, or support what others have said:"
        ),
        "",
    ),
    Event.EXTENDED: (
        _("More time for comments: {title}"),
        _(
            "The period for comments on “{title}” was made longer: it ends on {closes_on}, not on {before}.\n\n"
            "The reason that the office gives: {reason}\n\nRead the draft and comment:"
        ),
        "",
    ),
    Event.CLOSED: (
        _("Comments are being studied: {title}"),
        _(
            "The period for comments on “{title}” is over. The office now studies all of them and publishes what it "
            "adopts, what it does not adopt, and why. You will get a mail then.\n\nWhat people said:"
        ),
        "/voices",
    ),
    Event.REPORTED: (
        _("What became of the comments: {title}"),
        _(
            "The outcome of the consultation on “{title}” has been published: what was adopted, what was not, and "
            "why.\n\nThe report:"
        ),
        "/report",
    ),
    Event.FINAL_TEXT: (
        _("The final text: {title}"),
        _(
            "The final text of “{title}” has been published. You can compare it with the draft clause by clause, and "
            "see which comments led to which change:"
        ),
        "/comparison",
    ),
    Event.WITHDRAWN: (
        _("Withdrawn: {title}"),
        _("The office has withdrawn the consultation on “{title}”. Its page stays and says why:"),
        "",
    ),
}
"""Subject, words, and the page of the consultation that the mail leads to."""


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str
    stop_url: str | None = None


@dataclass(frozen=True)
class News:
    """What a mail is about."""

    event: Event
    consultation_id: UUID
    title: str
    details: Mapping[str, str]


def letter_to_tell(news: News, links: Links, *, follower_id: UUID, follow_id: UUID, locale: str) -> Letter:
    """The mail that tells one follower of one event."""
    subject, words, page = TEXTS[news.event]
    stop = links.stop(follow_id)
    with in_locale(locale):
        values = {name: _shown(name, value) for name, value in news.details.items()} | {"title": news.title}
        foot = gettext(FOOT, list=links.list(follower_id), stop=stop)
        parts = [gettext(words, **values) + "\n" + links.consultation(news.consultation_id, page), f"——\n{foot}"]
        return Letter(gettext(subject, **values), _join(parts), stop)


def letter_to_confirm(follow_ids: Sequence[UUID], names: Sequence[str], links: Links, *, locale: str) -> Letter:
    """The mail that asks whether its reader wants to follow."""
    with in_locale(locale):
        parts = [
            gettext("Somebody, probably you, asked for mails to this address about:"),
            "\n".join(f"· {name}" for name in names),
            gettext("To confirm, open this page within {n} days and press its button:", n=CONFIRM_WITHIN.days)
            + "\n"
            + links.confirm(follow_ids),
            gettext(
                "If it was not you, there is nothing to do: without the confirmation you get no mails, and the "
                "address is erased."
            ),
        ]
        return Letter(gettext("Please confirm: {title}", title=names[0]), _join(parts))


def letter_with_list(follower_id: UUID, links: Links, *, locale: str) -> Letter:
    """The mail that leads to one's list."""
    with in_locale(locale):
        parts = [
            gettext("Here you see what you follow, and can stop it:") + "\n" + links.list(follower_id),
            gettext("If you did not ask for this mail, there is nothing to do."),
        ]
        return Letter(gettext("What you follow"), _join(parts))


def name_of(title: str | None, agency: str, *, locale: str) -> str:
    """How a mail names what is followed: a consultation by its title, or whatever an agency publishes anew."""
    with in_locale(locale):
        return title or gettext("All new consultations of {agency}", agency=agency)


def _shown(name: str, value: str) -> str:
    return show_date(date.fromisoformat(value)) if name in ("closes_on", "before") else value


def _join(parts: Sequence[str]) -> str:
    return "\n\n".join([gettext(GREETING), *parts]) + "\n"
