//! The flow from outside: golden transcripts, and calls to which anything happens.

#[cfg(test)]
mod disorder;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod script;
#[cfg(test)]
mod transcripts;
