//! What is true: pure types, machines and rules of Fairlead.
