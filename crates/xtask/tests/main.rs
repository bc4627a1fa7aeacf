//! The rules of the house, first over bad samples that each rule must refuse, then over this workspace.

mod bad_samples;
mod workspace;
