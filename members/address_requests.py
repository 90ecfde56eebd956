"""What happens when somebody types an address and asks for a link?

Inside the request the same for every address: one row is written. Who it belongs to, and whether a mail leaves, the
worker finds out. So the page answers in the same words, bytes and time for known and unknown (PRIV-02..04).
"""

import logging
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub import audit, limits
from hub import mail as mails
from members import applicant_links, standing
from members.application import AddressRequest, Application
from members.models import User

log = logging.getLogger(__name__)
MAILS = {"limit": 3, "per": timedelta(hours=1)}  # for one address, whoever asks


def ask(kind: str, address: str, *, language: str, reference: str = "") -> None:
    AddressRequest.objects.create(kind=kind, address=address.strip(), reference=reference[:20], language=language)


def answer_waiting() -> int:
    """Mails what is due to known addresses; forgets the rest. Each row is taken by one worker."""
    answered = 0
    for row in AddressRequest.objects.order_by("pk")[:100]:
        try:
            answered += _answer(row)
        except Exception:  # one that cannot be answered must not hold up the next
            log.exception("address request failed")
            AddressRequest.objects.filter(pk=row.pk).delete()
    return answered


@transaction.atomic
def _answer(row: AddressRequest) -> bool:
    """True where a mail was written; of two workers one has the row."""
    return bool(AddressRequest.objects.filter(pk=row.pk).delete()[0]) and ANSWERS[row.kind](row)


def _mail_application_link(row: AddressRequest) -> bool:
    application = Application.objects.filter(reference=applicant_links.clean(row.reference)).first()
    if application is None or application.email.casefold() != row.address.casefold():
        return False
    return applicant_links.mail_if_few(application, "application_link")


def _mail_password_reset(row: AddressRequest) -> bool:
    """Only where a second factor stands behind the password: else the mailbox alone would open the account (VET-04).

    Who has none yet, or lost all in a recovery, gets in again through two of staff (`members.recovery`).
    """
    user = User.objects.filter(email__iexact=row.address).first()
    if user is None or not standing.has_factor(user) or not limits.allow("password reset", user.email, **MAILS):
        return False
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = mails.address("account_reset_password_from_key", user.language, **parts)
    expires = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    mails.send("password_reset", to=user.email, language=user.language, link=link, expires=expires)
    audit.record("password reset asked", target=f"user {user.pk}")
    return True


ANSWERS = {
    AddressRequest.Kind.APPLICATION: _mail_application_link,
    AddressRequest.Kind.PASSWORD: _mail_password_reset,
}
