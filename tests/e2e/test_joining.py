"""Does an officer get from the public page to the first tool, through everybody who has a part in it?

Each person in a browser of their own, by what is written on the pages: the applicant, the second machine with the
mailed link, the official who confirms, the two of staff who decide, and the member who opens the account. The mails
are those that the worker sends.
"""

import re
import secrets
from dataclasses import dataclass, field

import pytest
from django.utils import translation
from django_countries import countries

from hub.punctuation import colon
from members import questionnaire, reasons
from members.application import CallBack, CheckMark, RefereeRequest
from members.questionnaire import BY_KEY, Page, Question
from tests.e2e import axe, probes
from tests.e2e.hands import Hand, Said
from tests.e2e.people import PASSWORD, code
from tests.e2e.proofs import proofs
from tests.e2e.test_sign_in import authenticator

UNIT = "Unit for the protection of minors"  # of the demo's agency, in its registry
NARROW = {"width": 320, "height": 640}
REFEREE_ASKED = "Does this person serve in this unit?"


@dataclass
class Applicant:
    """What somebody answers, and the reference that they write down."""

    language: str
    full_name: str
    reference: str = ""
    mailbox: str = field(default_factory=lambda: secrets.token_hex(4))  # new in each run: mail to it is of this run

    @property
    def email(self) -> str:
        return f"{self.mailbox}@police.example"

    @property
    def referee(self) -> str:
        return f"chief.{self.mailbox}@police.example"

    @property
    def answers(self) -> dict:
        return {
            "kind": "officer",
            "full_name": self.full_name,
            "email": self.email,
            "country": "FR",
            "agency_name": "Police of Example",
            "unit_name": UNIT,
            "function": "analyst",
            "assignment": "part",
            "referee_name": "Chief Example",
            "referee_email": self.referee,
            "referee_is": "official",
            "working_languages": [self.language, "en"],
            "experience": "tried",
            "training": ["start", "law"],
            "heard": "event",
            "terms": True,
            "data_notice": True,
        }


# --- The applicant ------------------------------------------------------------------------------------------------


def apply(hand: Hand, person: Applicant):
    """From the public page to the receipt with the reference."""
    hand.open("")
    hand.follow("Join the Hub", "Join the Hub")
    hand.press("Begin a new application")
    for page in questionnaire.asked(person.answers):
        hand.reaches(page.heading)
        answer(hand, page, person.answers)
        hand.press("Continue")
    hand.reaches("Check your answers")
    given = hand.page.locator("dl").inner_text()
    assert [text for text in (person.full_name, person.email, person.referee, UNIT) if text not in given] == []
    hand.press("Send my application", "Your application")
    person.reference = Said(hand.page.get_by_role("main").locator("strong[dir=ltr]").inner_text())
    hand.reads(
        "We have it. Now prove that the address is yours: open the link that we mailed you, and type the reference."
    )


def answer(hand: Hand, page: Page, answers: dict):
    for question in page.questions:
        if question.key in answers:
            HOW[question.kind](hand, question, answers[question.key])


def _label(hand: Hand, question: Question) -> Said:
    """With what stands beside it."""
    words = [question.label, "(optional)"] if question.optional else [question.label]
    return Said(" ".join(map(hand.says, words)))


def _type(hand: Hand, question: Question, text: str):
    hand.type(_label(hand, question), text)


def _country(hand: Hand, question: Question, country: str):
    with translation.override(hand.tab.language):
        hand.type(_label(hand, question), countries.name(country))


def _choose(hand: Hand, question: Question, chosen):
    words = {key: Said(label) if isinstance(label, str) else label for key, label in question.options()}
    hand.choose(_label(hand, question), *[words[key] for key in ([chosen] if isinstance(chosen, str) else chosen)])


def _tick(hand: Hand, question: Question, _yes: bool):
    hand.tick(question.label)


HOW = {"text": _type, "email": _type, "country": _country, "choice": _choose, "choices": _choose, "accept": _tick}


def prove(hand: Hand, link: str, person: Applicant):
    """On another machine: the mailed link together with the reference."""
    hand.open(link, "Open your application")
    hand.type("Reference", person.reference.lower())
    hand.press("Open it", "Your application")
    hand.reads("It is with our staff. You need not do anything now.")


def confirm(hand: Hand, link: str, person: Applicant):
    """The official who was named."""
    hand.open(link, "Confirm one fact")
    assert person.full_name in hand.page.get_by_role("main").inner_text()
    hand.choose(REFEREE_ASKED, RefereeRequest.Answer.CONFIRM.label)
    hand.press("Send my answer", "Thank you for your answer")


# --- Staff --------------------------------------------------------------------------------------------------------


def open_case(hand: Hand, name: str, person: Applicant):
    """A member of staff signs in and finds the case in the queue."""
    hand.open("")
    hand.press(name)
    hand.page.wait_for_url("**/home/")
    hand.open("home/")  # the demo people speak English until a page in another language was opened
    hand.open("/admin/members/application/")
    hand.follow(person.reference, person.reference)


def check(hand: Hand, person: Applicant):
    """The first of two: takes the case, calls the agency, recommends."""
    open_case(hand, "Demo Reviewer", person)
    hand.press("Take this case", person.reference)
    hand.follow("Place in the registry", "Place in the registry")
    with translation.override(hand.tab.language):
        place = f"Police of Example{colon()}{UNIT}"
    hand.page.get_by_label(hand.says("Agency and unit"), exact=True).select_option(label=place)
    hand.press("Place it there", person.reference)
    hand.follow("Record a call-back", "Record a call-back")
    hand.choose("Where is the contact from?", CallBack.Found.REGISTRY.label)
    hand.page.get_by_role("radio", name="+33").check()
    hand.choose("Result", CallBack.Result.CONFIRMED.label)
    hand.press("Keep this call-back", person.reference)
    hand.page.locator("a[href$='mark/identity/']").click()
    hand.choose("Result", CheckMark.Result.PASS.label)
    hand.type("What did you see, and where?", "The agency gave the same name.")
    hand.press("Keep this result", person.reference)
    hand.follow("Recommend approval", "Recommend approval")
    hand.choose("Reason", reasons.APPROVAL["confirmed"])
    hand.press("Recommend to approve", person.reference)


def approve(hand: Hand, person: Applicant) -> str:
    """The second of two; the code that is read out to the agency."""
    open_case(hand, "Demo Administrator", person)
    hand.follow("Approve the application", "Approve the application")
    hand.choose("Reason", reasons.APPROVAL["confirmed"])
    hand.press("Approve it now", "Approved")
    told = hand.page.locator("#code").inner_text()
    hand.press("I read the code out in a call", person.reference)
    return told


# --- The member ---------------------------------------------------------------------------------------------------


def open_account(hand: Hand, link: str, told: str, person: Applicant):
    """The invitation with the code, then the password: and still nothing of the wall opens."""
    hand.open(link, "Open your account")
    hand.type("Code", told)
    hand.type("Password", PASSWORD)
    hand.tick("I have read the terms of engagement and I accept them")
    hand.press("Open the account", "Sign in")
    hand.type("E-mail address", person.email)
    hand.type("Password", PASSWORD)
    hand.press("Sign in", "Your account")
    hand.open("tools/", "Your account")


def add_passkey(hand: Hand):
    authenticator(hand.tab)
    hand.follow("Add a passkey or security key", "Add a security key or passkey")
    hand.type("Name of the key", "office computer")
    hand.tick("Let this key sign me in without a password (passkey)")
    hand.press("Add the key", "Recovery codes")


def add_app(hand: Hand):
    hand.follow("Set up an authenticator app", "Set up an authenticator app")
    secret = hand.page.locator("code.secret").inner_text().replace(" ", "")
    hand.type("Code from the app", code(secret))
    hand.press("Set up the app", "Recovery codes")


def open_first_tool(hand: Hand):
    hand.press("I have stored them", "Your account")
    hand.follow("To the start page")
    hand.follow("Tools", "Tools")
    first = hand.page.get_by_role("main").get_by_role("heading", level=2).get_by_role("link").first
    name = Said(first.inner_text())
    first.click()
    hand.reaches(name)
    assert re.search(r"/tools/[a-z0-9-]+/$", hand.page.url)


# --- The road -----------------------------------------------------------------------------------------------------


def fits(page):
    assert page.evaluate(probes.WIDTH) <= NARROW["width"], page.evaluate(probes.WIDEST)


def no_fault(page):
    assert axe.faults(page) == []


NOTHING = bool  # looked at
ROADS = {  # language -> name, the machine of applicant and referee, what is looked at on their pages, the second factor
    "ar": ("أمل مثال", NARROW, fits, add_passkey),
    "fr": ("Élodie Exemple", {"js": False}, NOTHING, add_passkey),
    "en": ("Sam Example", {}, NOTHING, add_app),
}


@pytest.mark.parametrize("language", ["ar", *proofs("en", "fr")])  # passkey, TOTP
def test_the_whole_road(live, page_for, language):
    """In Arabic the applicant has a narrow screen, in French no JavaScript."""
    name, machine, look, add_factor = ROADS[language]
    person = Applicant(language, name)

    def hand(look=NOTHING, **options):
        return Hand(page_for("visitor", language, **options), look)

    apply(hand(look, **machine), person)
    look_closely = no_fault if language == "en" else look  # pages that no list of places leads to
    prove(hand(look_closely, **machine), live.mailed_link(person.email, "/join/link/"), person)
    confirm(hand(look_closely, **machine), live.mailed_link(person.referee, "/join/referee/"), person)
    check(hand(), person)
    told = approve(hand(), person)
    member = hand()
    open_account(member, live.mailed_link(person.email, "/accounts/invitation/"), told, person)
    add_factor(member)
    open_first_tool(member)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_question_is_answered_by_keyboard_alone(page_for, language):
    hand = Hand(page_for("visitor", language))
    hand.open("join/", "Join the Hub")
    hand.focus("button", "Begin a new application")
    page = hand.page
    page.keyboard.press("Enter")
    hand.reaches(BY_KEY["kind"].heading)
    hand.open("join/role/", BY_KEY["role"].heading)
    work, _rank = BY_KEY["role"].questions
    hand.focus("radio", dict(work.choices)["investigator"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Inspector")
    page.keyboard.press("Enter")
    hand.reaches(BY_KEY["assignment"].heading)
    hand.open("join/check/", "Check your answers")
    given = page.locator("dl").inner_text()
    assert [words for words in (hand.says(dict(work.choices)["analyst"]), "Inspector") if words not in given] == []
