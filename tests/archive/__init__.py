"""Tests of the archive's own files."""
