"""Delivery of the event log: each subscriber hears every event in order, at least once."""

from app.kernel.delivery.draining import Limits, drain, is_waiting
from app.kernel.delivery.parking import Parked, list_parked
from app.kernel.delivery.subscribers import Reaction, Subscriber, Together

__all__ = ["Limits", "Parked", "Reaction", "Subscriber", "Together", "drain", "is_waiting", "list_parked"]
