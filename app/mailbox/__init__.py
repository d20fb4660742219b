"""Mailbox (来信): mails that come in, put on their case by their number, or given to one by a person.

Legal basis: 政府信息公开条例 arts. 29, 31: requests and corrections may come by e-mail.
A mail is text and examined files, never shown as HTML. It is stored once, encrypted;
what no case is found for waits for a person.
States: waiting, on_case, set_aside.
Verbs: receive_mail, assign_mail, set_mail_aside, mark_mail_read.
"""
