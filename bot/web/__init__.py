"""The pages people look at, signed in, and operators' endpoints: health, readiness, metrics."""
