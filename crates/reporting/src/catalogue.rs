//! The words of the product in two languages: Fluent files, read once.
//!
//! Every file below `i18n/zh-CN` has a counterpart of the same name below `i18n/en`.  A further file is one line in
//! `FILES`; another crate can stack files of its own on these with [`Catalogue::with`].

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::OnceLock};

/// A language of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lang {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Both languages, the first choice first.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// Returns the language tag: `zh-CN` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Returns the language whose tag starts like `tag` (`en`, `en-GB`, `zh`, `zh-Hans-CN`); `None` for any other.
    pub fn parse(tag: &str) -> Option<Lang> {
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        match first.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// Lists the catalogue files by name: the Chinese and the English text of each.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$((
            include_str!(concat!("../i18n/zh-CN/", $name, ".ftl")),
            include_str!(concat!("../i18n/en/", $name, ".ftl")),
        )),*]
    };
}

/// The files that ship with this crate.
const FILES: [(&str, &str); 4] = files!["labels", "reports", "facts", "refusals"];

/// The messages of one language.
pub struct Catalogue {
    lang: Lang,
    /// Messages without variables, which are nearly all.
    plain: BTreeMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Returns the messages of a language that ship with this crate.
    pub fn get(lang: Lang) -> &'static Catalogue {
        static ZH: OnceLock<Catalogue> = OnceLock::new();
        static EN: OnceLock<Catalogue> = OnceLock::new();
        match lang {
            Lang::Zh => ZH.get_or_init(|| Catalogue::with(lang, &[])),
            Lang::En => EN.get_or_init(|| Catalogue::with(lang, &[])),
        }
    }

    /// Returns the messages of this crate with further Fluent texts stacked on them; a later message of the same key
    /// replaces an earlier one.
    ///
    /// # Panics
    /// When a text is not Fluent, with the messages that could not be read: a catalogue is part of the program.
    pub fn with(lang: Lang, further: &[&str]) -> Catalogue {
        let shipped = FILES.iter().map(|(zh, en)| match lang {
            Lang::Zh => *zh,
            Lang::En => *en,
        });
        let texts: Vec<&str> = shipped.chain(further.iter().copied()).collect();
        let tag = lang.tag().parse().expect("both tags are language tags");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks that isolate the direction of a value would stand as odd characters in plain-text bulletins.
        bundle.set_use_isolating(false);
        for text in &texts {
            let resource = FluentResource::try_new((*text).to_owned())
                .map_err(|(_, errors)| errors)
                .expect("a shipped catalogue is Fluent, as a test shows");
            bundle.add_resource_overriding(resource);
        }
        let mut catalogue = Catalogue { lang, plain: BTreeMap::new(), bundle };
        let keys: Vec<String> = texts.iter().flat_map(|text| keys(text)).collect();
        for key in keys {
            if let Some(words) = catalogue.format(&key, None) {
                catalogue.plain.insert(key, words);
            }
        }
        catalogue
    }

    /// Returns the language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns whether there is a message under this key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// Returns the message of a key; the key itself when there is none, so that what is missing can be seen and said.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.plain.get(key).map_or(key, String::as_str)
    }

    /// Returns the message of a key with its variables filled in; the key itself when there is none.
    pub fn ta(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set((*name).to_owned(), FluentValue::String((*value).to_owned().into()));
        }
        self.format(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// Formats a message; `None` when there is none or a variable is missing.
    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let words = self.bundle.format_pattern(pattern, args, &mut errors);
        errors.is_empty().then(|| words.into_owned())
    }
}

/// Returns the message keys of a Fluent text, in its order.
pub fn keys(text: &str) -> impl Iterator<Item = String> {
    let starts = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic());
    let key = |line: &str| line.split_once('=').map(|(key, _)| key.trim_end().to_owned());
    text.lines().filter(starts).filter_map(key)
}
