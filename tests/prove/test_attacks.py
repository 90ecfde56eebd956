"""Does anything live that somebody typed, on any page that shows it and in any mail (VET-07)?

Every free text of every row about people holds attacks; every page that shows one of these texts to anybody is read
with an HTML parser. With plain words the page was read before: no attack adds an element or an attribute to it.
"""

import pytest

from members.application import State
from tests.personas import STAFF
from tests.prove import inert
from tests.prove.payloads import chunks, payloads
from tests.site import canaries, crowd, objects
from tests.site.html import Page

PLAIN = "Plain words"
LOOKERS = ("reviewer", "administrator", "focal", "officer", "applicant", "refused")
WITH = (State.IN_REVIEW, State.RECOMMENDED, State.APPROVED, State.REFUSED)  # cases whose pages differ


@pytest.fixture
def world(catalogue):
    return crowd.gather()


def html_of(world, who: str, path: str) -> str:
    response = world.browsers[who].get(path)
    assert response.status_code == 200, (who, path)
    return response.content.decode()


def pages_with_words(world) -> tuple[set[tuple[str, str]], set[str]]:
    """(who, path) of each page that shows words (to staff: of others), and the fields that were seen there."""
    found, places = set(), set()
    for who in LOOKERS:
        for state in WITH if who in {"reviewer", "administrator"} else WITH[:1]:
            case = {"application": str(world.others["cases"][state].pk)}
            for _address, path in objects.addresses("en", world.strangers | case | world.own.get(who, {})):
                if (who, path) in found or path.endswith("/logout/"):
                    continue
                response = world.browsers[who].get(path)
                seen = {word for word in world.canaries.found(response) if who not in STAFF or word.owner != who}
                if response.status_code == 200 and seen and response.headers["Content-Type"].startswith("text/html"):
                    found.add((who, path))
                    places |= {canary.place for canary in seen}
    return found, places


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


def attack(world, pieces: list[list[str]]) -> tuple[int, int]:
    """How many pages were read, and how many of them were looked at with how many attacks: pages, sinks."""
    pages, places = pages_with_words(world)
    assert places >= SHOWN
    canaries.write_everywhere(PLAIN)
    usual = {page: set(inert.shape(Page(html_of(world, *page)))) for page in pages}
    for piece in pieces:
        canaries.write_everywhere(" ".join(piece))
        seen = ""
        for page in sorted(pages):
            read = Page(html_of(world, *page))
            assert inert.faults(read, usual[page]) == [], (page, piece)
            seen += inert.words(read)
        assert [text for text in piece if " ".join(text.split()) not in seen] == []  # as text it is there
    return len(pages), sum(map(len, pieces)) * len(pages)


@pytest.mark.slow
def test_a_hundred_attacks(world):
    attack(world, chunks(payloads(100), 5000))


@pytest.mark.prove
def test_a_thousand_attacks(world):
    texts = payloads(1000)
    pages, read = attack(world, chunks(texts, canaries.SHORT))
    print(f"xss_payloads: {len(texts)}\nxss_pages: {pages}\nxss_payloads_on_pages: {read}\nxss_live: 0")
