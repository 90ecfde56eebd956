"""Which texts of the catalogue exist in six languages? English is required; slugs and choices are never translated."""

from django.core.validators import MaxLengthValidator
from modeltranslation.translator import TranslationOptions, register

from catalogue import models
from hub.languages import TRANSLATIONS, language


@register(models.VOCABULARY)
class TermTranslation(TranslationOptions):
    fields = ("name", "definition")
    required_languages = ("en",)


@register(models.Caution)
class CautionTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("en",)


@register(models.Tool)
class ToolTranslation(TranslationOptions):
    fields = models.TEXTS
    required_languages = {"en": ("summary", "what_it_does"), "default": ()}


@register(models.Evidence)
class EvidenceTranslation(TranslationOptions):
    fields = ("claim",)
    required_languages = ("en",)


@register(models.ErrorFigure)
class ErrorFigureTranslation(TranslationOptions):
    fields = ("text", "data_set")
    required_languages = {"en": ("text",), "default": ()}


@register(models.Restriction)
class RestrictionTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("en",)


def _let_translations_be_longer() -> None:
    """How long a summary may be is said of its English: the same sentence is longer in other languages."""
    for code in TRANSLATIONS:
        field = models.Tool._meta.get_field(f"summary_{language(code).column}")
        field.validators = [one for one in field.validators if not _is_limit_of_summaries(one)]


def _is_limit_of_summaries(validator) -> bool:
    return isinstance(validator, MaxLengthValidator) and validator.limit_value == models.SUMMARY_LENGTH


_let_translations_be_longer()
