//! What a pure crate may not touch: files, network, environment, clock, process-wide randomness, logging.
//!
//! The dependency rules catch a crate that brings such things in; the source rules catch the standard library.

use crate::{
    Complaint,
    edges::Graph,
    rust_text::{code_only, find_word},
    tree::TextFile,
};

/// The crates whose functions answer from their arguments alone.
pub const PURE: [&str; 11] = [
    "access",
    "contact-tracing",
    "domain",
    "epi",
    "exchange",
    "pass",
    "planning",
    "reporting",
    "simulation",
    "situation",
    "typeset",
];

/// Crates that do I/O or run it; a pure crate may not link them even through others.
const DOES_IO: [&str; 14] = [
    "async-std",
    "axum",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "openssl",
    "reqwest",
    "rusqlite",
    "rustls",
    "smol",
    "socket2",
    "sqlx",
    "tokio",
    "ureq",
];

/// Crates for logging, global state or terminals; a pure crate may not name them itself.
const NOT_FOR_THE_CORE: [&str; 11] = [
    "anyhow",
    "chrono",
    "clap",
    "env_logger",
    "fastrand",
    "getrandom",
    "log",
    "metrics",
    "tempfile",
    "tracing",
    "tracing-subscriber",
];

/// Modules of the standard library that reach outside the process.
const OUTSIDE: [&str; 5] = ["fs", "net", "env", "process", "thread"];

/// Names that read the clock or the process-wide random generator, or print.
const NAMES: [&str; 12] = [
    "SystemTime",
    "Instant",
    "UNIX_EPOCH",
    "Timestamp::now",
    "Zoned::now",
    "thread_rng",
    "ThreadRng",
    "OsRng",
    "SysRng",
    "rand::rng",
    "RandomState",
    "stdout",
];

/// Complains about pure crates that depend on I/O, logging or ambient state.
pub fn check_dependencies(graph: &Graph) -> Vec<Complaint> {
    let pure = graph.iter().filter(|(name, _)| PURE.contains(&name.as_str()));
    pure.flat_map(|(name, uses)| {
        let io =
            DOES_IO.iter().filter(|used| uses.transitive.contains(**used) || uses.direct.contains(**used));
        let ambient = NOT_FOR_THE_CORE.iter().filter(|used| uses.direct.contains(**used));
        let complain = |used: &&str| Complaint::new(name, format!("is pure and may not use {used}"));
        io.chain(ambient).map(complain).collect::<Vec<_>>()
    })
    .collect()
}

/// Complains about sources of pure crates that name the outside world; other files pass unread.
pub fn check_source(file: &TextFile) -> Vec<Complaint> {
    let of_pure_crate = PURE.iter().any(|name| file.is_rust_below(&format!("crates/{name}/src/")));
    if !of_pure_crate {
        return Vec::new();
    }
    let code = code_only(&file.text);
    let mut complaints = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        for name in NAMES.iter().filter(|name| find_word(line, name).is_some()) {
            complaints.push(Complaint::at(&file.path, number, format!("a pure crate may not name {name}")));
        }
    }
    for (at, module) in std_modules(&code).into_iter().filter(|(_, module)| OUTSIDE.contains(module)) {
        let number = code.get(..at).unwrap_or_default().matches('\n').count() + 1;
        complaints.push(Complaint::at(&file.path, number, format!("a pure crate may not use std::{module}")));
    }
    complaints
}

/// Every module named right after `std::`, with its position, in a path or in the braces of a `use`.
fn std_modules(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("std::") {
        let start = at + prefix.len();
        let rest = code.get(start..).unwrap_or_default();
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(group_heads(group).into_iter().map(|(offset, name)| (start + 1 + offset, name)));
        } else {
            found.push((start, first_word(rest)));
        }
    }
    found
}

/// The first word of each member of a brace group that is already open, with its offset.
fn group_heads(group: &str) -> Vec<(usize, &str)> {
    let (mut depth, mut expects_head, mut heads) = (1_u32, true, Vec::new());
    for (offset, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => expects_head = true,
            c if expects_head && c.is_alphabetic() => {
                heads.push((offset, first_word(group.get(offset..).unwrap_or_default())));
                expects_head = false;
            }
            _ => {}
        }
    }
    heads
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}
