"""Where the desk is kept: an SQLite file, or a PostgreSQL database."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from ticketkit import Engine


def address() -> str:
    """The database in `HELPDESK_URL`; when there is none, the file in `HELPDESK_FILE`."""
    return os.environ.get("HELPDESK_URL") or os.environ["HELPDESK_FILE"]


def is_server(address: str) -> bool:
    """Whether it is that of a database."""
    return "://" in address


def shown(address: str) -> str:
    """The address without the password that it may hold."""
    return address.rpartition("@")[2] if is_server(address) else address


def open_engine(address: str, now: datetime | None = None) -> Engine:
    """The engine there; all processes use what is kept there side by side."""
    return Engine.connect(address, now=now) if is_server(address) else Engine.open(Path(address), now=now)
