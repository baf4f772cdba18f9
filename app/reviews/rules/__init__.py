"""What is valid about reviews, and what is computed from them. Pure: no session, clock, settings or framework."""
