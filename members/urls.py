from django.urls import include, path

from members import views

own = (
    [
        path("", views.account, name="standing"),
        path("settings/", views.own_settings, name="settings"),
        path("invitation/<str:secret>/", views.invitation, name="invitation"),
        path("recovery-codes/stored/", views.codes_stored, name="codes_stored"),
        path("demo/<slug:role>/", views.demo_sign_in, name="demo_sign_in"),
    ],
    "members",
)
urlpatterns = [
    path("", include(own)),
    # in front of allauth's own views of the same names
    path("2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("2fa/webauthn/add/", views.add_key, name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.remove_key, name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
