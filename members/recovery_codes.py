"""Does the person still have a way in when the second factor is lost?"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone


@dataclass(frozen=True)
class RecoveryCodes:
    left: int
    stored: bool  # the person said so


def of(user) -> RecoveryCodes | None:
    """None where none were made."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None:
        return None
    return RecoveryCodes(left=len(row.wrap().get_unused_codes()), stored="stored_at" in row.data)


@transaction.atomic
def note_stored(user) -> None:
    """Only codes that were shown can have been stored. Making new ones makes a new row, not yet stored."""
    rows = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    for row in rows:
        if row.wrap().did_view:
            row.data["stored_at"] = timezone.now().isoformat()
            row.save(update_fields=["data"])
