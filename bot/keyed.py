"""What only this deployment can compute again: with its key, so that nobody finds a value by trying."""

import hashlib
import hmac


def keyed_hash(key: bytes, address: str) -> str:
    """Of an address, whatever its capital letters."""
    return hmac.new(key, address.lower().encode(), hashlib.sha256).hexdigest()


def keyed_digits(key: bytes, text: str, length: int) -> str:
    number = int.from_bytes(hmac.new(key, text.encode(), hashlib.sha256).digest())
    return f"{number % 10**length:0{length}}"
