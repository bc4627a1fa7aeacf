//! Frozen forms: what a ledger holds today must be read, and written again the same, for as long as ledgers are kept.

use domain::Fact;
use std::collections::BTreeSet;

const FROZEN: &str = include_str!("frozen/facts.jsonl");
const SOURCE: &str = include_str!("../src/fact.rs");

/// Variant names of `Fact` in the snake case of the ledger, read from the source so that none can be forgotten.
fn variants() -> BTreeSet<String> {
    let body = SOURCE
        .split("pub enum Fact {")
        .nth(1)
        .and_then(|rest| rest.split("\n}\n").next())
        .unwrap_or_default();
    let heads = body.lines().filter(|line| line.starts_with("    ") && !line.starts_with("     "));
    let names = heads.map(|line| line.trim().split([' ', '{']).next().unwrap_or_default().to_owned());
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).map(|name| snake(&name)).collect()
}

fn snake(camel: &str) -> String {
    let mut out = String::new();
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[test]
fn every_frozen_form_is_read_and_written_again_the_same() {
    for line in FROZEN.lines() {
        let fact: Fact = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(serde_json::to_string(&fact).unwrap(), line);
    }
}

#[test]
fn every_kind_of_fact_has_a_frozen_form() {
    let forms: Vec<serde_json::Value> =
        FROZEN.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let frozen: BTreeSet<String> =
        forms.iter().filter_map(|form| form.as_object()?.keys().next().cloned()).collect();
    assert_eq!(frozen, variants());
    assert!(variants().len() > 60, "the source was read");
}

#[test]
fn a_fact_of_an_unknown_kind_is_refused_by_name() {
    let error = serde_json::from_str::<Fact>(r#"{"code_coloured":{"person":1}}"#).unwrap_err().to_string();
    assert!(error.contains("code_coloured"), "{error}");
}
