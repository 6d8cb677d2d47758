"""The app package an administrator uploads to Teams: the manifest, its translations, the icons. Pure."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.services.signing_in import PATH as PAGES
from bot.teams.icons import ACCENT, colour_icon, outline_icon
from bot.teams.tab import ENTITY, content_url
from bot.teams.words import Json
from nudges.texts import FALLBACK, Speaker

MANIFEST_VERSION = "1.30"
SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}"

PERSONAL = ("help", "did", "ask", "consult", "intro", "stopandthink", "share", "settings", "snooze", "stop")
SHARED = ("help", "did", "ask", "spotlight")
"""Commands that make sense where others read along; they are answered to the person alone."""
LISTS = ((("personal",), PERSONAL), (("team", "groupChat"), SHARED))

AT_MESSAGES = ("spotlight", "stopandthink", "draft", "decided")
ANYWHERE = ("begin",)
_BOTS = "bots[0].commandLists[{0}].commands[{1}]"
_MENU = "composeExtensions[0].commands[{0}]"


@dataclass(frozen=True, slots=True)
class About:
    """What is true of one deployment.

    ``site`` is where people find out more, such as an intranet page. ``pages`` is the https
    address of the web pages, which a tab shows; empty where there are none.
    """

    client_id: str
    version: str
    host: str
    site: str
    pages: str = ""

    @property
    def domains(self) -> list[str]:
        """The hosts whose pages Teams may show."""
        return list(dict.fromkeys([self.host, *filter(None, [urlsplit(self.pages).netloc])]))


def manifest(about: About, speak: Speaker, others: Sequence[str] = ()) -> Json:
    """As Teams wants it; ``others`` are the further languages, each with a file of its own."""
    return {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST_VERSION,
        "version": about.version,
        "id": about.client_id,
        "developer": {
            "name": "Crosspillar",
            "websiteUrl": about.site,
            "privacyUrl": about.site,
            "termsOfUseUrl": about.site,
        },
        "name": {"short": "Crosspillar"},
        "description": {"short": speak("teams.package.short"), "full": speak("teams.package.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "localizationInfo": {
            "defaultLanguageTag": FALLBACK,
            "additionalLanguages": [{"languageTag": each, "file": f"{each}.json"} for each in others],
        },
        "defaultInstallScope": "personal",
        "bots": [_bot(about, speak)],
        "composeExtensions": [{"botId": about.client_id, "commands": list(_menu(speak))}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": about.domains,
        **({"staticTabs": [_tab(about, speak)]} if about.pages else {}),
    }


def translation(about: About, speak: Speaker) -> Json:
    """The same words in another language, by their place in the manifest."""
    found = {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.Localization.schema.json",
        "name.short": "Crosspillar",
        "description.short": speak("teams.package.short"),
        "description.full": speak("teams.package.full"),
    }
    if about.pages:
        found["staticTabs[0].name"] = speak("teams.package.tab")
    for number, (_, names) in enumerate(LISTS):
        for place, command in enumerate(_commands(names, speak)):
            found |= {f"{_BOTS.format(number, place)}.{key}": words for key, words in command.items()}
    for place, entry in enumerate(_menu(speak)):
        found |= {f"{_MENU.format(place)}.{key}": str(entry[key]) for key in ("title", "description")}
    return found


def package(about: About, speakers: Mapping[str, Speaker]) -> bytes:
    """The zip file. The same for the same deployment, byte by byte."""
    others = sorted(speakers.keys() - {FALLBACK})
    files: dict[str, bytes] = {
        "manifest.json": _written(manifest(about, speakers[FALLBACK], others)),
        "color.png": colour_icon(),
        "outline.png": outline_icon(),
    }
    files |= {f"{each}.json": _written(translation(about, speakers[each])) for each in others}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _bot(about: About, speak: Speaker) -> Json:
    lists = [{"scopes": list(scopes), "commands": list(_commands(names, speak))} for scopes, names in LISTS]
    scopes = ["personal", "team", "groupChat"]
    return {"botId": about.client_id, "scopes": scopes, "supportsFiles": False, "commandLists": lists}


def _tab(about: About, speak: Speaker) -> Json:
    """The pages in Teams; in a browser they are signed in to in another way, so that goes to their start."""
    return {
        "entityId": ENTITY,
        "name": speak("teams.package.tab"),
        "contentUrl": content_url(about.pages),
        "websiteUrl": f"{about.pages}{PAGES}",
        "scopes": ["personal"],
        "context": ["personalTab"],
    }


def _commands(names: Sequence[str], speak: Speaker) -> Iterator[dict[str, str]]:
    """What a command is called is what is typed when somebody chooses it."""
    for name in names:
        first = speak(f"command.{name}.words").split(",")[0].strip()
        yield {"title": first, "description": speak(f"command.{name}.help")}


def _menu(speak: Speaker) -> Iterator[Json]:
    """The menu of a message, and the one beside the field people write in."""
    for name in (*AT_MESSAGES, *ANYWHERE):
        yield {
            "id": name,
            "type": "action",
            "context": ["message"] if name in AT_MESSAGES else ["compose", "commandBox"],
            "title": speak(f"teams.package.{name}.title"),
            "description": speak(f"teams.package.{name}.help"),
            "fetchTask": True,
        }


def _written(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
