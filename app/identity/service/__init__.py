"""Deeds on accounts."""
