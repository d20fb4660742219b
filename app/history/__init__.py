"""The record of every act (办理记录): append-only, who did what, when, to which object.

Legal basis: GB/T 22239-2019 (audit of who, when, what, result); rows are kept at least six months
(网络安全法 art. 21(3)). Verb: record.
"""
