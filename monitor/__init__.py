"""Reads articles: what they match, and what of that is new."""
