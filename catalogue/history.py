"""What happened to an entry, who did it and why?

Every write leaves one row. Officers read a part of them, without the name: what they would notice.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOT_TOLD = {"verified_by", "next_review", "risk"}  # fields that are staff's own business, no news to officers
NO_CHANGE = NOT_TOLD | {"last_verified"}  # a check stands in the history; an entry that it left alone has not changed


class ChangeQuerySet(models.QuerySet):
    def told(self):
        """What officers read, as light as they need it."""
        return self.filter(told=True).defer("document")


class Change(models.Model):
    """One step in the life of an entry, and the entry as it was after it."""

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
    at = models.DateTimeField(pgettext_lazy("a moment", "at"), default=timezone.now, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    fields = models.JSONField(_("fields"), default=list)  # names of Tool's fields and relations
    told = models.BooleanField(_("shown to officers"), default=True)
    by = models.ForeignKey(  # nobody: the project's data files
        "members.User", on_delete=models.SET_NULL, verbose_name=_("by"), null=True, blank=True, related_name="+"
    )
    why = models.CharField(_("why"), max_length=300, blank=True)
    document = models.JSONField(null=True, editable=False)  # of `catalogue.documents`; none before there was a history

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-at", "-id")

    def __str__(self):
        return f"{self.tool_id} {self.get_kind_display()}"

    @property
    def told_fields(self) -> list[str]:
        """What changed, as far as officers read it."""
        return [name for name in self.fields if name not in NOT_TOLD]
