//! Words: both languages say everything, and the code asks for nothing that is not said.

use crate::world::{COMMANDER, World, at};
use domain::{Command, Date, Fact, ids::*};
use reporting::{
    Catalogue, Lang,
    catalogue::keys,
    gaps::GapKind,
    words::{Label, fact_words, refusal_words},
};
use situation::Refusal;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

fn below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}

fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    below(&root, ending, &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    found.into_iter().map(read).collect()
}

/// The variables of the message that a line of Fluent holds.
fn variables(line: &str) -> BTreeSet<String> {
    let named = line.split("{ $").skip(1).filter_map(|rest| rest.split_once(' '));
    named.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (zh, en) = (texts("i18n/zh-CN", "ftl"), texts("i18n/en", "ftl"));
    let names = |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&zh), names(&en));
    for ((name, zh), (_, en)) in zh.iter().zip(&en) {
        let own: Vec<String> = keys(zh).collect();
        assert_eq!(own, keys(en).collect::<Vec<_>>(), "{name}");
        assert_eq!(own.len(), own.iter().collect::<BTreeSet<_>>().len(), "{name} says something twice");
        let messages = |text: &str| {
            let lines = text.lines().filter(|line| line.contains(" = "));
            lines.map(variables).collect::<Vec<_>>()
        };
        for ((key, of_zh), of_en) in own.iter().zip(messages(zh)).zip(messages(en)) {
            assert_eq!(of_zh, of_en, "{name} {key}");
        }
    }
}

#[test]
fn every_file_on_disk_is_read_by_the_program() {
    for lang in Lang::ALL {
        let catalogue = Catalogue::get(lang);
        for (name, text) in texts(&format!("i18n/{}", lang.tag()), "ftl") {
            for key in keys(&text) {
                assert!(catalogue.has(&key), "{name} {key} is not in the catalogue of {lang:?}");
            }
        }
    }
}

/// String literals of the sources that look like a key of the catalogue.
fn asked_for() -> BTreeSet<String> {
    let prefixes: BTreeSet<String> = texts("i18n/en", "ftl")
        .iter()
        .flat_map(|(_, text)| keys(text).collect::<Vec<_>>())
        .filter_map(|key| key.split_once('-').map(|(prefix, _)| prefix.to_owned()))
        .collect();
    let mut asked = BTreeSet::new();
    for (_, source) in texts("src", "rs") {
        for literal in source.split('"').skip(1).step_by(2) {
            let shaped = literal.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            let prefix = literal.split_once('-').map(|(prefix, _)| prefix);
            if shaped && prefix.is_some_and(|prefix| prefixes.contains(prefix)) {
                asked.insert(literal.to_owned());
            }
        }
    }
    asked
}

#[test]
fn every_key_the_code_asks_for_is_said() {
    let asked = asked_for();
    assert!(asked.len() > 150, "{}", asked.len());
    let codes: BTreeSet<&str> = GapKind::ALL.into_iter().map(GapKind::code).collect();
    let catalogue = Catalogue::get(Lang::Zh);
    let missing: Vec<&String> =
        asked.iter().filter(|key| !catalogue.has(key) && !codes.contains(key.as_str())).collect();
    // The stems of pairs of messages, completed where they are used.
    let stems = ["group-step", "result-contradicts", "round-closed"];
    let missing: Vec<&&String> = missing.iter().filter(|key| !stems.contains(&key.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for kind in GapKind::ALL {
        assert!(catalogue.has(&format!("gap-title-{}", kind.code())));
        assert!(catalogue.has(kind.key()));
    }
}

#[test]
fn a_missing_message_shows_its_key_and_further_files_are_stacked() {
    let catalogue = Catalogue::with(Lang::Zh, &["page-home = 首页\nstage-test = 检测\n"]);
    assert_eq!(catalogue.t("page-home"), "首页");
    assert_eq!(catalogue.t("stage-test"), "检测", "a later file replaces a message");
    assert_eq!(catalogue.t("no-such-key"), "no-such-key");
    assert_eq!(catalogue.ta("age-minutes", &[]), "age-minutes", "a variable is missing");
    assert_eq!(Lang::parse("en-GB"), Some(Lang::En));
    assert_eq!(Lang::parse("zh-Hans-CN"), Some(Lang::Zh));
    assert_eq!(Lang::parse("fr"), None);
}

#[test]
fn facts_are_sentences_in_both_languages_without_program_words() {
    let mut world = World::street();
    world.at("06T08:00");
    crate::gaps::case(&mut world, 1);
    crate::gaps::contact(&mut world, 1, 2);
    let now = world.now;
    let kind = domain::GroupKind::Close;
    world.ok(COMMANDER, Command::FormGroup { kind, people: vec![PersonId(2)], site: SiteId(1), at: now });
    let facts: Vec<Fact> = world.entries.iter().flat_map(|entry| entry.facts.clone()).collect();
    for fact in &facts {
        for lang in Lang::ALL {
            let words = fact_words(&world.s, fact, lang);
            assert!(!words.starts_with("fact-") && !words.contains('{'), "{fact:?}: {words}");
        }
    }
    let told: Vec<String> = facts.iter().map(|fact| fact_words(&world.s, fact, Lang::Zh)).collect();
    for sentence in [
        "个案 1 判为确诊病例，蛟川街道，发现途径：社会面筛查",
        "R2 判为个案 1 的密接（K1），依据：同户，末次暴露 12-06 08:00",
        "12-06 08:00 编组 Z1：密接 1 人，往集中点",
    ] {
        assert!(told.iter().any(|words| words == sentence), "{sentence} is not in {told:#?}");
    }
}

#[test]
fn a_refusal_names_the_rule_and_the_next_step() {
    let until: Date = "2021-12-20".parse().unwrap();
    let words = refusal_words(&Refusal::TooEarly { person: PersonId(2), until }, Lang::Zh);
    assert_eq!(words.what, "R2 须满 12-20 方可解除。");
    assert_eq!(words.next_step, "到期并检测合格后办理。");
    let future = Refusal::InTheFuture { event: at("06T08:10"), now: at("06T08:00") };
    assert_eq!(
        refusal_words(&future, Lang::En).what,
        "The time given, 12-06 08:10, is later than now, 12-06 08:00."
    );
    let unknown = Refusal::Unknown { what: "building numbering of", id: "B3".to_owned() };
    assert_eq!(refusal_words(&unknown, Lang::Zh).what, "系统中没有楼幢编号 B3。");
    assert_eq!(refusal_words(&Refusal::SamePerson, Lang::Zh).code, "same-person");
    let order = Refusal::OutOfOrder { earlier: "collected_at", later: "tested_at" };
    assert_eq!(refusal_words(&order, Lang::Zh).what, "检测时间早于采样时间。");
}

#[test]
fn every_kind_of_fact_has_a_sentence() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/frozen/facts.jsonl");
    let frozen = std::fs::read_to_string(path).unwrap();
    let facts = frozen.lines().filter_map(|line| serde_json::from_str::<Fact>(line).ok());
    let nothing = situation::Situation::default();
    let mut said = BTreeSet::new();
    for fact in facts {
        for lang in Lang::ALL {
            let words = fact_words(&nothing, &fact, lang);
            let wordless = words.starts_with("fact-") || words == Catalogue::get(lang).t("fact-unknown");
            assert!(!wordless, "{fact:?}: {words}");
        }
        said.insert(format!("{fact:?}").chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
    }
    assert!(said.len() >= 78, "{} kinds", said.len());
}
