"""The package as a whole: its types, its texts, what it shares with the core, and its examples."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import ticketkit
from conftest import ROOT
from ticketkit import _native, aio, answers, commands, queries, records

PACKAGE = ROOT / "bindings/python"


def run(*command: str | Path, folder: Path = ROOT) -> str:
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_is_generated_is_fresh() -> None:
    run(sys.executable, PACKAGE / "generate.py", "--check")


def test_the_lists_are_those_of_the_core() -> None:
    schema = json.loads((ROOT / "core/src/command/schema.json").read_text(encoding="utf-8"))["$defs"]
    names = lambda union, tag: [one["properties"][tag]["const"] for one in schema[union]["oneOf"]]  # noqa: E731
    assert list(ticketkit.COMMANDS) == names("Command", "do") == [one.do for one in classes(commands, "do")]
    assert list(ticketkit.QUERIES) == names("Query", "ask") == [one.ask for one in classes(queries, "ask")]
    assert names("Answer", "answer") == [one.answer for one in classes(answers, "answer")]
    assert list(ticketkit.CODES) == [one["const"] for one in schema["Code"]["oneOf"]] == list(records.Code)
    assert sorted(code.number for code in ticketkit.CODES.values()) == [code.number for code in ticketkit.CODES.values()]
    for name in [*ticketkit.COMMANDS, *ticketkit.QUERIES]:
        assert inspect.isfunction(getattr(ticketkit.Desk, name)) and inspect.iscoroutinefunction(getattr(aio.Desk, name))


def classes(module: object, tag: str) -> list[type]:
    return [one for one in vars(module).values() if isinstance(one, type) and isinstance(getattr(one, tag, None), str)]


def test_plain_and_awaited_methods_are_the_same() -> None:
    for one, other in [(ticketkit.Desk, aio.Desk), (ticketkit.Engine, aio.Engine)]:
        for name, method in inspect.getmembers(one, inspect.isfunction):
            if name.startswith("_"):
                continue
            theirs = inspect.signature(getattr(other, name)).parameters
            assert list(inspect.signature(method).parameters) == [n for n in theirs if n != "executor"], name


def test_everything_public_is_documented() -> None:
    bare = []
    for module in [ticketkit, *(getattr(ticketkit, name) for name in ("aio", "answers", "commands", "conformance", "errors", "queries", "records", "storage"))]:
        assert module.__doc__
        for name in module.__all__:
            one = getattr(module, name)
            if not (inspect.isclass(one) or inspect.isfunction(one)):
                continue
            if not inspect.getdoc(one):
                bare.append(name)
            for inner, method in vars(one).items() if inspect.isclass(one) else ():
                if inspect.isfunction(method) and not inner.startswith("_") and not inspect.getdoc(method):
                    bare.append(f"{name}.{inner}")
    assert not bare


def test_help_says_what_each_argument_is() -> None:
    for name in [*ticketkit.COMMANDS, *ticketkit.QUERIES]:
        said = inspect.getdoc(getattr(ticketkit.Desk, name)) or ""
        for parameter in list(inspect.signature(getattr(ticketkit.Desk, name)).parameters)[1:]:
            assert f":param {parameter}:" in said, f"{name}({parameter})"


EXAMPLES = ["examples/python/helpdesk.py", "examples/python/record_storage.py"]


def test_mypy_finds_nothing() -> None:
    run(sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file", PACKAGE / "pyproject.toml", "-p", "ticketkit", folder=ROOT / "bindings")
    run(sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file", PACKAGE / "pyproject.toml", *EXAMPLES)


def test_stubtest_finds_nothing() -> None:
    run(sys.executable, "-m", "mypy.stubtest", "ticketkit", "--concise", folder=ROOT / "bindings")


def test_pyright_finds_nothing() -> None:
    said = run(sys.executable, "-m", "pyright", "--stats", "-p", PACKAGE, "--pythonpath", sys.executable)
    assert int(re.findall(r"Total files checked: (\d+)", said)[0]) > 15, said


def test_types_of_answers_are_known_precisely(tmp_path: Path) -> None:
    (tmp_path / "used.py").write_text(
        "from ticketkit import HOST, Actor, Agent, Engine, Link, Requester\n"
        "desk = Engine.in_memory().desk('main')\n"
        "def ask(actor: Actor) -> None:\n"
        "    reveal_type(desk.ticket('1', actor=HOST))\n"
        "    reveal_type(desk.ticket('1', actor=Requester('i')))\n"
        "    reveal_type(desk.ticket('1', actor=Link('t')))\n"
        "    reveal_type(desk.ticket('1', actor=actor))\n"
        "    reveal_type(desk.promises('1', actor=Agent('a')))\n"
        "    desk.create_ticket('A')\n"
        "    desk.create_ticket(4, actor=HOST)\n",
        encoding="utf-8",
    )
    said = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--no-incremental", "used.py"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    revealed = re.findall(r'Revealed type is "(.*)"', said.replace("builtins.", "").replace("ticketkit.records.", ""))
    assert revealed == ["Ticket", "PublicTicket", "PublicTicket", "Ticket | PublicTicket", "tuple[ClockView, ...]"], said
    assert 'Missing named argument "actor"' in said and 'incompatible type "int"' in said


@pytest.mark.parametrize("storage", ["memory", "sqlite", "host"])
def test_the_scenarios_hold(storage: str) -> None:
    said = run(sys.executable, PACKAGE / "tests/scenarios.py", ROOT / "tests/scenarios", "--storage", storage)
    assert re.search(r"^[0-9]{2,} passed, 0 failed$", said, re.M)


def test_the_example_tells_its_story() -> None:
    said = run(sys.executable, ROOT / "examples/python/helpdesk.py")
    assert said.startswith("ticket 1\n") and "1 h promised in open time of the calendar `office`" in said
    assert "refused: a ticket has no field `colour`" in said and said.endswith("ticket 1 is resolved\n")


@pytest.mark.parametrize("page", ["README.md", "bindings/python/README.md"])
def test_what_the_pages_show_runs(page: str, tmp_path: Path) -> None:
    shown = re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)
    assert shown
    for number, code in enumerate(shown):
        (tmp_path / f"{number}.py").write_text(code, encoding="utf-8")
        run(sys.executable, f"{number}.py", folder=tmp_path)


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert ticketkit.__version__ == version("ticketkit") == _native.__version__
    assert (Path(ticketkit.__file__).parent / "py.typed").exists() and os.sep in ticketkit.__file__


def test_a_webhook_is_signed_as_the_specification_says() -> None:
    from ticketkit import webhooks

    secrets, id, body = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, timezone.utc)
    headers = webhooks.sign(secrets, id, at, body)
    assert headers == {
        "webhook-id": id,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    came = {name.title(): value for name, value in headers.items()}
    webhooks.verify(secrets, came, body.encode(), at + timedelta(minutes=5))
    wrong: list[tuple[dict[str, str], str | bytes, datetime]] = [
        (came, "{}", at),
        (came, b"\xff", at),
        (came, body, at + timedelta(minutes=6)),
        ({}, body, at),
    ]
    for headers, text, now in wrong:
        with pytest.raises(ticketkit.ForbiddenError) as refused:
            webhooks.verify(secrets, headers, text, now)
        assert refused.value.code == "signature_refused"
    with pytest.raises(ticketkit.Error) as bad:
        webhooks.sign(["whsec_short", "x"], id, at, body)
    assert [problem.path for problem in bad.value.problems] == ["/secrets/0", "/secrets/1"]
    with pytest.raises(ticketkit.Error):
        webhooks.sign([], id, at, body)


def test_a_file_is_kept_under_its_hash(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("Paper jam")
    store = ticketkit.files.FolderStore(tmp_path / "store")
    with pytest.raises(ticketkit.Error) as refused:
        store.keep(source, at_most=8)
    assert refused.value.code == "attachment_too_large"
    kept = store.keep(source, at_most=9)
    assert (kept.bytes, store.path(kept.sha256).read_text()) == (9, "Paper jam")
    assert store.remove(kept.sha256) and not store.remove(kept.sha256)
    with pytest.raises(ticketkit.Error):
        store.path("../source")
