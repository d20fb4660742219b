"""Subject classification (主题分类) as the State Council's catalogue has it: a first level, and a second where the
bureau needs one. The codes are kept, so a word may be mended without touching an entry. Pure data.
"""

from collections.abc import Iterator, Mapping

from app.lib.i18n import gettext_noop as _

TOPICS: Mapping[str, str] = {
    "01": _("Organisation of government"),
    "02": _("General government affairs"),
    "02-01": _("Openness of government affairs"),
    "02-02": _("Documents and archives"),
    "02-03": _("Electronic government"),
    "02-04": _("Letters and visits"),
    "02-05": _("Institutional rules on disclosure"),
    "03": _("Management of the economy"),
    "03-01": _("Plans and programmes"),
    "03-02": _("Statistics"),
    "04": _("Finance, banking, audit"),
    "04-01": _("Budgets and final accounts"),
    "04-02": _("Fees and charges"),
    "04-03": _("Government procurement"),
    "05": _("Land and energy"),
    "06": _("Agriculture, forestry, water"),
    "07": _("Industry and transport"),
    "08": _("Trade, customs, tourism"),
    "09": _("Market supervision and work safety"),
    "10": _("Construction and environment"),
    "11": _("Science and education"),
    "12": _("Culture, broadcasting, press"),
    "13": _("Health and sport"),
    "14": _("Population, women and children"),
    "15": _("Labour and personnel"),
    "15-01": _("Employment"),
    "15-02": _("Social security"),
    "15-03": _("Labour relations"),
    "15-04": _("Wages and benefits"),
    "15-05": _("Talent and professional titles"),
    "15-06": _("Vocational training"),
    "15-07": _("Personnel of public bodies"),
    "16": _("Public security and justice"),
    "16-01": _("Administrative licences"),
    "16-02": _("Administrative penalties"),
    "17": _("Civil affairs and relief"),
    "18": _("Ethnic groups and religion"),
    "19": _("Foreign affairs"),
    "20": _("Hong Kong, Macao, Taiwan and overseas Chinese"),
    "22": _("Other topics"),
}
RULES_TOPIC = "02-05"
"""政府信息公开制度: a column of the platform of its own (国办公开办函〔2019〕61号)."""


def ways_to(code: str) -> Iterator[str]:
    """The codes from the first level down to this one."""
    if "-" in code:
        yield code.partition("-")[0]
    yield code


def path_labels(code: str) -> list[str]:
    """Labels of the path, such as 综合政务, 政务公开 (English msgids)."""
    return [TOPICS[one] for one in ways_to(code) if one in TOPICS]


def is_within(code: str, wanted: str) -> bool:
    """Whether an entry with this code stands under the wanted one."""
    return code == wanted or code.startswith(f"{wanted}-")
