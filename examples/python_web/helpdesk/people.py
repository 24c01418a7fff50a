"""The people of the demonstration: who may sign in, and as whom they act.

A real host has its own accounts; what it hands to the engine is an `Actor`, as here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ticketkit.records import Actor, Agent, Requester

Part = Literal["customer", "agent", "admin"]


@dataclass(frozen=True)
class Account:
    """One of the host's own accounts."""

    key: str
    """By which the engine knows the person, too."""
    name: str
    part: Part
    about: str
    address: str | None = None
    teams: tuple[str, ...] = ()

    @property
    def is_staff(self) -> bool:
        return self.part != "customer"

    @property
    def actor(self) -> Actor:
        """As whom every request of theirs is made."""
        return Agent(self.key) if self.is_staff else Requester(self.key)


ACCOUNTS = (
    Account("web:customer", "First customer", "customer", "Opens tickets and follows them", "customer@example.com"),
    Account("web:second", "Second customer", "customer", "Sees nothing of the first one", "second@example.com"),
    Account("staff:a", "Agent A", "agent", "Works at the service desk", teams=("service",)),
    Account("staff:b", "Agent B", "agent", "Works at the service desk", teams=("service",)),
    Account("staff:c", "Agent C", "agent", "Looks after the building", teams=("building",)),
    Account("staff:admin", "Admin", "admin", "Sees every team and the whole desk", teams=("service", "building")),
)


def account(key: object) -> Account | None:
    """The account of this key."""
    return next((known for known in ACCOUNTS if known.key == key), None)
