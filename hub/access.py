"""Who may open which page?

The whole boundary is the table below. A view that nobody listed is closed to everybody and fails a test.
`hub.middleware.Wall` enforces it for pages, `hub.permissions.AudiencePermission` once more for the API.
"""

from enum import IntEnum


class Audience(IntEnum):
    PUBLIC = 0  # anyone
    ACCOUNT = 1  # signed in, but not (or no longer) let in
    OFFICER = 2  # approved, unexpired, second factor used in this session
    STAFF = 3  # an officer's conditions and a staff role; the admin checks which role
    NOBODY = 4  # shut on purpose: a library brings the view, the Hub does not offer it


# Our own views, each by its full name. No default for a namespace: a new view must be written here.
AUDIENCES: dict[str, Audience] = {
    "healthz": Audience.PUBLIC,
    "readyz": Audience.PUBLIC,
    "csp_report": Audience.PUBLIC,
    "root": Audience.PUBLIC,
    "language_alias": Audience.PUBLIC,
    "landing": Audience.PUBLIC,
    "text_page": Audience.PUBLIC,
    "contact": Audience.PUBLIC,
    "contact_sent": Audience.PUBLIC,
    "contact_ticket": Audience.PUBLIC,
    "join:start": Audience.PUBLIC,
    "join:question": Audience.PUBLIC,
    "join:check": Audience.PUBLIC,
    "join:status": Audience.PUBLIC,
    "join:link": Audience.PUBLIC,
    "join:referee": Audience.PUBLIC,
    "join:step": Audience.PUBLIC,
    "join:poster": Audience.PUBLIC,
    "home": Audience.OFFICER,
    "members:standing": Audience.ACCOUNT,
    "members:settings": Audience.ACCOUNT,
    "members:terms": Audience.ACCOUNT,
    "members:tickets": Audience.ACCOUNT,
    "members:ticket": Audience.ACCOUNT,
    "members:sessions": Audience.ACCOUNT,
    "members:address": Audience.ACCOUNT,
    "members:keep_address": Audience.ACCOUNT,
    "members:not_me": Audience.ACCOUNT,
    "members:recover": Audience.PUBLIC,
    "members:codes_stored": Audience.ACCOUNT,
    "members:renewal": Audience.ACCOUNT,
    "members:leave": Audience.ACCOUNT,
    "members:own_data": Audience.ACCOUNT,
    "members:download_data": Audience.ACCOUNT,
    "members:erase_data": Audience.ACCOUNT,
    "members:renewal_confirm": Audience.PUBLIC,
    "members:renewal_vouch": Audience.PUBLIC,
    "members:invitation": Audience.PUBLIC,
    "members:demo_sign_in": Audience.PUBLIC,
    "members:unit": Audience.OFFICER,  # and the focal point of a unit: for others the page does not exist
    "members:unit_leaver": Audience.OFFICER,
    "members:unit_serves": Audience.OFFICER,
    "members:unit_hand_over": Audience.OFFICER,
    "members:unit_vouch": Audience.OFFICER,
    "catalogue:tool_list": Audience.OFFICER,
    "catalogue:tool": Audience.OFFICER,
    "catalogue:compare": Audience.OFFICER,
    "catalogue:compare_keep": Audience.OFFICER,
    "catalogue:compare_csv": Audience.OFFICER,
    "catalogue:compare_json": Audience.OFFICER,
    "catalogue:export_print": Audience.OFFICER,
    "catalogue:export_csv": Audience.OFFICER,
    "catalogue:export_json": Audience.OFFICER,
    "catalogue:find": Audience.OFFICER,
    "catalogue:workflow": Audience.OFFICER,
    "catalogue:coverage": Audience.OFFICER,
    "catalogue:coverage_tools": Audience.OFFICER,
    "catalogue:coverage_share": Audience.OFFICER,
    "catalogue:coverage_withdraw": Audience.OFFICER,
    "catalogue:coverage_brief": Audience.OFFICER,
    "catalogue:coverage_csv": Audience.OFFICER,
    "catalogue:coverage_shared": Audience.OFFICER,  # of the same agency
    "catalogue:coverage_copy": Audience.OFFICER,
    "catalogue:words": Audience.OFFICER,
    "catalogue:report": Audience.OFFICER,
    "catalogue:suggest": Audience.OFFICER,
    "catalogue:sent": Audience.OFFICER,
    "lists:all": Audience.OFFICER,
    "lists:new": Audience.OFFICER,
    "lists:save": Audience.OFFICER,
    "lists:watch": Audience.OFFICER,
    "lists:watch_search": Audience.OFFICER,
    "lists:watch_tool": Audience.OFFICER,
    "lists:watch_seen": Audience.OFFICER,
    "lists:watch_mail": Audience.OFFICER,
    "lists:watch_stop": Audience.OFFICER,
    "lists:shared": Audience.OFFICER,
    "lists:shared_csv": Audience.OFFICER,
    "lists:shared_json": Audience.OFFICER,
    "lists:copy": Audience.OFFICER,
    "lists:one": Audience.OFFICER,
    "lists:edit": Audience.OFFICER,
    "lists:delete": Audience.OFFICER,
    "lists:share": Audience.OFFICER,
    "lists:csv": Audience.OFFICER,
    "lists:json": Audience.OFFICER,
    "lists:withdraw": Audience.OFFICER,
    "lists:add": Audience.OFFICER,
    "lists:seen": Audience.OFFICER,
    "lists:seen_tool": Audience.OFFICER,
    "lists:note": Audience.OFFICER,
    "lists:move": Audience.OFFICER,
    "lists:remove": Audience.OFFICER,
    "api:root": Audience.OFFICER,
    "api:schema": Audience.OFFICER,
    "api:tool-list": Audience.OFFICER,
    "api:tool-detail": Audience.OFFICER,
    "api:vocabulary": Audience.OFFICER,
    # django-allauth: before sign-in
    "account_login": Audience.PUBLIC,
    "account_logout": Audience.PUBLIC,
    "account_reset_password": Audience.PUBLIC,
    "account_reset_password_done": Audience.PUBLIC,
    "account_reset_password_from_key": Audience.PUBLIC,
    "account_reset_password_from_key_done": Audience.PUBLIC,
    "mfa_authenticate": Audience.PUBLIC,
    "mfa_login_webauthn": Audience.PUBLIC,
    # django-allauth: accounts come by approval or invitation, addresses are changed by staff, e-mail is no factor
    "account_signup": Audience.NOBODY,
    "account_inactive": Audience.NOBODY,
    "account_email": Audience.NOBODY,
    "account_email_verification_sent": Audience.NOBODY,
    "account_confirm_email": Audience.NOBODY,
    "account_confirm_login_code": Audience.NOBODY,
    "account_set_password": Audience.NOBODY,
    # django-allauth: one's own account
    "account_reauthenticate": Audience.ACCOUNT,
    "account_change_password": Audience.ACCOUNT,
    "mfa_index": Audience.ACCOUNT,
    "mfa_reauthenticate": Audience.ACCOUNT,
    "mfa_activate_totp": Audience.ACCOUNT,
    "mfa_deactivate_totp": Audience.ACCOUNT,
    "mfa_view_recovery_codes": Audience.ACCOUNT,
    "mfa_generate_recovery_codes": Audience.ACCOUNT,
    "mfa_download_recovery_codes": Audience.ACCOUNT,
    "mfa_list_webauthn": Audience.ACCOUNT,
    "mfa_add_webauthn": Audience.ACCOUNT,
    "mfa_reauthenticate_webauthn": Audience.ACCOUNT,
    "mfa_remove_webauthn": Audience.ACCOUNT,
    "mfa_edit_webauthn": Audience.ACCOUNT,
}

# Only what we do not own goes by namespace.
NAMESPACES: dict[str, Audience] = {"admin": Audience.STAFF}


def audience_for(view_name: str) -> Audience:
    """The audience of a view; KeyError where nobody listed it, which closes it."""
    namespace, _, name = view_name.rpartition(":")
    if namespace in NAMESPACES and name:
        return NAMESPACES[namespace]
    return AUDIENCES[view_name]
