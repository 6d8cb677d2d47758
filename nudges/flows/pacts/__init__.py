"""Pacts: what senior leaders of several entities promise in public together (Review, paragraph 104)."""
