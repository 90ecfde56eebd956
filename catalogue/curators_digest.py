"""What do curators hear once a week?

Counts and one link, each in the own language; nothing where nothing waits.
"""

from django.contrib.auth import get_user_model
from django.db import transaction

from catalogue import models, reviewing, translation_queue
from catalogue.link_checks import LinkCheck
from catalogue.models import State
from catalogue.reports import Report
from hub import mail

ROLE = "curator"


def waiting() -> dict[str, int]:
    """By the names that the mail has places for."""
    return {
        "overdue": reviewing.queue().count(),
        "dead": LinkCheck.objects.dead().count(),
        "reports": Report.objects.open().count(),
        "review": models.Tool.objects.filter(state=State.IN_REVIEW).count(),
        "untranslated": translation_queue.waiting().total(),
    }


@transaction.atomic
def send() -> int:
    """Returns how many mails were put into the outbox."""
    counts = waiting()
    if not any(counts.values()):
        return 0
    curators = list(get_user_model().objects.let_in().filter(role=ROLE).order_by("pk"))
    for curator in curators:
        link = mail.address("admin:index", curator.language)
        mail.send("curators_digest", to=curator.email, language=curator.language, link=link, **counts)
    return len(curators)
