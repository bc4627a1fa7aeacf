//! The files of the workspace, read once.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// A text file of the workspace.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// The path relative to the workspace root, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl TextFile {
    /// Reports whether the name of the file ends in one of `endings`, such as `.rs`.
    pub fn ends_in(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Reports whether the file is a Rust source below the directory `below`, given with its last `/`.
    pub fn is_rust_below(&self, below: &str) -> bool {
        self.path.starts_with(below) && self.ends_in(&[".rs"])
    }
}

/// Directories that are built, fetched or written by a run, and so are not the project's text.
const NOT_OURS: [&str; 7] =
    [".git", "target", "node_modules", "dist", "demo-data", "test-results", "proptest-regressions"];

/// Returns the root of the workspace this crate was compiled in.
///
/// # Panics
///
/// When the crate no longer lies two directories below the root.
pub fn workspace_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the crate lies two directories below the root").to_path_buf()
}

/// Reads every text file below `root` in the order of the paths, leaving out what is built or fetched.
///
/// A file that is not UTF-8 (a font, an image) is left out.
///
/// # Errors
///
/// When a directory or a file cannot be read.
pub fn text_files(root: &Path) -> anyhow::Result<Vec<TextFile>> {
    let mut found = Vec::new();
    collect(root, root, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn collect(root: &Path, directory: &Path, found: &mut Vec<TextFile>) -> anyhow::Result<()> {
    let entries = fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {}", directory.display()))?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type().with_context(|| format!("cannot look at {}", path.display()))?;
        if kind.is_dir() {
            if !NOT_OURS.iter().any(|skipped| name == *skipped) {
                collect(root, &path, found)?;
            }
        } else if kind.is_file() {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            if let Ok(text) = String::from_utf8(bytes) {
                found.push(TextFile { path: relative(root, &path), text });
            }
        }
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
