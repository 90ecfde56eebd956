"""Between which values does a field of an entry choose, and what do they mean for who reads it?

Unlike the vocabulary these are no data: the code knows what each of them means. The values are in addresses, exports
and the API; they never change.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProviderType(models.TextChoices):
    COMPANY = "company", _("Company")
    PUBLIC_BODY = "public-body", _("Public body")
    NGO = "ngo", _("Non-governmental organisation")
    ACADEMIA = "academia", _("University or research institute")
    CONSORTIUM = "consortium", _("Consortium")
    OPEN_SOURCE = "open-source", _("Open-source project")


class Status(models.TextChoices):
    AVAILABLE = "available", _("Available")
    PILOT = "pilot", _("Pilot")
    RESEARCH = "research", _("Research")
    OWN_USE = "own-use", _("In its owner’s own use")
    DISCONTINUED = "discontinued", _("Discontinued")


# A unit is proposed only what somebody says can be had. A tool is left out as an alternative, or as one that covers a
# step, only where somebody says that nobody else can have it: of many entries no status is published.
TO_BE_HAD = (Status.AVAILABLE, Status.PILOT)
OUT_OF_REACH = (Status.DISCONTINUED, Status.OWN_USE)


class Licence(models.TextChoices):
    COMMERCIAL = "commercial", _("Commercial")
    RESTRICTED_PROGRAMME = "restricted-programme", _("Restricted programme")
    FREE_FOR_LAW_ENFORCEMENT = "free-for-law-enforcement", _("Free for law enforcement")
    OPEN_SOURCE = "open-source", _("Open source")
    FREE = "free", _("Free to use")


class Cost(models.TextChoices):
    FREE = "free", _("Free")
    FREE_FOR_POLICE = "free-for-police", _("Free for police")
    PAID = "paid", _("Paid")


class Skill(models.TextChoices):
    BASIC = "basic", _("Basic computer skills")
    TRAINED = "trained", _("A short training")
    SPECIALIST = "specialist", _("Specialist")


class ClaimBy(models.TextChoices):
    """On whose word a statement rests."""

    PROVIDER = "provider", _("Stated by the provider")
    INDEPENDENT = "independent", _("Independent source")
    USER_REPORT = "user-report", _("Reported by a user")


class Risk(models.TextChoices):
    """How much harm an entry does that is no longer true: the higher, the sooner it is checked again."""

    HIGH = "high", pgettext_lazy("risk", "High")
    NORMAL = "normal", pgettext_lazy("risk", "Normal")
    LOW = "low", pgettext_lazy("risk", "Low")


class State(models.TextChoices):
    """Where an entry is on its way to the officers (`catalogue.curation`)."""

    DRAFT = "draft", pgettext_lazy("an entry", "Draft")
    IN_REVIEW = "in-review", pgettext_lazy("an entry", "In review")
    PUBLISHED = "published", pgettext_lazy("an entry", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("an entry", "Withdrawn")
