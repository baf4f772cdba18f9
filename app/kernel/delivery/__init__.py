"""Delivery of the event log: each subscriber hears every event in order, at least once."""

from app.kernel.delivery.draining import Limits, drain, is_waiting
from app.kernel.delivery.parking import Parked, list_parked
from app.kernel.delivery.subscribers import Reaction, Subscriber, Together
from app.kernel.delivery.watching import Lag, lags

__all__ = [
    "Lag",
    "Limits",
    "Parked",
    "Reaction",
    "Subscriber",
    "Together",
    "drain",
    "is_waiting",
    "lags",
    "list_parked",
]
