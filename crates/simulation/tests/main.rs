//! What the synthetic city promises, checked on two seeds.

#![expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests compare counts far below 2^32 and name the cases they are about"
)]

mod city;
mod outbreak;
