"""One helpdesk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from . import _native
from ._verbs import Verbs
from .answers import Answer
from .commands import Command
from .errors import Error
from .queries import Query
from .records import Actor, CommandId, Effect, Notice, Outcome

__all__ = ["Desk", "Given", "ReplayReport"]


class Given(NamedTuple):
    """A command, who gives it, and when: one entry of `Desk.execute_many`."""

    command: Command | Mapping[str, Any]
    """What is commanded."""
    actor: Actor
    """Who commands."""
    command_id: str | UUID | None = None
    """The idempotency key; a new one when not given."""
    now: datetime | None = None
    """The moment at which it happens; the engine's own time when not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What a replay came to."""

    commands: int
    """Commands that were decided again."""
    different: tuple[CommandId, ...]
    """Those that were answered in another way than the first time."""
    notices: tuple[Notice, ...]
    """What else the caller should know: `zone_rules_differ`."""


class Desk(Verbs):
    """A handle to one helpdesk, which any thread may use. `Engine.desk` gives one.

    There is a keyword method for each command and each question, and two verbs below them, `execute` and `ask`, which
    take commands and questions as values of `ticketkit.commands` and `ticketkit.queries`, or as dicts of the same form.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Desk) -> None:
        """For `Engine` only."""
        self._native = native

    @property
    def key(self) -> str:
        """The key by which the engine knows the desk."""
        return self._native.key

    @property
    def id(self) -> str:
        """Our id of the desk."""
        return self._native.id

    def execute(
        self,
        command: Command | Mapping[str, Any],
        *,
        actor: Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> Outcome:
        """Carries out a command: whole, or not at all. Once it returns, what it did is stored.

        :param command: what is commanded
        :param actor: who commands
        :param command_id: the idempotency key: the same command with the same id is carried out once and answered twice
            alike; a new one when not given
        :param now: the moment at which it happens; the engine's own time when not given. For imports and replays
        :raises Error: every reason against it, all at once; nothing is changed then
        """
        return self._native.execute(command, actor, command_id, now)

    def execute_many(self, commands: Iterable[Given]) -> list[Outcome | Error]:
        """Carries out commands in their order, each whole or not at all, and answers each.

        They share a transaction, and one that is refused does not stop the others: its answer is the error, which is not
        raised. Only a command that cannot be read at all is raised, and then none is carried out.

        :param commands: at most 1,000, each with its actor
        :raises Error: what cannot be read, with paths that begin with the command's place in the list
        """
        return self._native.execute_many([Given(*given) for given in commands])

    def ask(self, query: Query | Mapping[str, Any], *, actor: Actor) -> Answer:
        """Answers a question. What the actor may not see is as if it were not there.

        :param query: what is asked
        :param actor: who asks
        :raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question
        """
        return self._native.ask(query, actor)

    def lease_effects(self, worker: str, *, hold: timedelta = timedelta(minutes=5), limit: int = 100) -> tuple[Effect, ...]:
        """Gives out duties that wait, under a lease: messages to deliver, people to tell.

        Who takes them has `hold` to settle each of them; after that they are given out again. Duties of one ticket are
        given out one at a time and in order.

        :param worker: the name of who takes them
        :param hold: for how long
        :param limit: how many at the most
        """
        return self._native.lease_effects(worker, hold, limit)

    def acknowledge_effect(self, effect: str, token: int) -> None:
        """Settles a duty that is done: it leaves the outbox.

        :param effect: its id
        :param token: the token of the lease, from `effect.state`
        :raises ConflictError: `lease_lost` when another lease holds it by now, or none
        """
        self._native.acknowledge_effect(effect, token)

    def fail_effect(self, effect: str, token: int, *, retry_at: datetime, reason: str) -> None:
        """Gives back a duty that could not be done. After too many failures it is parked, with an event.

        :param effect: its id
        :param token: the token of the lease, from `effect.state`
        :param retry_at: from when on it is given out again
        :param reason: why it could not be done, for people
        :raises ConflictError: `lease_lost` when another lease holds it by now, or none
        """
        self._native.fail_effect(effect, token, retry_at, reason)

    def replay_into(self, target: Desk) -> ReplayReport:
        """Carries out everything that was ever done in this desk once more, in another one.

        A fresh desk with this desk's first configuration then holds the same tickets, events and effects.

        :param target: the other desk
        """
        commands, different, notices = self._native.replay_into(target._native)
        return ReplayReport(commands=commands, different=tuple(different), notices=notices)

    def __repr__(self) -> str:
        return f"Desk({self.key!r})"

    def _do(
        self,
        needed: Mapping[str, Any],
        beside: Mapping[str, Any],
        actor: Actor,
        command_id: str | UUID | None,
        now: datetime | None,
    ) -> Outcome:
        return self._native.execute(_given(needed, beside), actor, command_id, now)

    def _ask(self, needed: Mapping[str, Any], beside: Mapping[str, Any], actor: Actor) -> Any:
        return self._native.ask(_given(needed, beside), actor)


def _given(needed: Mapping[str, Any], beside: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was given of a word: of what may be left out, None stands for nothing."""
    return {**needed, **{name: value for name, value in beside.items() if value is not None}}
