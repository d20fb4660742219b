"""Decision matters (决策事项): what is to be decided, its consultations, and its conclusion.

Legal basis: 实施办法二（三）重大决策预公开. A matter cannot be concluded before the adoption report of each of
its consultations is published (E_ADOPT_UNPUBLISHED). Who may read, change and conclude is the law of consultations
(`consultations.rules`). States: open, concluded. Verbs: create_matter, link_consultation, unlink_consultation,
conclude_matter.
"""
