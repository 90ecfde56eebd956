"""What does the Hub hold about me?

The register says of each model whose it is and which fields are personal (`members.data_register`). The export walks
it, so a field that is added to the register is in the export, and one that is in neither fails a test (DATA-05).
"""

import json

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from hub import audit
from members import erasure, membership
from members.application import Application
from members.data_register import REGISTER, Kind
from members.models import User


def of_member(user: User) -> dict:
    """Every personal field of every row that is about this person, by model."""
    return _walk("user", user)


def of_applicant(application: Application) -> dict:
    return _walk("application", application)


def as_json(data: dict) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, sort_keys=True)


@transaction.atomic
def export(user: User) -> str:
    audit.record("own data exported", by=user, target=f"user {user.pk}")
    return as_json({"exported_at": timezone.now()} | of_member(user))


@transaction.atomic
def erase_member(user: User) -> None:
    """At the person's own wish: the membership ends, and nothing names them any more."""
    if user.closed_at is None:
        membership.leave(user=user, reason="own_wish")
        user.refresh_from_db()
    erasure.anonymise(user, by=user)


def _walk(whose: str, subject) -> dict:
    found = {}
    for label, entry in REGISTER.items():
        path = entry.paths.get(whose)
        if path is None:
            continue
        fields = [name for name, kind in entry.fields.items() if kind == Kind.PERSONAL]
        rows = apps.get_model(label).objects.filter(**{path: subject.pk})
        found[label] = [{name: _plain(getattr(row, name)) for name in fields} for row in rows]
    return found


def _plain(value):
    return str(value) if hasattr(value, "_meta") else value
