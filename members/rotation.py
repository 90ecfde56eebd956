"""What of people's data does `manage.py rotate_keys` not find by itself?

The secrets of second factors, inside django-allauth's JSON, and the keyed hashes that can be computed from their rows.
"""

from collections import Counter

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction

from hub import keys
from hub.rotation import Fingerprint
from members import applying, contact, referees

SECRETS = ("secret", "seed")  # of authenticator apps and of recovery codes


def _mark_of_referee(row) -> str:
    """Of the referee who is named now; who was named before is not kept."""
    address = row.application.answers.get("referee_email", "")
    return referees.address_mark(address) if row.address_mark in referees.address_marks(address) else ""


FINGERPRINTS = (
    Fingerprint("members.Application", "email_mark", lambda row: applying.mark("email", row.email)),
    Fingerprint(
        "members.Application", "name_mark", lambda row: applying.mark("name", row.answers.get("full_name", ""))
    ),
    Fingerprint("members.RefereeRequest", "address_mark", _mark_of_referee),
    Fingerprint("members.Ticket", "email_mark", lambda row: contact.mark(row.email) if row.email else ""),
)
# Of these the text is not kept. They are found as long as the key that made them is in HUB_KEYS, and end by themselves.
# So it is with the `email_mark` of an application whose answers are erased: it stays on its key until the row, or the
# account behind it, goes (`members.erasure`); once that key is removed, a new application is not told from that one.
PASSING = {
    "members.FormerMember.email_mark": "as long as a refused application",
    "members.FormerMember.name_mark": "as long as a refused application",
    "members.ApplicantLink.secret_mark": "a mailed link; the person asks for another",
    "members.Application.sender_mark": "a sign among others while an application is vetted",
    "members.Invitation.code_mark": "72 hours",
    "members.Recovery.code_mark": "as long as its link",
    "members.Recovery.link_mark": "a mailed link",
    "members.RefereeRequest.secret_mark": "a mailed link",
    "members.Renewal.own_mark": "a mailed link",
    "members.Renewal.supervisor_mark": "a mailed link",
    "members.TicketLink.secret_mark": "a mailed link; staff's next answer brings another",
}


def rotate_factors() -> Counter:
    done = Counter()
    for pk in Authenticator.objects.exclude(type="webauthn").order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():  # locked: using up a recovery code writes the same value
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            old = {key: row.data[key] for key in SECRETS if row and key in row.data}
            try:
                new = {key: keys.rotate(token) for key, token in old.items() if not keys.is_newest(token)}
            except InvalidToken:
                done["unreadable"] += 1
                continue
            if new:
                row.data |= new
                row.save(update_fields=["data"])
                done["rotated"] += 1
    return done
