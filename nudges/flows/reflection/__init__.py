"""Reflecting together (S13): a term two entities read differently, one objective in several readings."""
