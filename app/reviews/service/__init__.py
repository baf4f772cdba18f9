"""Deeds of review and decision."""
