"""What does the Hub know of an AI tool?

Vocabulary (stages, capabilities in families, …) is data that staff edit. Slugs never change: they are in addresses,
bookmarks and exports. Absent is absent: an empty field is shown as "Not published", never guessed.
"""

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from catalogue.choices import ClaimBy, Cost, Licence, ProviderType, Risk, Skill, State, Status
from catalogue.partial_dates import validate_partial_date
from hub.punctuation import colon
from hub.spoken import InItsLanguage, Spoken, of_row

SLUG = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Lower-case letters, digits and single hyphens."))
RESERVED_SLUGS = ("compare", "find", "workflow", "coverage", "suggest", "words")
SUMMARY_LENGTH = 160
TEXTS = ("summary", "what_it_does", "limits", "how_to_get", "exposure", "court")  # of a tool, in six languages


class SlugField(models.CharField):
    """A name for addresses; set once, kept for ever."""

    def __init__(self, **kwargs):
        defaults = {"verbose_name": _("slug"), "max_length": 80, "unique": True, "validators": [SLUG]}
        super().__init__(**(defaults | kwargs))


class Term(InItsLanguage, models.Model):
    """A word of the vocabulary."""

    slug = SlugField()
    name = models.CharField(_("name"), max_length=120)
    definition = models.CharField(_("definition"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
        ordering = ("position", "slug")

    def __str__(self):
        return of_row(self, "name")


class Stage(Term):
    """A step of an investigation."""

    class Meta(Term.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")


class Family(Term):
    """A group of capabilities."""

    class Meta(Term.Meta):
        verbose_name = _("family")
        verbose_name_plural = _("families")


class Capability(Term):
    """A kind of help that a tool gives."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, verbose_name=_("family"), related_name="capabilities")

    class Meta(Term.Meta):
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")


class Theme(Term):
    """A concern across all steps, such as officers' wellbeing."""

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Input(Term):
    """What a tool is given to work on."""

    class Meta(Term.Meta):
        verbose_name = _("input")
        verbose_name_plural = _("inputs")


class Deployment(Term):
    """Where a tool runs."""

    class Meta(Term.Meta):
        verbose_name = _("deployment")
        verbose_name_plural = _("deployments")


class AudienceRole(Term):
    """Whose work a tool suits."""

    class Meta(Term.Meta):
        verbose_name = _("audience role")
        verbose_name_plural = _("audience roles")


class System(Term):
    """A data standard or system that a tool works with."""

    class Meta(Term.Meta):
        verbose_name = _("system")
        verbose_name_plural = _("systems")


class Caution(models.Model):
    """A general caution for tools with a capability. Labelled as general: it is no fact on one tool."""

    slug = SlugField()
    text = models.TextField(_("text"))
    capabilities = models.ManyToManyField(Capability, verbose_name=_("capabilities"), related_name="cautions")
    source_title = models.CharField(_("source title"), max_length=200)
    source_url = models.URLField(_("source URL"), max_length=500)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("caution")
        verbose_name_plural = _("cautions")
        ordering = ("slug",)

    def __str__(self):
        return self.slug


class Provider(models.Model):
    """Who makes or runs a tool."""

    slug = SlugField()
    name = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=20, choices=ProviderType.choices)
    country = CountryField(_("country"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ("slug",)

    def __str__(self):
        return self.name


class ToolQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=State.PUBLISHED)


class Tool(models.Model):
    """An AI tool, or a tool that AI work stands on."""

    slug = SlugField()
    name = models.CharField(_("name"), max_length=160)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, verbose_name=_("provider"), related_name="tools")
    website = models.URLField(_("website"), max_length=500, blank=True)
    state = models.CharField(
        pgettext_lazy("of an entry", "state"), max_length=12, choices=State.choices, default=State.DRAFT, db_index=True
    )
    submitted_by = models.ForeignKey(
        "members.User",
        on_delete=models.SET_NULL,
        verbose_name=_("submitted by"),
        null=True,
        blank=True,
        related_name="+",
    )
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True)

    summary = models.CharField(_("summary"), max_length=400, validators=[MaxLengthValidator(SUMMARY_LENGTH)])
    what_it_does = models.TextField(_("what it does"))
    limits = models.TextField(_("limits and when not to use it"), blank=True)
    how_to_get = models.TextField(_("how to get it"), blank=True)
    exposure = models.TextField(_("how it lowers what an officer must see or hear"), blank=True)
    court = models.TextField(_("court-readiness"), blank=True)

    status = models.CharField(_("status"), max_length=20, choices=Status.choices, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, verbose_name=_("replaced by"), null=True, blank=True, related_name="replaces"
    )
    licence = models.CharField(_("licence"), max_length=30, choices=Licence.choices, blank=True)
    cost = models.CharField(_("cost"), max_length=20, choices=Cost.choices, blank=True)
    law_enforcement_only = models.BooleanField(_("for law enforcement only"), null=True, blank=True)
    skill = models.CharField(_("skill needed"), max_length=20, choices=Skill.choices, blank=True)
    languages = models.JSONField(_("interface languages"), default=list, blank=True)  # ISO 639-1 codes

    stages = models.ManyToManyField(Stage, verbose_name=_("stages"), related_name="tools", blank=True)
    capabilities = models.ManyToManyField(Capability, verbose_name=_("capabilities"), related_name="tools", blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="tools", blank=True)
    inputs = models.ManyToManyField(Input, verbose_name=_("inputs"), related_name="tools", blank=True)
    deployments = models.ManyToManyField(Deployment, verbose_name=_("deployments"), related_name="tools", blank=True)
    roles = models.ManyToManyField(AudienceRole, verbose_name=_("roles"), related_name="tools", blank=True)
    works_with = models.ManyToManyField(System, verbose_name=_("works with"), related_name="tools", blank=True)

    sources_read_on = models.DateField(_("sources read on"), null=True, blank=True)
    last_verified = models.DateField(_("last verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        "members.User",
        on_delete=models.SET_NULL,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        related_name="verified_tools",
    )
    next_review = models.DateField(_("next review"), null=True, blank=True)  # written by `catalogue.reviewing` alone
    risk = models.CharField(
        _("review risk"),
        max_length=6,
        choices=Risk.choices,
        default=Risk.NORMAL,
        help_text=_(
            "High: results may go to court, a wrong answer may harm a victim or an uninvolved person, or the tool and"
            " its limits change often. Low: little changes and little depends on it. It sets when the entry is checked"
            " again."
        ),
    )

    added = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    changed = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    loaded = models.JSONField(default=dict, editable=False)  # field -> fingerprint of what load_catalogue wrote

    objects = ToolQuerySet.as_manager()

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(name="no_reserved_slug", condition=~Q(slug__in=RESERVED_SLUGS)),
            models.CheckConstraint(name="not_replaced_by_itself", condition=~Q(replaced_by=models.F("id"))),
            models.CheckConstraint(
                name="verified_on_and_by",
                condition=Q(verified_by=None) | Q(last_verified__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("catalogue:tool", args=[self.slug])


class Source(models.Model):
    """A public page that a tool's entry rests on."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="sources")
    url = models.URLField(_("URL"), max_length=1000)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint("tool", "url", name="one_source_once")]

    def __str__(self):
        return self.url


class Statement(InItsLanguage, models.Model):
    """What somebody says of a tool, where and when."""

    by = models.CharField(_("who says so"), max_length=12, choices=ClaimBy.choices)
    source = models.URLField(_("source"), max_length=1000)
    date = models.CharField(_("date"), max_length=10, blank=True, validators=[validate_partial_date])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "id")


def _beginning(text: str) -> str:
    """In the language of the whole."""
    start = Truncator(str(text)).chars(60)
    return Spoken(start, text.language) if isinstance(text, Spoken) else start


class Evidence(Statement):
    """A claim of effect or use."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="evidence")
    claim = models.TextField(_("claim"))

    class Meta(Statement.Meta):
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self):
        return _beginning(of_row(self, "claim"))


class ErrorFigure(Statement):
    """A published figure of errors or accuracy, with the data it was measured on."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="error_figures")
    text = models.TextField(_("figure"))
    data_set = models.CharField(_("data set"), max_length=200, blank=True)

    class Meta(Statement.Meta):
        verbose_name = _("error figure")
        verbose_name_plural = _("error figures")

    def __str__(self):
        return _beginning(of_row(self, "text"))


class Restriction(models.Model):
    """A country where a tool is not lawful, not offered, or restricted."""

    class Kind(models.TextChoices):
        NOT_LAWFUL = "not-lawful", _("Not lawful")
        NOT_OFFERED = "not-offered", _("Not offered")
        RESTRICTED = "restricted", _("Restricted")

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="restrictions")
    country = CountryField(_("country"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        ordering = ("position", "id")

    def __str__(self):
        return f"{self.country.name}{colon()}{self.get_kind_display()}"


class SnapshotVersion(models.Model):
    """Its one row's token moves with every write to the catalogue (`catalogue.snapshot`)."""

    token = models.CharField(max_length=32)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.token


VOCABULARY = (Stage, Family, Capability, Theme, Input, Deployment, AudienceRole, System)
STATEMENTS = (Evidence, ErrorFigure, Restriction)  # what hangs on a tool and has texts in six languages

# The models of the other modules, so that Django finds them.
from catalogue import coverage, reports, saved, vocabulary  # noqa: E402, F401
from catalogue.history import Change, WordChange  # noqa: E402, F401
from catalogue.link_checks import LinkCheck  # noqa: E402, F401
