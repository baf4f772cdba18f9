"""What the token end points say."""

from app.kernel.i18n import _lazy

SENTENCES = {
    "invalid_client": _lazy("Unknown client or wrong secret."),
    "unsupported_grant_type": _lazy("Only the client_credentials grant is taken here."),
    "invalid_scope": _lazy("The client may not have one of the scopes it asked for."),
    "not_an_administrator": _lazy("Only administrators may do this."),
    "scope_missing": _lazy("The token lacks the scope for this."),
}
