"""Is every field in the register, everything personal in the export, and nothing left after erasing?"""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from hub.models import AuditEvent
from members import agency_registry, data_register, erasure, membership, own_data, retention, vetting
from members.application import Application, State
from members.contact import Ticket
from members.former import FormerMember
from members.models import User
from members.vetting_signals import signals
from tests.members import cases
from tests.personas import browser_for, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def every_model():
    return [
        model for model in apps.get_models() if model._meta.app_label not in data_register.CONTENT or is_kept(model)
    ]


def is_kept(model) -> bool:
    """What officers keep for themselves among the content."""
    return model._meta.label_lower in data_register.REGISTER


def test_every_field_of_every_model_is_in_the_register():
    kept = {model._meta.label_lower: {field.name for field in model._meta.concrete_fields} for model in every_model()}
    known = {label: set(entry.fields) for label, entry in data_register.REGISTER.items()}
    assert known == kept


def test_no_field_is_of_two_kinds():
    for label, entry in data_register.REGISTER.items():
        names = f"{entry.personal} {entry.staff} {entry.hidden} {entry.workings}".split()
        assert len(names) == len(set(names)), label


def test_the_periods_of_the_register_are_settings():
    for entry in data_register.REGISTER.values():
        for word in entry.kept.replace(",", " ").split():
            if "_" in word:
                assert word in settings.RETENTION


def test_content_knows_no_people():
    people = {"members.user", "members.application"} | data_register.REGISTER.keys()
    for model in apps.get_models():
        if model._meta.app_label in data_register.CONTENT and not is_kept(model):
            related = {f.related_model._meta.label_lower for f in model._meta.concrete_fields if f.related_model}
            assert not related & people or model._meta.label_lower in data_register.CONTENT_ABOUT_PEOPLE


# --- The export ---------------------------------------------------------------------------------------------------


def joined() -> User:
    """A member with an application behind the account."""
    application = cases.approved()
    user = make_user("officer", email="amina@police.example")
    user.name = "Amina Example"
    user.supervisor_email = "chief@police.example"
    user.save()
    Application.objects.filter(pk=application.pk).update(account=user)
    return user


def test_the_export_has_what_is_personal_and_nothing_of_staff():
    user = joined()
    application = user.application
    application.notes.create(by=cases.reviewer(), text="Staff note xqcanary")
    data = json.loads(own_data.export(user))
    assert data["members.user"][0]["email"] == "amina@police.example"
    assert data["members.application"][0]["answers"]["referee_name"] == "Chief Example"
    text = json.dumps(data)
    assert "xqcanary" not in text
    assert application.recommended_by.name not in text
    for entry in data_register.REGISTER.values():
        for name, kind in entry.fields.items():
            if kind == data_register.Kind.HIDDEN and name.endswith(("_mark", "_hash")):
                assert f'"{name}"' not in text


def test_the_export_is_of_one_person_only():
    other = make_user("officer", email="other-xqcanary@police.example")
    assert "xqcanary" not in own_data.export(joined())
    assert "amina" not in own_data.export(other)


def test_the_page_asks_again_first():
    browser = browser_for(joined(), "totp")
    assert browser.get("/en/accounts/data/").status_code == 200
    session = browser.session
    session["account_authentication_methods"] = [
        {**record, "at": 0} for record in session["account_authentication_methods"]
    ]
    session.save()
    for address in ("data/", "data/erase/"):
        assert "reauthenticate" in browser.get(f"/en/accounts/{address}").headers["Location"]
    assert "reauthenticate" in browser.post("/en/accounts/data/download/").headers["Location"]


def test_back_from_showing_a_factor_is_the_page_with_the_button():
    browser = browser_for(joined(), "totp")
    for method in ("get", "head"):
        response = getattr(browser, method)("/en/accounts/data/download/")
        assert response.headers["Location"] == "/en/accounts/data/"


def test_the_file():
    browser = browser_for(joined(), "totp")
    response = browser.post("/en/accounts/data/download/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert response.json()["members.user"][0]["name"] == "Amina Example"


@pytest.mark.parametrize("name", ["suspended", "expired"])
def test_whoever_is_shut_out_gets_it_too(name):
    browser = browser_for(make_user(name), "totp")
    assert browser.post("/en/accounts/data/download/").status_code == 200


# --- Erasing ------------------------------------------------------------------------------------------------------


def dump() -> str:
    """Every value of every table, as somebody with the database would read it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (our own table names)
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_nothing_that_was_answered_stands_in_the_database_in_clear():
    cases.recommended(assignment_note="Xqcanary of mine", tools_in_use="Xqcanary tool")
    text = dump()
    for answer in ("Amina Example", "Xqcanary", "chief@police.example", "amina@police.example"):
        assert answer not in text


def test_nothing_is_left_after_the_own_wish():
    user = joined()
    browser = browser_for(user, "totp")
    response = browser.post("/en/accounts/data/erase/", {"sure": "on"})
    assert response.status_code == 200
    assert browser.get("/en/accounts/").status_code == 302  # signed out
    user.refresh_from_db()
    assert (user.name, user.closed_reason, user.has_usable_password()) == ("", "own_wish", False)
    text = dump()
    for trace in ("amina@police.example", "Amina Example", "chief@police.example"):
        assert trace not in text
    assert not user.authenticator_set.exists()
    assert Application.objects.get(account=user).answers == {}


def test_who_was_a_member_is_known_again_for_a_time():
    """Whatever ended the membership, and though nothing else is left; then not even that."""
    user = joined()
    membership.suspend(user=user, by=cases.reviewer(), reason="conduct")
    own_data.erase_member(User.objects.get(pk=user.pk))
    for changes in ({}, {"email": "new@police.example"}):
        application = cases.proven(**changes)
        [found] = [found for found in signals(application) if found.key == "former_member"]
        assert (found.level, str(found.evidence)) == ("look", "The terms of engagement were broken")
    other = cases.proven(email="li@police.example", full_name="Li Example")
    assert [found.level for found in signals(other) if found.key == "former_member"] == ["pass"]
    FormerMember.objects.update(at=timezone.now() - timedelta(days=181))
    retention.run()
    assert not FormerMember.objects.exists()


def test_messages_about_an_application_go_with_it(client):
    application = cases.proven()
    ticket = Ticket.objects.create(topic="joining", email="amina@police.example", application=application)
    session = client.session
    session["hub_application"] = {"id": str(application.pk), "seen": 2**33}
    session.save()
    client.post("/en/join/step/erase/")
    assert not Ticket.objects.filter(pk=ticket.pk).exists()


def test_erasing_needs_the_tick():
    browser = browser_for(joined(), "totp")
    response = browser.post("/en/accounts/data/erase/", {"sure": ""})
    assert b"There is a problem" in response.content
    assert User.objects.filter(email="amina@police.example").exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.PROVEN, State.IN_REVIEW, State.REFUSED])
def test_an_applicant_erases_everything(state, client):
    application = cases.MAKERS[state]()
    session = client.session
    session["hub_application"] = {"id": str(application.pk), "seen": 2**33}
    session.save()
    response = client.post("/en/join/step/erase/")
    assert response.status_code == 200
    assert Application.objects.get(pk=application.pk).answers == {}
    text = dump()
    for trace in ("Amina Example", "chief@police.example"):
        assert trace not in text
    assert client.get("/en/join/check/").headers["Location"] == "/en/join/"


# --- What time erases ---------------------------------------------------------------------------------------------


def back(application: Application, days: int, **fields) -> None:
    when = timezone.now() - timedelta(days=days)
    Application.objects.filter(pk=application.pk).update(**dict.fromkeys(fields or {"changed_at": 1, "since": 1}, when))


def count_of(event: str) -> dict:
    return AuditEvent.objects.filter(event=event).latest("pk").detail


def test_drafts_are_erased_after_their_time():
    old, new = cases.draft(), cases.draft(email="new@police.example")
    back(old, 31)
    back(new, 29)
    retention.run()
    assert list(Application.objects.all()) == [new]
    assert count_of("drafts erased") == {"count": 1, "left": 0}


def test_an_address_that_was_never_proven_ends_and_goes():
    application = cases.sent()
    back(application, 31)
    retention.run()
    assert Application.objects.get().state == State.EXPIRED
    back(application, 31)
    retention.run()
    assert not Application.objects.exists()


@pytest.mark.parametrize(("days", "left"), [(179, 1), (181, 0)])
def test_refused_applications_are_erased_after_their_time(days, left):
    application = cases.refused()
    back(application, days, decided_at=1)
    retention.run()
    assert Application.objects.count() == left


def test_a_refused_one_with_a_call_back_goes_too():
    by = cases.reviewer()
    application = cases.called_back(by)
    vetting.recommend(application, by=by, recommendation="refuse", reason="duplicate")
    vetting.refuse(application, by=cases.reviewer(), reason="duplicate")
    back(application, 181, decided_at=1)
    retention.run()
    assert not Application.objects.exists()


def test_answers_of_approved_ones_are_erased_and_the_decision_stays():
    application = cases.approved()
    back(application, 91, decided_at=1)
    retention.run()
    application.refresh_from_db()
    assert (application.answers, application.state) == ({}, State.APPROVED)
    assert application.decisions.filter(to_state=State.APPROVED).exists()
    assert count_of("answers of approved applications erased") == {"count": 1, "left": 0}
    assert "police.example" not in application.call_back.contact


def whose(application: Application) -> tuple:
    return Application.objects.values_list("email_mark", "name_mark", "agency", "unit").get(pk=application.pk)


NOBODYS = ("", "", None, None)


def test_of_an_anonymous_member_the_application_says_no_more_whose_it_was():
    user = joined()
    application, by = user.application, cases.reviewer()
    unit = agency_registry.add_unit(agency=application.agency, name="Unit", by=by)
    Application.objects.filter(pk=application.pk).update(unit=unit)
    back(application, 91, decided_at=1)
    retention.run()
    assert "" not in {whose(application)[0], whose(application)[2]}  # the account still stands behind it
    erasure.anonymise(user)
    assert whose(application) == NOBODYS
    application.refresh_from_db()
    assert (application.state, application.call_back is not None) == (State.APPROVED, True)


@pytest.mark.parametrize(("days", "left"), [(89, False), (91, True)])
def test_an_approved_one_that_nobody_joined_by_says_no_more_whose_it_was(days, left):
    application = cases.approved()
    back(application, days, decided_at=1)
    retention.run()
    assert (whose(application) == NOBODYS) == left
    told = count_of("approved applications without account made anonymous")
    assert told == {"count": int(left), "left": 0}


def test_an_account_that_became_anonymous_before_this_was_a_rule():
    user = joined()
    application = user.application
    erasure.anonymise(user)
    Application.objects.filter(pk=application.pk).update(email_mark="x" * 64)
    retention.run()
    assert whose(application) == NOBODYS


@pytest.mark.parametrize(("months", "gone"), [(11, False), (13, True)])
def test_ended_memberships_become_anonymous(months, gone):
    user = make_user("officer", expires_at=timezone.now() - timedelta(days=months * 31))
    retention.run()
    user.refresh_from_db()
    assert (user.anonymised_at is not None) == gone
    assert (user.name == "") == gone


def test_leaving_starts_the_same_time():
    user = make_user("officer")
    membership.leave(user=user)
    User.objects.filter(pk=user.pk).update(closed_at=timezone.now() - timedelta(days=400))
    retention.run()
    user.refresh_from_db()
    assert user.anonymised_at is not None


def test_one_that_cannot_be_erased_does_not_keep_the_next(monkeypatch):
    first, second = cases.draft(), cases.draft()
    back(first, 31)
    back(second, 31)

    def stuck(application):
        if application.pk == first.pk:
            raise RuntimeError
        application.delete()

    monkeypatch.setitem(retention.JOBS, "drafts erased", (retention.old_drafts, stuck))
    retention.run()
    assert list(Application.objects.all()) == [first]
    assert count_of("drafts erased") == {"count": 1, "left": 1}


def test_the_address_of_somebody_erased_may_join_again():
    user = joined()
    erasure.anonymise(user)
    again = cases.recommended()
    vetting.approve(again, by=cases.reviewer(), reason="confirmed")
    assert Application.objects.get(pk=again.pk).state == State.APPROVED
