"""Which texts of the catalogue exist in six languages? English is required; slugs and choices are never translated."""

from modeltranslation.translator import TranslationOptions, register

from catalogue import models


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
