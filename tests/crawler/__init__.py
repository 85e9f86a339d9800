"""Tests of the crawler: addresses, dates, feeds, pages and the pool that reads them."""
