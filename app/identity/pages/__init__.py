"""Pages of identity: signing in by a provider or a link, out again, and one's account."""

from fastapi import APIRouter

from app.identity.pages import account, by_link, by_provider, leaving

ROUTERS: tuple[APIRouter, ...] = (by_provider.router, by_link.router, leaving.router, account.router)
