"""Which agencies and units do we know, how are they reached, and whom may we ask there?

A domain, a number or a size is "proposed" until two people of our staff, each for themselves, have seen it outside of
any application; before that it proves nothing. Rows are written by `members.agency_registry`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from hub.fields import EncryptedText
from hub.search import fold
from members import domains, phones


def person(**options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **options)


# --- Agencies and units -------------------------------------------------------------------------------------------


class Trust(models.TextChoices):
    NONE = "none", _("nothing known")
    KNOWN = "known", _("known to us")
    VERIFIED = "verified", _("verified from outside")


class Agency(models.Model):
    """An authority, never deleted: people and decisions point to it."""

    name = models.CharField(_("name"), max_length=200, help_text=_("Its official name, in its own script."))
    latin_name = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    country = CountryField(_("country"))
    trust = models.CharField(_("trust"), max_length=10, choices=Trust.choices, default=Trust.NONE)
    note = EncryptedText(_("note"), blank=True, default="", help_text=_("For staff only. No case data."))
    active = models.BooleanField(_("active"), default=True)
    created = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    key = models.CharField(max_length=400, editable=False)  # the folded name: one agency, however it is written

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [models.UniqueConstraint("country", "key", name="one_agency_per_name")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = fold(self.name)
        super().save(*args, **kwargs)


class Unit(models.Model):
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=200)
    active = models.BooleanField(_("active"), default=True)
    key = models.CharField(max_length=400, editable=False)  # the folded name

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [models.UniqueConstraint("agency", "key", name="one_unit_per_name")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = fold(self.name)
        super().save(*args, **kwargs)


# --- What is said of them -----------------------------------------------------------------------------------------


class Retired(models.TextChoices):
    WRONG = "wrong", _("it was wrong")
    GONE = "gone", _("it is no longer in use")
    TAKEN_OVER = "taken_over", _("somebody else has it now")
    DOUBLED = "doubled", _("it is there twice")


class EntryQuerySet(models.QuerySet):
    def open(self):
        return self.filter(retired_at=None)

    def confirmed(self):
        """Two people saw it from outside: the only entries that are evidence."""
        return self.open().filter(second_by__isnull=False)

    def proposed(self):
        return self.open().filter(second_by=None)


class Entry(models.Model):
    """Something said of an agency, and who of us has seen it where."""

    proposed_by = models.CharField(max_length=40)  # the id of a user, or a word such as "applicant"
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_source = models.CharField(_("where it is from"), max_length=300, blank=True)
    first_by = person(null=True, blank=True)
    first_at = models.DateTimeField(null=True, blank=True)
    first_source = models.CharField(max_length=300, blank=True)
    second_by = person(null=True, blank=True)
    second_at = models.DateTimeField(null=True, blank=True)
    second_source = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=12, choices=Retired.choices, blank=True)

    objects = EntryQuerySet.as_manager()
    KIND: str  # in the audit and in addresses

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_first_is_whole",
                condition=Q(first_by=None, first_at=None, first_source="")
                | (Q(first_by__isnull=False, first_at__isnull=False) & ~Q(first_source="")),
            ),
            models.CheckConstraint(
                name="%(class)s_second_is_whole",
                condition=Q(second_by=None, second_at=None, second_source="")
                | (Q(second_by__isnull=False, second_at__isnull=False) & ~Q(second_source="")),
            ),
            models.CheckConstraint(
                name="%(class)s_by_two_people",
                condition=Q(second_by=None) | (Q(first_by__isnull=False) & ~Q(first_by=F("second_by"))),
            ),
            models.CheckConstraint(
                name="%(class)s_retired_for_a_reason",
                condition=Q(retired_at=None, retired_reason="") | (Q(retired_at__isnull=False) & ~Q(retired_reason="")),
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.second_by_id is not None and self.retired_at is None


class AgencyDomain(Entry):
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="domains")
    domain = models.CharField(_("domain"), max_length=domains.LIMIT)  # lower-case ASCII
    known_since = models.DateField(_("exists since"), null=True, blank=True)  # as far as staff found out
    KIND = "domain"

    class Meta(Entry.Meta):
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["domain"], condition=Q(retired_at=None), name="one_open_entry_per_domain"),
        ]

    def __str__(self):
        return self.domain

    @property
    def shown(self) -> str:
        return domains.in_its_script(self.domain)


class ChannelKind(models.TextChoices):
    SWITCHBOARD = "switchboard", _("switchboard")
    EMAIL = "email", _("e-mail of the authority")


class AgencyChannel(Entry):
    """A way to call the agency back that does not come from the person who applies."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="channels")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="channels")
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind.choices)
    value = models.CharField(_("number or address"), max_length=254)  # a number in E.164 form
    KIND = "channel"

    class Meta(Entry.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["agency", "kind", "value"], condition=Q(retired_at=None), name="one_open_entry_per_channel"
            ),
        ]

    def __str__(self):
        return self.value

    @property
    def shown(self) -> str:
        return phones.spaced(self.value) if self.kind == ChannelKind.SWITCHBOARD else self.value


class Size(models.TextChoices):
    """How many people of the unit work on crimes against children; the first number of each range."""

    FEW = "1", "1–4"
    SOME = "5", "5–19"
    MANY = "20", "20–49"
    LARGE = "50", "50–199"
    HUGE = "200", "200+"


class UnitSize(Entry):
    """Of one unit the newest confirmed one counts; the one before it is retired with that."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="sizes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sizes")
    size = models.CharField(_("size"), max_length=3, choices=Size.choices)
    KIND = "size"

    class Meta(Entry.Meta):
        verbose_name = _("size of the unit")
        verbose_name_plural = _("sizes of units")
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "size"], condition=Q(retired_at=None), name="one_open_entry_per_size"
            ),
        ]

    def __str__(self):
        return self.shown

    @property
    def shown(self) -> str:
        return self.get_size_display()


ENTRIES: dict[str, type[Entry]] = {model.KIND: model for model in (AgencyDomain, AgencyChannel, UnitSize)}


# --- The person of a unit whom we may ask -------------------------------------------------------------------------


class Ended(models.TextChoices):
    """Why somebody is no longer, or did not become, the focal point."""

    HANDED_OVER = "handed_over", _("somebody else took over")
    OWN_WISH = "own_wish", _("the person asked for it")
    LEFT = "left", _("the person left the unit or the Hub")
    NOT_ACCEPTED = "not_accepted", _("the proposal was not accepted")
    IN_DOUBT = "in_doubt", _("we doubt who answers for the unit")


class FocalPointQuerySet(models.QuerySet):
    def open(self):
        return self.filter(until=None)

    def acting(self):
        return self.open().filter(since__isnull=False)

    def waiting(self):
        """Proposed by the focal point before them; staff have not confirmed it."""
        return self.open().filter(since=None)


class FocalPoint(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="focal_points")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="focal_points")
    proposed_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField(null=True, blank=True)  # empty: only proposed
    until = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=12, choices=Ended.choices, blank=True)
    takes_over_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")

    objects = FocalPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"], condition=Q(until=None), name="one_open_role_per_person_and_unit"
            ),
            models.CheckConstraint(
                name="focal_point_ended_for_a_reason",
                condition=Q(until=None, ended_because="") | (Q(until__isnull=False) & ~Q(ended_because="")),
            ),
        ]

    def __str__(self):
        return f"focal point {self.pk}"
