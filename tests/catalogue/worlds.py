"""A small folder of data files that is right; tests break one thing of it."""

import copy
from pathlib import Path

import yaml

from hub.texts import fingerprint

TERM = {"name": "Images", "definition": "Pictures."}
VOCABULARY = {
    "origin": "source",
    "stages": {"triage": {"name": "Triage", "definition": "Sorting reports."}},
    "families": {"analysis": {"name": "Analysis", "definition": "Looking closely."}},
    "capabilities": {"sorting": {"name": "Sorting", "definition": "Puts in order.", "family": "analysis"}},
    "themes": {},
    "inputs": {"images": TERM, "video": {"name": "Video", "definition": "Moving pictures."}},
    "deployments": {"desktop": {"name": "Desktop", "definition": "Runs on one computer."}},
    "roles": {"analyst": {"name": "Analyst", "definition": "Reads data."}},
    "systems": {"vics": {"name": "VICS", "definition": "A data standard."}},
}
FRENCH = {
    "origin": "machine",
    "stages": {
        "triage": {
            "name": "Tri",
            "definition": "Trier les signalements.",
            "english": {"name": fingerprint("Triage"), "definition": fingerprint("Sorting reports.")},
        }
    },
}
CAUTION = {
    "slug": "care",
    "origin": "machine",
    "english": fingerprint("A person checks."),
    "capabilities": ["sorting"],
    "text": {"en": "A person checks.", "fr": "Une personne vérifie."},
    "source": {"title": "A report", "url": "https://source.example/report"},
}
PROVIDER = {"slug": "maker", "name": "Maker", "type": "company", "country": "NL", "website": None}
TOOL = {
    "slug": "sorter", "name": "Sorter", "provider": "maker", "website": "https://maker.example/", "status": "available",
    "replaced_by": None, "law_enforcement_only": True, "licence": "commercial", "cost": "paid",
    "deployment": ["desktop"], "stages": ["triage"], "capabilities": ["sorting"], "themes": [], "inputs": ["images"],
    "works_with": ["vics"], "languages": ["en"],
    "not_offered_in": [{"country": "FR", "kind": "not-offered", "text": "Not sold there.", "facts": [2]}],
    "roles": ["analyst"], "skill": "basic",
    "facts": {1: "It sorts files.", 2: "It is sold in one country."},
    "summary": {"text": "Sorts files for analysts.", "facts": [1]},
    "what_it_does": [{"text": "It sorts files.", "facts": [1], "by": "provider"}],
    "limits": [{"text": "It reads no sound.", "facts": [1], "by": "independent"}],
    "how_to_get_it": [], "exposure": [], "court": [],
    "error_figures": [
        {"text": "Two in ten are wrong.", "data_set": "A test set", "by": "independent",
         "source": "https://source.example/figure", "date": "2020"},
    ],
    "evidence": [
        {"claim": "Saves an hour.", "by": "provider", "source": "https://source.example/claim", "date": "2021-03"},
    ],
    "sources": ["https://source.example/1", "https://source.example/2"],
    "checked": "2026-11-21",
}  # fmt: skip


def contents() -> dict:
    """Path in the folder -> what stands in the file."""
    return copy.deepcopy(
        {
            "vocabulary/en.yaml": VOCABULARY,
            "vocabulary/fr.yaml": FRENCH,
            "cautions.yaml": [CAUTION],
            "providers/maker.yaml": PROVIDER,
            "tools/sorter.yaml": TOOL,
        }
    )


def tool(slug: str, **values) -> dict:
    """One more tool's file."""
    return copy.deepcopy(TOOL) | {"slug": slug, "name": slug.title()} | values


def write(folder: Path, files: dict) -> Path:
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, bytes):
            path.write_bytes(value)
        else:
            path.write_text(
                value if isinstance(value, str) else yaml.safe_dump(value, sort_keys=False), encoding="utf-8"
            )
    return folder
