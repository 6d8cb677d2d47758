"""What Slack tells of its workspaces, brought to the services: removals, members, channels."""

from dataclasses import dataclass
from datetime import UTC, datetime

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.ports.platform_news import PlatformNews
from bot.slack.incoming import reading, text, workspace
from bot.slack.members import member_of
from nudges.channels import ChannelState
from nudges.people import Platform

KINDS = ("channel", "group")
"""Public channels and private ones."""


@dataclass(frozen=True, slots=True)
class NewsListeners:
    """One method for each kind of news. Nothing is acknowledged before it is stored."""

    news: PlatformNews

    def listen(self, app: AsyncApp) -> None:
        """Register every listener."""
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.revoked)
        for event in ("team_join", "user_change"):
            app.event(event)(self.member)
        for kind in KINDS:
            app.event(f"{kind}_rename")(self.renamed)
            app.event(f"{kind}_archive")(self.archived)
            app.event(f"{kind}_unarchive")(self.unarchived)
            app.event(f"{kind}_deleted")(self.deleted)

    async def uninstalled(self, args: AsyncArgs) -> None:
        await self.news.removed(Platform.SLACK, workspace(args.context), _moment(args))
        await args.ack()

    async def revoked(self, args: AsyncArgs) -> None:
        """Only our bot's token matters: we hold nobody's own."""
        if (args.payload.get("tokens") or {}).get("bot"):
            await self.news.removed(Platform.SLACK, workspace(args.context), _moment(args))
        await args.ack()

    async def member(self, args: AsyncArgs) -> None:
        with reading():
            member = member_of(args.payload["user"])
        await self.news.member(Platform.SLACK, workspace(args.context), member)
        await args.ack()

    async def renamed(self, args: AsyncArgs) -> None:
        with reading():
            channel = args.payload["channel"]
            place = Platform.SLACK, workspace(args.context), text(channel["id"])
            name = text(channel.get("name") or "")
        await self.news.channel_renamed(*place, name)
        await args.ack()

    async def archived(self, args: AsyncArgs) -> None:
        await self._became(args, ChannelState.ARCHIVED)

    async def unarchived(self, args: AsyncArgs) -> None:
        await self._became(args, ChannelState.OPEN)

    async def deleted(self, args: AsyncArgs) -> None:
        await self._became(args, ChannelState.DELETED)

    async def _became(self, args: AsyncArgs, state: ChannelState) -> None:
        with reading():
            place = Platform.SLACK, workspace(args.context), text(args.payload["channel"])
        await self.news.channel_became(*place, state)
        await args.ack()


def _moment(args: AsyncArgs) -> datetime | None:
    """When it happened, to the second: an event may be delivered an hour late."""
    seconds = args.body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
