"""Deeds on applications."""
