"""Measures what pages cost: fills a fresh database, serves it as production does, and counts processor time."""
