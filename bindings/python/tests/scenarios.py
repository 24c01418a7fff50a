"""Plays scenarios in Python; what they are, and what is printed, stands in tests/scenarios/README.md."""

from __future__ import annotations

import argparse
import inspect
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ticketkit
from ticketkit import HOST, Agent, Engine, Error, Given, Link, Requester, commands, queries
from ticketkit.errors import of_problems
from ticketkit.storage import Batch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "examples/python"))
from record_storage import DictStorage  # noqa: E402

Json = Any
ACTORS: dict[str, Callable[..., Any]] = {"host": lambda: HOST, "agent": Agent, "requester": Requester, "link": Link}


def bare(value: Json) -> Json:
    """Without members that are null; whole numbers without a fraction."""
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [bare(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def canonical(value: Json) -> str:
    return json.dumps(bare(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fits(expected: Json, got: Json) -> bool:
    if isinstance(expected, dict) and isinstance(got, dict):
        return all(fits(one, got.get(name)) for name, one in expected.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(fits, expected, got))
    return isinstance(expected, bool) == isinstance(got, bool) and bool(expected == got)


def typed(word: Json, call: Callable[..., Any]) -> dict[str, Any] | None:
    """The arguments of `call` for a word; nothing when it is not one that can be written in Python."""
    given = {name: one for name, one in word.items() if name not in ("do", "ask", "kind")}
    if "until" in given:
        given["until"] = instant(given["until"])
    try:
        inspect.signature(call).bind(**given, **({"actor": HOST} if inspect.ismethod(call) else {}))
    except TypeError:
        return None
    return None if None in given.values() else given


def value(word: Json, tag: str, classes: dict[str, Any]) -> Any:
    """A word as a value of its class; as it is when it is none."""
    call = classes.get(str(word.get(tag))) if isinstance(word, dict) else None
    given = typed(word, call) if call else None
    return word if given is None or call is None else call(**given)


def classes_of(module: Any, tag: str) -> dict[str, Any]:
    return {getattr(one, tag): one for one in map(vars(module).get, module.__all__) if hasattr(one, tag)}


def instant(text: str) -> Any:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return text


class Failing(DictStorage):
    """Fails when it is told to."""

    told: str | None = None

    def _obey(self) -> None:
        if self.told not in (None, "contention"):
            code, self.told = str(self.told), None
            raise Error(code, "the storage was told to fail")

    def get(self, keys: Any) -> Any:
        self._obey()
        return super().get(keys)

    def range(self, range: Any) -> Any:
        self._obey()
        return super().range(range)

    def commit(self, batch: Batch) -> bool:
        self._obey()
        if self.told == "contention":
            return False
        return super().commit(batch)


class Stage:
    def __init__(self, kept: str, now: str, config: Json, folder: str) -> None:
        options: Any = {"now": instant(now), "first_id": 1, "patience": timedelta(), "link_keys": [bytes(range(32))]}
        self.now, self.records = instant(now), Failing()
        if kept == "sqlite":
            self.engine = Engine.open(Path(folder) / "desks.db", **options)
        elif kept == "postgres":
            self.engine = Engine.connect(os.environ["TICKETKIT_TEST_POSTGRES"], schema="scenarios", **options)
        else:
            self.engine = Engine.on(self.records, **options) if kept == "host" else Engine.in_memory(**options)
        for left in self.engine.desks():  # What the scenario before left in the database.
            self.engine.delete_desk(left.key)
        self.desk = self.engine.desk("main") if config is None else self.engine.create_desk("main", canonical(config))

    def command(self, item: Json) -> tuple[Any, Any]:
        word = item["do"]
        if isinstance(word, dict) and not isinstance(word.get("document", ""), str):
            word = {**word, "document": canonical(word["document"])}
        return word, value(item.get("as", {"kind": "host"}), "kind", ACTORS)

    def do(self, word: Json, step: Json) -> Json:
        word, actor = self.command(step)
        method = getattr(self.desk, str(word.get("do")), None) if isinstance(word, dict) else None
        given = typed(word, method) if method and word["do"] in ticketkit.COMMANDS else None
        if method is None or given is None:
            return self.desk.execute(word, actor=actor, command_id=step.get("id")).to_dict()
        return method(**given, actor=actor, command_id=step.get("id")).to_dict()

    def many(self, items: Json, step: Json) -> Json:
        words = [(*self.command(item), item.get("id")) for item in items]
        given = [Given(value(word, "do", COMMANDS), actor, id) for word, actor, id in words]
        try:
            answers = self.desk.execute_many(given)
        except Error as error:
            # Where commands are read one by one, nobody says which of them it was.
            bare = [replace(problem, path=re.sub(r"^/\d+", "", problem.path)) for problem in error.problems]
            raise of_problems(bare) from error
        return [result(lambda one=one: raised(one)) for one in answers]

    def ask(self, word: Json, step: Json) -> Json:
        _, actor = self.command({**step, "do": None})
        return self.desk.ask(value(word, "ask", QUERIES), actor=actor).to_dict()

    def tick(self, limit: int, step: Json) -> Json:
        return self.engine.tick(self.now, limit).to_dict()

    def next_due(self, _: Json, step: Json) -> Json:
        return ticketkit.to_dict(self.engine.next_due())

    def lease(self, given: Json, step: Json) -> Json:
        hold = timedelta(milliseconds=given["hold_ms"])
        return [one.to_dict() for one in self.desk.lease_effects(given["worker"], hold=hold, limit=given["limit"])]

    def acknowledge(self, given: Json, step: Json) -> Json:
        self.desk.acknowledge_effect(**given)

    def fail(self, given: Json, step: Json) -> Json:
        self.desk.fail_effect(**{**given, "retry_at": instant(given["retry_at"])})

    def create_desk(self, given: Json, step: Json) -> Json:
        document = given["document"]
        text = document if isinstance(document, str) else canonical(document)
        self.desk = self.engine.create_desk(given["key"], text)

    def open_desk(self, key: str, step: Json) -> Json:
        self.desk = self.engine.desk(key)

    def existing_desk(self, key: str, step: Json) -> Json:
        self.desk = self.engine.existing_desk(key)

    def delete_desk(self, key: str, step: Json) -> Json:
        return self.engine.delete_desk(key)

    def desks(self, _: Json, step: Json) -> Json:
        return [asdict(entry) for entry in self.engine.desks()]

    def statistics(self, _: Json, step: Json) -> Json:
        return asdict(self.engine.statistics())

    def pause(self, within_ms: int, step: Json) -> Json:
        self.engine.pause(timedelta(milliseconds=within_ms))

    def resume(self, _: Json, step: Json) -> Json:
        self.engine.resume()

    def close(self, _: Json, step: Json) -> Json:
        self.engine.close()

    def fail_next(self, code: str, step: Json) -> Json:
        self.records.told = code


STEPS = {name: step for name, step in vars(Stage).items() if name not in ("command",) and not name.startswith("_")}
COMMANDS, QUERIES = classes_of(commands, "do"), classes_of(queries, "ask")


def raised(answer: Any) -> Json:
    if isinstance(answer, Error):
        raise answer
    return answer.to_dict()


def result(call: Callable[[], Json]) -> Json:
    try:
        return {"ok": call()}
    except Error as error:
        return {"error": [problem.to_dict() for problem in error.problems]}


def play(file: Path, kept: str, folder: str, transcript: list[str]) -> list[str]:
    """What did not fit."""
    failures = []
    try:
        scenario = json.loads(file.read_text(encoding="utf-8"))
        steps = scenario["steps"]
        stage = Stage(scenario.get("storage", kept), steps[0]["at"], scenario.get("config"), folder)
        for number, step in enumerate(steps, 1):
            ((kind, given),) = ((name, given) for name, given in step.items() if name in STEPS)
            if "at" in step:
                stage.now = instant(step["at"])
            # Where the time is not the engine's to tell, as when it is closed, the step says so itself.
            came = result(lambda: (stage.engine.set_now(stage.now), STEPS[kind](stage, given, step))[1])
            expected = {"error": step["error"]} if "error" in step else {"ok": step.get("expect", {})}
            unsaid = "error" not in step and "expect" not in step and "ok" in came
            if not unsaid and not fits(expected, came):
                failures.append(f"FAILED {file.name} step {number}: expected {canonical(expected)}, got {canonical(came)}")
            transcript.append(f"{file.name}\t{number}\t{canonical(came)}\n")
    except Exception as why:
        failures.append(f"FAILED {file.name} step 0: {why!r}")
    return failures


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--storage", choices=["memory", "sqlite", "postgres", "host"], default="memory")
    parser.add_argument("--transcript", type=Path)
    parser.add_argument("--lists", action="store_true")
    given = parser.parse_args()
    if given.lists:
        codes = {code.code: code.number for code in ticketkit.CODES.values()}
        print(canonical({"codes": codes, "commands": ticketkit.COMMANDS, "queries": ticketkit.QUERIES}))
        return 0
    files = [file for path in given.paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    transcript: list[str] = []
    failed = 0
    for file in files:
        with tempfile.TemporaryDirectory() as folder:
            failures = play(file, given.storage, folder, transcript)
        failed += bool(failures)
        print("\n".join(failures), end="\n" if failures else "")
    if given.transcript:
        given.transcript.write_text("".join(transcript), encoding="utf-8")
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
