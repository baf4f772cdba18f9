"""Panels, conflicts, assignment, marks and decisions."""
