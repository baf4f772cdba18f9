"""What is valid about applications. Pure: no session, clock, settings or framework."""
