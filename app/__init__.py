"""Commonweal: the platform behind a public-interest AI incubator."""
