"""The working-day calendar (工作日历): which days count in the periods of the law.

Legal basis: the yearly notice of the General Office of the State Council on holidays (国务院办公厅节假日安排通知),
全国年节及纪念日放假办法. A year without a published notice gives provisional dates, never a silent guess.
Verb: seed_calendar.
"""
