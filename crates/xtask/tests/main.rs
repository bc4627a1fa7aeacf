//! The rules of the house, first over bad samples that each rule must refuse, then over this workspace.

#[cfg(test)]
mod bad_samples;
#[cfg(test)]
mod workspace;
