"""Look at what a real network answers for each source, before one relies on it.

    look (asks, politely) ──▶ facts ──judge*▶ verdict ──▶ report for people or machines
      └──▶ recording ──▶ replay: the same answers from loopback, a world to crawl again

The lists of outlets that one finds are partly wrong, and an outlet changes without notice:
a feed moves, freezes, turns into a challenge page, or answers for browsers only.  A check
says so in a minute, with one article read as the product would read it.  The archive is
not touched, so a check may run beside the daemon.                          * pure
"""
