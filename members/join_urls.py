"""The addresses under `/join/`."""

from django.urls import path

from members.views import join, referees

app_name = "join"
urlpatterns = [
    path("", join.start, name="start"),
    path("status/", join.status, name="status"),
    path("check/", join.check, name="check"),
    path("poster/", join.poster, name="poster"),
    path("link/<str:secret>/", join.link, name="link"),
    path("referee/<str:secret>/", referees.referee, name="referee"),
    path("step/<slug:step>/", join.step, name="step"),
    path("<slug:page>/", join.question, name="question"),
]
