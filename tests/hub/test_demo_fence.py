"""Does demo mode stay on this machine and on its own database?"""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from members import demo
from members.models import DemoMarker, User

pytestmark = pytest.mark.slow

FORWARDING = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Proto")


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    settings.SECURE_SSL_REDIRECT = False


def test_nobody_signs_in_by_a_click_outside_the_demo(db, visitor):
    assert visitor.post("/en/accounts/demo/officer/").status_code == 404
    assert b"/accounts/demo/" not in visitor.get("/en/").content


def test_commands_refuse_outside_the_demo(db):
    with pytest.raises(CommandError):
        call_command("demo", prepare=True)
    with pytest.raises(ImproperlyConfigured):
        call_command("demo_session", role="officer")


@pytest.mark.parametrize("header", FORWARDING)
def test_a_forwarded_request_is_refused(header, db, demo_mode):
    assert Client().get("/en/").status_code == 200
    response = Client().get("/en/", headers={header: "for=192.0.2.1"})
    assert response.status_code == 403


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.4", "2001:db8::1"])
def test_a_request_from_another_machine_is_refused(address, db, demo_mode):
    for path in ("/en/", "/healthz", "/api/v1/tools/", "/static/hub/hub.css"):
        assert Client(REMOTE_ADDR=address).get(path).status_code == 403


def test_a_database_of_real_people_is_refused(db, demo_mode, user_factory):
    user_factory()
    with pytest.raises(ImproperlyConfigured, match="people already"):
        demo.make_people()
    for role in demo.PEOPLE:
        client = Client(raise_request_exception=False)
        assert client.post(f"/en/accounts/demo/{role}/").status_code in {403, 404, 500}
        assert "sessionid" not in client.cookies or not client.session.get("_auth_user_id")


def test_it_signs_in_on_its_own_database(db, demo_mode):
    demo.make_people()
    client = Client()
    assert client.post("/en/accounts/demo/officer/").status_code == 302
    assert client.get("/en/accounts/").status_code == 200
    assert str(User.objects.get(email="officer@demo.example").pk) == client.session["_auth_user_id"]


def test_the_second_start_changes_nothing(db, demo_mode):
    demo.make_people()
    before = list(User.objects.order_by("pk").values_list("pk", "email"))
    demo.make_people()
    assert list(User.objects.order_by("pk").values_list("pk", "email")) == before
    assert DemoMarker.objects.count() == 1


def test_demo_people_have_no_password(db, demo_mode):
    demo.make_people()
    assert not any(user.has_usable_password() for user in User.objects.all())
