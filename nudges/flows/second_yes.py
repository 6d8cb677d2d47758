"""The second yes: what one person alone would say to very many, another coordinator lets through first.

Whatever reaches no more people than a deployment says goes out on one word, and so does what
several people answer for or the product says by itself (decision record 0036).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self, TypeAlias

from nudges.attention import Kind
from nudges.chance import stable_id
from nudges.effects import Effect, Publish, Write
from nudges.letters import Button, Letter
from nudges.records import NotPossibleError

LAPSES_AFTER = timedelta(days=21)
"""As long as those named in a success have; later it would be no news any more."""

TO_SECOND = Letter(
    "post_to_second", Kind.NOTE, (Button("approve", "post_approve"), Button("send_back", "post_send_back"))
)
APPROVED = Letter("post_approved", Kind.NOTE)
BACK = Letter("post_back", Kind.NOTE)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people a post reaches, and up to how many one person decides alone."""

    people: int
    most_by_one: int

    @property
    def needs_two(self) -> bool:
        return self.people > self.most_by_one


def approvers(coordinators: Collection[str], in_it: Collection[str], said_yes: str = "") -> list[str]:
    """Which of the coordinators decide; whoever is in it themselves only where nobody else could.

    Whoever said yes already, or wrote it, does not say the second one.
    """
    others = set(coordinators) - {said_yes}
    return sorted(others - set(in_it)) or sorted(others)


class State(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    """It went out; or it comes by the calendar in its turn."""
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class WaitingPost:
    """One post of one person. ``about`` is the id of the record it is about, ``post`` of its letter or nudge.

    ``author_id`` is empty where whoever wrote it left. ``words`` are what the calendar would post;
    of other posts they are looked up, and kept here only once it does not go out.
    """

    KIND: ClassVar[str] = "waiting_post"

    id: str
    setting_id: str
    author_id: str
    about: str
    post: str
    asked_at: datetime
    in_it: tuple[str, ...] = ()
    publish: Publish | None = None
    """How it goes out; None where the calendar posts it once it was let through."""
    then: tuple[Effect, ...] = ()
    """What follows once it is out."""
    words: str = ""
    state: State = State.WAITING
    seconder_id: str = ""
    word: str = ""
    """What the coordinator wrote who sent it back."""
    wake_at: datetime | None = None

    @property
    def people(self) -> Collection[str]:
        return {self.author_id, self.seconder_id, *self.in_it} - {""}

    def without(self, person_id: str) -> Self | None:
        """It goes with its author and with whoever is in it; of whoever let it through only the name goes."""
        if person_id == self.author_id or person_id in self.in_it:
            return None
        return replace(self, seconder_id="", word="") if person_id == self.seconder_id else self

    @property
    def can_be_held(self) -> bool:
        """Let through, and its day in the calendar may still be to come."""
        return self.state is State.APPROVED and self.publish is None


Step: TypeAlias = tuple[WaitingPost, Sequence[Effect]]


def waiting_id(about: str, post: str, key: str = "") -> str:
    return stable_id(about, WaitingPost.KIND, post, key)


def ask(post: WaitingPost, seconds: Collection[str]) -> Step:
    """Those who may say the second yes are asked; where there is nobody it waits for one.

    What is told today is no news for ever; what the calendar posts may wait as long as it takes.
    """
    lapses_at = post.asked_at + LAPSES_AFTER if post.publish else None
    waiting = replace(post, state=State.WAITING, wake_at=lapses_at)
    return waiting, [Write(TO_SECOND, each, key=f"{post.asked_at}") for each in sorted(seconds)]


def approve(post: WaitingPost, person_id: str, at: datetime) -> Step:
    """Another coordinator lets it through. Raises ``NotPossibleError`` for whoever wrote it."""
    _require(post, State.WAITING)
    if person_id == post.author_id:
        raise NotPossibleError("a second yes of its author")
    approved = replace(post, state=State.APPROVED, seconder_id=person_id, then=(), wake_at=None)
    return approved, _tell(APPROVED, post, at)


def hold(post: WaitingPost, at: datetime, seconds: Collection[str]) -> Step:
    """A coordinator takes the second yes back while its day is still to come: it is asked for anew."""
    if not post.can_be_held:
        raise NotPossibleError(post.state)
    return ask(replace(post, seconder_id="", asked_at=at), seconds)


def send_back(post: WaitingPost, person_id: str, word: str, words: str, at: datetime) -> Step:
    """It does not go out so; its author reads why, and gets their ``words`` back."""
    _require(post, State.WAITING)
    back = _over(post, State.SENT_BACK, words)
    return replace(back, seconder_id=person_id, word=word), _tell(BACK, post, at)


def take_back(post: WaitingPost) -> WaitingPost:
    """Its author would rather not; no reason is asked, and nobody else is told."""
    if post.state is not State.WAITING and not post.can_be_held:
        raise NotPossibleError(post.state)
    return _over(post, State.TAKEN_BACK, "")


def wake(post: WaitingPost, words: str, at: datetime) -> Step:
    """Nobody said yes in time: its author hears that it did not go out."""
    _require(post, State.WAITING)
    return _over(post, State.LAPSED, words), _tell(BACK, post, at)


def _over(post: WaitingPost, state: State, words: str) -> WaitingPost:
    return replace(post, state=state, words=post.words or words, publish=None, then=(), wake_at=None)


def _tell(letter: Letter, post: WaitingPost, at: datetime) -> list[Effect]:
    return [Write(letter, post.author_id, key=f"{at}")] if post.author_id else []


def _require(post: WaitingPost, state: State) -> None:
    if post.state is not state:
        raise NotPossibleError(post.state)
