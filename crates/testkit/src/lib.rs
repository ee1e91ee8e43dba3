//! World, builders, simulated peers for tests.
