from django.urls import path

from members import contact_views

urlpatterns = [
    path("", contact_views.write, name="contact"),
    path("sent/", contact_views.sent, name="contact_sent"),
    path("ticket/", contact_views.opened, name="contact_ticket"),
]
