//! Both languages say everything: the Chinese and English Fluent catalogues have the same messages.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Complaint, tree::TextFile};

/// The languages every catalogue comes in, by the first part of the language tag.
const LANGUAGES: [&str; 2] = ["zh", "en"];

/// Returns the keys of a Fluent catalogue: messages, terms with their `-`, and attributes as `message.attribute`.
pub fn keys(catalogue: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut message = "";
    for line in catalogue.lines() {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim_end();
        if line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') {
            message = name;
            keys.insert(message.to_owned());
        } else if let Some(attribute) = name.trim_start().strip_prefix('.') {
            keys.insert(format!("{message}.{attribute}"));
        }
    }
    keys
}

/// The language of a path and the path with the language left open; `None` when the path names no language.
fn split_language(path: &str) -> Option<(&'static str, String)> {
    let parts: Vec<&str> = path.split('/').collect();
    let language_of = |part: &str| {
        let tag = part.strip_suffix(".ftl").unwrap_or(part);
        LANGUAGES.into_iter().find(|language| tag == *language || tag.starts_with(&format!("{language}-")))
    };
    let at = parts.iter().rposition(|part| language_of(part).is_some())?;
    let language = parts.get(at).and_then(|part| language_of(part))?;
    let open = parts.iter().enumerate().map(|(i, part)| if i == at { "*" } else { part }).collect::<Vec<_>>();
    Some((language, open.join("/")))
}

/// Complains about catalogues without a language, without their counterpart, or with a key the counterpart lacks.
pub fn check(files: &[TextFile]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut pairs: BTreeMap<String, BTreeMap<&str, &TextFile>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.ends_in(&[".ftl"])) {
        match split_language(&file.path) {
            Some((language, open)) => drop(pairs.entry(open).or_default().insert(language, file)),
            None => complaints.push(Complaint::new(&file.path, "names no language, zh or en, in its path")),
        }
    }
    for pair in pairs.values() {
        for file in pair.values() {
            complaints.extend(missing(pair, file));
        }
    }
    complaints
}

/// What the counterparts of `file` say and `file` does not, and the counterparts that are not there.
fn missing(pair: &BTreeMap<&str, &TextFile>, file: &TextFile) -> Vec<Complaint> {
    let own = keys(&file.text);
    let mut complaints = Vec::new();
    for language in LANGUAGES {
        match pair.get(language) {
            None => complaints.push(Complaint::new(&file.path, format!("has no counterpart in {language}"))),
            Some(other) => complaints.extend(
                keys(&other.text)
                    .difference(&own)
                    .map(|key| Complaint::new(&file.path, format!("lacks {key}, which {} has", other.path))),
            ),
        }
    }
    complaints
}
