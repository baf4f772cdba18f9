"""What the pages of identity say: notes, sentences for refusals, and why a provider was not believed."""

from app.kernel.i18n import _lazy

NOTES = {
    "signed_out": _lazy("You are signed out."),
    "account_saved": _lazy("Your account is saved."),
    "language_saved": _lazy("Your language is saved."),
    "identity_linked": _lazy("You can now sign in with that account too."),
    "identity_unlinked": _lazy("That account no longer signs you in."),
    "session_ended": _lazy("That session is ended."),
    "sessions_ended": _lazy("You are signed out everywhere but here."),
    "confirmation_sent": _lazy("We sent you a link. Open it to confirm the address."),
    "email_confirmed": _lazy("Your e-mail address is confirmed."),
}
SENTENCES = {
    "sign_in_failed": _lazy("We could not sign you in."),
    "link_over": _lazy("This link was used already, or it is too old."),
    "identity_taken": _lazy("That account already signs in somebody else here."),
    "last_way_in": _lazy(
        "This is your only way to sign in. Add another, or confirm an e-mail address, then remove it."
    ),
    "fresh_sign_in_needed": _lazy("Sign in again before you change how you sign in."),
    "not_an_email": _lazy("Enter an e-mail address, such as name@example.org."),
    "not_yours": _lazy("This belongs to somebody else."),
    "may_not_give_roles": _lazy("Only administrators, and managers of the programme, may give and end roles."),
    "last_manager": _lazy("A programme needs a manager. Make somebody else a manager first."),
    "not_an_administrator": _lazy("Only administrators may do this."),
}
WHY = {
    "attempt_unknown": _lazy("This sign-in was not started in this browser, was finished already, or took too long."),
    "cancelled": _lazy("You stopped, or the service did not let you in."),
    "provider_unreachable": _lazy("The sign-in service did not answer in time."),
}
NOT_BELIEVED = _lazy("What the sign-in service sent us could not be verified, so we did not use it.")
ZONE_UNKNOWN = _lazy("Choose a time zone from the list")
NAME_MISSING = _lazy("Enter your name, as others should see it")
