//! The built binary, as its users run it.

#[cfg(test)]
mod cli;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod service;
