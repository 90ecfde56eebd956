from django.urls import include, path

from members.views import account, consent, contact, focal, membership, own_data, safety

own = (
    [
        path("", account.account, name="standing"),
        path("settings/", account.own_settings, name="settings"),
        path("terms/", consent.terms, name="terms"),
        path("messages-to-staff/", contact.tickets, name="tickets"),
        path("messages-to-staff/<uuid:ticket>/", contact.ticket, name="ticket"),
        path("invitation/<str:secret>/", account.invitation, name="invitation"),
        path("recovery-codes/stored/", account.codes_stored, name="codes_stored"),
        path("unit/", focal.unit, name="unit"),
        path("unit/members/<uuid:member>/left/", focal.unit_leaver, name="unit_leaver"),
        path("unit/members/<uuid:member>/serves/", focal.unit_serves, name="unit_serves"),
        path("unit/hand-over/", focal.unit_hand_over, name="unit_hand_over"),
        path("unit/applicants/<uuid:application>/", focal.unit_vouch, name="unit_vouch"),
        path("sessions/", safety.own_sessions, name="sessions"),
        path("address/", safety.address, name="address"),
        path("address/keep/", safety.keep_address, name="keep_address"),
        path("recovery/not-me/", safety.not_me, name="not_me"),
        path("recovery/<str:secret>/", safety.recover, name="recover"),
        path("renewal/", membership.renewal, name="renewal"),
        path("renewal/confirm/<str:secret>/", membership.renewal_confirm, name="renewal_confirm"),
        path("renewal/unit/<str:secret>/", membership.renewal_vouch, name="renewal_vouch"),
        path("leave/", membership.leave, name="leave"),
        path("data/", own_data.own, name="own_data"),
        path("data/download/", own_data.download, name="download_data"),
        path("data/erase/", own_data.erase, name="erase_data"),
        path("demo/<slug:role>/", account.demo_sign_in, name="demo_sign_in"),
    ],
    "members",
)
urlpatterns = [
    path("", include(own)),
    # in front of allauth's own views of the same names
    path("2fa/totp/activate/", account.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", account.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/generate/", account.generate_codes, name="mfa_generate_recovery_codes"),
    path("2fa/webauthn/add/", account.add_key, name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", account.remove_key, name="mfa_remove_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
