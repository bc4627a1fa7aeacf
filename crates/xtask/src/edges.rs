//! Which crate of the workspace may use which, and the dependency graph this is read from.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use anyhow::Context as _;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use crate::Complaint;

/// Each crate with the crates of ours it may use: the allowed edges of `docs/ARCHITECTURE.md`.
///
/// A crate that is not in the table fails, so that a new crate is a decision and not an accident. Crates that the
/// architecture plans and that do not exist yet are listed, so that they arrive with their edges.
const ALLOWED: [(&str, &[&str]); 15] = [
    ("access", &["domain"]),
    ("contact-tracing", &["domain"]),
    ("domain", &[]),
    ("epi", &[]),
    ("exchange", &["domain"]),
    ("haitang", ALL),
    ("logbook", &["domain"]),
    ("pass", &["domain"]),
    ("planning", &["contact-tracing", "domain", "epi", "situation"]),
    ("reporting", &["contact-tracing", "domain", "epi", "situation"]),
    ("server", ALL_BUT_SIMULATION),
    ("simulation", &["domain", "epi"]),
    ("situation", &["domain"]),
    ("typeset", &[]),
    ("xtask", &[]),
];

const ALL_BUT_SIMULATION: &[&str] = &[
    "access",
    "contact-tracing",
    "domain",
    "epi",
    "exchange",
    "logbook",
    "pass",
    "planning",
    "reporting",
    "situation",
    "typeset",
];

const ALL: &[&str] = &[
    "access",
    "contact-tracing",
    "domain",
    "epi",
    "exchange",
    "logbook",
    "pass",
    "planning",
    "reporting",
    "server",
    "simulation",
    "situation",
    "typeset",
];

/// What one crate uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Crates of the workspace, through dependencies of any kind: a test may not reach further than the code.
    pub ours: BTreeSet<String>,
    /// Crates from outside that it names itself, for its code or its build.
    pub direct: BTreeSet<String>,
    /// Crates from outside that only its tests name.
    pub for_tests: BTreeSet<String>,
    /// Crates from outside that end up compiled into its code, itself or through others.
    pub transitive: BTreeSet<String>,
}

/// The crates of the workspace with what each uses.
pub type Graph = BTreeMap<String, Uses>;

/// Reads the dependency graph of the workspace at `root` from Cargo, for the machine this runs on.
///
/// # Errors
///
/// When Cargo cannot be run or has no resolved graph.
pub fn read(root: &Path) -> anyhow::Result<Graph> {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(["--locked".to_owned(), "--filter-platform".to_owned(), host()?])
        .exec()
        .context("cargo metadata failed")?;
    Ok(metadata
        .workspace_packages()
        .into_iter()
        .map(|p| (p.name.to_string(), uses(&metadata, &p.id)))
        .collect())
}

/// The target triple that `rustc` compiles for here, so that Cargo need not fetch crates for other systems.
fn host() -> anyhow::Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("cannot run rustc")?;
    let text = String::from_utf8(output.stdout).context("rustc -vV is not UTF-8")?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

fn uses(metadata: &Metadata, id: &PackageId) -> Uses {
    let package = &metadata[id];
    let ours: BTreeSet<String> =
        metadata.workspace_packages().into_iter().map(|package| package.name.to_string()).collect();
    let named = |for_tests: bool| {
        let of_kind = move |kind: DependencyKind| (kind == DependencyKind::Development) == for_tests;
        let names = package.dependencies.iter().filter(move |dependency| of_kind(dependency.kind));
        names.map(|dependency| dependency.name.clone()).collect::<BTreeSet<_>>()
    };
    let (direct, for_tests) = (named(false), named(true));
    Uses {
        ours: direct.union(&for_tests).filter(|name| ours.contains(*name)).cloned().collect(),
        direct: direct.difference(&ours).cloned().collect(),
        for_tests: for_tests.difference(&ours).cloned().collect(),
        transitive: reached(metadata, id).difference(&ours).cloned().collect(),
    }
}

/// The names of all crates that `start` links through normal dependencies.
fn reached(metadata: &Metadata, start: &PackageId) -> BTreeSet<String> {
    let nodes: BTreeMap<_, _> =
        metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| (&node.id, node)).collect();
    let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(id) = open.pop() {
        for dependency in nodes.get(id).iter().flat_map(|node| &node.deps) {
            let linked = dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if linked && seen.insert(&dependency.pkg) {
                open.push(&dependency.pkg);
            }
        }
    }
    seen.into_iter().map(|id| metadata[id].name.to_string()).collect()
}

/// Complains about every use that the table of allowed edges does not list.
pub fn check(graph: &Graph) -> Vec<Complaint> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into();
    let mut complaints = Vec::new();
    for (name, uses) in graph {
        let Some(may_use) = allowed.get(name.as_str()) else {
            complaints
                .push(Complaint::new(name, "is not in the table of allowed edges; add it with its reason"));
            continue;
        };
        let forbidden = uses.ours.iter().filter(|used| !may_use.contains(&used.as_str()));
        complaints.extend(forbidden.map(|used| Complaint::new(name, format!("may not use {used}"))));
    }
    complaints
}
