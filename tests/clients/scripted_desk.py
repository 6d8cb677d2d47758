"""A front desk that answers as it is told and remembers what it was brought."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.ports import Actor, Amendment, Command, Home, Press, Section, Shortcut, Submission
from nudges.cards import Reply, say


@dataclass
class ScriptedDesk:
    """``reply`` is the answer to everything; ``trouble``, where set, is raised instead."""

    reply: Reply = field(default_factory=Reply)
    trouble: Exception | None = None
    page: Home = field(default_factory=lambda: Home((Section(say("Hello", "Your page.")),)))
    people: Sequence[tuple[str, str]] = ()
    presses: list[Press] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    shortcuts: list[Shortcut] = field(default_factory=list)
    visitors: list[Actor] = field(default_factory=list)
    """Those who came by their own page."""
    sought: list[tuple[Actor, str]] = field(default_factory=list)

    async def press(self, press: Press) -> Reply:
        self.presses.append(press)
        return self._answer()

    async def submit(self, submission: Submission) -> Reply:
        self.submissions.append(submission)
        return self._answer()

    async def command(self, command: Command) -> Reply:
        self.commands.append(command)
        return self._answer()

    async def amend(self, amendment: Amendment) -> Reply:
        self.amendments.append(amendment)
        return self._answer()

    async def shortcut(self, shortcut: Shortcut) -> Reply:
        self.shortcuts.append(shortcut)
        return self._answer()

    async def home(self, actor: Actor) -> Home:
        self.visitors.append(actor)
        self._answer()
        return self.page

    async def find_people(self, actor: Actor, words: str, limit: int = 20) -> Sequence[tuple[str, str]]:
        self.sought.append((actor, words))
        self._answer()
        return self.people[:limit]

    def _answer(self) -> Reply:
        if self.trouble is not None:
            raise self.trouble
        return self.reply
