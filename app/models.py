"""Every table of the house, so that migrations see them all."""

from app.accounts import models as accounts
from app.adoption import models as adoption
from app.allowances import models as allowances
from app.archives import models as archives
from app.comments import models as comments
from app.consultations import models as consultations
from app.decisions import models as decisions
from app.drafts import models as drafts
from app.files import models as files
from app.follows import models as follows
from app.history import models as history
from app.lib import sessions
from app.moderation import models as moderation
from app.notices import models as notices
from app.occasions import models as occasions
from app.opinion_groups import models as opinion_groups
from app.receipts import models as receipts
from app.revisions import models as revisions
from app.similarity import models as similarity
from app.workdays import models as workdays

__all__ = [
    "accounts",
    "adoption",
    "allowances",
    "archives",
    "comments",
    "consultations",
    "decisions",
    "drafts",
    "files",
    "follows",
    "history",
    "moderation",
    "notices",
    "occasions",
    "opinion_groups",
    "receipts",
    "revisions",
    "sessions",
    "similarity",
    "workdays",
]
