//! What happens: one verb per file; load, decide, save, enqueue.
