//! Every direct dependency has its reason: a line in `docs/decisions/dependencies.md`.

use std::collections::BTreeSet;

use crate::Complaint;

/// The page that gives the reasons, relative to the workspace root.
pub const PAGE: &str = "docs/decisions/dependencies.md";

/// Returns the names in the first column of the tables of the page, where each stands in backquotes.
pub fn explained(page: &str) -> BTreeSet<String> {
    let name = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    page.lines().filter_map(name).collect()
}

/// Returns the names of the packages that a `package.json` depends on, for its pages and for its build.
///
/// # Errors
///
/// When the text is not JSON.
pub fn npm_packages(package_json: &str) -> anyhow::Result<BTreeSet<String>> {
    let package: serde_json::Value = serde_json::from_str(package_json)?;
    let lists =
        ["dependencies", "devDependencies"].into_iter().filter_map(|list| package.get(list)?.as_object());
    Ok(lists.flat_map(|list| list.keys().cloned()).collect())
}

/// Complains about every dependency in use without a reason, and about every reason without a dependency.
pub fn check(used: &BTreeSet<String>, page: &str) -> Vec<Complaint> {
    let explained = explained(page);
    let unexplained =
        used.difference(&explained).map(|name| format!("{name} is used and not explained here"));
    let unused = explained.difference(used).map(|name| format!("{name} is explained and not used"));
    unexplained.chain(unused).map(|what| Complaint::new(PAGE, what)).collect()
}
