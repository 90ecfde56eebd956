"""What do the files of the search's concepts say, and are they right?

`catalogue/data/concepts/*.yaml` hold one idea an entry: the words of the vocabulary that mean it, its entry in the
glossary, and the phrases that officers write for it in each language, the most usual one first.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogue import checks, glossary
from catalogue.checks import FileFault
from catalogue.yaml_files import load_yaml
from hub.languages import CODES, COMPLETE, DEFAULT
from hub.spoken import best

FOLDER = Path(__file__).parent / "data" / "concepts"
LONGEST = 200
MOST = 20  # phrases of a concept in one language


@dataclass(frozen=True, slots=True)
class Concept:
    slug: str
    terms: tuple[str, ...]  # "capabilities/age-estimation": section of the vocabulary's files and slug
    glossary: str  # slug; empty where it is none of its terms
    phrases: Mapping[str, tuple[str, ...]]  # by language code; none in a language that is not complete yet

    def name(self, code: str) -> str:
        """Its first in that language, else the English one, which says so."""
        return best({code: names[0] for code, names in self.phrases.items()}, code)


def read(folder: Path = FOLDER) -> dict[str, Concept]:
    """Every concept by its slug, in the order of the files."""
    found: dict[str, Concept] = {}
    for path in sorted(folder.glob("*.yaml")):
        for number, entry in enumerate(checks.items(path, "file", "YAML", load_yaml(path)), 1):
            concept = _concept(path, f"concept {number}", entry)
            if concept.slug in found:
                raise FileFault(path, concept.slug, "slug", "stands twice")
            found[concept.slug] = concept
    return found


def _concept(path: Path, item: str, entry) -> Concept:
    checks.mapping(path, "file", item, entry)
    checks.slug(path, item, entry.get("slug"))
    slug = entry["slug"]
    checks.keys(path, slug, entry, {"slug", DEFAULT, *COMPLETE}, optional={"terms", "glossary", *CODES})
    if "glossary" in entry and not checks.is_in(entry["glossary"], glossary.by_slug()):
        raise FileFault(path, slug, "glossary", f"unknown: {entry['glossary']}")
    terms = checks.items(path, slug, "terms", entry.get("terms"))
    phrases = {code: _phrases(path, slug, code, entry[code]) for code in CODES if code in entry}
    return Concept(slug, tuple(terms), entry.get("glossary", ""), phrases)


def _phrases(path: Path, slug: str, code: str, given) -> tuple[str, ...]:
    phrases = checks.items(path, slug, code, given)
    if not 1 <= len(phrases) <= MOST:
        raise FileFault(path, slug, code, f"needs 1 to {MOST} phrases")
    for phrase in phrases:
        checks.text(path, slug, code, phrase, LONGEST)
    return tuple(phrases)


def check(
    concepts: Mapping[str, Concept], terms: Collection[str], more: Collection[str] = (), folder: Path = FOLDER
) -> None:
    """Every word of `terms` and of the glossary is covered by one concept; a phrase stands once in a language."""
    covered: dict[str, str] = {}
    for concept in concepts.values():
        named = [f"glossary/{concept.glossary}"] if concept.glossary else []
        for term in (*concept.terms, *named):
            if term not in {*terms, *more, *named}:
                raise FileFault(folder, concept.slug, "terms", f"unknown: {term}")
            if term in covered:
                raise FileFault(folder, concept.slug, "terms", f"stands in {covered[term]} too: {term}")
            covered[term] = concept.slug
    wanted = {*terms, *(f"glossary/{slug}" for slug in glossary.by_slug())}
    for code in CODES:
        _check_once(concepts, code, folder)
    if missing := sorted(wanted - covered.keys()):
        raise FileFault(folder, "vocabulary", "terms", f"no concept covers {', '.join(missing)}")


def _check_once(concepts: Mapping[str, Concept], code: str, folder: Path) -> None:
    seen: dict[str, str] = {}
    for concept in concepts.values():
        for phrase in concept.phrases.get(code, ()):
            if (other := seen.setdefault(phrase.casefold(), concept.slug)) != concept.slug:
                raise FileFault(folder, concept.slug, code, f"stands in {other} too: {phrase}")
