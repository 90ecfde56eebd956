"""Do the pages on which staff keep memberships have no fault of axe, and fit a narrow screen?"""

import pytest

from tests.e2e.axe import faults
from tests.e2e.proofs import proofs

NARROW, WIDE = {"width": 320, "height": 900}, {"width": 1280, "height": 900}
MAKE = """
import uuid
from datetime import timedelta
from django.utils import timezone
from members import address_change, membership, recovery
from members.models import User
from tests.personas import make_user
staff = User.objects.get(email="administrator@demo.example")
other = make_user("administrator", email=f"{uuid.uuid4()}@agency.example")
officer, ending, suspended, moving = [make_user("officer", email=f"{uuid.uuid4()}@agency.example") for _ in range(4)]
User.objects.filter(pk=ending.pk).update(expires_at=timezone.now() + timedelta(days=20))
ending.refresh_from_db()
renewal = membership.begin_renewal(user=ending)
membership.suspend(user=suspended, by=other, reason="conduct")
lost = recovery.ask(user=officer, by=staff)
recovery.confirm(lost, by=other, call="Reached the duty officer")
moved = address_change.ask(by=moving, new_email=f"{uuid.uuid4()}@agency.example")
print(officer.pk, suspended.pk, renewal.pk, lost.pk, moved.pk)
"""


@pytest.fixture
def pages(live):
    """Addresses of every page of its kind. Steps up: the session is new."""
    words = live.manage("shell", "--no-imports", "--verbosity", "0", "-c", MAKE).split()
    officer, suspended, renewal, lost, moved = words
    live._cookies.pop("administrator", None)
    user = f"user/{officer}/"
    steps = [f"{user}{step}/" for step in ("change", "suspend", "close", "correct", "sessions")]
    renewals = ["renewal/", f"renewal/{renewal}/change/"]
    cases = [
        "recovery/",
        "recovery/add/",
        f"recovery/{lost}/change/",
        "addresschange/",
        f"addresschange/{moved}/change/",
    ]
    return [f"/admin/members/{path}" for path in (*steps, f"user/{suspended}/reinstate/", *renewals, *cases)]


@pytest.mark.parametrize("language", ["ar", *proofs("en")])
def test_no_fault_and_nothing_too_wide(language, pages, page_for):
    tab = page_for("administrator", language)
    for path in pages:
        page = tab.open(path)
        assert page.locator("html").get_attribute("lang") == language
        assert faults(page) == [], path
        page.set_viewport_size(NARROW)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.set_viewport_size(WIDE)
