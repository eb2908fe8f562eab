"""Saved games: a Session as one JSON file in a slot, written so that a crash at any instant loses at most the turn in flight.

`files` seals bytes and puts them on a disk, `documents` makes a Session a document and back, `names` says what a slot may be called, `store`
keeps the slots of a folder, `commands` is `kalmurzaeva saves`.
"""

from __future__ import annotations

from kalmurzaeva.saves.files import MissingError, SaveError, SlotHeldError
from kalmurzaeva.saves.names import default_folder, valid_name
from kalmurzaeva.saves.store import AUTOSAVE, Opened, Slot, Store

__all__ = [
    "AUTOSAVE",
    "MissingError",
    "Opened",
    "SaveError",
    "Slot",
    "SlotHeldError",
    "Store",
    "default_folder",
    "valid_name",
]
