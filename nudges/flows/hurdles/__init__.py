"""Hurdles: small obstacles between entities, who mends them, and whether they went away (Review, 66, 102)."""
