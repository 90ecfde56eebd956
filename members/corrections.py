"""How does what is recorded about a member become right again?

Name, country, agency, unit and the supervisor's address, by staff, who checked it with the agency. The mail address has
a road of its own (`members.address_change`).
"""

from django.db import transaction

from hub import audit
from hub.refusals import NotAllowed
from members import membership_permissions
from members.models import User
from members.renewal import Renewal

FIELDS = ("name", "country", "agency", "unit", "supervisor_email")
OF_THE_UNIT = {"agency", "unit", "supervisor_email"}  # who is asked whether the person still serves


@transaction.atomic
def correct(*, user: User, by: User, **values) -> list[str]:
    """Returns the names of the fields that changed; the audit keeps these, not what stood there."""
    user = User.objects.select_for_update().get(pk=user.pk)
    membership_permissions.check_may_correct(user, by)
    if values.get("unit") is not None and values["unit"].agency != values.get("agency"):
        raise NotAllowed("other_unit")
    changed = sorted(name for name in FIELDS if name in values and getattr(user, name) != values[name])
    if not changed:
        return changed
    for name in changed:
        setattr(user, name, values[name])
    user.save(update_fields=changed)
    if OF_THE_UNIT.intersection(changed):
        Renewal.objects.filter(user=user).end()  # it asked somebody else
    audit.record("account corrected", by=by, target=f"user {user.pk}", fields=changed)
    return changed
