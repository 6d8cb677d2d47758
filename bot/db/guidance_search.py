"""Full-text search of guidance cards: FTS5 on SQLite, tsvector on PostgreSQL.

Both databases keep their own search structure up to date from ``guidance_index`` (triggers
and a generated column, see the migration), so that it is never out of step with the cards.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import GuidanceIndexRow
from bot.ports.search import Hit, Searchable

_SHORT = 4
"""Letters of words that are taken as they are: too many others begin like them."""

_CONFIGS = {"en": "english", "fr": "french"}
"""PostgreSQL's stemmers by language; cards in any other are found by their words as they stand."""

_WEIGHTS = "{0.1, 0.1, 0.5, 1.0}"
"""PostgreSQL's D, C, B, A: the body, nothing, keywords, the title; for SQLite see ``_ranked``."""


class SqlGuidanceSearch:
    """Implements ``bot.ports.search.GuidanceSearch``."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, text: Searchable) -> None:
        await self.drop(text.card_id)
        row = {name: getattr(text, name) for name in text.__slots__}
        await self._session.execute(insert(GuidanceIndexRow).values(**row))

    async def drop(self, card_id: str) -> None:
        query = delete(GuidanceIndexRow).where(GuidanceIndexRow.card_id == card_id)
        await self._session.execute(query.execution_options(synchronize_session=False))

    async def find(self, setting_id: str, words: Sequence[str], limit: int) -> list[Hit]:
        if not words:
            return []
        lite = self._session.get_bind().dialect.name == "sqlite"
        query = _sqlite(setting_id, words) if lite else _postgresql(setting_id, words)
        rows = await self._session.execute(query.limit(limit))
        return [Hit(row.card_id, row.matched) for row in rows]


def _sqlite(setting_id: str, words: Sequence[str]) -> Select[Any]:
    """Each word is looked up alone, to count how many a card holds; all together they rank it."""
    terms = {
        "guidance_search_en": [_stemmed(word) for word in words],
        "guidance_search_other": [_begun(word) for word in words],
    }
    hits = union_all(*(_matching(name, term) for name, each in terms.items() for term in each)).subquery()
    counted = select(hits.c.card_id, func.count().label("matched")).group_by(hits.c.card_id).subquery()
    ranked = union_all(
        *(_ranked(name, " OR ".join(each), setting_id) for name, each in terms.items())
    ).subquery()
    return (
        select(ranked.c.card_id, counted.c.matched)
        .join(counted, counted.c.card_id == ranked.c.card_id)
        .order_by(counted.c.matched.desc(), ranked.c.distance, ranked.c.card_id)
    )


def _matching(name: str, term: str) -> Select[Any]:
    found = table(name, column("card_id"), column("setting_id"))
    return select(found.c.card_id).where(literal_column(name).op("MATCH")(term))


def _ranked(name: str, terms: str, setting_id: str) -> Select[Any]:
    """Columns are (card, setting, title, keywords, body); bm25 is smaller where it fits better."""
    found = _matching(name, terms).where(column("setting_id") == setting_id)
    return found.add_columns(func.bm25(literal_column(name), 0, 0, 8, 4, 1).label("distance"))


def _stemmed(word: str) -> str:
    return f'"{word}"'


def _begun(word: str) -> str:
    """SQLite has no stemmer for it: longer words are found in the plural and from the plural."""
    return f'"{word.rstrip("sx")}"*' if len(word) > _SHORT else _stemmed(word)


def _postgresql(setting_id: str, words: Sequence[str]) -> Select[str, int]:
    """A question is stemmed by the language of the card it is compared with."""
    language, vector = GuidanceIndexRow.language, literal_column("guidance_search", TSVECTOR)
    any_word = " | ".join(words)
    wanted = case(
        *((language == known, _query(config, any_word)) for known, config in _CONFIGS.items()),
        else_=_query("simple", any_word),
    )
    found = or_(
        *(and_(language == known, _matches(vector, config, any_word)) for known, config in _CONFIGS.items()),
        and_(language.not_in(_CONFIGS), _matches(vector, "simple", any_word)),
    )
    matched = sum((_holds(vector, word) for word in words), literal(0)).label("matched")
    rank = func.ts_rank(literal_column(f"'{_WEIGHTS}'"), vector, wanted)
    return (
        select(GuidanceIndexRow.card_id, matched)
        .where(GuidanceIndexRow.setting_id == setting_id, found)
        .order_by(matched.desc(), rank.desc(), GuidanceIndexRow.card_id)
    )


def _holds(vector: ColumnElement[Any], word: str) -> ColumnElement[int]:
    """1 where a card holds this word in any form, else 0."""
    language = GuidanceIndexRow.language
    held = case(
        *((language == known, _matches(vector, config, word)) for known, config in _CONFIGS.items()),
        else_=_matches(vector, "simple", word),
    )
    return cast(held, Integer)


def _matches(vector: ColumnElement[Any], config: str, words: str) -> ColumnElement[bool]:
    return vector.bool_op("@@")(_query(config, words))


def _query(config: str, words: str) -> ColumnElement[Any]:
    return func.to_tsquery(literal(config, REGCONFIG), words)
