"""Is what was done written down with its cause, and is what was looked at?"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from hub import audit
from hub.models import AuditEvent, ReadEvent
from members.models import User
from tests.personas import make_user


def test_who_what_whom(db):
    user = make_user("reviewer")
    audit.record("application approved", by=user, target="application 7", reason="checked")
    made = AuditEvent.objects.latest("pk")
    assert (made.by, made.event, made.target) == (str(user.pk), "application approved", "application 7")
    assert made.detail == {"reason": "checked"}


@pytest.mark.parametrize(("by", "name"), [(None, "system"), ("applicant", "applicant"), (AnonymousUser(), "visitor")])
def test_by_nobody_with_an_account(by, name, db):
    assert audit.record("written", by=by).by == name


def test_it_shares_the_fate_of_its_cause(transactional_db):
    def cause():
        with transaction.atomic():
            User.objects.create(email="nobody@agency.example")
            audit.record("joined", target="user 7")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert (AuditEvent.objects.filter(event="joined").count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "detail", [{"share": 0.1}, {"ids": (1, 2)}, {"by_kind": {3: "x", "2": None}}, {"text": "é中\u202e"}]
)
def test_it_is_genuine_as_the_database_gives_it_back(detail, db):
    made = audit.record("measured", by="applicant", target="x", **detail)
    assert audit.is_genuine(AuditEvent.objects.get(pk=made.pk))


def test_it_stays_genuine_while_keys_rotate(db, settings):
    made = audit.record("measured")
    newest, *older = settings.HUB_KEYS
    settings.HUB_KEYS = ["bmV3ZXIta2V5LW5ld2VyLWtleS1uZXdlci1rZXktMDE=", newest]
    assert audit.is_genuine(made)
    settings.HUB_KEYS = older
    assert not audit.is_genuine(made)


def test_a_read_names_who_and_whom(db):
    user = make_user("reviewer")
    audit.note_read(by=user, target="application 7")
    assert list(ReadEvent.objects.values_list("by", "target")) == [(str(user.pk), "application 7")]


# --- In the admin -------------------------------------------------------------------------------------------------


def test_each_look_at_people_is_noted(administrator, user_factory):
    seen = user_factory()
    for address in ("", f"{seen.pk}/change/", f"{seen.pk}/history/"):
        assert administrator.get(f"/admin/members/user/{address}").status_code == 200
    noted = ReadEvent.objects.order_by("pk").values_list("by", "target")
    targets = ["user list", f"user {seen.pk}", f"user {seen.pk}"]
    assert list(noted) == [(str(administrator.user.pk), target) for target in targets]


def test_who_is_refused_reads_nothing(curator, user_factory):
    assert curator.get(f"/admin/members/user/{user_factory().pk}/change/").status_code == 404
    assert not ReadEvent.objects.exists()


@pytest.mark.parametrize("page", ["auditevent", "auditseal", "readevent"])
def test_nobody_writes_in_the_admin(page, administrator):
    assert administrator.get(f"/admin/hub/{page}/").status_code == 200
    assert administrator.get(f"/admin/hub/{page}/add/").status_code == 404


def test_what_a_record_lacks_is_shown_as_lacking(administrator):
    """A blank cell could be a fault of the page."""
    audit.record("drafts.erased", by=None)
    event = AuditEvent.objects.get(event="drafts.erased")
    shown = administrator.get("/admin/hub/auditevent/?event=drafts.erased").content.decode()
    assert '<td class="field-target_words">–</td>' in shown
    shown = administrator.get(f"/admin/hub/auditevent/{event.pk}/change/").content.decode()
    assert shown.count('<div class="readonly">–</div>') == 2  # the object and the details
