"""The two calls that every language measures, in Python; see README.md."""

import time
from collections.abc import Callable

from ticketkit import HOST, Engine


def measure(name: str, call: Callable[[], object], calls: int) -> None:
    """Prints what a call takes: the middle of nine turns, of which the first warms up."""
    turns = []
    for _ in range(10):
        began = time.perf_counter_ns()
        for _ in range(calls):
            call()
        turns.append((time.perf_counter_ns() - began) // calls)
    print(f"{name} {sorted(turns[1:])[4]} ns")


engine = Engine.in_memory()
desk = engine.desk("main")
desk.create_ticket("The printer", requester={"address": "ines@example.com"}, actor=HOST)
measure("empty", engine.next_due, 20_000)
measure("ticket", lambda: desk.ticket("1", actor=HOST), 5_000)
