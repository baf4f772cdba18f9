"""Tables of applications, and of the lists and acts that managers work with."""

from app.applications.models.acts import Act, ActItem
from app.applications.models.entries import (
    Application,
    ApplicationBar,
    ApplicationGrant,
    Attachment,
    Invitation,
    Member,
    SectionDraft,
    SectionVersion,
    Submission,
    Upload,
    UploadPart,
)
from app.applications.models.lists import ApplicationIndex, ApplicationLabel, ApplicationValue, Label, SavedView

__all__ = [
    "Act",
    "ActItem",
    "Application",
    "ApplicationBar",
    "ApplicationGrant",
    "ApplicationIndex",
    "ApplicationLabel",
    "ApplicationValue",
    "Attachment",
    "Invitation",
    "Label",
    "Member",
    "SavedView",
    "SectionDraft",
    "SectionVersion",
    "Submission",
    "Upload",
    "UploadPart",
]
