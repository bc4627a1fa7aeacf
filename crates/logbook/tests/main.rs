//! The durable files of Haitang, from outside.

mod origin;
