"""What the states of a request mean for the person who filed it."""

from app.lib.i18n import gettext_noop as _
from app.proceedings.rules import ProceedingKind
from app.requests.rules import RequestState as S

NOW = {
    S.SUBMITTED: _(
        "The office has your application. It will confirm the day of receipt with you; the period for the reply runs "
        "from the day after."
    ),
    S.AWAITING_CONFIRMATION: _(
        "Your letter has arrived. The office confirms the day of receipt with you; the period for the reply runs from "
        "the day after."
    ),
    S.RECEIVED: _("The day of receipt is settled and the period for the reply runs."),
    S.IN_PROCESS: _("The office is looking for the information and prepares the reply."),
    S.CORRECTION_PENDING: _(
        "The office needs something more from you: please read the correction notice and answer it in time. The "
        "period for the reply begins anew when your answer arrives."
    ),
    S.THIRD_PARTY_CONSULTING: _(
        "The information concerns somebody else, who must be asked. That time does not count. Who you are is not told."
    ),
    S.JOINT_CONSULTING: _("Another public body made the information as well and is asked. That time does not count."),
    S.REASON_PENDING: _("The office asks you for the reasons of your many applications: please read its letter."),
    S.FEE_PENDING: _("A processing fee is due: please read the notice. You need not pay; then the request ends."),
    S.UNDER_REVIEW: _("The reply is written and being examined before it goes out."),
    S.REPLIED: _("The office has replied. The letter says what you can do if you do not agree."),
    S.ABANDONED_NOT_CORRECTED: _("It was not corrected in time and counts as given up. You may apply anew."),
    S.ABANDONED_FEE: _("The fee was not paid in time and it counts as given up. You may apply anew."),
    S.WITHDRAWN: _("You withdrew it. You may apply anew at any time."),
}

HAPPENED = {
    S.SUBMITTED: _("You handed in the application"),
    S.AWAITING_CONFIRMATION: _("Arrived; the day of receipt is to be confirmed"),
    S.RECEIVED: _("Day of receipt confirmed"),
    S.IN_PROCESS: _("The office goes on with it"),
    S.CORRECTION_PENDING: _("A correction is asked for"),
    S.THIRD_PARTY_CONSULTING: _("Somebody whom it concerns is asked"),
    S.JOINT_CONSULTING: _("The other maker of the information is asked"),
    S.REASON_PENDING: _("Reasons are asked for"),
    S.FEE_PENDING: _("A fee is asked for"),
    S.UNDER_REVIEW: _("The reply goes to those who examine it"),
    S.REPLIED: _("Reply issued"),
    S.ABANDONED_NOT_CORRECTED: _("Ended, because it was not corrected in time"),
    S.ABANDONED_FEE: _("Ended, because the fee was not paid in time"),
    S.WITHDRAWN: _("You withdrew it"),
}

ASKED = {
    ProceedingKind.CORRECTION: _("You are asked to correct your application"),
    ProceedingKind.REASONS: _("You are asked for your reasons"),
    ProceedingKind.FEE: _("You are asked for a processing fee"),
}
