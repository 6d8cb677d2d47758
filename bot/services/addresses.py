"""Addresses on the web that people type."""

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Whether a browser could open it; nothing is asked."""
    try:
        parts = urlsplit(text)
    except ValueError:  # such as of "https://["
        return False
    return parts.scheme in ("https", "http") and bool(parts.netloc)
