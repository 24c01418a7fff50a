"""A storage of the host's own: records in a dict, and their entries in a sorted list.

`Engine.on(DictStorage())` runs desks on it; `python examples/python/record_storage.py` proves it by the same checks
that every storage of ticketkit has to pass.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, insort
from collections.abc import Sequence
from threading import Lock

from ticketkit import conformance
from ticketkit.storage import Batch, Range, Record


class DictStorage:
    """Records that live as long as the program."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._records: dict[str, Record] = {}
        self._entries: list[tuple[str, str]] = []  # entry and key of every entry of every record, in order

    def get(self, keys: Sequence[str]) -> list[Record | None]:
        with self._lock:
            return [self._records.get(key) for key in keys]

    def range(self, range: Range) -> list[Record]:
        with self._lock:
            start, until = (bisect_left(self._entries, (entry,)) for entry in (range.start, range.until))
            found = self._entries[start:until]
            if range.descending:
                found.reverse()
            return [self._records[key] for _, key in found[: range.limit]]

    def commit(self, batch: Batch) -> bool:
        with self._lock:
            if any(self._version(expected.key) != expected.version for expected in batch.expect):
                return False
            for key in [*batch.remove, *(record.key for record in batch.put)]:
                self._take_away(key)
            for record in batch.put:
                self._records[record.key] = record
                for entry in record.entries:
                    insort(self._entries, (entry, record.key))
            return True

    def _version(self, key: str) -> int:
        record = self._records.get(key)
        return record.version if record else 0

    def _take_away(self, key: str) -> None:
        record = self._records.pop(key, None)
        for entry in record.entries if record else ():
            del self._entries[bisect_left(self._entries, (entry, key))]


if __name__ == "__main__":
    failures = conformance.check(DictStorage)
    for failure in failures:
        print(failure)
    print(f"{len(conformance.CHECKS) - len(failures)} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)
