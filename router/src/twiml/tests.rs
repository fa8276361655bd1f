//! What documents become.
