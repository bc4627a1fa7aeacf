//! The words of the pages, stacked on those of every report.

use reporting::catalogue::{Catalogue, Lang};
use std::sync::OnceLock;

const ZH: &str = include_str!("../../i18n/zh-CN/pages.ftl");
const EN: &str = include_str!("../../i18n/en/pages.ftl");
const ACCOUNTS_ZH: &str = include_str!("../../i18n/zh-CN/accounts.ftl");
const ACCOUNTS_EN: &str = include_str!("../../i18n/en/accounts.ftl");
const IMPORTS_ZH: &str = include_str!("../../i18n/zh-CN/imports.ftl");
const IMPORTS_EN: &str = include_str!("../../i18n/en/imports.ftl");

/// Returns the catalogue of the pages in a language.
pub(crate) fn words(lang: Lang) -> &'static Catalogue {
    static BOTH: OnceLock<[Catalogue; 2]> = OnceLock::new();
    let [zh, en] = BOTH.get_or_init(|| {
        [
            Catalogue::with(Lang::Zh, &[ZH, ACCOUNTS_ZH, IMPORTS_ZH]),
            Catalogue::with(Lang::En, &[EN, ACCOUNTS_EN, IMPORTS_EN]),
        ]
    });
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    /// Collects the keys that a text names in `t("…")` and `ta("…"`.
    fn keys_named(text: &str, found: &mut BTreeSet<String>) {
        for opening in ["t(\"", "ta(\"", "say(\""] {
            for (at, _) in text.match_indices(opening) {
                let before = text[..at].chars().next_back().unwrap_or(' ');
                let rest = &text[at + opening.len()..];
                let key = &rest[..rest.find('"').unwrap_or(0)];
                if !before.is_alphanumeric() && before != '_' && key.contains('-') {
                    found.insert(key.to_owned());
                }
            }
        }
    }

    fn walk(dir: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                keys_named(&fs::read_to_string(&path).unwrap(), found);
            }
        }
    }

    #[test]
    fn every_key_that_a_page_names_has_words_in_both_languages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut keys = BTreeSet::new();
        walk(&root.join("src/pages"), &mut keys);
        walk(&root.join("templates"), &mut keys);
        assert!(keys.len() > 100, "only {} keys were found", keys.len());
        let missing = |lang| -> Vec<&String> { keys.iter().filter(|key| !words(lang).has(key)).collect() };
        assert_eq!(missing(Lang::Zh), Vec::<&String>::new(), "zh-CN");
        assert_eq!(missing(Lang::En), Vec::<&String>::new(), "en");
    }
}
