//! Stories and properties of the decisions.

mod properties;
mod stories;
mod world;
