"""Is an application ever lost, doubled or falsely receipted when processes are killed (AVAIL-01, AVAIL-02, AVAIL-05)?

A real site is killed with `kill -9` at named points (`tests.prove.crashing`) while people apply. Whoever gets no answer
presses the button again. What was acknowledged must be there, once, as it was typed; what was shown as received must be
sent; each mail must arrive and be marked once; the audit must be whole.
"""

import random
import re
import uuid
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

import environ
import pytest
from django.db import connection, connections

from hub.models import OutboxMail
from members import questionnaire
from members.application import Application, State
from tests.members import cases
from tests.prove.crashing import POINTS, WEB, WORKER
from tests.prove.killed_site import LOST, Browser, Site, new_database, running

TOKEN = re.compile(r'name="token" value="([^"]+)"')
REFERENCE = re.compile(r"\b([2-9A-HJKMNP-Z]{5}) ([2-9A-HJKMNP-Z]{5})\b")
TYPED = cases.ANSWERS | {"country": "France", "terms": "on", "data_notice": "on"}
ENGINES = ("sqlite", "postgresql")
OTHER = "killed"  # alias of the site's database in this process


@dataclass
class Ledger:
    """What the people were told, and what is wrong with it."""

    applications: dict[uuid.UUID, dict] = field(default_factory=dict)  # token -> what was typed
    kills: Counter = field(default_factory=Counter)  # point -> how often
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    false_receipts: list = field(default_factory=list)


# --- Somebody applies ---------------------------------------------------------------------------------------------


class Applicant:
    def __init__(self, site: Site, ledger: Ledger, dice: random.Random):
        self.site, self.ledger, self.dice = site, ledger, dice
        number = len(ledger.applications)
        self.browser = Browser(site, f"10.{number >> 8}.{number & 255}.7")
        self.typed = {"full_name": f"Person {number}", "email": f"person{number}@police.example"}
        page = self.browser.get("/en/join/")
        self.token = uuid.UUID(TOKEN.search(page.text)[1])
        ledger.applications[self.token] = self.typed

    @property
    def rows(self):
        return Application.objects.using(OTHER).filter(start_token=self.token)

    def apply(self) -> None:
        """From the first button to the receipt. Web processes die at some of the presses, the worker over the mail."""
        pages = questionnaire.asked(TYPED)
        unlucky = self.dice.choice(pages)
        self.press("/en/join/", {"token": self.token}, crash=self.dice.random() < 0.5)
        for page in pages:
            fields = {question.key: (TYPED | self.typed)[question.key] for question in page.questions}
            self.press(f"/en/join/{page.key}/", fields, crash=page is unlucky)
            self.check_kept(page)
        point = self.dice.choice(WORKER)
        self.site.crash_at(point)
        self.press("/en/join/check/", {}, crash=True)
        self.check_receipt()
        assert self.site.wait_until(lambda: not self.site.waits_for(point)), "no worker took the mail"
        self.ledger.kills[point] += 1

    def press(self, path: str, fields: dict, *, crash: bool) -> None:
        """Until there is an answer."""
        point = self.dice.choice(WEB)
        if crash:
            self.site.crash_at(point, self.dice.randint(1, 3))
        answer = self._answer(path, fields)
        if crash and not self.site.waits_for(point):
            self.ledger.kills[point] += 1
        self.site.take_back(point)
        while answer is None:
            answer = self._answer(path, fields)
        assert answer.status == 302, (path, answer.status, answer.text[-2000:])

    def _answer(self, path: str, fields: dict):
        try:
            return self.browser.post(path, fields)
        except LOST:
            return None

    def check_kept(self, page) -> None:
        """The site has led on to the next page: the answers of this one are there."""
        kept = self.rows.get().answers
        wanted = cases.ANSWERS | self.typed
        if any(kept.get(question.key) != wanted[question.key] for question in page.questions):
            self.ledger.lost.append((self.token, page.key))

    def check_receipt(self) -> None:
        """What the page calls sent is sent."""
        page = self.browser.get("/en/join/status/")
        shown = "".join(REFERENCE.search(page.text).groups())
        if not self.rows.filter(reference=shown, state=State.SUBMITTED).exists():
            self.ledger.false_receipts.append(self.token)


# --- Afterwards ---------------------------------------------------------------------------------------------------


def check_applications(ledger: Ledger) -> None:
    everything = Application.objects.using(OTHER)
    for token, typed in ledger.applications.items():
        row = everything.filter(start_token=token).first()
        if row is None or row.state != State.SUBMITTED or row.answers != cases.ANSWERS | typed:
            ledger.lost.append(token)
        elif (row.decisions.count(), row.links.count()) != (1, 1):
            ledger.doubled.append(token)
    emails = Counter(row.email for row in everything.all())
    ledger.doubled += [email for email, count in emails.items() if count > 1]


def check_mails(site: Site, ledger: Ledger) -> None:
    """Everybody got the one mail that is marked; one that came twice is the same mail."""
    rows = OutboxMail.objects.using(OTHER)
    assert site.wait_until(lambda: not rows.filter(sent=None).exists())
    assert (rows.count(), rows.exclude(message="").count()) == (len(ledger.applications), 0)
    delivered = set(site.deliveries())
    assert Counter(address for address, _identity in delivered) == {
        typed["email"]: 1 for typed in ledger.applications.values()
    }


@contextmanager
def the_database_of(site: Site, blocker):
    """Read beside the site, as staff would."""
    address = environ.Env.db_url_config(site.environment["DATABASE_URL"])
    connections.databases[OTHER] = connections.databases["default"] | {"OPTIONS": {}} | address
    with blocker.unblock():
        yield
        connections[OTHER].close()
    del connections.databases[OTHER], connections[OTHER]


def attack(engine: str, folder, blocker, kills: int) -> Ledger:
    ledger, dice = Ledger(), random.Random(4)
    with new_database(engine, folder) as database, running(folder, database) as site:
        with the_database_of(site, blocker):
            while ledger.kills.total() < kills:
                Applicant(site, ledger, dice).apply()
            check_applications(ledger)
            check_mails(site, ledger)
        assert "findings: 0" in site.manage("verify_audit")
        assert [line for line in site.log.read_text().splitlines() if '"status": 5' in line] == []
    return ledger


@pytest.mark.prove
def test_a_few_kills(tmp_path, django_db_blocker):
    ledger = attack(connection.vendor, tmp_path, django_db_blocker, kills=4)
    assert (ledger.lost, ledger.doubled, ledger.false_receipts) == ([], [], [])


@pytest.mark.prove
def test_two_hundred_kills_on_each_database(tmp_path, django_db_blocker):
    ledgers = []
    for engine in ENGINES:
        folder = tmp_path / engine
        folder.mkdir()
        ledgers.append(attack(engine, folder, django_db_blocker, kills=200))
        print(f"kills_{engine}: {ledgers[-1].kills.total()} {dict(ledgers[-1].kills)}")
    print(f"kills: {sum(ledger.kills.total() for ledger in ledgers)}")
    print(f"kills_applications: {sum(len(ledger.applications) for ledger in ledgers)}")
    for name in ("lost", "doubled", "false_receipts"):
        print(f"kills_{name}: {sum(len(getattr(ledger, name)) for ledger in ledgers)}")
    for ledger in ledgers:
        assert set(ledger.kills) == set(POINTS)
        assert (ledger.lost, ledger.doubled, ledger.false_receipts) == ([], [], [])
