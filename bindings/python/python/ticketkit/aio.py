"""The same engine for programs on asyncio: every call is moved to a thread and awaited.

::

    async with await ticketkit.aio.Engine.open("desks.sqlite") as engine:
        desk = await engine.desk("main")
        await desk.reply("17", "It is on its way.", actor=Agent("ada"))
        async for effect in desk.effects("mailer"):
            ...

A task that is cancelled while it waits no longer hears what the call came to; the call itself comes to its end.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal, TypeVar
from uuid import UUID

from . import desk as plain
from . import engine as opened
from ._async_verbs import AsyncVerbs
from .answers import Answer
from .commands import Command
from .errors import Error
from .queries import Query
from .records import HOST, Actor, Effect, Event, Outcome, Report
from .storage import RecordStorage

__all__ = ["Desk", "Engine"]

T = TypeVar("T")


async def _in_thread(executor: Executor | None, call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, call)


class Desk(AsyncVerbs):
    """A handle to one helpdesk, with the methods of `ticketkit.Desk`, awaited."""

    __slots__ = ("_desk", "_executor")

    def __init__(self, desk: plain.Desk, executor: Executor | None = None) -> None:
        """The desk `desk`, whose calls run in `executor`; in the loop's own threads when not given."""
        self._desk = desk
        self._executor = executor

    async def _run(self, call: Callable[[], T]) -> T:
        return await _in_thread(self._executor, call)

    @property
    def key(self) -> str:
        """The key by which the engine knows the desk."""
        return self._desk.key

    @property
    def id(self) -> str:
        """Our id of the desk."""
        return self._desk.id

    async def execute(
        self,
        command: Command | Mapping[str, Any],
        *,
        actor: Actor,
        command_id: str | UUID | None = None,
        now: datetime | None = None,
    ) -> Outcome:
        """As `ticketkit.Desk.execute`."""
        return await self._run(lambda: self._desk.execute(command, actor=actor, command_id=command_id, now=now))

    async def execute_many(self, commands: Iterable[plain.Given]) -> list[Outcome | Error]:
        """As `ticketkit.Desk.execute_many`."""
        given = list(commands)
        return await self._run(lambda: self._desk.execute_many(given))

    async def ask(self, query: Query | Mapping[str, Any], *, actor: Actor) -> Answer:
        """As `ticketkit.Desk.ask`."""
        return await self._run(lambda: self._desk.ask(query, actor=actor))

    async def lease_effects(
        self, worker: str, *, hold: timedelta = timedelta(minutes=5), limit: int = 100
    ) -> tuple[Effect, ...]:
        """As `ticketkit.Desk.lease_effects`."""
        return await self._run(lambda: self._desk.lease_effects(worker, hold=hold, limit=limit))

    async def acknowledge_effect(self, effect: str, token: int) -> None:
        """As `ticketkit.Desk.acknowledge_effect`."""
        await self._run(lambda: self._desk.acknowledge_effect(effect, token))

    async def fail_effect(self, effect: str, token: int, *, retry_at: datetime, reason: str) -> None:
        """As `ticketkit.Desk.fail_effect`."""
        await self._run(lambda: self._desk.fail_effect(effect, token, retry_at=retry_at, reason=reason))

    async def replay_into(self, target: Desk) -> plain.ReplayReport:
        """As `ticketkit.Desk.replay_into`."""
        return await self._run(lambda: self._desk.replay_into(target._desk))

    async def effects(
        self,
        worker: str,
        *,
        hold: timedelta = timedelta(minutes=5),
        limit: int = 100,
        every: timedelta = timedelta(seconds=1),
    ) -> AsyncIterator[Effect]:
        """Duties as they come, without an end: each is leased to `worker`, who settles it before `hold` is over.

        :param worker: the name of who takes them
        :param hold: for how long
        :param limit: how many are taken at a time
        :param every: how long to wait before asking again when there are none
        """
        while True:
            leased = await self.lease_effects(worker, hold=hold, limit=limit)
            for effect in leased:
                yield effect
            if not leased:
                await asyncio.sleep(every.total_seconds())

    async def events(
        self, *, after: int = 0, limit: int = 100, every: timedelta = timedelta(seconds=1)
    ) -> AsyncIterator[tuple[int, Event]]:
        """The desk's feed as it grows, without an end: each event with a place from which to go on after it.

        Going on from a place may tell events again that came with it, and misses none.

        :param after: after which place; 0 for the beginning
        :param limit: how many are asked for at a time
        :param every: how long to wait before asking again when there are none
        """
        while True:
            page = await self.feed(actor=HOST, after=after, limit=limit)
            for event in page.events[:-1]:
                yield after, event
            after = page.last
            for event in page.events[-1:]:
                yield after, event
            if not page.events:
                await asyncio.sleep(every.total_seconds())

    def __repr__(self) -> str:
        return f"aio.Desk({self.key!r})"


class Engine:
    """An engine, with the methods of `ticketkit.Engine`, awaited."""

    __slots__ = ("_engine", "_executor")

    def __init__(self, engine: opened.Engine, executor: Executor | None = None) -> None:
        """The engine `engine`, whose calls run in `executor`; in the loop's own threads when not given."""
        self._engine = engine
        self._executor = executor

    @classmethod
    async def open(
        cls,
        path: str | os.PathLike[str],
        *,
        durability: Literal["full", "normal"] = "full",
        patience: timedelta | None = None,
        now: datetime | None = None,
        first_id: int | None = None,
        link_keys: Sequence[bytes] = (),
        executor: Executor | None = None,
    ) -> Engine:
        """As `ticketkit.Engine.open`; calls run in `executor`, or in the loop's own threads."""

        def open() -> opened.Engine:
            return opened.Engine.open(
                path, durability=durability, patience=patience, now=now, first_id=first_id, link_keys=link_keys
            )

        return cls(await _in_thread(executor, open), executor)

    @classmethod
    async def connect(
        cls,
        url: str,
        *,
        schema: str | None = None,
        connections: int | None = None,
        prepared_statements: bool = False,
        patience: timedelta | None = None,
        now: datetime | None = None,
        first_id: int | None = None,
        link_keys: Sequence[bytes] = (),
        executor: Executor | None = None,
    ) -> Engine:
        """As `ticketkit.Engine.connect`; calls run in `executor`, or in the loop's own threads."""

        def connect() -> opened.Engine:
            return opened.Engine.connect(
                url,
                schema=schema,
                connections=connections,
                prepared_statements=prepared_statements,
                patience=patience,
                now=now,
                first_id=first_id,
                link_keys=link_keys,
            )

        return cls(await _in_thread(executor, connect), executor)

    @classmethod
    def in_memory(
        cls,
        *,
        patience: timedelta | None = None,
        now: datetime | None = None,
        first_id: int | None = None,
        link_keys: Sequence[bytes] = (),
        executor: Executor | None = None,
    ) -> Engine:
        """As `ticketkit.Engine.in_memory`; calls run in `executor`, or in the loop's own threads."""
        engine = opened.Engine.in_memory(patience=patience, now=now, first_id=first_id, link_keys=link_keys)
        return cls(engine, executor)

    @classmethod
    def on(
        cls,
        storage: RecordStorage,
        *,
        patience: timedelta | None = None,
        now: datetime | None = None,
        first_id: int | None = None,
        link_keys: Sequence[bytes] = (),
        executor: Executor | None = None,
    ) -> Engine:
        """As `ticketkit.Engine.on`; calls run in `executor`, or in the loop's own threads."""
        engine = opened.Engine.on(storage, patience=patience, now=now, first_id=first_id, link_keys=link_keys)
        return cls(engine, executor)

    async def _run(self, call: Callable[[], T]) -> T:
        return await _in_thread(self._executor, call)

    async def desk(self, key: str) -> Desk:
        """As `ticketkit.Engine.desk`."""
        return Desk(await self._run(lambda: self._engine.desk(key)), self._executor)

    async def existing_desk(self, key: str) -> Desk:
        """As `ticketkit.Engine.existing_desk`."""
        return Desk(await self._run(lambda: self._engine.existing_desk(key)), self._executor)

    async def create_desk(self, key: str, document: str | Mapping[str, Any]) -> Desk:
        """As `ticketkit.Engine.create_desk`."""
        return Desk(await self._run(lambda: self._engine.create_desk(key, document)), self._executor)

    async def desks(self) -> list[opened.DeskEntry]:
        """As `ticketkit.Engine.desks`."""
        return await self._run(self._engine.desks)

    async def delete_desk(self, key: str) -> bool:
        """As `ticketkit.Engine.delete_desk`."""
        return await self._run(lambda: self._engine.delete_desk(key))

    async def next_due(self) -> datetime | None:
        """As `ticketkit.Engine.next_due`."""
        return await self._run(self._engine.next_due)

    async def tick(self, now: datetime, limit: int = 1_000) -> Report:
        """As `ticketkit.Engine.tick`."""
        return await self._run(lambda: self._engine.tick(now, limit))

    async def pause(self, within: timedelta = timedelta(seconds=5)) -> None:
        """As `ticketkit.Engine.pause`."""
        await self._run(lambda: self._engine.pause(within))

    async def resume(self) -> None:
        """As `ticketkit.Engine.resume`."""
        await self._run(self._engine.resume)

    async def close(self) -> None:
        """As `ticketkit.Engine.close`."""
        await self._run(self._engine.close)

    async def set_now(self, now: datetime) -> None:
        """As `ticketkit.Engine.set_now`."""
        await self._run(lambda: self._engine.set_now(now))

    def statistics(self) -> opened.Statistics:
        """As `ticketkit.Engine.statistics`."""
        return self._engine.statistics()

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._run(lambda: self._engine.__exit__(kind, error, traceback))
