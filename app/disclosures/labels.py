"""Words for the properties of an entry (English msgids)."""

from app.disclosures.rules import (
    DisclosureMethod,
    DisclosureSource,
    EntryState,
    FiveOpenness,
    Genre,
    RelationKind,
    Validity,
    VersionState,
)
from app.lib.i18n import gettext_noop as _
from app.lib.personal_data import Kind

VALIDITY_LABELS = {
    Validity.VALID: _("In force"),
    Validity.AMENDED: _("In force, amended"),
    Validity.REPEALED: _("Repealed"),
    Validity.EXPIRED: _("Expired"),
    Validity.PENDING: _("Not in force yet"),
}
VALIDITY_CHIPS = {
    Validity.VALID: "ok",
    Validity.AMENDED: "mid",
    Validity.REPEALED: "out",
    Validity.EXPIRED: "out",
    Validity.PENDING: "brand",
}
SOURCE_LABELS = {
    DisclosureSource.DIRECT: _("Disclosed of the agency's own accord"),
    DisclosureSource.CONVERTED: _("Disclosed because people asked for it"),
    DisclosureSource.CONSULTATION: _("From a consultation"),
    DisclosureSource.REASSESSED: _("Opened by a later review"),
}
FIVE_LABELS = {
    FiveOpenness.DECISION: _("Openness of decisions"),
    FiveOpenness.EXECUTION: _("Openness of execution"),
    FiveOpenness.MANAGEMENT: _("Openness of management"),
    FiveOpenness.SERVICE: _("Openness of services"),
    FiveOpenness.RESULT: _("Openness of results"),
}
GENRE_LABELS = {
    Genre.MEASURES: _("Rules and measures"),
    Genre.DECISION: _("Decision"),
    Genre.ANNOUNCEMENT: _("Announcement"),
    Genre.PUBLIC_NOTICE: _("Notice to everybody"),
    Genre.OPINION: _("Guiding opinion"),
    Genre.NOTICE: _("Circulated notice"),
    Genre.CIRCULAR: _("Circular"),
    Genre.REPORT: _("Report to a superior"),
    Genre.APPROVAL: _("Approval of a proposal"),
    Genre.LETTER: _("Official letter"),
    Genre.MINUTES: _("Meeting minutes"),
    Genre.PLAN: _("Plan or programme"),
    Genre.STATISTICS: _("Statistics"),
    Genre.ACCOUNTS: _("Budget or accounts"),
    Genre.SERVICE_GUIDE: _("Guide to a service"),
    Genre.LIST: _("List or directory"),
    Genre.ANNUAL_REPORT: _("Annual report on disclosure"),
    Genre.OTHER: _("Other information"),
}
METHOD_LABELS = {
    DisclosureMethod.PROACTIVE: _("Proactive disclosure"),
    DisclosureMethod.FROM_REQUEST: _("On request, then proactive"),
}
STATE_LABELS = {
    EntryState.DRAFTING: _("Being drafted"),
    EntryState.PUBLISHED: _("Published"),
    EntryState.WITHDRAWN: _("Withdrawn"),
}
VERSION_LABELS = {
    VersionState.DRAFTING: _("Being drafted"),
    VersionState.SUBMITTED: _("Waits for approval"),
    VersionState.PUBLISHED: _("Published"),
}
RELATION_LABELS = {
    RelationKind.AMENDS: _("amends"),
    RelationKind.REPEALS: _("repeals"),
    RelationKind.RELATES: _("belongs with"),
}
REVERSED_LABELS = {
    RelationKind.AMENDS: _("amended by"),
    RelationKind.REPEALS: _("repealed by"),
    RelationKind.RELATES: _("belongs with"),
}
BASIS_LABELS = {
    "20-1": _("Art. 20 (1): regulations, rules and normative documents"),
    "20-2": _("Art. 20 (2): functions, structure, address, contact, head"),
    "20-3": _("Art. 20 (3): plans and programmes"),
    "20-4": _("Art. 20 (4): statistics"),
    "20-5": _("Art. 20 (5): licences and other services"),
    "20-6": _("Art. 20 (6): penalties and coercive measures"),
    "20-7": _("Art. 20 (7): budgets and final accounts"),
    "20-8": _("Art. 20 (8): fees"),
    "20-9": _("Art. 20 (9): government procurement"),
    "20-10": _("Art. 20 (10): major projects"),
    "20-11": _("Art. 20 (11): poverty relief, education, health, social security, employment"),
    "20-12": _("Art. 20 (12): emergencies"),
    "20-13": _("Art. 20 (13): supervision of environment, health, safety and quality"),
    "20-14": _("Art. 20 (14): recruitment of civil servants"),
    "20-15": _("Art. 20 (15): other information that must be disclosed"),
    "21": _("Art. 21: further information of municipal and county governments"),
    "19": _("Art. 19: interests of the public, or to be widely known"),
}
FINDING_LABELS = {
    Kind.ID_NUMBER: _("ID number"),
    Kind.MOBILE: _("Mobile number"),
    Kind.LANDLINE: _("Telephone number"),
    Kind.EMAIL: _("E-mail address"),
    Kind.BANK_CARD: _("Bank card"),
    Kind.TRAVEL_DOCUMENT: _("Passport or permit"),
    Kind.SOCIAL_CARD: _("Social security card"),
    Kind.PLATE: _("Number plate"),
    Kind.CHAT_ID: _("WeChat or QQ number"),
    Kind.ADDRESS: _("Home address"),
    Kind.NAME: _("Name of a person"),
}

UNREAD_LABEL = _("No words could be read in this file")
