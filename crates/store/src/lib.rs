//! The only SQL: SQLite and PostgreSQL, migrations, search, jobs, outbox, blobs.
