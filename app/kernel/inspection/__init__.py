"""What is in a file that somebody gave us, found out where it can do no harm."""

from app.kernel.inspection.asking import UNREADABLE, draw, examine
from app.kernel.inspection.bounds import Report

__all__ = ["UNREADABLE", "Report", "draw", "examine"]
