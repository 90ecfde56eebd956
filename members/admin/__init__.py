"""What does the staff desk show of the members? One file a subject; each registers its own."""

from members.admin import agencies, applications, contact, people, recovery, renewals  # noqa: F401
