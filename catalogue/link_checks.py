"""Do the addresses in the catalogue still answer?

A job asks a few at a time, each host once a round, so that mail waits for seconds at most. A link is called dead at
once where its server says so, else when nothing has answered on three days; what a server refuses to a program, or
answers on a bad day, is not sure. Officers are told nothing by this: curators are.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue import link_fetching
from catalogue import models as catalogue
from catalogue.link_addresses import Fault, target
from catalogue.link_fetching import Answer
from hub import audit

SECONDS_A_ROUND = 10  # the worker sends mail between two rounds
AGAIN, SOON = timedelta(days=7), timedelta(days=1)
CLAIM = timedelta(hours=1)  # another worker leaves alone what one has begun
DAYS_TO_BE_DEAD = 3
LONGEST = 2000  # bytes: what one index of the database takes


class Outcome(models.TextChoices):
    NEW = "new", pgettext_lazy("link", "Not checked yet")
    WORKS = "works", pgettext_lazy("link", "Works")
    UNSURE = "unsure", pgettext_lazy("link", "Not sure")
    DEAD = "dead", pgettext_lazy("link", "Dead")


@dataclass(frozen=True)
class Kind:
    """What a fault says about a link."""

    label: str
    dead_at_once: bool = False
    dead_in_time: bool = False


FAULTS: dict[str, Kind] = {
    "404": Kind(_("The page does not exist (404)."), dead_at_once=True),
    "410": Kind(_("The page was removed (410)."), dead_at_once=True),
    "401": Kind(_("The server asks for a sign-in (401).")),
    "403": Kind(_("The server refuses programs, or everybody (403).")),
    "429": Kind(_("The server was asked too often (429).")),
    "4xx": Kind(_("The server refuses the request.")),
    "5xx": Kind(_("The server has a fault of its own.")),
    "timeout": Kind(_("No answer within ten seconds.")),
    "redirects": Kind(_("It leads on and on: more than five redirects.")),
    "too large": Kind(_("The head of the answer is too large.")),
    "no such host": Kind(_("There is no host of this name."), dead_in_time=True),
    "no connection": Kind(_("The host takes no connection."), dead_in_time=True),
    "certificate": Kind(_("The certificate of the server is not valid."), dead_in_time=True),
    "protocol": Kind(_("What answers is no web server, or hangs up."), dead_in_time=True),
    "not public": Kind(_("It leads to an address that is not public; nothing was asked there."), dead_in_time=True),
    "scheme": Kind(_("It leads to something that is no web address; nothing was asked there."), dead_in_time=True),
    "port": Kind(_("It leads to an unusual port; nothing was asked there."), dead_in_time=True),
    "address": Kind(_("It is, or leads to, an address that nobody can ask for."), dead_in_time=True),
}


class LinkCheckQuerySet(models.QuerySet):
    def dead(self):
        return self.filter(outcome=Outcome.DEAD)

    def due(self):
        return self.filter(due__lte=timezone.now()).order_by("due", "pk")


class LinkCheck(models.Model):
    """An address of published entries, and what came of asking for it."""

    url = models.CharField(_("address"), max_length=1000, unique=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome.choices, default=Outcome.NEW)
    code = models.CharField(_("reason"), max_length=20, blank=True)  # of FAULTS
    final = models.CharField(_("leads to"), max_length=2000, blank=True)  # where redirects ended, if there were any
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    first_failed_at = models.DateTimeField(_("fails since"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("days in a row without an answer"), default=0)
    failed_on = models.DateField(null=True, blank=True, editable=False)  # the last of these days
    due = models.DateTimeField(_("next check"), default=timezone.now, db_index=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("url",)

    def __str__(self):
        return self.url

    @property
    def reason(self) -> str:
        return str(FAULTS[self.code].label) if self.code in FAULTS else ""


# --- Which addresses ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A column that holds addresses, and the row that staff edit to change one."""

    model: type[models.Model]
    column: str
    edited: str  # model of that row
    path: str = ""  # from the model to it
    name: str = "name"

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name if self.path else self.model._meta.get_field(self.column).verbose_name)

    def rows(self) -> models.QuerySet:
        """What officers can see."""
        shown = catalogue.Tool.objects.published()
        if self.path:
            return self.model.objects.filter(tool__in=shown.order_by())
        if self.model is catalogue.Provider:
            return self.model.objects.filter(pk__in=shown.order_by().values("provider"))
        return shown if self.model is catalogue.Tool else self.model.objects.all()


PLACES = (
    Place(catalogue.Tool, "website", "tool"),
    Place(catalogue.Source, "url", "tool", "tool__"),
    Place(catalogue.Evidence, "source", "tool", "tool__"),
    Place(catalogue.ErrorFigure, "source", "tool", "tool__"),
    Place(catalogue.Provider, "website", "provider"),
    Place(catalogue.Caution, "source_url", "caution", name="slug"),
)


@dataclass(frozen=True)
class Use:
    """Where an address stands."""

    label: str
    model: str
    pk: int
    name: str


def uses(urls: Iterable[str]) -> dict[str, list[Use]]:
    """Address -> where it stands, with as many queries as there are places."""
    found, wanted = defaultdict(list), list(urls)
    for place in PLACES:
        rows = place.rows().filter(**{f"{place.column}__in": wanted}).order_by(f"{place.path}{place.name}")
        columns = (place.column, f"{place.path}pk", f"{place.path}{place.name}")
        for url, pk, name in rows.values_list(*columns).distinct():
            found[url].append(Use(place.label, place.edited, pk, name))
    return found


def of_tool(tool: catalogue.Tool) -> list[LinkCheck]:
    """What was found of one entry's addresses and does not work."""
    urls = {tool.provider.website}
    for place in PLACES:
        if place.edited == "tool":
            own = {"tool": tool} if place.path else {"pk": tool.pk}
            urls.update(place.model.objects.filter(**own).order_by().values_list(place.column, flat=True))
    return list(LinkCheck.objects.filter(url__in=urls - {""}, outcome__in=(Outcome.DEAD, Outcome.UNSURE)))


@transaction.atomic
def gather() -> None:
    """One row an address of published entries: new ones are due at once, those that stand nowhere any more go."""
    wanted: set[str] = set()
    for place in PLACES:
        wanted.update(place.rows().order_by().values_list(place.column, flat=True))
    wanted = {url for url in wanted if url and len(url) <= 1000 and len(url.encode()) <= LONGEST}
    held = dict(LinkCheck.objects.order_by().values_list("url", "pk"))
    gone = [held[url] for url in held.keys() - wanted]
    for start in range(0, len(gone), 500):
        LinkCheck.objects.filter(pk__in=gone[start : start + 500]).delete()
    new = (LinkCheck(url=url) for url in sorted(wanted - held.keys()))
    LinkCheck.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


# --- Asking -------------------------------------------------------------------------------------------------------


def run() -> int:
    """One round: each host once, for some seconds at most; returns how many links were asked for."""
    if not settings.LINK_CHECK:
        return 0
    asked, end = 0, time.monotonic() + SECONDS_A_ROUND
    for row in _one_a_host(LinkCheck.objects.due()):
        if asked >= settings.LINKS_PER_RUN or time.monotonic() > end:
            break
        if _claim(row):
            note(row, link_fetching.fetch(row.url), at=timezone.now())
            asked += 1
    return asked


def _one_a_host(rows: models.QuerySet) -> Iterator[LinkCheck]:
    """A host with many links waits for the next round with the rest of them."""
    seen = set()
    for row in rows[: 20 * settings.LINKS_PER_RUN]:
        try:
            host = target(row.url).host
        except Fault:
            host = row.url  # nobody is asked
        if host not in seen:
            seen.add(host)
            yield row


def _claim(row: LinkCheck) -> bool:
    """True for one worker. If that one dies, the link is due again after a while."""
    until = timezone.now() + CLAIM
    claimed = LinkCheck.objects.filter(pk=row.pk, due=row.due).update(due=until)
    row.due = until
    return bool(claimed)


def note(row: LinkCheck, answer: Answer, *, at: datetime) -> None:
    """Keeps what came of it. A row that was removed meanwhile, or queued again, stays as it is."""
    found = _found(row, answer, at)
    LinkCheck.objects.filter(pk=row.pk, due=row.due).update(**found)


def _found(row: LinkCheck, answer: Answer, at: datetime) -> dict:
    final = answer.address[:2000] if answer.address != row.url else ""
    found = {"checked_at": at, "code": answer.code, "final": final}
    if not answer.code:
        works = {"outcome": Outcome.WORKS, "first_failed_at": None, "failures": 0, "failed_on": None}
        return found | works | {"due": at + AGAIN}
    kind, today = FAULTS[answer.code], at.date()
    days = _days(row, today) if kind.dead_in_time else 0
    dead = kind.dead_at_once or days >= DAYS_TO_BE_DEAD
    return found | {
        "outcome": Outcome.DEAD if dead else Outcome.UNSURE,
        "first_failed_at": row.first_failed_at or at,
        "failures": days,
        "failed_on": today if days else None,
        "due": at + (AGAIN if dead else SOON),
    }


def _days(row: LinkCheck, today: date) -> int:
    """Several failures of one day count once."""
    return row.failures if row.failed_on == today else min(row.failures + 1, 999)


def check_reported(url: str) -> None:
    """An officer says that it does not work: it is asked for when the day is over, once, however many say so.

    Not sooner, as the time of the check would tell staff when the officer was there (`catalogue.reports`).
    """
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    LinkCheck.objects.filter(url=url, due__gt=midnight).update(due=midnight)


@transaction.atomic
def check_again(*, links: LinkCheckQuerySet, by) -> int:
    """Puts these at the head of the queue. Nothing is asked here: the job does it."""
    chosen = sorted(links.order_by().values_list("pk", flat=True))
    count = LinkCheck.objects.filter(pk__in=chosen).update(due=timezone.now() - AGAIN)
    if count:
        audit.record("links queued", by=by, links=chosen)
    return count
