"""Daylight (阳光公开): a public body's deciding, in the open."""
