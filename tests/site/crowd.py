"""Who looks at the site, each with rows of their own, among strangers with rows of every kind?"""

import time
from dataclasses import dataclass

from django.utils import timezone

from members import applying, vetting
from members.agencies import FocalPoint
from members.application import Application, State
from members.models import User
from tests.members import cases
from tests.personas import NOT_LET_IN, PEOPLE, STAFF, Browser, browser_for, make_user
from tests.site import belongings, canaries, objects

SIGNED_IN = (*NOT_LET_IN, "officer", "focal")  # each with rows of every kind
APPLICANTS = ("applicant", "refused")  # browsers that hold an application, no account
OUTSIDE = ("visitor", *APPLICANTS, *SIGNED_IN)
EVERYBODY = (*OUTSIDE, *STAFF)


@dataclass
class Crowd:
    browsers: dict[str, Browser]
    canaries: canaries.Canaries
    strangers: dict[str, str]  # parameter of an address -> an object of somebody else
    own: dict[str, dict[str, str]]  # person -> parameter -> an object of their own
    others: dict  # the strangers' rows themselves


def gather() -> Crowd:
    """Everybody, with a word of its own in every field (`tests.site.canaries`)."""
    staff = make_user("reviewer"), make_user("administrator")
    others = belongings.strangers(staff)
    accounts = {name: _account(name, staff) for name in SIGNED_IN}
    held = {name: _application(name, staff) for name in APPLICANTS}
    people = {role: make_user(role) for role in STAFF}
    named = _where_they_serve(accounts) | _unit_of(accounts["focal"]) | _only_for_some(others)
    seen = canaries.plant({**accounts, **held, **people, **named})
    made = Crowd({"visitor": Browser()}, seen, objects.parameters(others), {}, others)
    for name, user in (accounts | people).items():
        person = PEOPLE["officer" if name == "focal" else name]
        made.browsers[name] = browser_for(User.objects.get(pk=user.pk), person.factor)
    for name, user in accounts.items():
        made.own[name] = {"ticket": str(user.tickets.get().pk), "member": str(user.pk)}
        made.own[name] |= {"saved": str(user.saved_lists.get().pk), "watch": str(user.watches.get().pk)}
    for name, case in held.items():
        made.browsers[name], made.own[name] = holding(case), {"application": str(case.pk)}
    return made


def _account(name: str, staff) -> User:
    """With rows of every kind, in a unit of their own."""
    unit = belongings.a_unit(staff)
    user = make_user("officer" if name == "focal" else name, agency=unit.agency, unit=unit)
    belongings.of_member(user, staff)
    return user


def _application(name: str, staff) -> Application:
    """Refused, or waiting for answers that staff asked for again."""
    email = f"{belongings.mark()}@police.example"
    if name == "refused":
        case = cases.refused(email=email)
    else:
        case = cases.in_review(by=staff[0], email=email)
        vetting.ask(case, by=staff[0], pages=["name", "agency"])
    belongings.around(case, staff)
    return case


def _where_they_serve(accounts: dict[str, User]) -> dict:
    """By name: each one's agency, and the unit of all but the focal point, which has a name of its own."""
    agencies = {f"the agency of {name}": user.agency for name, user in accounts.items()}
    return agencies | {f"the unit of {name}": user.unit for name, user in accounts.items() if name != "focal"}


def _unit_of(user: User) -> dict:
    """Makes them the focal point; by name: the unit, somebody who serves in it and somebody who wants to."""
    FocalPoint.objects.create(user=user, unit=user.unit, since=timezone.now())
    joining = cases.proven(email="joins@police.example")
    Application.objects.filter(pk=joining.pk).update(unit=user.unit)
    colleague = make_user("officer", agency=user.agency, unit=user.unit)
    return {"their unit": user.unit, "a colleague": colleague, "somebody joining": joining}


def _only_for_some(others: dict) -> dict:
    """By name: a draft, which is nobody's but the applicant's, and a message on a topic of administrators."""
    message = others["privacy"].messages.filter(by=None).get()
    return {"a draft": others["cases"][State.DRAFT], "about privacy": message}


def holding(case: Application) -> Browser:
    """A browser that holds this application."""
    browser = Browser()
    session = browser.session
    session[applying.HELD] = {"id": str(case.pk), "seen": int(time.time())}
    session.save()
    return browser
