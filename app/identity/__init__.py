"""People, organisations, roles, sign-in and sessions."""
