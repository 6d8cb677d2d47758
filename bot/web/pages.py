"""Every page below ``/pages``, each behind the guard."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from bot.ports.limits import Limits
from bot.services.deps import Deps
from bot.services.page_acts import PageActs
from bot.services.page_coordination import PageCoordination
from bot.services.page_registers import PageRegisters
from bot.services.page_rosters import PageRosters
from bot.services.page_week import PageWeek
from bot.services.signing_in import PATH, SignInService
from bot.settings_sign_in import SignIn
from bot.web.acts import ActPages
from bot.web.assets import asset
from bot.web.carried import Carrier
from bot.web.content import ContentPages
from bot.web.coordination import CoordinationPages
from bot.web.front import pages_missing
from bot.web.guard import Guard, Page
from bot.web.operations import OperationsPages
from bot.web.practice import PracticePages
from bot.web.registers import RegisterPages
from bot.web.roster import RosterPages
from bot.web.sign_in import SignInPages
from bot.web.site import WINDOW, Site
from bot.web.start import NOWHERE, START
from bot.web.tab import TabPages
from bot.web.week import WeekPages


def page_routes(
    deps: Deps,
    limits: Limits,
    coordination: PageCoordination,
    rosters: PageRosters,
    operations: OperationsPages,
    content: ContentPages,
    provider: SignIn | None,
) -> list[BaseRoute]:
    """The pages; one that says what is missing where they have no address."""
    if not deps.pages.address:
        return [pages_missing(PATH), pages_missing(f"{PATH}/{{rest:path}}")]
    framed_by = [site for tab in deps.pages.tabs.values() for site in tab.framed_by]
    guard = Guard(deps, Site(deps.pages.address, framed_by), SignInService(deps), limits)
    signing_in = SignInPages(guard, provider.called if provider else "")
    pages: Sequence[Page] = (
        START,
        *signing_in.pages,
        *(_provider(guard, provider, signing_in) if provider else ()),
        *(TabPages(guard, signing_in).pages if framed_by else ()),
        *PracticePages(deps).pages,
        *CoordinationPages(coordination).pages,
        *WeekPages(PageWeek(deps), content.preview).pages,
        *content.pages,
        *RosterPages(rosters, Carrier(deps.sealer, deps.clock, "roster")).pages,
        *RegisterPages(
            PageRegisters(deps, coordination.flows), Carrier(deps.sealer, deps.clock, "said")
        ).pages,
        *ActPages(PageActs(deps)).pages,
        *operations.pages,
        NOWHERE,
    )
    return [Route(f"{PATH}/static/{{name}}", asset), *(guard.route(page) for page in pages)]


def _provider(guard: Guard, settings: SignIn, signing_in: SignInPages) -> Sequence[Page]:
    # Here: loading the client takes a while, and many deployments sign in by links from the chat alone.
    from bot.web.provider import Provider  # noqa: PLC0415
    from bot.web.provider_sign_in import ProviderPages  # noqa: PLC0415

    came_back_to = f"{guard.site.address}{WINDOW.sign_in}/return"
    provider = Provider(settings, came_back_to, guard.deps.clock)
    return ProviderPages(guard, provider, signing_in).pages
