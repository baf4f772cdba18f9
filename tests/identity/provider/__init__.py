"""OpenID Connect providers for tests."""
