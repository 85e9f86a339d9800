"""Invented outlets on loopback: the demo's world and the tests' bed."""
