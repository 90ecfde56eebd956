from django.urls import path

from catalogue.views import tools

urlpatterns = [path("", tools.home, name="home")]
