"""API clients, tokens and the partner guide."""
