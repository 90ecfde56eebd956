"""What does the page of an entry show above its form: what publishing still needs, and how officers would see it?

The list is the server's (`catalogue.publishing`), of the entry as it is saved; `hub/publishing.js` follows what is
typed. Where the inputs of a need are is said here once, for both the links and the script.
"""

from dataclasses import dataclass

from catalogue import models, publishing, translation_matrix
from catalogue.admin.preview import addresses
from catalogue.forms.translations import EVERY

INPUTS = {  # field of a need -> where its inputs are (CSS); what no input alone can tell is left to the server
    "name": "[name=name]",
    "provider": "[name=provider]",
    "summary": "[name=summary_en]",
    "what_it_does": "[name=what_it_does_en]",
    "status": "[name=status]",
    "stages": "[name=stages],[name=themes]",
    "capabilities": "[name=capabilities]",
    "sources": "[name^=sources-][name$=-url]",
    "limits": "[name=limits_en]",
    "evidence": "[name^=evidence-][name$=-claim_en]",
    "sources_read_on": "[name=sources_read_on]",
}
PLACES = {"sources": "sources-group", "evidence": "evidence-group"}  # other than `id_` and the input's name
ENGLISH = ("summary", "what_it_does", "limits")


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    text: object
    required: bool
    met: bool
    inputs: str
    place: str


def panels(tool: models.Tool | None) -> dict:
    """For the template; None: an entry that is being made."""
    rows = [_row(item) for item in publishing.checklist(tool or models.Tool())]
    return {
        "checklist": rows,
        "ready": all(row.met for row in rows if row.required),
        "previews": addresses(tool) if tool else [],
        "translations": translation_matrix.address(owner=tool.slug, standing=EVERY) if tool else "",
    }


def _row(item: publishing.Item) -> Row:
    name = item.need.field
    place = PLACES.get(name, f"id_{name}{'_en' * (name in ENGLISH)}")
    return Row(item.need.text, item.need.required, item.met, INPUTS.get(name, ""), place)
