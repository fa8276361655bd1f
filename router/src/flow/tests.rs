//! What a flow answers.
