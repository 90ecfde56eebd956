"""What happened to an entry, who did it and why? And to a word of the vocabulary, a provider or a caution?

Every write leaves one row. Of an entry officers read a part of them, without the name: what they would notice.
"""

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOT_TOLD = {"verified_by", "next_review", "risk"}  # fields that are staff's own business, no news to officers
NO_CHANGE = NOT_TOLD | {"last_verified"}  # a check stands in the history; an entry that it left alone has not changed


class ChangeQuerySet(models.QuerySet):
    def told(self):
        """What officers read, as light as they need it."""
        return self.filter(told=True).defer("document")


class Step(models.Model):
    """Who did what, when and why, and the document of the row as it was after it."""

    at = models.DateTimeField(pgettext_lazy("a moment", "at"), default=timezone.now, db_index=True)
    fields = models.JSONField(_("fields"), default=list)  # names of the model's fields and relations
    by = models.ForeignKey(  # nobody: the project's data files
        "members.User", on_delete=models.SET_NULL, verbose_name=_("by"), null=True, blank=True, related_name="+"
    )
    why = models.CharField(_("why"), max_length=300, blank=True)
    document = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ("-at", "-id")

    @property
    def nobody(self) -> Promise:
        """Who did it where no person did."""
        return _("the data files")


class Change(Step):
    """One step in the life of an entry, and the entry as it was after it: the document of `catalogue.documents`.

    There is none before there was a history.
    """

    class Kind(models.TextChoices):
        CREATED = "created", pgettext_lazy("an entry", "Created")
        ADDED = "added", _("Added")  # to what officers see
        CHANGED = "changed", _("Changed")
        SUBMITTED = "submitted", pgettext_lazy("an entry", "Submitted for review")
        SENT_BACK = "sent-back", pgettext_lazy("an entry", "Sent back")
        WITHDRAWN = "withdrawn", pgettext_lazy("an entry", "Withdrawn")
        REOPENED = "reopened", pgettext_lazy("an entry", "Taken up again")
        TRANSLATED = "translated", pgettext_lazy("a translation", "Translation written")
        APPROVED = "approved", pgettext_lazy("a translation", "Translation approved")
        RETURNED = "returned", pgettext_lazy("a translation", "Translation sent back")

    OF_WORDS = (Kind.CHANGED, Kind.TRANSLATED)  # after these the entry says something else, in one language at least

    tool = models.ForeignKey("catalogue.Tool", on_delete=models.CASCADE, verbose_name=_("tool"), related_name="changes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    told = models.BooleanField(_("shown to officers"), default=True)

    objects = ChangeQuerySet.as_manager()

    class Meta(Step.Meta):
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self):
        return f"{self.tool_id} {self.get_kind_display()}"

    @property
    def told_fields(self) -> list[str]:
        """What changed, as far as officers read it."""
        return [name for name in self.fields if name not in NOT_TOLD]


class WordChange(Step):
    """One step in the life of a word of the vocabulary, a provider or a caution, as `catalogue.word_documents` has it.

    It is named by its slug and not linked: what happened to a word that was merged or deleted stays.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("As it was before the first change that is kept")
        CREATED = "created", pgettext_lazy("an entry", "Created")
        CHANGED = "changed", _("Changed")
        MERGED = "merged", _("Another word was merged into it")
        DELETED = "deleted", pgettext_lazy("a word", "Deleted")
        TRANSLATED = "translated", pgettext_lazy("a translation", "Translation written")
        APPROVED = "approved", pgettext_lazy("a translation", "Translation approved")
        RETURNED = "returned", pgettext_lazy("a translation", "Translation sent back")

    model = models.CharField(_("kind of word"), max_length=60)  # as `catalogue.origins.label` names it
    key = models.CharField(_("slug"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)

    class Meta(Step.Meta):
        verbose_name = _("change of a word")
        verbose_name_plural = _("changes of words, providers and cautions")
        indexes = [models.Index(fields=("model", "key"), name="steps_of_a_word")]

    def __str__(self):
        return f"{self.key} {self.get_kind_display()}"

    @property
    def nobody(self) -> Promise:
        return _("not noted") if self.kind == self.Kind.FIRST else super().nobody
