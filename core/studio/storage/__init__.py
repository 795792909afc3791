"""What the studio keeps: rows in one SQLite file, files by content beside it."""

from core.studio.storage.database import Database, DatabaseDamaged, DatabaseTooNew

__all__ = ["Database", "DatabaseDamaged", "DatabaseTooNew"]
