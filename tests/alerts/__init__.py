"""Alerts: who is told, what it looks like, and how it gets there."""
