"""What is known around one application, so that its signals can be judged?

Read when staff open the case file: always the same few queries, whatever the tables hold. Answers are encrypted, so no
query can search them. Equal addresses and names are found by their keyed marks, for as long as those are kept; nearly
equal ones only among the newest `NEAR_LIMIT` applications of two years, which are read and compared here.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from hub import keys
from hub.search import fold, words
from members import former, referees
from members.agencies import Agency, AgencyDomain
from members.application import Application, State, Vouch
from members.domains import with_parents
from members.mail_domains import domain_of, mailbox
from members.models import User

NEAR = timedelta(days=731)
NEAR_LIMIT = 500
SENDER = timedelta(days=30)
LONG_ANSWERS = ("assignment_note", "tools_in_use", "training_note")
LONG = 40  # letters from which the same answer twice is no accident


@dataclass(frozen=True)
class Person:
    """Who applies, by the answers; `reference` is all that staff are shown of another applicant."""

    reference: str
    state: str
    answers: dict

    @property
    def country(self) -> str:
        return self.answers.get("country", "")

    @cached_property
    def email(self) -> str:
        return mailbox(self.answers.get("email", ""))

    @cached_property
    def local(self) -> str:
        """The letters in front of the @."""
        return re.sub(r"[\W\d_]", "", self.email.partition("@")[0])

    @cached_property
    def names(self) -> list[str]:
        typed = (self.answers.get("full_name", ""), self.answers.get("latin_name", ""))
        return [name for name in map(folded_name, typed) if name]

    @cached_property
    def long_answers(self) -> set[str]:
        typed = (fold(self.answers.get(key, "")) for key in LONG_ANSWERS)
        return {text for text in typed if len(text) >= LONG}


@dataclass(frozen=True)
class Case:
    application: Application
    person: Person
    domain: str  # empty: cannot be read
    referee: str
    referee_domain: str
    entry: AgencyDomain | None  # of the registry for the applicant's domain, confirmed or not
    referee_entry: AgencyDomain | None
    agency: Agency | None  # as placed by staff, else the one of the confirmed domain
    known: list[tuple[str, str]]  # confirmed domains, each with the country of its agency
    member_has_address: bool
    member_has_name: bool
    former: list[str]  # why memberships of this address or name ended
    same_address: list[Person]
    same_name: list[Person]
    referee_applies: bool
    recent: list[Person]
    senders: int
    referee_answers: list[str]
    vouches: list[str]


def folded_name(text: str) -> str:
    """The same for any order of the names."""
    return " ".join(sorted(words(text)))


def gather(application: Application) -> Case:
    person = Person(application.reference, application.state, application.answers)
    address, referee = application.email, application.answers.get("referee_email", "")
    domain, referee_domain = domain_of(address), domain_of(referee)
    entries = _entries(domain, referee_domain)
    entry = _entry_of(domain, entries)
    of_domain = entry.agency if entry is not None and entry.is_confirmed else None
    return Case(
        application=application,
        person=person,
        domain=domain,
        referee=referee,
        referee_domain=referee_domain,
        entry=entry,
        referee_entry=_entry_of(referee_domain, entries),
        agency=application.agency or of_domain,
        known=_known(),
        recent=_recent(application),
        senders=_senders(application),
        referee_answers=referees.answers_for_staff(application),
        vouches=_vouches(application),
        **_members(application, person),
        **_equal(application, referee),
    )


def _vouches(application: Application) -> list[str]:
    """As of the referee: a yes counts for the answers it was said about, a no for good."""
    rows = application.vouches.order_by("-pk")
    if application.told_anew_at is not None:
        rows = rows.filter(Q(at__gt=application.told_anew_at) | Q(answer=Vouch.Answer.NO))
    return list(rows.values_list("answer", flat=True))


# --- The registry -------------------------------------------------------------------------------------------------


def _entries(*domains: str) -> list[AgencyDomain]:
    names = [name for domain in domains for name in with_parents(domain)]
    return list(AgencyDomain.objects.open().filter(domain__in=names).select_related("agency"))


def _entry_of(domain: str, entries: list[AgencyDomain]) -> AgencyDomain | None:
    """Of the domain itself or what it lies under; a confirmed one before a proposed one."""
    mine = [entry for entry in entries if entry.domain in with_parents(domain)]
    return max(mine, key=lambda entry: (entry.is_confirmed, len(entry.domain)), default=None)


def _known() -> list[tuple[str, str]]:
    confirmed = AgencyDomain.objects.confirmed().order_by("domain")
    return list(confirmed.values_list("domain", "agency__country"))


# --- Members and other applicants ---------------------------------------------------------------------------------


def _members(application: Application, person: Person) -> dict:
    others = User.objects.filter(anonymised_at=None).exclude(pk=application.account_id)
    mine = Q(email__iexact=application.email)
    nearby = Q(country=person.country) if person.country else mine
    rows = list(others.filter(mine | nearby).values_list("email", "name"))
    names = marks("name", application.answers.get("full_name", ""))
    return {
        "former": former.known(emails=marks("email", application.email), names=names, country=person.country),
        "member_has_address": any(mailbox(email) == person.email for email, _name in rows),
        "member_has_name": any(folded_name(name) in person.names for _email, name in rows),
    }


def _equal(application: Application, referee: str) -> dict:
    """By the marks, which outlive the answers: a refused person is known again until the marks are erased (DATA-06)."""
    address, name = marks("email", application.email), marks("name", application.answers.get("full_name", ""))
    of_referee = marks("email", referee)
    rows = _others(application).filter(Q(email_mark__in=[*address, *of_referee]) | Q(name_mark__in=name))
    rows = list(rows.order_by("-created_at")[:200])
    same_name = [row for row in rows if row.name_mark in name and row.email_mark not in address]
    country = application.answers.get("country", "")
    return {
        "same_address": [_person(row) for row in rows if row.email_mark in address],
        "same_name": [_person(row) for row in same_name if row.answers.get("country", country) == country],
        "referee_applies": any(row.email_mark in of_referee for row in rows),
    }


def marks(purpose: str, text: str) -> list[str]:
    """What `members.applying.mark` may have kept for this text."""
    return keys.fingerprints(purpose, fold(text)) if text else []


def _recent(application: Application) -> list[Person]:
    rows = _others(application).filter(created_at__gt=timezone.now() - NEAR, erased_at=None).order_by("-created_at")
    return [_person(row) for row in rows[:NEAR_LIMIT]]


def _senders(application: Application) -> int:
    """Other applications from the same network and browser. The mark is of the key of its day: never recomputed."""
    if not application.sender_mark:
        return 0
    same = _others(application).filter(sender_mark=application.sender_mark)
    return same.filter(created_at__gt=application.created_at - SENDER).count()


def _others(application: Application):
    """Sent at least once: a draft is nobody's application yet."""
    others = Application.objects.exclude(pk=application.pk).exclude(state=State.DRAFT)
    return others.only("reference", "state", "answers", "email_mark", "name_mark")


def _person(row: Application) -> Person:
    return Person(row.reference, row.state, row.answers)
