"""Occasions (听取意见活动): symposiums, visits, talks and hearings on which people are heard besides the site.

Legal basis: 实施办法二（三）; 重大行政决策程序暂行条例 art. 14, and for hearings art. 16, 17. States: preparing,
announced, listed, held, cancelled. Verbs: enter_occasion, change_occasion, cancel_occasion, postpone_occasion;
for hearings prepare_hearing, change_hearing, announce_hearing, list_participants, record_materials, hold_hearing.
"""
