"""Storages that are written in Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import ticketkit
from record_storage import DictStorage
from ticketkit import HOST, Engine, _native, conformance
from ticketkit.storage import Batch, Range, Record, RecordStorage

ADDRESS = {"address": "ines@example.com"}


def test_the_example_passes_every_check() -> None:
    assert isinstance(DictStorage(), RecordStorage)
    assert len(conformance.CHECKS) > 90
    assert conformance.check(DictStorage) == []


class Losing(DictStorage):
    """Says that it has stored a batch, and has not kept the last record of it."""

    def commit(self, batch: Batch) -> bool:
        return super().commit(Batch(batch.expect, batch.put[:-1], batch.remove))


def test_a_storage_that_loses_a_write_fails_by_the_name_of_the_check() -> None:
    failures = conformance.check(Losing, [one for one in conformance.CHECKS if one.about in ("desks", "commits")])
    assert "a_desk_is_there_once_it_is_made" in [failure.check for failure in failures]
    assert all(str(failure).startswith(f"{failure.check}: ") and failure.what for failure in failures)


def test_a_storage_that_cannot_be_made_fails() -> None:
    def new() -> RecordStorage:
        raise OSError("no such disk")

    (failure,) = conformance.check(new, conformance.CHECKS[:1])
    assert "no such disk" in failure.what


class Moody(DictStorage):
    """Does for once what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.once: Any = None

    def _obey(self) -> Any:
        once, self.once = self.once, None
        if isinstance(once, BaseException):
            raise once
        return once

    def get(self, keys: Sequence[str]) -> Any:
        return self._obey() or super().get(keys)

    def range(self, range: Range) -> Any:
        return self._obey() or super().range(range)

    def commit(self, batch: Batch) -> Any:
        answer = self._obey()
        return super().commit(batch) if answer is None else answer


def told(once: Any) -> ticketkit.Error:
    """What a call says when the storage does this, after which the next call works."""
    storage = Moody()
    engine = Engine.on(storage, patience=ticketkit.engine.timedelta())
    desk = engine.desk("main")
    desk.create_ticket("A", requester=ADDRESS, actor=HOST)
    storage.once = once
    with pytest.raises(ticketkit.Error) as error:
        desk.create_ticket("B", requester=ADDRESS, actor=HOST)
    desk.create_ticket("C", requester=ADDRESS, actor=HOST)
    assert sorted(ticket.subject for ticket in desk.find(actor=HOST).tickets) == ["A", "C"]
    return error.value


def test_what_a_storage_raises_is_the_cause() -> None:
    raised = OSError("the cable is out")
    error = told(raised)
    assert isinstance(error, ticketkit.UnavailableError)
    assert error.code == "storage_failed" and "OSError: the cable is out" in str(error) and error.__cause__ is raised


def test_an_error_of_ours_comes_as_it_is() -> None:
    raised = ticketkit.UnavailableError("storage_full", "the disk is full", hint="buy one")
    error = told(raised)
    assert (error.code, error.hint, error.retryable, error.__cause__) == ("storage_full", "buy one", True, raised)


@pytest.mark.parametrize(
    "answer",
    [4, "text", [4], [None] * 99, [Record("a", "b", -1, (), "")], [Record("a", "b", 1, (), 4)], object()],  # type: ignore[arg-type]
)
def test_an_answer_that_is_none_is_told(answer: Any) -> None:
    error = told(answer)
    assert error.code in ("storage_failed", "damaged"), str(error)


def test_a_panic_inside_is_an_error_and_the_next_call_works(capfd: pytest.CaptureFixture[str]) -> None:
    error = told(_native.PanicException("the very innermost"))
    assert isinstance(error, ticketkit.InternalError)
    assert error.code == "internal_error" and "the very innermost" in str(error)


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), SystemExit(3)])
def test_what_is_no_exception_goes_through(raised: BaseException) -> None:
    storage = Moody()
    desk = Engine.on(storage).desk("main")
    storage.once = raised
    with pytest.raises(type(raised)) as error:
        desk.create_ticket("A", requester=ADDRESS, actor=HOST)
    assert error.value is raised
    assert desk.create_ticket("A", requester=ADDRESS, actor=HOST).number == "1"


def test_a_storage_may_use_another_engine() -> None:
    class Counting(DictStorage):
        def __init__(self) -> None:
            super().__init__()
            self.engine = Engine.in_memory()

        def commit(self, batch: Batch) -> bool:
            self.engine.desk("log").create_ticket("a commit", requester=ADDRESS, actor=HOST)
            return super().commit(batch)

    storage = Counting()
    Engine.on(storage).desk("main").create_ticket("A", requester=ADDRESS, actor=HOST)
    assert storage.engine.desk("log").count(actor=HOST)[0].tickets == 2


def test_what_is_no_storage_is_told() -> None:
    engine = Engine.on(object())  # type: ignore[arg-type]
    with pytest.raises(ticketkit.UnavailableError) as error:
        engine.desk("main")
    assert error.value.code == "storage_failed" and isinstance(error.value.__cause__, AttributeError)
