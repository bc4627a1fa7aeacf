//! Stories on small situations, each built by commands and their facts alone.

mod bulletins;
mod chains;
mod gaps;
mod lists;
mod queues;
mod screens;
mod words;
mod world;
