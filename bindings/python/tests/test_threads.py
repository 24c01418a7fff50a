"""Many threads, forked processes, signals and asyncio; the interpreter is free while the engine works."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import ticketkit
from conftest import MONDAY
from record_storage import DictStorage
from ticketkit import HOST, Engine, aio

SECONDS = float(os.environ.get("TICKETKIT_SECONDS", "2"))
"""How long the great fork goes on; `TICKETKIT_SECONDS=20` is its long form."""

ADDRESS = {"address": "ines@example.com"}


def child(work: object, *given: object) -> int:
    """Runs `work` in a forked process; answers its id."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            work(*given)  # type: ignore[operator]
            status = 0
        except BaseException as error:
            print(f"child: {error!r}", file=sys.stderr, flush=True)
        finally:
            os._exit(status)
    return process


def ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def create(engine: Engine, count: int) -> None:
    desk = engine.desk("main")
    for _ in range(count):
        desk.create_ticket("A", requester=ADDRESS, actor=HOST)


def total(engine: Engine) -> int:
    return engine.desk("main").count(actor=HOST)[0].tickets


def test_another_thread_runs_during_a_call(file: Path) -> None:
    # Two thousand commands keep the engine busy for a while, in two calls; without the interpreter nobody could count.
    with Engine.open(file) as engine:
        desk = engine.desk("main")
        create(engine, 1)
        given = [ticketkit.Given({"do": "note", "ticket": "1", "body": str(n)}, HOST) for n in range(1_000)]
        counted, stop, inside = [0], threading.Event(), threading.Event()

        def count() -> None:
            while not stop.is_set():
                if inside.is_set():
                    counted[0] += 1
                time.sleep(0.000_1)

        thread = threading.Thread(target=count)
        thread.start()
        inside.set()
        answers = desk.execute_many(given)
        inside.clear()
        stop.set()
        thread.join()
        assert len(answers) == 1_000 and counted[0] >= 10


class Waiting(DictStorage):
    """Waits inside of the engine's call until another thread has used another engine."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.go_on = threading.Event(), threading.Event()

    def commit(self, batch: ticketkit.storage.Batch) -> bool:
        self.inside.set()
        assert self.go_on.wait(30)
        return super().commit(batch)


def test_a_call_holds_up_no_other_engine() -> None:
    storage = Waiting()
    engine, other = Engine.on(storage), Engine.in_memory()
    thread = threading.Thread(target=lambda: engine.desk("main"))
    thread.start()
    assert storage.inside.wait(30)
    create(other, 1)
    storage.go_on.set()
    thread.join()
    assert total(other) == 1 and len(engine.desks()) == 1


def test_threads_share_an_engine(file: Path) -> None:
    with Engine.open(file) as engine:
        threads = [threading.Thread(target=create, args=(engine, 5)) for _ in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert total(engine) == 160


def test_both_sides_of_a_fork_go_on(file: Path) -> None:
    engine = Engine.open(file)
    create(engine, 1)
    process = child(create, engine, 3)
    create(engine, 3)
    assert ended(process) == 0
    assert total(engine) == 7
    engine.close()


def test_what_a_child_writes_is_there_though_its_parent_closed(file: Path) -> None:
    engine = Engine.open(file)
    create(engine, 1)
    reading, writing = os.pipe()

    def work() -> None:
        create(engine, 1)
        os.read(reading, 1)  # until the parent has closed
        create(engine, 5)
        engine.close()

    process = child(work)
    time.sleep(0.2)
    engine.close()
    os.write(writing, b"!")
    assert ended(process) == 0
    with Engine.open(file) as again:
        assert total(again) == 7


def test_a_child_may_drop_or_close_what_it_got(file: Path) -> None:
    engine = Engine.open(file)
    create(engine, 1)
    assert ended(child(engine.close)) == 0
    create(engine, 1)
    assert total(engine) == 2


def test_an_engine_that_is_paused_stays_so_on_both_sides(file: Path) -> None:
    engine = Engine.open(file)
    create(engine, 1)
    engine.pause()

    def work() -> None:
        with pytest.raises(ticketkit.UnavailableError):
            engine.desks()
        engine.resume()
        create(engine, 1)

    assert ended(child(work)) == 0
    with pytest.raises(ticketkit.UnavailableError):
        engine.desks()
    engine.resume()
    assert total(engine) == 2


def test_engines_in_memory_are_parted_by_a_fork() -> None:
    engine = Engine.in_memory()
    create(engine, 1)

    def work() -> None:
        create(engine, 1)
        assert total(engine) == 2

    assert ended(child(work)) == 0
    assert total(engine) == 1


def test_a_storage_may_fork_within_a_call() -> None:
    class Forking(DictStorage):
        forked: list[int] = []

        def commit(self, batch: ticketkit.storage.Batch) -> bool:
            if not self.forked:
                self.forked.append(child(lambda: None))
            return super().commit(batch)

    engine = Engine.on(Forking())
    create(engine, 1)
    assert [ended(process) for process in Forking.forked] == [0] and total(engine) == 1


def test_many_threads_and_forked_children_work_at_one_file(file: Path) -> None:
    engine = Engine.open(file, durability="normal")
    create(engine, 1)
    until = time.monotonic() + SECONDS
    made, errors, lock = [1], [], threading.Lock()

    def work() -> None:
        while time.monotonic() < until:
            try:
                create(engine, 1)
                engine.desk("main").find(actor=HOST, limit=3)
            except BaseException as error:
                errors.append(error)
                return
            with lock:
                made[0] += 1

    def child_work() -> None:
        create(engine, 1)  # also on a machine where the last fork comes late
        while time.monotonic() < until:
            create(engine, 1)

    threads = [threading.Thread(target=work) for _ in range(32)]
    for thread in threads:
        thread.start()
    # In the middle of all that: what was open is not the child's, and no lock is held in it.
    children = [child(child_work) for _ in range(8)]
    assert [ended(process) for process in children] == [0] * 8
    for thread in threads:
        thread.join()
    assert not errors
    assert total(engine) >= made[0] + 8
    engine.close()
    with Engine.open(file) as again:
        assert total(again) >= made[0] + 8


def test_an_interrupt_is_not_swallowed() -> None:
    class Interrupted(DictStorage):
        armed = False

        def commit(self, batch: ticketkit.storage.Batch) -> bool:
            if self.armed:
                self.armed = False
                os.kill(os.getpid(), signal.SIGINT)
                for _ in range(1_000):  # the signal is told between two lines of Python
                    time.sleep(0.001)
            return super().commit(batch)

    storage = Interrupted()
    engine = Engine.on(storage)
    create(engine, 1)
    storage.armed = True
    # A shell that starts the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            create(engine, 1)
    finally:
        signal.signal(signal.SIGINT, before)
    create(engine, 1)
    assert total(engine) == 2


def test_asyncio_goes_on_while_calls_are_awaited(file: Path) -> None:
    async def story() -> None:
        async with await aio.Engine.open(file, now=MONDAY) as engine:
            desk = await engine.desk("main")
            made = await asyncio.gather(*(desk.create_ticket(f"{n}", requester=ADDRESS, actor=HOST) for n in range(20)))
            assert {outcome.number for outcome in made} == {str(n) for n in range(1, 21)}
            assert (await desk.ticket("1", actor=HOST)).number == "1"
            effects = [effect async for effect in _first(desk.effects("mailer", every=timedelta()), 20)]
            assert len({effect.id for effect in effects}) == 20
            events = [event async for event in _first(desk.events(limit=7), 20)]
            assert [event.ticket for _, event in events] and len({event.id for _, event in events}) == 20
            place = events[6][0]
            (later,) = [event async for event in _first(desk.events(after=place), 1)]
            assert later[1].id == events[7][1].id
            assert (await engine.tick(MONDAY)).more is False
            with pytest.raises(ticketkit.NotFoundError):
                await desk.ticket("99", actor=HOST)
            waiting = asyncio.ensure_future(anext(desk.effects("mailer", every=timedelta(seconds=60))))
            await asyncio.sleep(0.05)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    asyncio.run(story())


async def _first(items, count):  # type: ignore[no-untyped-def]
    async for item in items:
        yield item
        count -= 1
        if not count:
            return
