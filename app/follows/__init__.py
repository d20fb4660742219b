"""Following consultations without an account (关注): by mail, by feed, by calendar.

Legal basis: 实施办法二（三）, the public is told what becomes of what it said; 个人信息保护法 art. 13 to 15: by
consent, which is as easy to take back as to give; art. 47: what is no longer needed is erased.
A follow is asked for, then confirmed by its reader; states: asked, confirmed. Stopped is erased.
Verbs: ask_to_follow, confirm_follows, stop_follow, stop_all, choose_language, send_overview, tell_followers.
"""
