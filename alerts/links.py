"""Let only web addresses become links.

An address comes from a feed, so it may be `javascript:`, hold a `|` that ends a Slack
link early, or a megabyte.  What is no plain http or https address is not linked; the
signs that mean something to Slack or HTML are percent-encoded, which leaves the
address the same to the outlet's server.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

LONGEST = 1500
# All that a URL may hold (RFC 3986), with "%" for what is encoded already.
_KEPT = "%:/?#[]@!$&()*+,;=-._~"


def web_link(url: str) -> str:
    """Return the address safe to link, or "" where it must not be."""
    encoded = quote(url.strip(), safe=_KEPT, errors="replace")
    if len(encoded) > LONGEST or any(sign.isspace() or ord(sign) < ord(" ") for sign in url):
        return ""
    try:
        parts = urlsplit(encoded)
        _ = parts.port
    except ValueError:
        return ""
    # A name before the host ("https://bank.example@elsewhere/") only serves to deceive.
    good = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return encoded if good else ""
