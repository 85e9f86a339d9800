"""Tests of reading figures and claims."""
