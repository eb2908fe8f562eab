"""Saved games: a Session as one JSON file in a slot, written so that a crash at any instant loses at most the turn in flight.

`files` seals bytes and puts them on a disk, `documents` makes a Session a document and back, `names` says what a slot may be called, `store`
keeps the slots of a folder, `commands` is `kalmurzaeva saves`.

Takes a Session and a folder. Gives slots, and a Session again. Must not know a screen, nor trust a byte that it reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kalmurzaeva.session.saves.files import DamagedError, MissingError, SaveError, SlotHeldError
from kalmurzaeva.session.saves.names import AUTOSAVE, BEFORE, default_folder, valid_name

if TYPE_CHECKING:
    from kalmurzaeva.session.saves.store import Opened, Slot, Store

__all__ = [
    "AUTOSAVE",
    "BEFORE",
    "DamagedError",
    "MissingError",
    "Opened",
    "SaveError",
    "Slot",
    "SlotHeldError",
    "Store",
    "default_folder",
    "valid_name",
]


def __getattr__(name: str) -> Any:
    """The store reads the engine, which whoever only asks for a name or a folder does not need."""
    if name not in ("Opened", "Slot", "Store"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kalmurzaeva.session.saves import store

    return getattr(store, name)
