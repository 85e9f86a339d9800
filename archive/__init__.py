"""Remembers: schema, queries, search and the raw pages."""
