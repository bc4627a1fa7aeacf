//! Stories on small situations, each built by commands and their facts alone.

#[cfg(test)]
mod bulletins;
#[cfg(test)]
mod chains;
#[cfg(test)]
mod gaps;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod words;
#[cfg(test)]
mod world;
