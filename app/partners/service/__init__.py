"""Deeds on API clients and tokens."""
