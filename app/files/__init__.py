"""Stored files (附件): what an office attaches to a notice, and the originals of its drafts.

Legal basis: 政府信息公开条例 article 24 and 重大行政决策程序暂行条例 article 15: what is published with a draft is
published whole, attachments included; personal data that a picture carries unseen is none of it.

A file has no states. Verbs: store_file, remove_file. The bytes lie in a store of their own (`store.FileStore`) under
their SHA-256, so the same bytes are kept once; what citizens hand in and what is given to one of them lies sealed there
(encrypted with the key ring of the columns); they are there before the row that names them, and a job takes away
bytes that no row names any more. What may come in is decided by what is in the file (`examine.examine`), never by its
name alone. Who may read a file is decided on the floor that attached it; there it is sent by `downloads.as_download`.
"""
