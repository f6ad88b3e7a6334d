"""What is remembered, in one SQLite file. The one door to sqlite3."""
