"""Does an answer tell a visitor, or anybody else, whether something exists that is not theirs (PRIV-01)?"""

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from hub import keys
from members.application import ApplicantLink, Application, RefereeRequest, State
from members.contact import Ticket, TicketLink
from members.invitations import _hash
from members.models import Invitation
from members.recovery import Recovery
from members.renewal import Renewal
from tests.members import cases
from tests.personas import Browser, make_user
from tests.site import crowd, objects
from tests.site.replies import told

pytestmark = [pytest.mark.django_db, pytest.mark.prove]
SECRET, UNKNOWN = "s" * 43, "u" * 43
ABSENT = "00000000-0000-4000-8000-00000000dead"
PAST, SOON = timedelta(days=-1), timedelta(days=1)


# --- Links that open nothing by themselves, or not any more -------------------------------------------------------


def mark(purpose: str) -> str:
    return keys.fingerprint(purpose, SECRET)


def at(change: timedelta):
    return timezone.now() + change


def join_link(**values):
    values = {"expires_at": at(SOON)} | values
    ApplicantLink.objects.create(application=cases.sent(), secret_mark=mark("applicant link"), **values)


def referee_link(**values):
    values = {"expires_at": at(SOON), "language": "en", "address_mark": "x"} | values
    application = cases.proven()
    RefereeRequest.objects.create(application=application, secret_mark=mark("referee"), **values)


def withdrawn_referee_link():
    referee_link()
    Application.objects.update(state=State.WITHDRAWN)


def invitation(**values):
    values = {"expires": at(SOON), "email": "new@police.example", "role": "officer"} | values
    Invitation.objects.create(secret_hash=_hash(SECRET), **values)


def renewal(mine: str, other: str, **values):
    values = {"expires_at": at(SOON), mine: mark("renewal link"), other: "x"} | values
    Renewal.objects.create(user=make_user("officer"), **values)


def recovery(**values):
    values = {"state": "cancelled", "link_mark": mark("recovery link"), "link_expires_at": at(SOON)} | values
    Recovery.objects.create(user=make_user("officer"), **values)


def ticket_link(**values):
    ticket = Ticket.objects.create(topic="other", email="a@police.example", email_mark="x")
    TicketLink.objects.create(ticket=ticket, secret_mark=mark("ticket link"), **{"expires": at(SOON)} | values)


WRONG = {"reference": "WRNGREF234"}
LINKS = {  # what is there -> how it comes to be, the address of its link, and what is typed there
    "a link to an application": (join_link, "/en/join/link/{}/", WRONG),
    "an old link": (lambda: join_link(expires_at=at(PAST)), "/en/join/link/{}/", WRONG),
    "a link that was tried too often": (lambda: join_link(wrong_tries=5), "/en/join/link/{}/", WRONG),
    "an answered referee": (
        lambda: referee_link(answer="confirm", answered_at=at(PAST)), "/en/join/referee/{}/", {"answer": "deny"}
    ),
    "a late referee": (lambda: referee_link(expires_at=at(PAST)), "/en/join/referee/{}/", {"answer": "confirm"}),
    "a referee of nobody any more": (withdrawn_referee_link, "/en/join/referee/{}/", {"answer": "confirm"}),
    "a used invitation": (lambda: invitation(used=at(PAST)), "/en/accounts/invitation/{}/", {"name": "A"}),
    "an old invitation": (lambda: invitation(expires=at(PAST)), "/en/accounts/invitation/{}/", {"name": "A"}),
    "an invitation after wrong codes": (lambda: invitation(wrong_codes=5), "/en/accounts/invitation/{}/", {}),
    "an old renewal": (
        lambda: renewal("own_mark", "supervisor_mark", expires_at=at(PAST)), "/en/accounts/renewal/confirm/{}/", {}
    ),
    "an answered renewal": (
        lambda: renewal("supervisor_mark", "own_mark", answer="yes"), "/en/accounts/renewal/unit/{}/", {"answer": "no"}
    ),
    "a stopped recovery": (recovery, "/en/accounts/recovery/{}/", {"code": "A", "password": "B"}),
    "a link to a message": (ticket_link, "/en/contact/ticket/?key={}", WRONG),
    "an old link to a message": (lambda: ticket_link(expires=at(PAST)), "/en/contact/ticket/?key={}", WRONG),
}  # fmt: skip


@pytest.mark.parametrize("there", LINKS)
def test_a_link_and_none_are_told_alike(there):
    make, address, typed = LINKS[there]
    make()
    for method, data in (("get", {}), ("head", {}), ("post", typed), ("post", {})):
        answers = [told(_asked(method, address, secret, data), secret) for secret in (SECRET, UNKNOWN)]
        assert answers[0] == answers[1], (method, data)


def _asked(method: str, address: str, secret: str, typed: dict):
    key = {"key": secret} if method == "post" else {}  # the form of a message to staff has it in a box
    return getattr(Browser(), method)(address.format(secret), typed | key)


@pytest.mark.parametrize("token", ["cabcde-0123456789abcdef0123456789abcdef", "x-y"])
def test_a_reset_of_somebody_and_of_nobody_are_told_alike(token):
    person = make_user("officer")
    answers = []
    for pk in (person.pk.hex, uuid.uuid4().hex):
        path = f"/en/accounts/password/reset/key/{pk}-{token}/"
        answers.append(told(Browser().get(path), path, pk))
    assert answers[0] == answers[1]


# --- Objects ------------------------------------------------------------------------------------------------------


def paths(world, values: dict) -> list[str]:
    """Every address with an object in it, in the order of the addresses."""
    return [path for _address, path in objects.addresses("en", values)]


@pytest.fixture
def world(catalogue):
    return crowd.gather()


@pytest.mark.slow
@pytest.mark.parametrize("who", ["visitor", "expired", "no_factor", "officer", "focal", "curator"])
def test_an_object_of_somebody_else_and_none_are_told_alike(who, world):
    nothing = world.strangers | dict.fromkeys(("ticket", "member", "user", "application"), ABSENT)
    pairs = zip(paths(world, world.strangers), paths(world, nothing), strict=True)
    pairs = [(real, absent) for real, absent in pairs if real != absent]
    assert len(pairs) > 25
    browser, ids = world.browsers[who], [ABSENT, *(pk for pk in world.strangers.values() if len(pk) == len(ABSENT))]
    browser.get("/en/accounts/")  # the session has begun
    for real, absent in pairs:
        for method in ("get", "post"):
            answers = [told(getattr(browser, method)(path), *ids, quote(path, safe="")) for path in (real, absent)]
            assert answers[0] == answers[1], (method, real)


def test_what_staff_may_not_read_is_absent_for_them_too(world):
    """A draft, one's own application, and of a question about privacy that it exists."""
    reviewer = world.browsers["reviewer"]
    reviewer.get("/admin/")  # the session has begun
    own = cases.proven(email=reviewer.user.email)
    draft, privacy = world.others["cases"][State.DRAFT], world.others["privacy"]
    for model, row in (("application", own), ("application", draft), ("ticket", privacy)):
        real, absent = (f"/admin/members/{model}/{pk}/change/" for pk in (row.pk, ABSENT))
        assert told(reviewer.get(real), real) == told(reviewer.get(absent), absent)
