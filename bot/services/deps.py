"""What every use case is given; built once, in bot.bootstrap."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import Clock, Holidays
from bot.ports.calendars import CalendarFile
from bot.ports.sealing import Sealer
from bot.ports.storage import Begin
from nudges.catalogue import Catalogue
from nudges.decisions import Prompt
from nudges.flows.introductions import Matcher
from nudges.flows.scorecard import Scorecard
from nudges.nudge_words import version_of, words_of
from nudges.parts import Trial
from nudges.people import Identity, Person, Platform, Setting
from nudges.planning import Planner
from nudges.prompt_cards import Wording
from nudges.texts import Texts


@dataclass(frozen=True, slots=True)
class ConflictHelp:
    """What a deployment says about conflicts that a conversation cannot settle.

    ``official_channels`` is shown as it stands; empty for our own words. ``steering_group``:
    whether the advice of the Integration Steering Group may be asked here.
    """

    official_channels: str = ""
    steering_group: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A chat program's tab that shows the pages.

    ``link`` makes of a one-time key the address that opens the tab with it; ``framed_by`` are the
    sites of the chat program, as a content security policy names them.
    """

    link: Callable[[str], str]
    framed_by: Sequence[str]


@dataclass(frozen=True, slots=True)
class PageRules:
    """Where the pages are, and how long somebody stays signed in to them.

    ``address`` is the public one without a path, empty where there are no pages. A session ends
    when it was not used for ``idle``, and after ``whole`` in any case. ``operators`` are the
    addresses (in small letters) of those who may see how the deployment is doing. ``tabs`` are
    the chat programs that show the pages in a tab of theirs.
    """

    address: str = ""
    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)
    operators: frozenset[str] = frozenset()
    tabs: Mapping[Platform, Tab] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deps:
    """The deployment's parts and rules.

    ``address_hash`` maps an e-mail address to a keyed hash; ``group_size`` is k, the least
    number of people a shown group has. ``link_code`` makes of an id the digits that link an
    account, the same each time, and only in this deployment. ``keeps_for`` is how long what
    people did is kept.
    """

    begin: Begin
    clock: Clock
    catalogue: Catalogue
    texts: Texts
    planner: Planner
    is_holiday: Holidays
    new_id: Callable[[], str]
    address_hash: Callable[[str], str]
    link_code: Callable[[str], str]
    group_size: int
    sealer: Sealer
    matcher: Matcher
    calendar_file: CalendarFile
    conversation: Callable[[Identity, str], str | None]
    """The address that opens a platform's own conversation with an account of this e-mail address."""
    scorecard: Scorecard
    conflict_help: ConflictHelp = ConflictHelp()
    keeps_for: timedelta = timedelta(days=180)
    most_by_one: int = 500
    """What reaches more people than that is published by two coordinators."""
    pages: PageRules = PageRules()
    trial: Trial | None = None
    """Of parts of forms and cards; None where everything is shown as designed."""

    @property
    def consent_version(self) -> str:
        return self.texts.get("en", "consent_text.version")

    def texts_in(self, setting: Setting) -> Texts:
        """The texts as they are in a setting: with what its coordinators changed."""
        return self.texts.in_edition(setting.edition)

    def text_version(self, prompt: Prompt, person: Person, setting: Setting) -> str | None:
        """Which words of its nudge a prompt is sent in; None where it is of no nudge."""
        nudge = self.catalogue.nudges.get(prompt.nudge)
        return version_of(words_of(nudge, self.texts_in(setting), person.language)) if nudge else None

    def wording(self, person: Person, setting: Setting) -> Wording:
        return Wording(
            person,
            setting,
            self.catalogue,
            self.texts_in(setting).speaker(person.language),
            self.group_size,
            self.keeps_for,
        )
