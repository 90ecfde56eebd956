"""Has everything that the code records words for staff, and is none left of what it records no more?"""

import ast
from itertools import chain, product

import pytest
from django.conf import settings

from catalogue import translating
from hub import audit_words
from members import auth_events, retention, vetting
from members.address_change import AddressChange
from members.agencies import ENTRIES
from members.recovery import Recovery

WRITERS = {"record", "_record"}  # they have the event first; another helper has it as `event=`
OTHERS = {"event", "FORGOTTEN"}  # names that hold one


def _sources():
    for app in ("hub", "members", "catalogue", "learning"):
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def _written(tree):
    """What is given as an event, wherever one is given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield from (one.value for one in node.keywords if one.arg == "event")
            if name in WRITERS and node.args:
                yield node.args[0]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in OTHERS:
            yield node.value


def _texts(node):
    """A text that stands there, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


def literal() -> set[str]:
    return {text for _path, tree in _sources() for node in _written(tree) for text in _texts(node)}


def composed() -> set[str]:
    """What is put together, or stands in a table."""
    found = {f"application {state}" for state in {*chain(*vetting.TRANSITIONS.values())}}
    found |= {f"{kind} {done}" for kind, done in product(ENTRIES, ("proposed", "confirmed", "retired"))}
    for case in (Recovery, AddressChange):
        reached = {*chain(*case.TRANSITIONS.values())}
        found |= {f"{case.WORD} {state}" for state in reached} | {f"{case.WORD} asked"}
    found |= {event for _signal, event in auth_events.SUCCESSES} | {*auth_events.FAILURES.values()}
    found |= {*auth_events.OF_RECOVERY_CODES, *auth_events.OF_RECOVERY_CODES.values()}
    return found | {*retention.JOBS, *translating.EVENTS.values()}


def test_every_event_has_words_and_no_words_are_left_over():
    known = {*audit_words.all_of("EVENTS")}
    assert len(literal()) > 60
    assert literal() | composed() == known


def test_no_two_events_are_told_alike():
    words = [str(one) for one in audit_words.all_of("EVENTS").values()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("user list", "List of the accounts"),
        ("user 7f3e5c1a-0000-4000-8000-000000000000", "Account of one person"),
        ("sign-ins of user 7f3e5c1a-0000-4000-8000-000000000000", "Sign-ins of one person"),
        ("addresschange list", "List of the changes of address"),
        ("addresschange 4", "One change of address"),
        ("address change 4", "One change of address"),
        ("tools", "Several tools"),
        ("photo-sorter", "One tool"),
        ("list 2a35fd00-6e55-4dd9-bb2f-b12a6f3647d7", "One list of an officer"),
        ("report 4", "One report"),
        ("capability hash-matching", "One word of the vocabulary"),
        ("provider maker", "One word of the vocabulary"),
        ("tool photo-sorter what_it_does zh-hans", "Translation of one text"),
        ("evidence 12 claim fr", "Translation of one text"),
    ],
)
def test_a_target_says_of_what_kind_it_is(code, words):
    assert str(audit_words.target(code)) == words


def test_a_code_of_former_times_has_no_words():
    assert audit_words.event("something else") is None
    assert audit_words.target("some thing else") is None
    assert audit_words.actor("7f3e5c1a-0000-4000-8000-000000000000") is None
