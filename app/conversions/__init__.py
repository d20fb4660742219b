"""From requests to proactive disclosure (依申请公开转主动公开), 实施办法 二（五）, 条例 art. 44.

When a trigger fires, the reply that discloses must settle it in the same act: publish (the entry of the catalogue and
every letter in one transaction, the letters cite index number and address) or say why not (E_CONV_SYNC). What looks
like personal data blocks until two people cleared it, and classes of information about one person are never published
(E_CONV_PII). Applicants may suggest disclosure; each suggestion is reviewed with a reason.

Verbs: draft_conversion, clear_conversion, publish_conversion, decline_conversion, answer_group, accept_suggestion,
reject_suggestion.
"""
