"""The domain of Crosspillar: pure, synchronous, standard library only.

Time, randomness, holidays and every text come in as arguments.
"""
