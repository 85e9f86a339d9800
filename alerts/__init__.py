"""Tells people: routes findings, renders messages, delivers them."""
