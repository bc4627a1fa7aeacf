//! haitang
fn main() {}
