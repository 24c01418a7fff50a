"""The one process in which time passes: it fires what is due and settles what the desk asks of its host."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

from ticketkit import Desk, Engine, UnavailableError
from ticketkit.records import Effect, EffectStateLeased, Host

from .seed import KEY
from .storage import open_engine

LONGEST = timedelta(seconds=5)
"""How long at the most between two looks: commands of other processes set new timers meanwhile."""


def run(address: str, stop: threading.Event) -> None:
    """Ticks until it is told to stop. Nothing is lost when it was not running: the next tick comes late, and counts
    each thing at its own instant.
    """
    with open_engine(address) as engine:
        desk = engine.existing_desk(KEY)
        while not stop.is_set():
            try:
                pause = _tick(engine, desk)
            except UnavailableError as error:
                print(f"ticker: {error}; once more", flush=True)
                pause = LONGEST
            stop.wait(pause.total_seconds())


def _tick(engine: Engine, desk: Desk) -> timedelta:
    now = datetime.now(timezone.utc)
    report = engine.tick(now)
    effects = desk.lease_effects("ticker", limit=100)
    for effect in effects:
        print(f"outbox: {_told(desk, effect)}", flush=True)
        if isinstance(effect.state, EffectStateLeased):
            desk.acknowledge_effect(effect.id, effect.state.token)
    if report.more or effects:
        return timedelta(0)
    due = LONGEST if report.next_due is None else report.next_due - now
    return min(max(due, timedelta(milliseconds=50)), LONGEST)


def _told(desk: Desk, effect: Effect) -> str:
    """What a real host would send, in a line: to whom, about which ticket, and what."""
    number = desk.ticket(effect.ticket, actor=Host()).number
    people = [desk.person(person, actor=Host()).name for person in getattr(effect.kind, "to", ())]
    return f"{number}: {effect.kind.kind} to {', '.join(people) or 'nobody'}"
