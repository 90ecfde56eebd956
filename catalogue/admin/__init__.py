"""What does the staff desk show of the catalogue? One file a subject; each registers its own."""

from catalogue.admin import links, tools, translation_files, translation_service, translations, vocabulary  # noqa: F401
