"""Operators' endpoints: health, readiness, metrics."""
