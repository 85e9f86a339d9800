"""What matters, as written by hand: settings, sources, topics, people, recipients.

`load.py` turns a folder of four TOML files into one frozen `Config`, or into the list
of everything that is wrong with them.

    wirewatch.toml  sources.toml  watch.toml  alerts.toml
        └─ book ──▶ tables ──▶ refer ──▶ Config        each step adds its problems
"""
