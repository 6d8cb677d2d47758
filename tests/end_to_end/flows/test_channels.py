"""Where posts go: a coordinator names channels, and a reader finds what is posted."""

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

RELIEF = {"entity": "Relief Office", "pillar": "Humanitarian"}
DEE = "dee@example.org"


async def an_office(office: Office, **cells: str) -> None:
    """Ada coordinates and has an account in Slack too; Dee coordinates and has none."""
    await office.scene.taking_part(
        row(ADA, is_coordinator="yes", slack_id="T0123:U024BE7LH", **cells),
        row(BO, **RELIEF, **cells),
        row(CLEO, **cells),
        row(DEE, is_coordinator="yes", **cells),
    )
    office.scene.clock.move_to(nairobi(2, 10))
    await office.scene.app.ticks.flows()


async def announces(office: Office) -> None:
    """Bo tells everybody of one thing less."""
    await office.be(BO)
    await office.type("less", "Nothing was announced here yet.")
    await office.press("Name something")
    await office.choose("We share it with another entity", "Yes, announce it")
    await office.fill(what="the road report")
    await office.send()
    await office.scene.run_until(nairobi(2, 12))


async def test_a_coordinator_names_a_channel_and_says_what_it_is_for(office: Office) -> None:
    await an_office(office)
    await office.be(ADA)
    await office.type(
        "channels", "#everybody in South: announcements, successes, guidance, exchange between colleagues"
    )
    await office.picture("channels-1-local")
    await office.press("Name a channel")
    await office.fill(address="#joint-work", name="#joint-work")
    await office.choose("announcements")
    await office.dialog.locator("button.primary").click()
    await expect(office.dialog).to_contain_text("This is no id")
    await office.picture("channels-2-no-id")
    await office.fill(address="C024BE91L")
    await office.send()
    await office.shows("#joint-work: announcements")
    await office.picture("channels-3-named")

    await announces(office)
    await office.be(CLEO, channel=True)
    await office.shows("Bo (Relief Office) shares: the road report.")
    await office.picture("channels-4-read")
    (posted,) = office.scene.post.to("")
    assert posted.card.title == "One thing less"

    await office.be(ADA)
    await office.type("channels", "#joint-work: announcements")
    await office.press("No longer post here")
    await expect(office.messages.last).not_to_contain_text("joint-work")


async def test_others_read_where_a_channel_can_be_named_and_by_whom(office: Office) -> None:
    await an_office(office, language="fr")
    for who, answer in (
        (BO, "Seule la coordination de ce site peut faire cela."),
        (DEE, "Les messages publics vont dans le canal unique du chat local."),
    ):
        await office.be(who)
        await office.page.get_by_role("textbox").last.fill("canaux")
        await office.page.keyboard.press("Enter")
        await expect(office.messages.last).to_contain_text(answer)
        await office.picture(f"channels-5-{who.partition('@')[0]}")
    await office.shows("#tout le monde, South\u00a0: annonces, réussites, repères, échanges entre collègues")
