"""Tests of the web archive."""
