"""An engine: opened once in a process, it gives desks and lets time pass."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal

from . import _native
from ._record import document_text
from .desk import Desk
from .errors import Error
from .records import Report
from .storage import RecordStorage

__all__ = ["DeskEntry", "Engine", "Statistics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEntry:
    """One desk of an engine, as a list shows it."""

    id: str
    """Our id."""
    key: str
    """The key by which it is opened."""
    config_version: int
    """The version of the configuration that is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What an engine has done since it was opened, timers included. For measurements; no decision depends on it."""

    decisions: int
    """Decisions that were made to their end, also those that were made again because somebody else was faster."""
    accepted: int
    """Commands that were accepted: carried out, or known to have been carried out before."""
    refused: int
    """Commands that were refused."""


class Engine:
    """One helpdesk engine on one storage. Any thread may use it, and both sides of a fork.

    Open one with `Engine.open`, `Engine.in_memory` or `Engine.on`. As a context manager it closes itself::

        with Engine.open("desks.sqlite") as engine:
            desk = engine.desk("main")

    Every call lets other threads of the interpreter run meanwhile.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Engine) -> None:
        """For the ways of opening below only."""
        self._native = native

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        durability: Literal["full", "normal"] = "full",
        patience: timedelta | None = None,
        now: datetime | None = None,
        first_id: int | None = None,
        link_keys: Sequence[bytes] = (),
    ) -> Engine:
        """An engine on an SQLite file, which is made when it is not there.

        Any number of threads and of processes on the same machine may use the file at the same time.

        :param path: the file; it belongs to ticketkit alone
        :param durability: what a commit has survived once it is answered: `full` also a loss of power, `normal` a crash
            of the program
        :param patience: for how long a call is tried again while others are faster or hold the storage; ten seconds when
            not given
        :param now: a clock that stands still there until `set_now` moves it: for tests, demonstrations and imports
        :param first_id: ids that count up from there, the same each time: for tests and demonstrations
        :param link_keys: the keys by which links to tickets are signed and verified, of at least 32 random bytes each: the
            first signs, all of them verify. Without one no link is made
        :raises Error: `cannot_open`, `not_ours`, `schema_too_new`, `read_only`, `damaged`, `storage_busy`
        """
        options = _options(patience, now, first_id, link_keys)
        return cls(_native.Engine({"path": os.fspath(path), "durability": durability, **options}))

    @classmethod
    def connect(
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
    ) -> Engine:
        """An engine on a PostgreSQL database, in which our tables are made when they are not there.

        Any number of threads, of processes and of machines may use the database at the same time.

        :param url: the database, as in `postgres://user:password@host:5432/database`. The connection is not encrypted
        :param schema: the schema in which our tables stand; `ticketkit` when not given
        :param connections: how many there are at the most; eight when not given
        :param prepared_statements: whether statements may stay prepared in them, which makes most calls two to three times
            as fast. Only where each is a connection to the server itself, or a pooler between knows of prepared
            statements (PgBouncer from 1.21 on)
        :param patience: as in `open`
        :param now: as in `open`
        :param first_id: as in `open`
        :param link_keys: as in `open`
        :raises Error: `cannot_open`, `schema_too_new`, `damaged`, `storage_busy`
        """
        server = {
            "url": url,
            "schema": schema,
            "connections": connections,
            "prepared_statements": prepared_statements,
        }
        given = {name: value for name, value in server.items() if value is not None}
        return cls(_native.Engine({**given, **_options(patience, now, first_id, link_keys)}))

    @classmethod
    def in_memory(
        cls,
        *,
        patience: timedelta | None = None,
        now: datetime | None = None,
        first_id: int | None = None,
        link_keys: Sequence[bytes] = (),
    ) -> Engine:
        """An engine whose desks live as long as it does.

        :param patience: as in `open`
        :param now: as in `open`
        :param first_id: as in `open`
        :param link_keys: as in `open`
        """
        return cls(_native.Engine(_options(patience, now, first_id, link_keys)))

    @classmethod
    def on(
        cls,
        storage: RecordStorage,
        *,
        patience: timedelta | None = None,
        now: datetime | None = None,
        first_id: int | None = None,
        link_keys: Sequence[bytes] = (),
    ) -> Engine:
        """An engine on a storage of the host's own.

        :param storage: an object with the methods of `ticketkit.storage.RecordStorage`
        :param patience: as in `open`
        :param now: as in `open`
        :param first_id: as in `open`
        :param link_keys: as in `open`
        """
        return cls(_native.Engine(_options(patience, now, first_id, link_keys), storage))

    def desk(self, key: str) -> Desk:
        """The desk of this key; made with the default configuration when there is none.

        :param key: any text of 1 to 200 characters
        """
        return Desk(self._native.desk(key))

    def existing_desk(self, key: str) -> Desk:
        """The desk of this key.

        :param key: its key
        :raises NotFoundError: `unknown_desk` when there is none
        """
        return Desk(self._native.existing_desk(key))

    def create_desk(self, key: str, document: str | Mapping[str, Any]) -> Desk:
        """Makes a desk with this configuration.

        :param key: any text of 1 to 200 characters
        :param document: the configuration, as a dict or as JSON text
        :raises ConflictError: `already_taken` when there is one of this key
        :raises InvalidError: everything that is wrong with the document
        """
        return Desk(self._native.create_desk(key, document_text(document)))

    def desks(self) -> list[DeskEntry]:
        """All desks, by key."""
        return [DeskEntry(id=id, key=key, config_version=version) for id, key, version in self._native.desks()]

    def delete_desk(self, key: str) -> bool:
        """Takes a desk away with everything in it. True when there was one.

        :param key: its key
        """
        return self._native.delete_desk(key)

    def next_due(self) -> datetime | None:
        """When something will happen by itself next, in any desk: when `tick` has something to do."""
        return self._native.next_due()

    def tick(self, now: datetime, limit: int = 1_000) -> Report:
        """Fires what is due by `now` in all desks, in the order of its instants, and carries jobs on.

        Each thing is stamped with its own instant, however late the call is. Call it at `next_due()`, or every few
        seconds, as long as the report says `more`.

        :param now: the present moment
        :param limit: how many timers and items of jobs at the most
        """
        return self._native.tick(now, limit)

    def pause(self, within: timedelta = timedelta(seconds=5)) -> None:
        """Closes files and lets go of locks, as a phone wants it before it suspends a program.

        Until `resume` every other call answers `paused`.

        :param within: how long to wait for the calls that are under way
        :raises UnavailableError: `timed_out` when they took longer; the engine is not paused then
        """
        self._native.pause(within)

    def resume(self) -> None:
        """Goes on after `pause`; does nothing when the engine is not paused."""
        self._native.resume()

    def close(self) -> None:
        """Ends all use of the storage. Every later call answers `closed`; calls under way come to their end."""
        self._native.close()

    def set_now(self, now: datetime) -> None:
        """Moves the clock of an engine that was opened with `now`.

        :param now: what the clock shows from here on
        :raises InvalidError: `not_writable` when the engine was opened without `now`
        """
        self._native.set_now(now)

    def statistics(self) -> Statistics:
        """How many decisions were made, and what became of them."""
        decisions, accepted, refused = self._native.statistics()
        return Statistics(decisions=decisions, accepted=accepted, refused=refused)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.close()
        except Error as closed:
            if closed.code != "closed":
                raise


def _options(
    patience: timedelta | None, now: datetime | None, first_id: int | None, link_keys: Sequence[bytes]
) -> dict[str, Any]:
    millis = None if patience is None else patience // timedelta(milliseconds=1)
    keys = [key.hex() for key in link_keys] or None
    options = {"patience_ms": millis, "now": now, "first_id": first_id, "link_keys": keys}
    return {name: value for name, value in options.items() if value is not None}
