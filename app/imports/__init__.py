"""Bringing in records from elsewhere: read and checked first, then loaded in bulk with their own dates."""
