"""The whole consultation as one file (归档包): what was asked, what people said, how it was sorted, what was answered.

Legal basis: 重大行政决策程序暂行条例 art. 35 (the materials of a decision are kept whole), 政府信息公开条例 art. 8.
One version for everybody, made by a job once the report and its files are there, and made anew only where words were
withheld since; it holds nothing that the pages do not show. One for auditors and openness officers, with the texts that
are not shown, made while it is fetched, kept nowhere, and recorded. `daylight verify-archive` checks either without the
site. Verbs: build_archive, take_internal.
"""
