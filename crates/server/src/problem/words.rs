//! Problems in the reader's language.

use super::Problem;
use reporting::{Catalogue, Lang, words::refusal_words};
use std::sync::OnceLock;

/// What a problem is and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemWords {
    /// What is the matter, one line.
    pub what: String,
    /// More about this occurrence; the same as `what` where there is no more.
    pub detail: String,
    /// What to do.
    pub next: String,
}

impl Problem {
    /// Returns the problem in words.
    pub fn words(&self, lang: Lang) -> ProblemWords {
        if let Some(refusal) = &self.refusal {
            let words = refusal_words(refusal, lang);
            return ProblemWords { detail: words.what.clone(), what: words.what, next: words.next_step };
        }
        let (words, key) = (catalogue(lang), format!("problem-{}", self.code));
        let what = words.t(&key).to_owned();
        let detail = match lang {
            Lang::Zh => self.detail_zh.clone().unwrap_or_else(|| what.clone()),
            Lang::En => self.detail.clone(),
        };
        ProblemWords { what, detail, next: words.t(&format!("{key}-next")).to_owned() }
    }
}

fn catalogue(lang: Lang) -> &'static Catalogue {
    static ZH: OnceLock<Catalogue> = OnceLock::new();
    static EN: OnceLock<Catalogue> = OnceLock::new();
    match lang {
        Lang::Zh => {
            ZH.get_or_init(|| Catalogue::with(lang, &[include_str!("../../i18n/zh-CN/problems.ftl")]))
        }
        Lang::En => EN.get_or_init(|| Catalogue::with(lang, &[include_str!("../../i18n/en/problems.ftl")])),
    }
}
