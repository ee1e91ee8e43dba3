//! Fairlead: a self-hosted customer-support desk.
