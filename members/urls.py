from django.urls import include, path

from members import consent_views, contact_views, data_views, focal_views, membership_views, safety_views, views

own = (
    [
        path("", views.account, name="standing"),
        path("settings/", views.own_settings, name="settings"),
        path("terms/", consent_views.terms, name="terms"),
        path("messages-to-staff/", contact_views.tickets, name="tickets"),
        path("messages-to-staff/<uuid:ticket>/", contact_views.ticket, name="ticket"),
        path("invitation/<str:secret>/", views.invitation, name="invitation"),
        path("recovery-codes/stored/", views.codes_stored, name="codes_stored"),
        path("unit/", focal_views.unit, name="unit"),
        path("unit/members/<uuid:member>/left/", focal_views.unit_leaver, name="unit_leaver"),
        path("unit/members/<uuid:member>/serves/", focal_views.unit_serves, name="unit_serves"),
        path("unit/hand-over/", focal_views.unit_hand_over, name="unit_hand_over"),
        path("unit/applicants/<uuid:application>/", focal_views.unit_vouch, name="unit_vouch"),
        path("sessions/", safety_views.own_sessions, name="sessions"),
        path("address/", safety_views.address, name="address"),
        path("address/keep/", safety_views.keep_address, name="keep_address"),
        path("recovery/not-me/", safety_views.not_me, name="not_me"),
        path("recovery/<str:secret>/", safety_views.recover, name="recover"),
        path("renewal/", membership_views.renewal, name="renewal"),
        path("renewal/confirm/<str:secret>/", membership_views.renewal_confirm, name="renewal_confirm"),
        path("renewal/unit/<str:secret>/", membership_views.renewal_vouch, name="renewal_vouch"),
        path("leave/", membership_views.leave, name="leave"),
        path("data/", data_views.own, name="own_data"),
        path("data/download/", data_views.download, name="download_data"),
        path("data/erase/", data_views.erase, name="erase_data"),
        path("demo/<slug:role>/", views.demo_sign_in, name="demo_sign_in"),
    ],
    "members",
)
urlpatterns = [
    path("", include(own)),
    # in front of allauth's own views of the same names
    path("2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/generate/", views.generate_codes, name="mfa_generate_recovery_codes"),
    path("2fa/webauthn/add/", views.add_key, name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.remove_key, name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
