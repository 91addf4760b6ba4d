"""Rules of this room: pure functions of plain values."""
