"""The words of a question that carry its meaning, and whether two questions mean the same.

Case, accents and ligatures are ignored here once, so that every database is asked alike.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_STEM = 4
"""Letters by which two words are taken for forms of one."""
ALIKE = 0.6
"""Least share of common words (Dice) of two questions that mean the same."""

_FILLERS_IN_ENGLISH = """
    a about after all also am an and any anybody anyone are as ask asks at be been before but by can could
    did do does for from get gets give has have here how i if in is it its know like may me might my need
    needs no not of on one or our out please shall should so some somebody someone tell than that the their
    them then there they this those to up us want wants was we were what when where which who whom whose
    why will with would you your"""
_FILLERS_IN_FRENCH = """
    ai au aucun aussi aux avec avoir avons ce cela ces cet cette ceux chez combien comme comment d dans de
    des dois doit donc du elle elles en est et etre eu faire fait faut il ils j je l la le les leur leurs lui
    ma mais me merci mes moi mon n ne nos notre nous on ont ou par pas peut peux plus pour pouvez pouvons
    pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans savoir se ses si son sont suis sur ta
    te tu un une va veux vos votre vous y"""
_FILLERS = frozenset(f"{_FILLERS_IN_ENGLISH} {_FILLERS_IN_FRENCH}".split())
"""Words that say nothing about what a question is about."""


def plain(text: str) -> str:
    """The text without accents, ligatures and capitals."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def key_words(text: str) -> list[str]:
    """The telling words of a text, each once, in their order; empty where there is none."""
    return [word for word in dict.fromkeys(_WORD.findall(plain(text))) if word not in _FILLERS]


def alike(one: str, other: str) -> bool:
    """Whether two questions ask the same thing, as far as their words tell."""
    mine, theirs = ({_stem(word) for word in key_words(text)} for text in (one, other))
    return bool(mine and theirs) and 2 * len(mine & theirs) >= ALIKE * (len(mine) + len(theirs))


def _stem(word: str) -> str:
    """What forms of one word have in common, roughly, in English and French: book, books, booking."""
    return (word.rstrip("sx") or word)[:_STEM]


def answers(matched: int, asked: int) -> bool:
    """Whether a card that holds this many of a question's words is its answer: more than half of them."""
    return asked < 2 * matched
