"""A folder for the files of messages, for hosts that have no store of their own.

::

    store = ticketkit.files.FolderStore("attachments")
    kept = store.keep(upload.path, at_most=25_000_000)
    file = Attachment(name=upload.name, media_type=upload.type, bytes=kept.bytes, sha256=kept.sha256)
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from . import _native

__all__ = ["FolderStore", "StoredFile"]


class StoredFile(NamedTuple):
    """What became of a file that was put into a store."""

    sha256: str
    """SHA-256 of its bytes in lower-case hex."""
    bytes: int
    """Its length in bytes."""


class FolderStore:
    """A folder of files that are called by the hash of what is in them. Several processes can share it.

    :param folder: where; made when the first file is kept
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = os.fspath(folder)

    def __repr__(self) -> str:
        return f"FolderStore({self._folder!r})"

    def keep(self, source: str | os.PathLike[str], *, at_most: int) -> StoredFile:
        """Keeps a copy of the file at this path.

        :param at_most: how many bytes it may have; ``attachment_too_large`` when it has more
        """
        return StoredFile(*_native.file_keep(self._folder, os.fspath(source), at_most))

    def path(self, sha256: str) -> Path:
        """Where a file stands that was kept; ``not_found`` when there is none of this hash."""
        return Path(_native.file_path(self._folder, sha256))

    def remove(self, sha256: str) -> bool:
        """Takes a file away. True when there was one."""
        return _native.file_remove(self._folder, sha256)
