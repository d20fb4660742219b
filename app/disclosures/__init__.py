"""Proactive disclosure (主动公开): the public catalogue (政府信息公开目录) and the guide to it (公开指南).

Legal basis: 政府信息公开条例 art. 12 (guide, catalogue), 19–21 (what is published), 24 (search, reading, download),
26 (within 20 working days), 53(2). An entry (`Disclosure`) has an index number (索引号) that is never given twice,
and versions (`DisclosureVersion`): what was published once stays readable. States of a version: drafting,
submitted, published. States of an entry: drafting, published, withdrawn; its validity (有效性) is another matter:
valid, amended, repealed, expired, pending.
Verbs: publish_entry; draft_entry, edit_version, submit_version, return_version, approve_version, amend_entry,
discard_version, change_validity, link_entries, unlink_entries, withdraw_entry, clear_findings, publish_guide.
"""
