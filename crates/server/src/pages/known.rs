//! Titles and sources that stand in the ledger or in a rule pack in one language, said in the reader's.
//!
//! The ledger keeps what was written; a title that came from a template, and the source of a rule, have words in both
//! languages, so that a reader of either understands them.  What was written by hand stays as it was written.

use super::{ctx::Ctx, words::words};
use reporting::catalogue::Lang;
use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

/// How many texts are known: the keys `known-01` to this.
const KNOWN: u32 = 66;

/// Templates of orders, by the keys of their titles.
const TEMPLATES: [&str; 6] = ["mass-sampling", "report", "verify", "zone", "support", "level"];

/// Returns the key of a text in either language.
fn key(text: &str) -> Option<&'static String> {
    static KEYS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let known = (1..=KNOWN).map(|n| format!("known-{n:02}"));
        let templates = TEMPLATES.iter().map(|key| format!("order-tpl-{key}"));
        let both = |key: String| [Lang::Zh, Lang::En].map(|lang| (words(lang).ta(&key, &[]), key.clone()));
        known.chain(templates).flat_map(both).collect()
    });
    keys.get(text)
}

/// Returns a text of the ledger in the reader's language where it is known, and as it was written where not.
pub(crate) fn known<'t>(c: &Ctx<'_>, text: &'t str) -> Cow<'t, str> {
    key(text).map_or(Cow::Borrowed(text), |key| Cow::Owned(c.w.ta(key, &[])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Pack;

    #[test]
    fn every_protocol_and_its_basis_have_words_in_both_languages() {
        for pack in Pack::shipped() {
            for protocol in &pack.protocols {
                assert!(key(&protocol.title).is_some(), "{}", protocol.title);
                assert!(key(&protocol.legal_basis).is_some(), "{}", protocol.legal_basis);
                for source in [&protocol.close.source, &protocol.targets.source, &protocol.pool_size.source] {
                    assert!(key(source).is_some(), "{source}");
                }
            }
            for source in [&pack.incubation_mean_days.source, &pack.serial_interval_days.source] {
                assert!(key(source).is_some(), "{source}");
            }
        }
        assert!(key("自拟的标题").is_none(), "what was written by hand stays");
    }
}
