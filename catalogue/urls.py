from django.urls import path

from catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.tool_list, name="tool_list"),
    path("compare/", views.compare, name="compare"),
    path("compare/keep/", views.compare_keep, name="compare_keep"),
    path("compare/csv/", views.compare_csv, name="compare_csv"),
    path("words/", views.words, name="words"),
    path("<slug:slug>/", views.tool, name="tool"),
    path("<slug:slug>/report/", views.report, name="report"),
]
