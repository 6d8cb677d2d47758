"""The personal tab: what Teams opens in it, how a message leads there, and who may show it."""

import json
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from bot.services.signing_in import TAB_PATH
from bot.settings_teams import Teams

ENTITY: Final = "pages"
"""The tab's name in the manifest and in links."""
HOSTS: Final = ("https://teams.microsoft.com", "https://*.teams.microsoft.com", "https://*.cloud.microsoft")
"""Where Microsoft says Teams' own pages are, which show the tab in a frame."""


def content_url(address: str) -> str:
    """What Teams opens: it replaces what stands in braces, by nothing where it knows nothing."""
    return f"{address}{TAB_PATH}?key={{page.subPageId}}&theme={{app.theme}}"


def tab_link(settings: Teams) -> Callable[[str], str]:
    """The address that opens the tab in Teams, and hands it a key."""

    def link(key: str) -> str:
        context = quote(json.dumps({"subEntityId": key}), safe="")
        return f"https://teams.microsoft.com/l/entity/{settings.listed_as}/{ENTITY}?context={context}"

    return link


def framed_by(settings: Teams) -> tuple[str, ...]:
    """The sites that may show the tab's pages; in tests, what stands in for Teams too."""
    return (*HOSTS, settings.service) if settings.test_host else HOSTS
