"""Moderation at volume (意见审核): what is shown to everybody, what waits, what is hidden, and why.

Legal basis: 个人信息保护法 art. 25 (no personal data made public without consent), 网络安全法 art. 47 (unlawful
information is not passed on). A comment is never deleted: hidden ones are counted, answered, and counted by reason
for everybody. States of a comment (comments.rules.Visibility): public, held, cleared, hidden. Verbs: clear, hide, hold
(one or many at once, each act recorded and taken back as one), reveal, rescan (with newer patterns).
"""
