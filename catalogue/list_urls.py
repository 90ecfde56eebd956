from django.urls import path

from catalogue.views import lists, sharing, watches

app_name = "lists"
urlpatterns = [
    path("", lists.everything, name="all"),
    path("new/", lists.new, name="new"),
    path("save/", lists.save, name="save"),
    path("watch/", watches.offer, name="watch"),
    path("watch/search/", watches.search, name="watch_search"),
    path("watch/tool/", watches.tool, name="watch_tool"),
    path("watch/seen/", watches.seen, name="watch_seen"),
    path("watch/mail/", watches.mail, name="watch_mail"),
    path("watch/<int:watch>/stop/", watches.stop, name="watch_stop"),
    path("shared/<slug:key>/", sharing.shared, name="shared"),
    path("shared/<slug:key>/csv/", sharing.shared_csv, name="shared_csv"),
    path("shared/<slug:key>/json/", sharing.shared_json, name="shared_json"),
    path("shared/<slug:key>/copy/", sharing.copy, name="copy"),
    path("<uuid:saved>/", lists.one, name="one"),
    path("<uuid:saved>/edit/", lists.edit, name="edit"),
    path("<uuid:saved>/delete/", lists.delete, name="delete"),
    path("<uuid:saved>/share/", sharing.share, name="share"),
    path("<uuid:saved>/csv/", lists.as_csv, name="csv"),
    path("<uuid:saved>/json/", lists.as_json, name="json"),
    path("<uuid:saved>/withdraw/", sharing.withdraw, name="withdraw"),
    path("<uuid:saved>/add/", lists.add, name="add"),
    path("<uuid:saved>/seen/", lists.seen, name="seen"),
    path("<uuid:saved>/<slug:slug>/note/", lists.note, name="note"),
    path("<uuid:saved>/<slug:slug>/seen/", lists.seen, name="seen_tool"),
    path("<uuid:saved>/<slug:slug>/move/", lists.move, name="move"),
    path("<uuid:saved>/<slug:slug>/remove/", lists.remove, name="remove"),
]
