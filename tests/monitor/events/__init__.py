"""Invented events, several to a file, each told in some articles."""
