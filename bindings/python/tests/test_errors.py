"""Whatever is given: a typed error, everything that is wrong at once, and the next call works."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import ticketkit
from conftest import MONDAY
from ticketkit import HOST, Agent, Desk, Engine, Error

LOOP: dict[str, Any] = {}
LOOP["set"] = LOOP


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"subject": 4}, "wrong_type", "/subject"),
        ({"subject": None}, "wrong_type", "/subject"),
        ({"subject": b"bytes"}, "wrong_type", "/subject"),
        ({"subject": object()}, "wrong_type", "/subject"),
        ({"subject": "a\0b"}, "bad_text", "/subject"),
        ({"subject": "half \ud800"}, "bad_text", "/subject"),
        ({"subject": "x" * 5_000_000}, "too_long", "/subject"),
        ({"subject": ""}, "missing", "/subject"),
        ({"set": {4: "a"}}, "wrong_type", "/set"),
        ({"set": {"price": float("nan")}}, "out_of_range", "/set/price"),
        ({"set": {"price": 10**40}}, "out_of_range", "/set/price"),
        ({"set": {"price": Decimal("0.12345678")}}, "out_of_range", "/set/price"),
        ({"set": {"due_at": datetime(2026, 6, 1)}}, "wrong_type", "/set/due_at"),
        ({"set": {"tags": {"a", "b"}}}, "wrong_type", "/set/tags"),
        ({"set": {"a/b~c": b""}}, "wrong_type", "/set/a~1b~0c"),
        ({"set": LOOP}, "malformed", None),
        ({"set": {"colour": "red"}}, "unknown_field", "/set/colour"),
        ({"requester": {"adress": "x"}}, "unknown_member", "/requester/adress"),
        ({"requester": "ines"}, "wrong_type", "/requester"),
        ({"attachments": 4}, "wrong_type", "/attachments"),
        ({"command_id": "4"}, "out_of_range", "/command_id"),
        ({"now": "yesterday"}, "out_of_range", "/now"),
        ({"now": datetime(2026, 6, 1)}, "wrong_type", "/now"),
    ],
)
def test_bad_input_is_told_with_its_place(desk: Desk, given: dict[str, Any], code: str, path: str | None) -> None:
    whole: dict[str, Any] = {"subject": "A", "requester": {"address": "i@example.com"}, "actor": HOST, **given}
    with pytest.raises(Error) as error:
        desk.create_ticket(**whole)
    assert error.value.code == code
    assert path is None or error.value.path == path
    assert desk.count(actor=HOST)[0].tickets == 0
    assert desk.create_ticket("A", requester={"address": "i@example.com"}, actor=HOST).number == "1"


@pytest.mark.parametrize("actor", [None, "ada", {"kind": "boss"}, {}, object(), Agent(None), Agent(4)])  # type: ignore[arg-type]
def test_who_is_nobody_cannot_act(desk: Desk, actor: Any) -> None:
    with pytest.raises(ticketkit.InvalidError):
        desk.create_ticket("A", actor=actor)
    with pytest.raises(ticketkit.InvalidError):
        desk.find(actor=actor)


def test_all_problems_come_at_once(desk: Desk) -> None:
    with pytest.raises(ticketkit.InvalidError) as error:
        desk.execute({"do": "reply", "tiket": "17", "body": 4}, actor=HOST)
    assert [(problem.code, problem.path) for problem in error.value.problems] == [
        ("missing", "/ticket"),
        ("wrong_type", "/body"),
        ("unknown_member", "/tiket"),
    ]
    assert "did you mean `ticket`?" in str(error.value)
    assert error.value.problems[2].hint == "did you mean `ticket`?"


def test_errors_are_branches_of_one_tree_and_of_pythons_own(desk: Desk) -> None:
    for call, own, pythons, code in [
        (lambda: desk.change_ticket("1", {}, actor=HOST), ticketkit.NotFoundError, LookupError, "not_found"),
        (lambda: desk.find(actor=Agent("nobody")), ticketkit.ForbiddenError, PermissionError, "unknown_actor"),
        (lambda: desk.find(actor=HOST, limit=5_000), ticketkit.InvalidError, ValueError, "out_of_range"),
    ]:
        with pytest.raises(pythons) as error:
            call()
        assert isinstance(error.value, own) and error.value.code == code
        assert not error.value.retryable and error.value.kind == ticketkit.CODES[code].kind
        assert str(error.value) == "; ".join(str(error.value).split("; ")) and error.value.number >= 100


def test_every_kind_has_a_branch() -> None:
    for info in ticketkit.CODES.values():
        error = Error(info.code, "a word", path="/a", hint="b", params={"c": "d"})
        typed = ticketkit.errors.of_problems(error.problems)
        assert type(typed) is not Error and issubclass(type(typed), Error), info
        assert (typed.kind, typed.retryable, typed.details) == (info.kind, info.retryable, {"c": "d"})
        assert str(typed) == "a word (at /a; b)"
        again = pickle.loads(pickle.dumps(typed))
        assert type(again) is type(typed) and again.problems == typed.problems
    with pytest.raises(ValueError, match="no_such_code"):
        Error("no_such_code", "a word")


@pytest.mark.parametrize(
    ("open", "code"),
    [
        (lambda folder: Engine.open(folder), "cannot_open"),
        (lambda folder: Engine.open(folder / "no/such/folder/x"), "cannot_open"),
        (lambda folder: Engine.open(folder / "x", durability="fast"), "out_of_range"),
        (lambda folder: Engine.open(""), "out_of_range"),
        (lambda folder: Engine.open(__file__), "not_ours"),
        (lambda folder: Engine.in_memory(now=datetime(2026, 1, 1)), "wrong_type"),
        (lambda folder: Engine.in_memory(first_id=-1), "out_of_range"),
        (lambda folder: Engine.in_memory(patience=timedelta(days=2)), "out_of_range"),
        (lambda folder: Engine.in_memory().set_now(MONDAY), "not_writable"),
        (lambda folder: Engine.in_memory(now=MONDAY).set_now("noon"), "out_of_range"),
        (lambda folder: Engine.in_memory(now=MONDAY).set_now(4), "wrong_type"),
        (lambda folder: Engine.in_memory().tick(None), "wrong_type"),
        (lambda folder: Engine.in_memory().pause(5), "wrong_type"),
        (lambda folder: Engine.in_memory().desk(""), "out_of_range"),
        (lambda folder: Engine.in_memory().create_desk("a", {"version": 1, "colour": 2}), "missing"),
        (lambda folder: Engine.in_memory().create_desk("a", "{"), "malformed"),
    ],
)
def test_an_engine_says_why_it_cannot(tmp_path: Path, open: Callable[[Path], object], code: str) -> None:
    with pytest.raises(Error) as error:
        open(tmp_path)
    assert error.value.code == code, str(error.value)


def test_an_outcome_of_another_type_is_pythons_own_error(engine: Engine, desk: Desk) -> None:
    for call in [lambda: engine.desk(4), lambda: engine.tick(MONDAY, "many"), lambda: desk.lease_effects("w", limit=-1)]:  # type: ignore[arg-type]
        with pytest.raises((TypeError, OverflowError)):
            call()


def test_closing_is_defined_from_every_side(file: Path) -> None:
    engine = Engine.open(file)
    desk = engine.desk("main")
    engine.close()
    for call in [engine.desks, engine.close, engine.next_due, lambda: desk.find(actor=HOST), engine.pause, engine.resume]:
        with pytest.raises(ticketkit.UnavailableError) as error:
            call()
        assert error.value.code == "closed"
    with engine:
        pass  # what is closed already may be closed by the end of a block


@pytest.mark.parametrize("on_file", [False, True])
def test_a_close_while_others_call_leaves_each_with_an_answer_or_closed(tmp_path: Path, on_file: bool) -> None:
    for n in range(20):
        engine = Engine.open(tmp_path / f"{n}.sqlite") if on_file else Engine.in_memory()
        desk = engine.desk("main")
        begun, wrong = threading.Barrier(5), []

        def work() -> None:
            begun.wait()
            try:
                while True:
                    desk.create_ticket("A", requester={"address": "i@example.com"}, actor=HOST)
            except Error as error:
                if error.code != "closed":
                    wrong.append(error)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        begun.wait()
        engine.close()
        for thread in threads:
            thread.join()
        assert not wrong


def test_instants_outside_of_pythons_years_are_refused(desk: Desk) -> None:
    edge = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))
    with pytest.raises(ticketkit.InvalidError) as error:
        desk.create_ticket("A", set={"due_at": edge}, actor=HOST)
    assert (error.value.code, error.value.path) == ("out_of_range", "/set/due_at")
