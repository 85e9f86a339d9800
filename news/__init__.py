"""The language that all of wirewatch shares: plain values, text and rules.

Nothing here knows a library, a database or the network.  The words are those of
the field; ARCHITECTURE.md has their list.
"""
