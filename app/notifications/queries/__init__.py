"""What can be read for notifications: whom an event concerns, what a letter says, one's notices."""

from app.notifications.queries.letters import find_content
from app.notifications.queries.notices import count_unread, is_mail_due, list_mine
from app.notifications.queries.recipients import (
    find_addressee_of_link,
    find_invited_to_space,
    find_invited_to_team,
    find_reviewer,
    find_space_members,
    find_team,
)

__all__ = [
    "count_unread",
    "find_addressee_of_link",
    "find_content",
    "find_invited_to_space",
    "find_invited_to_team",
    "find_reviewer",
    "find_space_members",
    "find_team",
    "is_mail_due",
    "list_mine",
]
