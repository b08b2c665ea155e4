//! Decisions learned from annotated articles: a weight for each feature, added up.
//!
//! A rule describes a decision to a [`Sink`] as named features; the [`Linear`] model that weighs
//! them is a text file which [`trainer`] writes. The two know nothing of each other's subject, so
//! what is learned can be taken out, read, and learned anew.

mod linear;
pub(crate) mod trainer;

pub(crate) use linear::{Linear, Sink};
