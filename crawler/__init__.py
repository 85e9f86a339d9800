"""Brings pages in: feeds, sitemaps, section pages and articles, politely; and reads them."""
