"""Mails to people (通知): rows of an outbox, written in the transaction of the act and sent afterwards by a job.

A mail is sent at least once, always with the same Message-ID, so that a repeat can be recognised. One that people can
end carries the address to end it (List-Unsubscribe, RFC 8058).
States: waiting, sent, failed (refused for good). Verbs: post_mail, post_mails, drop_mails, blank_mails, retry_mail.
"""
