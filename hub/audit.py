"""What was done, by whom? One explicit call in the verb that does it, in the same transaction."""

from hub.models import AuditEvent


def record(event: str, *, by=None, target: str = "", **detail) -> AuditEvent:
    """`by` is a user, or None for the system itself."""
    return AuditEvent.objects.create(
        event=event, by=str(by.pk) if by is not None else "system", target=target, detail=detail
    )
