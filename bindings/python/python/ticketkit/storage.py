"""A storage of the host's own: plain records, found by key and in the order of their entries.

Whoever writes one needs to know nothing about tickets. It is any object with the three methods of
:class:`RecordStorage`; ``Engine.on(storage)`` runs desks on it, and ``ticketkit.conformance.check`` tells whether it is
right. A few dozen lines in examples/python/record_storage.py show one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

__all__ = ["Batch", "Expectation", "Range", "Record", "RecordStorage"]


@dataclass(frozen=True, slots=True)
class Record:
    """One stored thing. What it means is the engine's; a storage keeps it and hands it out unchanged.

    ``kind``, ``key`` and ``entries`` are printable ASCII without spaces, so that Python orders them as every other
    language does.
    """

    kind: str
    """What sort of thing it is, for people and for tables; a storage need not look at it."""
    key: str
    """Its name, unique in the storage, whatever its kind."""
    version: int
    """Which version it is, from 1. A storage compares it with what is expected, and never makes one up."""
    entries: tuple[str, ...]
    """Where it is found by :meth:`RecordStorage.range`: no entry twice in one record; different records may share one."""
    body: str
    """The content, a JSON text. It can be as long as the longest message."""


@dataclass(frozen=True, slots=True)
class Range:
    """A run of entries."""

    start: str
    """The first entry that is meant, included."""
    until: str
    """The first entry that is no longer meant: excluded. Where it is not greater than ``start`` the answer is empty."""
    descending: bool
    """Whether the greatest entry comes first."""
    limit: int
    """How many records at the most; the first of them in the order asked for."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What has to be so for a batch to be written."""

    key: str
    """Which record."""
    version: int
    """The version that it has; 0 when there is no record of this key."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written at once, whole or not at all."""

    expect: Sequence[Expectation]
    """What has to be so, or nothing is written."""
    put: Sequence[Record]
    """Records to write. Each replaces the one of its key with all its entries, or is new. No key is in here twice."""
    remove: Sequence[str]
    """Keys of records that are taken away with all their entries. Taking away what is not there does nothing."""


@runtime_checkable
class RecordStorage(Protocol):
    """Where records are kept.

    A storage is right when all calls see the same records at every moment, and what they see is what the batches that
    were answered with True have made of nothing, one after the other:

    - a batch is written whole or not at all, and nobody ever sees half of it;
    - expectations are compared and the batch is written in one step: of two batches that expect the same version of one
      record and both write it, one is answered with False;
    - once ``commit`` has answered True the batch is there for every later call, from any thread;
    - a record is found by exactly the entries that it was last written with.

    Calls come from any thread, several at a time; the storage is never called from within its own call. An error says
    that it is not known whether anything was written: raise a :class:`ticketkit.Error` of the kinds ``unavailable`` or
    ``storage`` to say why; any other exception becomes ``storage_failed`` with its text, and is its cause.
    """

    def get(self, keys: Sequence[str], /) -> Sequence[Record | None]:
        """The records of these keys: one answer for each, in their order, all of one moment; None where there is none."""
        ...

    def range(self, range: Range, /) -> Sequence[Record]:
        """The records that have an entry inside the range, in the order of that entry.

        One that has several comes once for each. Those with the same entry stand by their keys, in the same direction.
        """
        ...

    def commit(self, batch: Batch, /) -> bool:
        """Writes a batch. True: all of it is stored. False: an expectation failed, and nothing was written."""
        ...
