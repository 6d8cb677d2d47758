"""Invented colleagues for the demo and for trying out settings before real people meet them."""
