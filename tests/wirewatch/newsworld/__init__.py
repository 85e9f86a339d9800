"""Tests of the news world."""
