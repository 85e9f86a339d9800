"""Scores of figures: what was read, in the shape of `wirewatch try figures`, beside its key."""
