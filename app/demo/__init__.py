"""The demonstration site (演示站点): three consultations, the people who answer them, and the office that listens.

Everything here was written for this project; no person, office address or telephone number is real. The texts
stand in `texts/`, one folder a consultation: `about.toml`, `draft.txt` (can be uploaded as it is), `voices.toml`.
Content and generator are pure: no database, no clock; the same seed gives the same crowd.
"""
