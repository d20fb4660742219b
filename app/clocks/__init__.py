"""The periods of a request (依申请公开的期限): when the reply is due, and why, day by day.

Legal basis: 政府信息公开条例 arts. 30, 32, 33, 34, 35; 民法典 arts. 201, 203; 国办函〔2020〕109号. A due date is always
computed from events, never edited. No tables and no verbs: `law.py` holds the periods as data, `rules.py` counts,
`telling.py` puts each day into words.
"""
