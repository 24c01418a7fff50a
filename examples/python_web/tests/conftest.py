"""A desk of its own for each session of tests, served by several processes as `run` serves it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from werkzeug.test import TestResponse  # noqa: E402

from helpdesk import create_app  # noqa: E402
from helpdesk.seed import seed  # noqa: E402

SECRET = "only for tests"


class Visitor:
    """Somebody with a browser that has no scripts: keeps cookies, and sends forms with their secrets."""

    def __init__(self, app: Flask, account: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.post("/sign-in", "/sign-in", account=account)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, page: str, path: str, **values: str) -> TestResponse:
        """Sends a form of a page, with what is hidden in it."""
        text = self.get(page).get_data(as_text=True)
        hidden = {name: value for name in ("csrf", "command_id", "version") if (value := _hidden(text, name, path))}
        return self.client.post(path, data=hidden | values)


class Browserless:
    """Somebody who reads pages of the served application over HTTP."""

    def __init__(self, site: str, account: str) -> None:
        self._site = site
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        form = {"csrf": _hidden(self.get("/sign-in"), "csrf", "/sign-in") or "", "account": account}
        self._opener.open(f"{site}/sign-in", urllib.parse.urlencode(form).encode(), timeout=20).close()

    def get(self, path: str) -> str:
        with self._opener.open(self._site + path, timeout=20) as answer:
            return str(answer.read().decode())


def _hidden(page: str, name: str, action: str) -> str | None:
    """The hidden value of the form with this action, or of the first form that has it."""
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    forms.sort(key=lambda form: f'action="{action}"' not in form)
    found = (re.search(rf'name="{name}" value="([^"]*)"', form) for form in forms)
    return next((match[1] for match in found if match), None)


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's file, made anew."""
    path = tmp_path_factory.mktemp("desk") / "helpdesk.sqlite"
    assert seed(str(path))
    return path


SERVER = os.environ.get("TICKETKIT_TEST_POSTGRES")
"""A PostgreSQL database that the tests may use, where there is one."""


@pytest.fixture(scope="session", params=["file", *(["server"] if SERVER else [])])
def address(request: pytest.FixtureRequest, file: Path) -> str:
    """Where the demonstration is kept."""
    if request.param == "file":
        return str(file)
    assert SERVER
    seed(SERVER)
    return SERVER


@pytest.fixture
def app(address: str) -> Flask:
    """The application on what is kept there, in this process."""
    return create_app(address, SECRET)


@pytest.fixture(scope="session")
def site(file: Path) -> Iterator[str]:
    """The address of the application, served by three processes, with the ticker beside them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"HELPDESK_FILE": str(file), "HELPDESK_SECRET": SECRET}
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", "3", "--threads", "4", "--log-level", "warning"]
    started = [
        subprocess.Popen([sys.executable, "-m", *words], cwd=HERE, env=environment, stdout=subprocess.DEVNULL)
        for words in (["helpdesk", "tick"], ["gunicorn", *bind, "helpdesk:create_app()"])
    ]
    try:
        _wait_for(f"http://127.0.0.1:{port}/sign-in", started[1])
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in started:
            process.terminate()
        codes = [process.wait(20) for process in started]
    assert codes == [0, 0], "the ticker and the web server end in order"


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the web server ended at once"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers at {address}")
