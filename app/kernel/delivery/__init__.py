"""Delivery of the event log: each subscriber hears every event in order, at least once."""

from app.kernel.delivery.draining import Limits, drain
from app.kernel.delivery.parking import Parked, list_parked
from app.kernel.delivery.reading import is_waiting
from app.kernel.delivery.subscribers import Reaction, Subscriber

__all__ = ["Limits", "Parked", "Reaction", "Subscriber", "drain", "is_waiting", "list_parked"]
