"""Drafts, submissions, attachments, teams and screening."""
