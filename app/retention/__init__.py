"""Retention (保存期限): what is erased when its time is over, and what may not be erased before.

Legal basis: 个人信息保护法 arts. 19, 47 (shortest necessary); 档案法: files of requests 10 to 30 years;
网络安全法 art. 21(3): logs for six months at least. The record of acts is never erased: the database refuses it.
Classes: contacts, requests, mails. Verb: erase_due, by the worker, a batch a transaction, each run on record.
"""
