"""Where do translators work: the queue, and the page of one text beside its English?

Both are theirs who may translate: translators in the languages that were given to them, curators and administrators in
all. For a language that is not one's own the page does not exist.
"""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from catalogue import documents, machine_translating, translating, translation_queue, translation_sides
from catalogue.forms.translations import QueueForm, TextForm
from catalogue.translating import Blocked, Text
from catalogue.translation_queue import ORDER, WORDS, Item
from hub.forms import FORM
from hub.languages import Language, language
from hub.refusals import NotAllowed, StateChanged

A_PAGE = 50
NAME = "catalogue_translation"
SENTENCES = {  # code of `NotAllowed` -> what staff read
    "blocked": _("A check found what must not stand there. Nothing was saved."),
    "empty": _("Write the translation first."),
    "unchanged": _("Nothing was changed. If the text is right as it stands, approve it."),
    "no_english": _("There is no English text any more."),
    "missing": _("There is no translation yet."),
    "approved": _("This text is approved already."),
    "returned": _("This text was sent back. It is written anew before it is approved."),
    "same_person": _("You wrote this text. Somebody else approves it."),
    "no_reason": _("A check found something that is not sure. Say in the note why it is right, or change the text."),
    "no_note": _("Say in the note what has to change."),
}
FIELDS = {"no_reason": "note", "no_note": "note", "empty": "text"}  # where a refusal stands; the others above the form


@dataclass(frozen=True)
class Line:
    """One text in the list of the queue."""

    owner: str
    label: str
    language: Language
    standing: str
    english: str
    address: str


def pages() -> list:
    one = "catalogue/translations/<str:kind>/<str:key>/<str:field>/<str:code>/"
    return [
        path("catalogue/translations/", theirs(require_safe(queue)), name="catalogue_translations"),
        path(one, theirs(require_http_methods(FORM)(page)), name=NAME),
    ]


def theirs(view):
    """For the others the page does not exist, whatever they send."""

    def checked(request, *args, **kwargs):
        if not request.user.has_perm("catalogue.translate_tool"):
            raise Http404
        return view(request, *args, **kwargs)

    return admin.site.admin_view(checked)


# --- The queue ----------------------------------------------------------------------------------------------------


def queue(request):
    form = QueueForm(request.GET, codes=request.user.translates_into)
    wanted = form.chosen
    shown = Paginator(translation_queue.chosen(wanted), A_PAGE).get_page(request.GET.get("page"))
    counted = translation_queue.counts(wanted)
    context = _frame(request, gettext("Translations")) | {
        "form": form,
        "page": shown,
        "pages": shown.paginator.get_elided_page_range(shown.number),
        "lines": [_line(item, query_of(request)) for item in shown],
        "counts": [(standing.value, WORDS[standing], counted[standing]) for standing in ORDER],
    }
    return render(request, "admin/catalogue/translations/queue.html", context)


def _line(item: Item, query: str) -> Line:
    place, code = item
    model = translation_queue.sections()[place.section].model
    return Line(
        owner=place.owner,
        label=_label(model, place.field),
        language=language(code),
        standing=str(WORDS[place.standing(code)]),
        english=place.english,
        address=_address(item, query),
    )


def _label(model, field: str) -> str:
    return capfirst(str(model._meta.get_field(field).verbose_name))


def _address(item: Item, query: str) -> str:
    place, code = item
    return reverse(f"admin:{NAME}", args=[place.kind, place.key, place.field, code]) + query


def query_of(request) -> str:
    """The choice of the queue, which goes along; the page of the list does not."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"?{kept.urlencode()}" if kept else ""


def _frame(request, title: str) -> dict:
    return {**admin.site.each_context(request), "title": title}


# --- One text -----------------------------------------------------------------------------------------------------


def page(request, kind, key, field, code):
    text = text_or_404(request.user, kind, key, field, code)
    form = TextForm(request.POST if request.method == "POST" else None, text=text)
    if form.is_bound and form.is_valid():
        following = _following(request, text)  # before this one moves
        if _done(request, text, form):
            stays = request.POST.get("act") == "save"
            return HttpResponseRedirect(request.get_full_path() if stays else following)
        text = text_or_404(request.user, kind, key, field, code)
    context = _frame(request, _title(text)) | translation_sides.of(text, form["text"].value() or "")
    context |= {
        "form": form,
        "label": _label(type(text.row), text.name),
        "refusal": _refusal(text, request.user),
        "ask": _where_to_ask(request, text),
        "queue": reverse("admin:catalogue_translations") + query_of(request),
    }
    return render(request, "admin/catalogue/translations/text.html", context)


def text_or_404(user, kind: str, key: str, field: str, code: str) -> Text:
    row = translating.find(kind, key) if code in user.translates_into else None
    if row is None or field not in documents.translated(type(row)):
        raise Http404
    text = translating.text_of(row, field, code)
    if not text.english:
        raise Http404
    return text


def _title(text: Text) -> str:
    about = {"field": _label(type(text.row), text.name), "language": language(text.code).name}
    return gettext("%(field)s, in %(language)s") % about


def _following(request, text: Text) -> str:
    """The next text of the same choice; the queue where there is no other."""
    chosen = QueueForm(request.GET, codes=request.user.translates_into).chosen
    item = translation_queue.after(translation_queue.chosen(chosen), (text.kind, text.key, text.name), text.code)
    return _address(item, query_of(request)) if item else reverse("admin:catalogue_translations") + query_of(request)


def _where_to_ask(request, text: Text) -> str:
    """The address of the translation service's button; empty where it is not asked for this text."""
    try:
        machine_translating.check_may_ask(text, request.user)
    except NotAllowed:
        return ""
    return reverse(f"admin:{NAME}_ask", args=[text.kind, text.key, text.name, text.code]) + query_of(request)


def _refusal(text: Text, user) -> str:
    """Why this person cannot approve the text as it stands."""
    try:
        translating.check_may_approve(text, user)
    except NotAllowed as refused:
        return str(SENTENCES[refused.code])
    return ""


def _done(request, text: Text, form: TextForm) -> bool:
    """Does what was pressed; where a rule forbids it the form says why, with what was typed."""
    verb, said = ACTS.get(request.POST.get("act"), ACTS["save"])
    try:
        verb(text, form.cleaned_data, request.user)
    except StateChanged:
        form.look_again(text_or_404(request.user, text.kind, text.key, text.name, text.code))
        form.add_error(None, _("Somebody changed this text or its English after you opened the page. Look at both."))
    except Blocked as blocked:
        form.add_error(None, SENTENCES[blocked.code])
    except NotAllowed as refused:
        form.add_error(FIELDS.get(refused.code), SENTENCES[refused.code])
    except ValidationError as invalid:
        form.add_error("text", invalid)
    else:
        messages.success(request, said)
        return True
    return False


def _save(text: Text, data: dict, by) -> None:
    translating.write(text.row, text.name, text.code, data["text"], by=by, seen=data["seen"])


def _approve(text: Text, data: dict, by) -> None:
    """With what was typed, where that is something else."""
    typed = None if text.says(data["text"]) else data["text"]
    seen, reason = data["seen"], data["note"]
    translating.approve(text.row, text.name, text.code, by=by, reason=reason, seen=seen, text=typed)


def _send_back(text: Text, data: dict, by) -> None:
    translating.send_back(text.row, text.name, text.code, by=by, note=data["note"], seen=data["seen"])


ACTS = {
    "save": (_save, _("Saved. Somebody is to approve it.")),
    "next": (_save, _("Saved. Somebody is to approve it.")),
    "approve": (_approve, _("Approved.")),
    "back": (_send_back, _("Sent back. The note says what has to change.")),
}

admin.site.add_pages(pages())
