"""`python -m helpdesk seed FILE` makes the desk's file, `python -m helpdesk tick FILE` lets time pass in it."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from .seed import seed
from .ticker import run


def main(words: list[str]) -> int:
    match words:
        case ["seed", file]:
            print(f"{file}: made" if seed(Path(file)) else f"{file}: there already")
        case ["tick", file]:
            stop = threading.Event()
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_: stop.set())
            run(Path(file), stop)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


sys.exit(main(sys.argv[1:]))
