"""A pact from the first word to the public announcement, a step, and the review, in a real browser."""

from datetime import timedelta

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

SAY = "Say in public what working together achieves here, and for whom"
FORUM = "Review one forum I chair, and keep, shorten, merge or stop it"


async def fill_commitment(office: Office, what: str) -> None:
    await expect(office.dialog).to_contain_text("A commitment")
    await office.dialog.locator("#in-what").select_option(label=what)
    await office.fill(chance="at Monday’s coordination meeting")


async def sign(office: Office, hour: str) -> None:
    await office.press("Sign")
    await expect(office.dialog).to_contain_text("Sign the pact")
    await office.dialog.locator("#in-hour").select_option(label=hour)
    await office.choose("Tuesday")
    await office.picture(f"pact-3-sign-{hour[:2]}")
    await office.send()


async def ada_drafts_and_signs(office: Office) -> None:
    """Two commitments, an invitation, her signature."""
    await office.be(ADA)
    await office.type("pact", "Leaders of different entities promise")
    await office.picture("pact-1-what-it-is")
    await office.press("Draft one")
    await fill_commitment(office, SAY)
    await office.picture("pact-2-commitment")
    await office.send()
    await office.shows("Only its leaders see this draft.")
    await office.press("Add a commitment")
    await fill_commitment(office, FORUM)
    await office.send()
    await expect(office.message("Only its leaders see this draft.")).to_contain_text("Review one forum")
    await office.press("Invite a leader")
    await office.choose("Bo · Relief Office")
    await office.send()
    await sign(office, "10:00")
    await office.shows("Signed as it stands: Ada (Seed Fund).")
    await office.picture("pact-4-draft")


async def bo_signs_and_both_announce(office: Office) -> None:
    """Each presses Announce; the second makes it public."""
    await office.scene.run_until(nairobi(3, 17))
    await office.be(BO)
    await office.shows("A leader invites you to a pact")
    await office.picture("pact-5-invited")
    await office.press("Have a look")
    await sign(office, "09:00")
    await office.shows("Two of you have signed")
    await office.press("Announce it")
    await office.shows("It goes out when all have agreed.")
    await office.picture("pact-6-both-signed")

    await office.scene.run_until(nairobi(4, 17))
    await office.be(ADA)
    await office.shows("Your pact can be announced")
    await office.press("Announce it")
    await office.shows("Your pact is public now.")
    await office.picture("pact-7-public")


async def everybody_reads_it(office: Office) -> None:
    """In the channel and in the register."""
    await office.scene.run_until(nairobi(5, 17))
    await office.be(CLEO, channel=True)
    await office.shows("Publicly define and demonstrate commitment to integration")
    await office.press("I’ll join in")
    await office.picture("pact-8-post")
    await office.be(CLEO)
    await office.type("pacts", "Pacts that run here")
    await office.picture("pact-9-register")


async def they_keep_it(office: Office) -> None:
    """One takes a step; the other is asked whether smaller would be better."""
    await office.scene.run_until(nairobi(17, 17))
    await office.be(ADA)
    await office.shows("Your pact, two weeks on")
    await office.press("Done already")
    await office.shows("Which one?")
    await office.press("1")
    await office.shows("1 of 1 since")
    await office.picture("pact-10-reminder")

    await office.scene.run_until(nairobi(2, 17) + timedelta(days=80))
    await office.be(BO)
    await office.shows("Would smaller be better?")
    await office.picture("pact-11-missed")


async def they_review_and_renew_it(office: Office) -> None:
    """A word from each, one public line, and once more."""
    await office.scene.run_until(nairobi(2, 17) + timedelta(days=94))
    for who, verdict in ((ADA, "Kept"), (BO, "Partly kept")):
        await office.be(who)
        await office.shows("How did your pact go?")
        await office.press("Say how it went")
        await office.choose(verdict, "The status and my sentence")
        await office.fill(sentence=f"We met the town in {who.partition('@')[0].title()}’s words.")
        await office.picture(f"pact-12-review-{verdict[:4]}")
        await office.send()
        await office.shows("Something is published only if all leaders of the pact agree.")

    await office.scene.run_until(nairobi(2, 17) + timedelta(days=96))
    await office.be(CLEO, channel=True)
    await office.shows("Partly kept.")
    await office.picture("pact-13-result")
    await office.be(ADA)
    await office.shows("Your pact is reviewed")
    await office.press("Renew")
    await office.shows("Only its leaders see this draft.")
    await office.picture("pact-14-renew")


async def test_two_leaders_promise_in_public_keep_it_and_say_how_it_went(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(
        row(ADA, role_group="R1"),
        row(BO, role_group="R1", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO),
    )
    scene.clock.move_to(nairobi(2, 10))
    await ada_drafts_and_signs(office)
    await bo_signs_and_both_announce(office)
    await everybody_reads_it(office)
    await they_keep_it(office)
    await they_review_and_renew_it(office)
