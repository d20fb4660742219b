"""Every table of the house, so that migrations see them all."""

from app.accounts import models as accounts
from app.adoption import models as adoption
from app.allowances import models as allowances
from app.applicants import models as applicants
from app.archives import models as archives
from app.challenges import models as challenges
from app.comments import models as comments
from app.consultations import models as consultations
from app.conversions import models as conversions
from app.decisions import models as decisions
from app.disclosures import models as disclosures
from app.drafts import models as drafts
from app.files import models as files
from app.follows import models as follows
from app.history import models as history
from app.letters import models as letters
from app.lib import sessions
from app.mailbox import models as mailbox
from app.moderation import models as moderation
from app.notices import models as notices
from app.occasions import models as occasions
from app.opinion_groups import models as opinion_groups
from app.proceedings import models as proceedings
from app.receipts import models as receipts
from app.replies import models as replies
from app.request_groups import matter_models as request_matters
from app.request_groups import models as request_groups
from app.requests import models as requests
from app.retention import models as retention
from app.revisions import models as revisions
from app.search import models as search
from app.similarity import generation_models as generations
from app.similarity import models as similarity
from app.workdays import models as workdays

__all__ = [
    "accounts",
    "adoption",
    "allowances",
    "applicants",
    "archives",
    "challenges",
    "comments",
    "consultations",
    "conversions",
    "decisions",
    "disclosures",
    "drafts",
    "files",
    "follows",
    "generations",
    "history",
    "letters",
    "mailbox",
    "moderation",
    "notices",
    "occasions",
    "opinion_groups",
    "proceedings",
    "receipts",
    "replies",
    "request_groups",
    "request_matters",
    "requests",
    "retention",
    "revisions",
    "search",
    "sessions",
    "similarity",
    "workdays",
]
