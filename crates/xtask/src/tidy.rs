//! Plain text rules: lengths, leftovers, and words that do not belong into the project.

use crate::{
    Complaint,
    rust_text::{find_word, lines_outside_tests},
    tree::TextFile,
};

/// The hard limit for the lines of a source file without its tests.
pub const LONGEST_FILE: usize = 600;

/// The length a source file should aim at; longer ones are counted, not refused.
pub const AIM_FOR: usize = 300;

/// Words that confess unfinished work.
const CONFESSIONS: [&str; 9] = [
    "for now",
    "placeholder",
    "stub",
    "stubs",
    "hard-coded",
    "hardcoded",
    "dummy",
    "lorem ipsum",
    "unimplemented",
];

/// Starts of paths that exist on one machine only.
const MACHINE_PATHS: [&str; 5] = [concat!("/wo", "rk/"), "/home/", concat!("/ro", "ot/"), "/Users/", "C:\\"];

/// Hosts of package registries, which a checkout must not be tied to.
const REGISTRY_HOSTS: [&str; 8] = [
    concat!("arti", "factory"),
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("registry.npm", "mirror.com"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("py", "pi.org"),
    concat!("python", "hosted.org"),
];

/// The rules themselves have to name what they forbid.
const THE_RULES: &str = "crates/xtask/";

/// Complains about everything in a file that the plain text rules forbid.
pub fn check(file: &TextFile) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = length(file).into_iter().chain(ending(file)).collect();
    if !file.path.starts_with(THE_RULES) {
        for (number, line) in (1..).zip(file.text.lines()) {
            complaints.extend(line_problems(file, line).map(|what| Complaint::at(&file.path, number, what)));
        }
    }
    complaints
}

/// Returns the number of lines of a source file without its tests; `None` for what has no limit.
///
/// Whole files of tests have none, nor have texts that are not sources.
pub fn source_lines(file: &TextFile) -> Option<usize> {
    let is_test = ["/tests/", "/e2e/", ".test."].iter().any(|mark| file.path.contains(mark));
    let is_source = file.ends_in(&[".rs", ".ts", ".mjs", ".sh"]);
    if is_test || !is_source {
        return None;
    }
    if file.ends_in(&[".rs"]) {
        return Some(lines_outside_tests(&file.text).into_iter().flatten().count());
    }
    Some(file.text.lines().count())
}

fn length(file: &TextFile) -> Option<Complaint> {
    let lines = source_lines(file).filter(|lines| *lines > LONGEST_FILE)?;
    Some(Complaint::new(
        &file.path,
        format!("has {lines} lines without tests; split it below {LONGEST_FILE}"),
    ))
}

fn ending(file: &TextFile) -> Option<Complaint> {
    let held = [".rs", ".ts", ".toml", ".sh", ".md", ".ftl", ".html", ".css"];
    let misses = file.ends_in(&held) && !file.text.ends_with('\n');
    misses.then(|| Complaint::new(&file.path, "does not end in a newline"))
}

fn line_problems<'a>(file: &'a TextFile, line: &'a str) -> impl Iterator<Item = String> + 'a {
    let confessions = CONFESSIONS.iter().filter(|word| is_code(file) && confesses(line, word));
    let paths = MACHINE_PATHS.iter().filter(|start| names_machine_path(line, start));
    let hosts = REGISTRY_HOSTS.iter().filter(|host| line.contains(**host));
    unlinked_reminder(line)
        .into_iter()
        .chain(confessions.map(|word| format!("says \"{word}\": finish it, or say what it does")))
        .chain(paths.map(|start| format!("names a path of one machine: {start}")))
        .chain(hosts.map(|host| format!("names a package registry: {host}")))
}

fn is_code(file: &TextFile) -> bool {
    file.ends_in(&[".rs", ".ts", ".mjs", ".sh", ".sql", "Makefile", ".toml"])
}

/// Whether the line says the word as a word; the HTML attribute and the CSS selector of the name are no confession.
fn confesses(line: &str, word: &str) -> bool {
    let lower = line.to_lowercase();
    let Some(at) = find_word(&lower, word) else {
        return false;
    };
    let before = lower.get(..at).unwrap_or_default();
    let after = lower.get(at + word.len()..).unwrap_or_default();
    let is_markup =
        before.ends_with([':', '.', '-', '\'', '"']) || after.starts_with(['=', ':', '\'', '"', '-']);
    !(word == "placeholder" && is_markup)
}

fn names_machine_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let before = line.get(..at).and_then(|s| s.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || ".-_})>$".contains(c))
    })
}

/// A reminder to finish something must say where the work is tracked.
fn unlinked_reminder(line: &str) -> Option<String> {
    let reminder = ["TODO", "FIXME"].into_iter().find(|word| find_word(line, word).is_some())?;
    let linked = line.contains("https://") || line.contains("(#");
    (!linked).then(|| format!("a {reminder} needs a link to its issue"))
}
