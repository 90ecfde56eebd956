"""Does any address tell anybody a word about somebody else?

Every address × every kind of person × their own objects and others' × language × method. Each cell is asked, its status
is what the wall's table says, and the words of `tests.site.canaries` in it are the person's own (ACL-01..07, PRIV-01).
"""

import copy

import pytest
from django.contrib import admin
from django.db import transaction

from hub.access import Audience
from hub.fields import EncryptedText
from hub.languages import CODES
from members import permissions, questionnaire
from members.application import Application, State
from members.data_register import REGISTER, Kind
from members.models import User
from tests.personas import STAFF
from tests.site import canaries, crowd, objects
from tests.site.canaries import Canary
from tests.site.crowd import APPLICANTS, OUTSIDE, SIGNED_IN, Crowd

pytestmark = pytest.mark.slow

VETTING = ("reviewer", "administrator")
CURATORS = ("curator", "administrator")  # they read what officers tell them, and nowhere of whom it is
REACH = dict.fromkeys(OUTSIDE, Audience.ACCOUNT) | dict.fromkeys(("visitor", *APPLICANTS), Audience.PUBLIC)
REACH |= dict.fromkeys(("officer", "focal"), Audience.OFFICER) | dict.fromkeys(STAFF, Audience.STAFF)


@pytest.fixture
def world(catalogue) -> Crowd:
    return crowd.gather()


# --- One cell -----------------------------------------------------------------------------------------------------


def expected(address, who: str) -> set[int]:
    """What the wall's table says; inside, any answer but a failure."""
    reach = REACH[who]
    if address.audience is not None and address.audience <= reach:
        return {200, 204, 302, 400, 403, 404, 405, 429}
    if reach == Audience.PUBLIC:
        return {401} if address.is_api else {302}
    if reach == Audience.ACCOUNT:
        return {403} if address.is_api else {404} if address.is_admin else {302}
    return {404}


def ask(world: Crowd, who: str, method: str, path: str, code: str):
    """As if nobody had asked before: what it changed in the rows and in the browser is taken back."""
    browser = world.browsers[who]
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        response = getattr(browser, method)(path, headers={"accept-language": code})
        transaction.set_rollback(True)
    browser.cookies = cookies
    return response


def crawl(world: Crowd, who: str, codes, methods=("get",), *, told=None) -> int:
    """Asks every cell of this person; `told` collects what was on the pages. Returns how many there were."""
    asked = set()
    for code in codes:
        for values in (world.strangers, world.strangers | world.own.get(who, {})):
            for address, path in objects.addresses(code, values):
                for method in methods:
                    if (cell := (method, path, code)) in asked:
                        continue
                    asked.add(cell)
                    response = ask(world, who, method, path, code)
                    assert response.status_code in expected(address, who), (who, cell, response.status_code)
                    words = world.canaries.found(response)
                    wrong = {str(word) for word in words if not may_read(who, word)}
                    assert wrong == set(), (who, cell)
                    if told is not None:
                        told |= words
    return len(asked)


def _not_shown(model) -> list[str]:
    entry = REGISTER[model._meta.label_lower]
    hidden = [name for name, kind in entry.fields.items() if kind == Kind.HIDDEN]
    encrypted = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedText)]
    people = [f"{f.name}__password" for f in model._meta.concrete_fields if f.related_model is User]
    return [*hidden, *encrypted, *people]


THE_UNIT = {  # what a focal point reads of others
    ("their unit", "members.unit.name"),
    ("a colleague", "members.user.name"),
    ("a colleague", "members.user.email"),
    ("somebody joining", "members.application.answers.full_name"),
}


def own_service(who: str) -> set[tuple[str, str]]:
    """Everybody's copy of their own data says where they serve."""
    return {(f"the agency of {who}", "members.agency.name"), (f"the unit of {who}", "members.unit.name")}


def may_read(who: str, canary: Canary) -> bool:
    """Nobody reads hashes and seeds; people read what is theirs. What of others staff read is tested below."""
    if canary.kind == Kind.HIDDEN:
        return False
    if canary.owner == who:
        return canary.kind == Kind.PERSONAL
    if (canary.owner, canary.place) in own_service(who):
        return True
    if canary.place.startswith("catalogue.report."):
        return who in CURATORS
    return who in VETTING or (who == "focal" and (canary.owner, canary.place) in THE_UNIT)


# --- The proof ----------------------------------------------------------------------------------------------------


def daily(people, *every_day: str) -> list:
    """Everybody in `make prove`; in every run only those through whom a leak would show first."""
    return [who if who in every_day else pytest.param(who, marks=pytest.mark.prove) for who in people]


def test_every_field_with_words_has_some(world):
    fields = {f"{m._meta.label_lower}.{entry.name}" for m in canaries.MODELS for entry in canaries.fields_of_words(m)}
    answers = {f"members.application.answers.{key}" for key in TYPED}
    assert world.canaries.places() == answers | fields - {"members.application.answers"}


@pytest.mark.parametrize("who", daily(OUTSIDE, "visitor", "applicant", "suspended", "officer"))
def test_nobody_outside_reads_a_word_of_others(who, world):
    codes = CODES if who == "visitor" else [CODES[OUTSIDE.index(who) % len(CODES)]]
    told = set()
    assert crawl(world, who, codes, told=told) > 200
    seen = {canary.place for canary in told if canary.owner == who}
    assert seen >= OWN.get(who, set())  # nothing is shown to somebody who asks for the wrong pages


OWN = {name: {"members.ticketmessage.text", "members.ticket.reference"} for name in SIGNED_IN}
OWN["applicant"] = {f"members.application.answers.{key}" for key in ("full_name", "agency_name", "unit_name")}
OWN["refused"] = {"members.application.reference"}


@pytest.mark.parametrize("who", daily(["curator", "translator"], "translator"))
def test_who_keeps_the_catalogue_reads_no_word_of_people(who, world):
    told = set()
    crawl(world, who, ["en"], told=told)
    reports = {canary for canary in told if canary.place.startswith("catalogue.report.")}
    assert bool(reports) == (who in CURATORS)
    assert {canary.owner for canary in told - reports} <= {who}


TYPED = {key for key, question in questionnaire.QUESTIONS.items() if question.kind in canaries.TYPED}
ANSWERS = {f"members.application.answers.{key}" for key in TYPED if not key.startswith("unit_") or key == "unit_name"}
CASE = {  # what a reviewer has to see on the case file of one application
    "members.note.text", "members.checkmark.evidence", "members.callback.contact", "members.callback.source",
    "members.callback.remark", "members.application.reference",
}  # fmt: skip


@pytest.mark.parametrize("who", VETTING)
def test_who_vets_reads_applications(who, world):
    case = world.others["cases"][State.IN_REVIEW]
    page = ask(world, who, "get", f"/admin/members/application/{case.pk}/change/", "en")
    assert {canary.place for canary in world.canaries.found(page)} >= CASE | ANSWERS


@pytest.mark.parametrize("who", VETTING)
def test_who_vets_reads_no_more_than_that(who, world):
    """No draft, not even its reference; invitations and questions about privacy are the administrators'."""
    told = set()
    crawl(world, who, ["en"], told=told)
    places = {canary.place for canary in told}
    assert [str(canary) for canary in told if canary.owner == "a draft" and ".application." in canary.place] == []
    assert {"members.ticketmessage.text", "members.agency.note"} <= places
    assert ("members.invitation.email" in places) == (who == "administrator")
    page = ask(world, who, "get", f"/admin/members/ticket/{world.others['privacy'].pk}/change/", "en")
    assert ("about privacy" in {canary.owner for canary in world.canaries.found(page)}) == (who == "administrator")


@pytest.mark.parametrize("who", VETTING)
def test_no_filter_and_no_order_reaches_what_is_hidden(who, world):
    """Nobody finds out letter by letter what a page does not show (ACL-07)."""
    names = {model: model._meta.model_name for model in admin.site._registry if model in canaries.MODELS}
    allowed = [model for model, name in names.items() if permissions.role_may(who, f"members.view_{name}")]
    assert len(allowed) > 4
    for model in allowed:
        address = f"/admin/members/{names[model]}/"
        for name in _not_shown(model):
            for lookup in (f"{name}__startswith=xq", f"{name}__isnull=0", f"{name}=x"):
                assert ask(world, who, "get", f"{address}?{lookup}", "en").status_code in {302, 400}, (address, lookup)


@pytest.mark.parametrize("who", VETTING)
def test_no_search_finds_what_is_encrypted(who, world):
    case = Application.objects.get(pk=world.others["cases"][State.IN_REVIEW].pk)
    words = [answer for answer in case.answers.values() if str(answer).startswith("xq")]
    for word in [*words, case.notes.get().text, case.email_mark]:
        page = ask(world, who, "get", f"/admin/members/application/?q={word}", "en")
        assert case.pk.hex not in page.content.decode().replace("-", ""), word


# --- The long way -------------------------------------------------------------------------------------------------


@pytest.mark.prove
def test_every_cell(world):
    """Everybody in all six languages, and every method in one."""
    people = (*OUTSIDE, *STAFF)
    cells = sum(crawl(world, who, CODES) for who in people)
    cells += sum(crawl(world, who, ["en"], ("head", "options", "post", "put", "delete")) for who in people)
    print(f"matrix_people: {len(people)}\nmatrix_cells: {cells}\nmatrix_words: {len(world.canaries.by_word)}")
    print("matrix_words_of_others_read: 0")
