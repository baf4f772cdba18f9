"""What can be read for notifications: whom an event concerns, what a letter says, one's notices."""

from app.notifications.queries.letters import find_content
from app.notifications.queries.notices import GONE, NEWS_OF_P, count_unsent, is_mail_due, list_mine, unread
from app.notifications.queries.recipients import (
    find_addressee_of_link,
    find_applicants,
    find_asked,
    find_invited_to_space,
    find_invited_to_team,
    find_reviewers,
    find_space_members,
    find_teams,
)

__all__ = [
    "GONE",
    "NEWS_OF_P",
    "count_unsent",
    "find_addressee_of_link",
    "find_applicants",
    "find_asked",
    "find_content",
    "find_invited_to_space",
    "find_invited_to_team",
    "find_reviewers",
    "find_space_members",
    "find_teams",
    "is_mail_due",
    "list_mine",
    "unread",
]
