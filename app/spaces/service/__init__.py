"""Deeds in spaces."""
