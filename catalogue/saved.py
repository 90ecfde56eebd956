"""What of the catalogue does an officer keep for later?

Lists of tools with notes of their own, and what they watch. Nobody else reads it; of a shared list others read the
title and the tools. Whatever the officer typed is encrypted. The key of a shared list is kept in clear: its owner is
shown it again, it must be looked up, and with it one reads only what the owner has shown to every officer who has it.
"""

import secrets
import uuid

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from hub.fields import EncryptedText


def new_key() -> str:
    """128 bits: nobody guesses it."""
    return secrets.token_urlsafe(16)


class SavedListQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(owner=user)

    def shared(self):
        """A link ends with its owner's standing, and works again where that does."""
        return self.filter(share_key__isnull=False, owner__in=get_user_model().objects.let_in())


class SavedList(models.Model):
    """Tools that an officer wants to find again, in an order of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lists")
    name = EncryptedText()
    note = EncryptedText(blank=True)
    created = models.DateTimeField(default=timezone.now)
    share_key = models.CharField(max_length=32, unique=True, null=True, blank=True)
    shared_title = EncryptedText(blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)

    objects = SavedListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shared_list_has_key_and_time",
                condition=Q(share_key=None, shared_at=None) | Q(share_key__isnull=False, shared_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"saved list {self.pk}"


class SavedTool(models.Model):
    """A tool in a list. Slug and name stay when the tool leaves the catalogue: the officer should know what it was."""

    saved_list = models.ForeignKey(SavedList, on_delete=models.CASCADE, related_name="rows")
    tool = models.ForeignKey("catalogue.Tool", on_delete=models.SET_NULL, null=True, related_name="+")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    note = EncryptedText(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint("saved_list", "slug", name="one_tool_once_in_a_list")]

    def __str__(self):
        return self.name


class Watch(models.Model):
    """A tool or a search of which an officer wants the news."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    tool = models.ForeignKey("catalogue.Tool", on_delete=models.SET_NULL, null=True, related_name="+")
    slug = models.CharField(max_length=80, blank=True)  # of a tool, with its name; of a search empty
    name = models.CharField(max_length=160, blank=True)
    query = EncryptedText(blank=True)  # `q=…&stage=…`: the words are the officer's
    language = models.CharField(max_length=10)  # in which the words are searched
    created = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)
    known = models.TextField(editable=False)  # the tools that it found when seen: a whole number in hex, a bit per id
    told = models.CharField(max_length=64, blank=True, editable=False)  # fingerprint of the news that was mailed last

    class Meta:
        ordering = ("created", "id")
        constraints = [
            models.UniqueConstraint("owner", "slug", name="one_tool_watched_once", condition=~Q(slug="")),
        ]

    def __str__(self):
        return f"watch {self.pk}"

    @property
    def of_tool(self) -> bool:
        return bool(self.slug)


class NewsMail(models.Model):
    """Whether an officer is mailed that there is news of what they watch. There is one from the first watch on."""

    class Every(models.TextChoices):
        WEEK = "week", pgettext_lazy("a mail", "At most once a week, if there is news")
        NEVER = "never", pgettext_lazy("a mail", "Never")

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="news_mail"
    )
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.WEEK)
    sent = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"news mail {self.pk}"
