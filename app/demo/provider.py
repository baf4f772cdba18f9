"""The demo's OpenID Connect provider: whoever asks is let in as the persona they choose."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from app.demo import personas


@contextmanager
def serving(port: int) -> Iterator[None]:
    """Serve on a port of this machine; the issuer is http://localhost:<port>."""
    with warnings.catch_warnings():
        import authlib.deprecate  # noqa: F401 - first, because it has its own warnings always shown

        warnings.simplefilter("ignore")
        import oidc_provider_mock
    for noisy in ("werkzeug", "oidc_provider_mock"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    users = [oidc_provider_mock.User(sub=one.subject, claims=personas.claims(one)) for one in personas.PERSONAS]
    with oidc_provider_mock.run_server_in_thread(port, user_claims=users):
        yield
