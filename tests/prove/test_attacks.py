"""Does anything live that somebody typed, on any page that shows it and in any mail (VET-07)?

Every free text of every row about people holds attacks; every page that shows one of these texts to anybody is read
with an HTML parser. With plain words the page was read before: no attack adds an element or an attribute to it.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from members import contact, membership, vetting
from members.application import State
from members.models import User
from tests.members import cases, mailbox
from tests.members.attacks import ALL
from tests.personas import STAFF, make_user
from tests.prove import inert
from tests.prove.payloads import chunks, payloads
from tests.site import canaries, crowd, objects
from tests.site.html import Page

PLAIN = "Plain words"
LOOKERS = ("reviewer", "administrator", "focal", "officer", "applicant", "refused")
WITH = (State.IN_REVIEW, State.RECOMMENDED, State.APPROVED, State.REFUSED)  # cases whose pages differ
LONG = 5000  # characters that a box without a limit gets at once
SHOWN = {  # somebody reads each of these; what is typed elsewhere stands on no page
    "members.note.text", "members.callback.contact", "members.callback.source", "members.callback.remark",
    "members.checkmark.evidence", "members.ticket.name", "members.ticket.email", "members.ticketmessage.text",
    "members.user.name", "members.user.email", "members.user.supervisor_email", "members.agency.name",
    "members.agency.latin_name", "members.agency.note", "members.unit.name", "members.agencychannel.value",
    "members.agencydomain.first_source", "members.agencydomain.second_source", "members.agencychannel.first_source",
    "members.recovery.first_call", "members.addresschange.first_call", "members.addresschange.new_email",
    "members.invitation.email", "members.application.answers.full_name", "members.application.answers.agency_name",
    "members.application.answers.assignment_note", "members.application.answers.tools_in_use",
    "members.application.answers.training_note", "members.application.answers.referee_name",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A page on which somebody reads what somebody typed."""

    who: str
    path: str
    route: str
    fields: frozenset[str]


@pytest.fixture
def world(catalogue):
    return crowd.gather()


def places(world) -> list[Place]:
    found = {}
    for who in LOOKERS:
        for state in WITH if who in STAFF else WITH[:1]:
            case = {"application": str(world.others["cases"][state].pk)}
            for _address, path in objects.addresses("en", world.strangers | case | world.own.get(who, {})):
                if (who, path) not in found and not path.endswith("/logout/"):
                    found[who, path] = _place(world, who, path)
    return [place for place in found.values() if place]


def _place(world, who: str, path: str) -> Place | None:
    """None where no words are; staff's own name stands on each of their pages and is no matter."""
    response = world.browsers[who].get(path)
    words = {word for word in world.canaries.found(response) if who not in STAFF or word.owner != who}
    if not words or response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return None
    return Place(who, path, response.resolver_match.route, frozenset(word.place for word in words))


def read(world, place: Place) -> Page:
    return Page(world.browsers[place.who].get(place.path).content.decode())


def attack(world, where: list[Place], pieces: list[list[str]]) -> int:
    """How often one attack was looked at on one page; each is there, as text, and nothing of it lives."""
    canaries.write_everywhere(PLAIN)
    usual = {place: set(inert.shape(read(world, place))) for place in where}
    for piece in pieces:
        canaries.write_everywhere(" ".join(piece))
        seen = ""
        for place in where:
            page = read(world, place)
            assert inert.faults(page, usual[place]) == [], (place, piece)
            seen += inert.words(page)
        assert [text for text in piece if " ".join(text.split()) not in seen] == []
    return sum(map(len, pieces)) * len(where)


def with_short_boxes(where: list[Place]) -> list[Place]:
    """One page of each kind that shows a text with a limit: more than a few attacks do not fit into it at once."""
    limited = {
        f"{model._meta.label_lower}.{field.name}"
        for model in canaries.MODELS
        for field in canaries.fields_of_words(model)
        if field.max_length
    }
    return list({place.route: place for place in where if place.fields & limited}.values())


@pytest.mark.prove
def test_a_hundred_attacks(world):
    where = places(world)
    assert {name for place in where for name in place.fields} >= SHOWN
    attack(world, where, chunks(payloads(100), LONG))


# --- Mail ---------------------------------------------------------------------------------------------------------

ODD = '"<img/src=x/onerror=alert(1)>"@police.example'  # an address that the standard allows
IN_A_MAIL = {"html", "head", "meta", "title", "body", "p", "h1", "a", "bdi", "hr", "div", "em", "strong", "br"}


def everything_that_mails(name: str, email: str) -> None:
    """By the verbs, with attacks in whatever people type."""
    reviewer, other = make_user("reviewer"), make_user("administrator")
    typed = dict.fromkeys(("latin_name", "call_name", "agency_name", "unit_name", "rank", "referee_name"), ALL)
    case = cases.called_back(reviewer, full_name=name, email=email, referee_email="chief@police.example", **typed)
    vetting.note(case, by=reviewer, text=ALL)
    vetting.ask(case, by=reviewer, pages=["name"])
    vetting.answer_more(case)
    vetting.recommend(case, by=reviewer, recommendation="approve", reason="confirmed")
    vetting.approve(case, by=other, reason="confirmed")
    cases.refused(full_name=name, email=f"other.{email}" if email[0] != '"' else email)
    written = {"topic": "other", "text": ALL, "email": email, "name": name, "language": "en"}
    ticket = contact.write(**written, token="1", network="198.51.100.0")
    contact.answer(ticket=ticket, by=reviewer, text=ALL, after=str(ticket.messages.get().pk))
    member = make_user("officer", expires_at=timezone.now() + timedelta(days=5), supervisor_email=email)
    User.objects.filter(pk=member.pk).update(name=name[:200])
    membership.begin_renewal(user=member)
    membership.remind_due()
    membership.suspend(user=member, by=reviewer, reason="under_review")
    membership.reinstate(user=member, by=other, reason="mistake")
    membership.leave(user=member)


@pytest.mark.parametrize("email", ["amina@police.example", ODD])
def test_no_mail_holds_what_somebody_typed(email, catalogue, settings):
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"
    everything_that_mails(f"Amina {ALL}", email)
    mails = mailbox.mails()
    assert len({mail.subject for mail in mails}) >= 9
    for mail in mails:
        page = Page(mail.html)
        assert {element.tag for element in page.elements} <= IN_A_MAIL, mail.subject
        assert {element["href"] for element in page.by_tag["a"]} <= set(mail.text.split())
        for text in (mail.subject, mail.text, mail.html):
            assert not any(word in text for word in ("alert", "elsewhere", "onerror", "Amina")), mail.subject


# --- The long way -------------------------------------------------------------------------------------------------


@pytest.mark.prove
def test_a_thousand_attacks(world):
    texts, where = payloads(1000), places(world)
    looks = attack(world, where, chunks(texts, LONG))
    looks += attack(world, with_short_boxes(where), chunks(texts, canaries.SHORT))
    print(f"xss_payloads: {len(texts)}\nxss_pages: {len(where)}\nxss_looks: {looks}\nxss_live: 0")
