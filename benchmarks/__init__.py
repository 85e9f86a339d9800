"""One module a benchmark; `python3 dev.py bench NAME` runs it beside its peers."""
