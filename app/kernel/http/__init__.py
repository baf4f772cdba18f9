"""The edge: how a request becomes a work and an answer."""
