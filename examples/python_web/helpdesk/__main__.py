"""`python -m helpdesk seed` makes the desk where `HELPDESK_URL` or `HELPDESK_FILE` says, `python -m helpdesk tick` lets time
pass in it.
"""

from __future__ import annotations

import signal
import sys
import threading

from .seed import seed
from .storage import address, shown
from .ticker import run


def main(words: list[str]) -> int:
    match words:
        case ["seed"]:
            print(f"{shown(address())}: {'made' if seed(address()) else 'there already'}")
        case ["tick"]:
            stop = threading.Event()
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_: stop.set())
            run(address(), stop)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


sys.exit(main(sys.argv[1:]))
