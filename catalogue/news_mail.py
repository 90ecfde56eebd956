"""Whom does the Hub mail that something they watch has news?

Who asked for it, is let in now, was mailed no later than a week ago and has news that no earlier mail was about. The
mail says that there is news and where; it names no tool and no search (PRIV-09).
"""

import logging
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue import snapshot, watching
from catalogue.saved import NewsMail, Watch
from hub import mail as mails

WEEK = timedelta(days=7)
log = logging.getLogger(__name__)


def due() -> QuerySet[NewsMail]:
    rested = Q(sent=None) | Q(sent__lte=timezone.now() - WEEK)
    wanted = NewsMail.objects.filter(rested, every=NewsMail.Every.WEEK)
    return wanted.filter(owner__in=get_user_model().objects.let_in())


def send() -> int:
    """How many were mailed. Each for itself, and only if still due: one that fails does not keep the next."""
    sent = 0
    for pk in list(due().values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                row = due().select_for_update(of=("self",)).select_related("owner").filter(pk=pk).first()
                sent += row is not None and _tell(row)
        except Exception:
            log.exception("an officer was not told", extra={"fields": {"job": "news of what is watched"}})
    return sent


def _tell(row: NewsMail) -> bool:
    found = watching.news(row.owner, snapshot.current(), row.owner.language)
    untold = [news for news in found if news.any and news.fingerprint != news.watch.told]
    if not untold:
        return False
    for news in untold:
        Watch.objects.filter(pk=news.watch.pk).update(told=news.fingerprint)
    NewsMail.objects.filter(pk=row.pk).update(sent=timezone.now())
    link = mails.address("lists:all", row.owner.language)
    mails.send("watched_changed", to=row.owner.email, language=row.owner.language, link=link)
    return True
