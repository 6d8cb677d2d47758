"""A question thread from the leader's wish to what came of it, as everybody sees it."""

import re

from playwright.async_api import expect

from tests.end_to_end.flows.office import Office
from tests.integration.scene import ADA, BO, CLEO, nairobi, row

LEA = "lea@example.org"
ASKED = {
    ADA: "When will the common premises open?",
    BO: "Is there a date for the opening of common premises?",
    CLEO: "Who decides on travel to the north?",
}


async def ask(office: Office, who: str, words: str, *, picture: bool = False) -> None:
    await office.be(who, channel=True)
    await office.press("Ask a question")
    await expect(office.dialog).to_contain_text("Your name is shown to nobody.")
    await office.fill(question=words)
    if picture:
        await office.picture("questions-2-ask")
    await office.send()
    await office.shows("Asked, without your name")


async def open_thread(office: Office) -> None:
    await office.be(LEA)
    await office.page.get_by_label("Write to Crosspillar").fill("questions open")
    await office.page.keyboard.press("Enter")
    await expect(office.dialog).to_be_visible()
    await office.fill(about="the joint plan for the north")
    await office.picture("questions-1-open")
    await office.send()
    await office.shows("Your thread is open")


async def merge_and_answer(office: Office) -> None:
    await office.be(LEA)
    await office.shows("Your questions are in")
    await office.press("See the questions")
    await office.shows("Without names, in no particular order.")
    await office.picture("questions-4-seen")
    await office.press("Merge some")
    await expect(office.dialog).to_contain_text("Ticked are questions that sound alike.")
    await office.picture("questions-5-merge")
    await office.fill(words="When do the common premises open?")
    await office.send()
    await office.shows("When do the common premises open?")
    for _ in range(2):
        await office.page.get_by_role("log").get_by_role("button", name=re.compile("^Answer")).last.click()
        await office.choose("It depends")
        await office.fill(why="The lease is not signed; we expect it in May.")
        await office.send()
    await office.shows("It depends. The lease is not signed")
    await office.picture("questions-6-answered")
    await office.press("Publish the answers")
    await office.shows("Your answers go out in one post")


async def test_a_leader_answers_what_was_asked_without_names(office: Office) -> None:
    scene = office.scene
    people = [row(each) for each in ASKED]
    await scene.taking_part(row(LEA, role_group="R1", entity="Relief Office", pillar="Humanitarian"), *people)
    await scene.run_until(nairobi(3, 10))
    await open_thread(office)

    await scene.run_until(nairobi(3, 10, 30))
    for who, words in ASKED.items():
        await ask(office, who, words, picture=who == ADA)
    await office.picture("questions-3-channel")

    await scene.run_until(nairobi(4, 12))
    await merge_and_answer(office)

    await scene.run_until(nairobi(5, 12))
    await office.be(CLEO, channel=True)
    await office.shows("Questions and answers")
    await office.picture("questions-7-post")
    await office.be(CLEO)
    await office.shows("An answer to your question")
    await office.picture("questions-8-own-answer")
    await office.press("Yes")
    await office.shows("It is counted, without your name.")

    await office.be(LEA)
    await office.press("You said, we did")
    await office.picture("questions-9-summary")
    await office.send()
    await office.shows("It is posted for everybody")


async def test_a_leader_plans_a_message_and_posts_it_at_its_moment(office: Office) -> None:
    scene = office.scene
    await scene.taking_part(row(LEA, role_group="R1"), row(ADA))
    await scene.run_until(nairobi(3, 10))
    await office.be(LEA)
    await office.page.get_by_label("Write to Crosspillar").fill("message")
    await office.page.keyboard.press("Enter")
    await office.fill(words="Two entities opened the road to the north together.", audience="all staff")
    await office.dialog.locator("select").first.select_option("2026-03-05")
    await office.dialog.locator("select").last.select_option("14.30")
    await office.picture("message-1-form")
    await office.send()
    await office.shows("You get your draft on 5 March, 14:30 (Nairobi time).")
    await scene.run_until(nairobi(5, 14, 40))
    await office.be(LEA)
    await office.shows("Your message")
    await office.picture("message-2-moment")
    await office.press("Post it")
    await office.shows("It is posted for everybody")
    await scene.run_until(nairobi(5, 15))
    await office.be(ADA, channel=True)
    await office.shows("Two entities opened the road")
