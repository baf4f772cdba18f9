"""The deeds of notifications, by noun."""
