"""Applying and reviewing with nothing but a keyboard."""

from tests.browser import prepared
from tests.browser.conftest import Arrivals
from tests.browser.keyboard import Keyboard


def test_applying_and_reviewing_by_keyboard_alone(arrive: Arrivals) -> None:
    lead, reviewer = arrive("Awa Diop"), arrive("Lena Fischer")
    for person in (lead, reviewer):
        person.sign_in(looking=False)
    call = prepared.call(lead.site, reviewer=reviewer.email)
    keys = Keyboard(lead.go(f"/calls/{call}"))
    keys.enter("Apply to this call")
    keys.enter("Your project")
    keys.fill("title", "Wells that speak")
    keys.fill("about", "Sensors in wells.")
    keys.fill("people", "2500")
    keys.choose("priority", "b")
    keys.reach(name="areas")
    lead.page.keyboard.press("Space")
    keys.enter("Save and go on")
    lead.reads("Saved.", "1 of 2 sections done")
    keys.enter("Your team")
    keys.reach(name="country")
    lead.page.keyboard.type("Senegal")
    keys.fill("contact", "wells@example.org")
    keys.enter("Save and go on")
    lead.reads("2 of 2 sections done")
    keys.enter("Check your answers and submit")
    keys.enter("Submit application")
    lead.reads("Application submitted")
    reference = lead.path.split("/")[2]

    prepared.assignment(lead.site, reference)
    keys = Keyboard(reviewer.go("/reviews"))
    keys.enter("Go on with the next one")
    keys.enter("I have no conflict: review it")
    keys.choose("mark-need", "4")
    keys.choose("mark-craft", "5")
    keys.fill("comment", "A fine plan.")
    keys.choose("recommendation", "accept")
    keys.enter("Submit the review")
    reviewer.reads("Your review is submitted.")
