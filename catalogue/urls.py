from django.urls import path

from catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.tool_list, name="tool_list"),
    path("words/", views.words, name="words"),
    path("<slug:slug>/", views.tool, name="tool"),
    path("<slug:slug>/report/", views.report, name="report"),
]
