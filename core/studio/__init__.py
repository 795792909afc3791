"""The embedded backend: speaks the contract from the other side and really renders."""
