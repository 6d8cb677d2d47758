"""Forums: the meetings of a setting, what they cost, and whether they are worth it (Review, 31, 89, 102)."""
