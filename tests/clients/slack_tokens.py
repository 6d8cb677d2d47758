"""Bot tokens of tests: as the product asks for them."""

from collections.abc import Mapping

from bot.slack.messenger import Tokens


def always(token: str) -> Tokens:
    """The same token for every workspace."""

    async def token_of(_: str) -> str:
        return token

    return token_of


def those(tokens: Mapping[str, str]) -> Tokens:
    """By workspace; in another one the app is not installed."""

    async def token_of(workspace: str) -> str:
        return tokens[workspace]

    return token_of
