"""The addresses under `/join/`."""

from django.urls import path

from members import join_views, referee_views

app_name = "join"
urlpatterns = [
    path("", join_views.start, name="start"),
    path("status/", join_views.status, name="status"),
    path("check/", join_views.check, name="check"),
    path("poster/", join_views.poster, name="poster"),
    path("link/<str:secret>/", join_views.link, name="link"),
    path("referee/<str:secret>/", referee_views.referee, name="referee"),
    path("step/<slug:step>/", join_views.step, name="step"),
    path("<slug:page>/", join_views.question, name="question"),
]
