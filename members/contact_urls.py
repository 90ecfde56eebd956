from django.urls import path

from members.views import contact

urlpatterns = [
    path("", contact.write, name="contact"),
    path("sent/", contact.sent, name="contact_sent"),
    path("ticket/", contact.opened, name="contact_ticket"),
]
