"""E-mail and in-app notices, made from events."""
