"""What an archive is called and holds, and who may have the internal one."""

from app.accounts.rules import Actor, Role
from app.lib.errors import Forbidden, NotFound
from app.lib.i18n import gettext_noop as _

FORMAT = "daylight.archive/1"
MANIFEST = "manifest.json"
REPORT = "report/report.json"
COMMENTS = "comments.jsonl"

PUBLIC_ACTS = (
    "consultation:approve_publication", "consultation:open", "consultation:extend_period", "consultation:close",
    "consultation:start_analysis", "consultation:approve_withdrawal", "adoption:publish_adoption_report",
)  # fmt: skip
"""Acts of the office that the public sees take place."""
PUBLIC_DETAILS = ("opens_on", "closes_on", "before", "reason", "digest")


class ArchiveNotReady(NotFound):
    """Between the report and the job."""

    code = "E_ARCHIVE_NOT_READY"
    message = _("The archive is being made. Please try again in a few minutes.")


def check_may_take_internal(viewer: Actor) -> None:
    """Whoever checks the office, and whoever answers for its openness; not the division whose work it is."""
    if not viewer.has(Role.AUDITOR, Role.OPENNESS_OFFICER):
        raise Forbidden
