"""What several tests need: a desk with a clock of its own, and the folders of the repository."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from ticketkit import Desk, Engine

ROOT = Path(__file__).resolve().parents[3]
MONDAY = datetime(2026, 6, 1, 9, tzinfo=timezone.utc)

sys.path.insert(0, str(ROOT / "examples/python"))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine.in_memory(now=MONDAY, first_id=1, link_keys=[bytes(range(32))]) as engine:
        yield engine


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return engine.desk("main")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desks.sqlite"
