"""Applicants (申请人): who asks for information, as the law wants to know it (政府信息公开条例 art. 29(1)).

One row an application. Everything that names a person is encrypted; whether two applications come from the same
applicant is told by a keyed hash of the identity number (blind index), never by the number itself.
Lists show masked values; the full number is shown with a reason only, which goes into the record.
Verbs: record_applicant, reveal_applicant.
"""
