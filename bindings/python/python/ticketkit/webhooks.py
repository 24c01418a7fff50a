"""Webhooks as Standard Webhooks 1.0 has them: the headers of one that is sent, and whether one that came in is to be believed.

What a rule asks for stands in the outbox, with the exact body that is sent::

    effect = desk.lease_effects("hooks", timedelta(minutes=1), 10)[0]
    headers = ticketkit.webhooks.sign(secrets[effect.kind.endpoint], effect.id, datetime.now(timezone.utc), effect.kind.body)
    requests.post(effect.kind.url, data=effect.kind.body.encode(), headers=headers | {"content-type": "application/json"})

Secrets are ``whsec_`` and 24 to 64 random bytes in base64, and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from . import _native

__all__ = ["TOLERANCE", "sign", "verify"]

TOLERANCE = timedelta(minutes=5)
"""How far the clocks of two machines may be apart, and how long a webhook may be under way."""

_NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")


def sign(secrets: Sequence[str], id: str, at: datetime, body: str) -> dict[str, str]:
    """The headers of a webhook, by their names.

    :param secrets: each of them signs: the new one and the old one, while a secret is changed
    :param id: the id of the effect, the same however often it is sent
    :param at: when it is sent
    :param body: what is sent, as it stands in the effect
    """
    return dict(zip(_NAMES, _native.webhook_sign(list(secrets), id, at, body)))


def verify(
    secrets: Sequence[str], headers: Mapping[str, str], body: str | bytes, now: datetime, *, tolerance: timedelta = TOLERANCE
) -> None:
    """Raises :class:`~ticketkit.ForbiddenError` with the code ``signature_refused`` unless the webhook was signed with one of the
    secrets, and not too long ago. That it came once before is for the caller to notice, by its id.

    :param headers: those of the request, in letters of either case
    :param body: the body of the request, as it came
    """
    found = {name.lower(): value for name, value in headers.items()}
    given = (found.get(_NAMES[0], ""), found.get(_NAMES[1], ""), found.get(_NAMES[2], ""))
    # What is no text was signed by nobody: the replaced letters cannot be what was signed.
    text = body.decode(errors="replace") if isinstance(body, bytes) else body
    _native.webhook_verify(list(secrets), given, text, now, tolerance)
