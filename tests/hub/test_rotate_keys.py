"""Is everything readable with the new key alone after a rotation, while the site runs?"""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField

from hub import append_only, audit, keys, outbox, rotation, seals
from hub.models import AuditEvent, OutboxMail
from members import applying, referees
from members import rotation as of_members
from members.application import Application, Note
from members.models import User
from tests import personas
from tests.hub import tampering
from tests.members import cases
from tests.personas import make_user

NEW_KEY = Fernet.generate_key().decode()


def run() -> str:
    told = StringIO()
    call_command("rotate_keys", stdout=told)
    return told.getvalue()


@pytest.fixture
def rotating(db, settings):
    """A function that puts a new key in front; until then everything is written by the old one."""
    tampering.empty()
    old = settings.HUB_KEYS[0]
    settings.HUB_KEYS = [old]
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"

    def begin():
        settings.HUB_KEYS = [NEW_KEY, old]
        return settings

    return begin


def tokens() -> list[str]:
    """Every token of the whole database, wherever it stands."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            text = repr(cursor.fetchall())
            found += [part for word in text.split("'") for part in word.split('"') if part.startswith("gAAAA")]
    return found


def readable_by(key: str) -> int:
    count = 0
    for token in tokens():
        try:
            Fernet(key).decrypt(token.encode())
        except InvalidToken:
            continue
        count += 1
    return count


def test_everything_is_readable_when_the_old_key_is_gone(rotating):
    people = [make_user("officer", supervisor_email=f"chief{number}@agency.example") for number in range(3)]
    codes = RecoveryCodes.activate(people[0]).get_unused_codes()
    send_mail("A subject", "Words", None, ["officer@agency.example"])
    seals.seal()
    settings = rotating()
    old = settings.HUB_KEYS[1]
    assert readable_by(old) == len(tokens()) >= 8
    assert "Run it once more." in run()
    assert "Nothing is left on older keys." in run()
    assert (readable_by(old), readable_by(NEW_KEY)) == (0, len(tokens()))
    settings.HUB_KEYS = [NEW_KEY]
    supervisors = set(User.objects.values_list("supervisor_email", flat=True))
    assert supervisors == {f"chief{number}@agency.example" for number in range(3)}
    secrets = [keys.decrypt(row.data["secret"]) for row in Authenticator.objects.filter(type="totp")]
    assert secrets == [personas.TOTP_SECRET] * 3
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
    assert outbox.send_due() == 1
    assert seals.verify() == []


def test_a_note_that_nobody_may_change_is_rotated_and_stays_so(rotating, monkeypatch):
    note = Note.objects.create(application=Application.objects.create(), by=make_user("reviewer"), text="Words")
    append_only.install(connection, "members_note")
    settings = rotating()
    monkeypatch.setattr(append_only, "guarded", lambda _: {"members_note": 0})
    assert rotation.rotate_column(Note, "text") == {"rotated": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.update(text="Other words")
    settings.HUB_KEYS = [NEW_KEY]
    assert Note.objects.get(pk=note.pk).text == "Words"


def test_what_somebody_else_writes_meanwhile_stays(rotating, monkeypatch):
    """Somebody changes the value between our reading and our writing: theirs stays, and is counted."""
    user = make_user("officer", supervisor_email="first@agency.example")
    rotating()
    real = keys.rotate

    def overtaken(token):
        User.objects.filter(pk=user.pk).update(supervisor_email="second@agency.example")
        return real(token)

    monkeypatch.setattr(keys, "rotate", overtaken)
    assert rotation.rotate_column(User, "supervisor_email") == {"overtaken": 1}
    user.refresh_from_db()
    assert user.supervisor_email == "second@agency.example"


def test_it_goes_on_where_it_was_stopped(rotating, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    for number in range(5):
        send_mail("A subject", f"Words {number}", None, ["officer@agency.example"])
    rotating()
    real, seen = keys.rotate, []

    def stopped(token):
        seen.append(token)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return real(token)

    monkeypatch.setattr(keys, "rotate", stopped)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    monkeypatch.setattr(keys, "rotate", real)
    assert rotation.rotate_column(OutboxMail, "message") == {"rotated": 3}
    assert outbox.send_due() == 5


def test_a_sent_mail_holds_nothing(rotating):
    send_mail("A subject", "Words", None, ["officer@agency.example"])
    outbox.send_due()
    rotating()
    assert rotation.rotate_column(OutboxMail, "message") == {}


def test_an_unreadable_value_stops_the_command_at_its_end(rotating):
    send_mail("A subject", "Words", None, ["officer@agency.example"])
    OutboxMail.objects.create(message=Fernet(Fernet.generate_key()).encrypt(b"x").decode())
    rotating()
    with pytest.raises(CommandError, match="none of HUB_KEYS"):
        run()
    assert readable_by(NEW_KEY) == 1


def test_it_is_in_the_audit(rotating):
    send_mail("A subject", "Words", None, ["officer@agency.example"])
    rotating()
    run()
    [event] = AuditEvent.objects.filter(event="keys rotated")
    assert event.detail == {"rotated": 1, "overtaken": 0, "unreadable": 0}


def test_the_audit_is_signed_by_the_new_key(rotating):
    audit.record("something")
    seals.seal()
    settings = rotating()
    run()
    settings.HUB_KEYS = [NEW_KEY]
    assert seals.verify() == []


# --- Fingerprints -------------------------------------------------------------------------------------------------


def test_equal_addresses_are_still_found(rotating):
    mark, answers = applying.mark, {"email": "Dana@agency.example", "full_name": "Dana Reyes"}
    marks = {"email_mark": mark("email", answers["email"]), "name_mark": mark("name", answers["full_name"])}
    ours = Application.objects.create(answers=answers, **marks)
    settings = rotating()
    run()
    settings.HUB_KEYS = [NEW_KEY]
    ours.refresh_from_db()
    assert (ours.email_mark, ours.name_mark) == (mark("email", "dana@agency.example"), mark("name", "Dana Reyes"))


def test_what_a_referee_confirmed_outlives_the_key(rotating):
    """Of the one who is named; of one who was named before, the address is not kept."""
    ours = cases.proven()
    [now] = ours.referee_requests.all()
    before = ours.referee_requests.create(
        address_mark=referees.address_mark("before@police.example"),
        secret_mark="1",
        language="en",
        expires_at=now.sent_at,
    )
    settings = rotating()
    run()
    settings.HUB_KEYS = [NEW_KEY]
    now.refresh_from_db()
    assert now.address_mark == referees.address_mark(ours.answers["referee_email"])
    kept = before.address_mark
    before.refresh_from_db()
    assert before.address_mark == kept


def test_every_keyed_hash_is_computed_anew_or_passes():
    """A new column whose name ends with `mark`: list it in members/rotation.py."""
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config("members").get_models()
        for field in model._meta.local_fields
        if isinstance(field, CharField) and field.name.endswith("mark") and field.max_length == 64
    }
    listed = [f"{entry.model}.{entry.field}" for entry in of_members.FINGERPRINTS]
    assert sorted([*listed, *of_members.PASSING]) == sorted(columns)
