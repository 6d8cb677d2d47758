"""Use cases: each stores what it must in one unit of work, then answers."""
