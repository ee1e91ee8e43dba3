//! One folder per channel kind: adapters to the outside world.
