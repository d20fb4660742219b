"""What other rooms hang on the case page: one line each, filled by hand. The page shows links, it knows no room."""

from app.lib.i18n import gettext_noop as _

STEPS: list[tuple[str, str]] = [
    # (what follows /staff/requests/{id}, the words of the link)
    ("/split", _("Split into items")),
    ("/proceedings", _("Procedural steps")),
    ("/mails", _("Mails on this case")),
    ("/letters", _("Letters")),
    ("/reply", _("Reply to the request")),
    ("/challenges", _("Reconsideration and litigation")),
    ("/conversion", _("Publish for everybody")),
    ("/record", _("Record")),
]
