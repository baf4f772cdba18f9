"""What is valid about calls, forms, answers and rubrics. Pure: no session, clock, settings or framework."""
