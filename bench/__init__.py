"""Timings of the main paths, as a table with ratios against a named baseline of the same run."""
