"""Does each curator hear once a week how much waits, and nobody else anything?"""

import email

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue import curators_digest, documents, models, origins
from catalogue.link_checks import Outcome
from hub import keys
from hub.languages import TRANSLATIONS
from hub.models import OutboxMail
from hub.texts import fingerprint
from tests.personas import NOT_LET_IN, PEOPLE, make_user


@pytest.fixture(autouse=True)
def _our_backend(settings, db):
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"


@pytest.fixture
def waiting(tool_factory, report_factory, link_check_factory):
    """Two due checks, three dead links, one open report, one entry in review, no translation."""
    tool = tool_factory(name="Canary")
    tool_factory()
    tool_factory(state="in-review")
    report_factory(tool=tool, text="Canary moved.")
    report_factory(tool=tool, state="done", closed_on=timezone.now().date())
    for outcome in (*[Outcome.DEAD] * 3, Outcome.UNSURE, Outcome.WORKS):
        link_check_factory(outcome=outcome)


def sent() -> list:
    texts = [keys.decrypt(row.message).partition("\n\n") for row in OutboxMail.objects.order_by("pk")]
    return [(to, email.message_from_string(raw, policy=email.policy.default)) for to, _, raw in texts]


def test_each_curator_gets_the_counts_in_the_own_language(waiting):
    for address, code in (("a@hub.example", "en"), ("b@hub.example", "fr")):
        make_user("curator", email=address, language=code)
    for name in ("officer", "reviewer", "translator", "administrator"):
        make_user(name)
    assert curators_digest.send() == 2
    mails = dict(sent())
    assert {to: mail["Subject"] for to, mail in mails.items()} == {
        "a@hub.example": "What waits this week",
        "b@hub.example": "Ce qui est en attente cette semaine",
    }
    plain = mails["a@hub.example"].get_body(("plain",)).get_content()
    texts = 2 * 3 * len(TRANSLATIONS)  # two of three entries
    for line in (
        "Checks that are due: 2.",
        "Links that do not answer: 3.",
        "Open reports: 1.",
        "Entries in review: 1.",
        f"Translations that are missing, need an update or wait for approval: {texts}.",
    ):
        assert line in plain
    assert reverse("admin:index") in plain
    assert "anary" not in plain


@pytest.mark.parametrize("name", [name for name in NOT_LET_IN if PEOPLE[name].days])
def test_no_curator_who_is_not_let_in(waiting, name):
    make_user(name, role="curator")
    assert (curators_digest.send(), sent()) == (0, [])


def test_no_mail_when_nothing_waits(tool_factory):
    make_user("curator")
    today = timezone.now().date()
    tool = tool_factory(last_verified=today, next_review=today)
    for name in ("summary", "what_it_does"):
        texts = {documents.column(name, code): "x" for code in TRANSLATIONS}
        models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(**texts)
        english = fingerprint(getattr(tool, f"{name}_en"))
        told = [origins.Source(tool.slug, name, code, "machine", english) for code in TRANSLATIONS]
        origins.note(models.Tool, told)
    assert set(curators_digest.waiting().values()) == {0}
    assert (curators_digest.send(), sent()) == (0, [])


def test_it_costs_the_same_whatever_waits(tool_factory, django_assert_num_queries):
    for _ in range(10):
        tool_factory()
    curators_digest.waiting()  # what is in memory is made anew, once
    with django_assert_num_queries(5):
        curators_digest.waiting()
