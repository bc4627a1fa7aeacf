//! Every rule over the workspace as it stands.

use std::collections::BTreeSet;

use xtask::{
    Complaint, catalogues, edges, glossary, ledger, purity, reasons, tidy,
    tree::{self, TextFile},
};

fn files() -> Vec<TextFile> {
    tree::text_files(&tree::workspace_root()).expect("the workspace is readable")
}

#[track_caller]
fn assert_none(complaints: &[Complaint]) {
    let lines: Vec<String> = complaints.iter().map(Complaint::to_string).collect();
    assert!(lines.is_empty(), "{} complaints:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn crates_use_only_what_the_architecture_allows() {
    let graph = edges::read(&tree::workspace_root()).expect("cargo knows the graph");
    assert!(graph.contains_key("domain") && graph.contains_key("xtask"), "{graph:?}");
    assert_none(&edges::check(&graph));
}

#[test]
fn pure_crates_link_no_input_or_output() {
    let graph = edges::read(&tree::workspace_root()).expect("cargo knows the graph");
    let linked = |name: &str| graph.get(name).map_or(0, |uses| uses.transitive.len());
    assert!(linked("server") > linked("domain"), "the graph is resolved through other crates");
    assert_none(&purity::check_dependencies(&graph));
}

#[test]
fn pure_sources_name_no_file_network_clock_or_ambient_randomness() {
    assert_none(&files().iter().flat_map(purity::check_source).collect::<Vec<_>>());
}

#[test]
fn every_text_is_tidy() {
    let files = files();
    let long = files.iter().filter_map(tidy::source_lines).filter(|lines| *lines > tidy::AIM_FOR).count();
    println!("{long} source files are longer than {} lines without their tests", tidy::AIM_FOR);
    assert_none(&files.iter().flat_map(tidy::check).collect::<Vec<_>>());
}

#[test]
fn every_public_type_of_the_domain_is_in_the_glossary() {
    let files = files();
    let glossary =
        files.iter().find(|file| file.path == "docs/GLOSSARY.md").expect("docs/GLOSSARY.md is there");
    assert_none(&glossary::check(&files, &glossary.text));
}

#[test]
fn both_languages_have_the_same_messages() {
    let files = files();
    assert!(files.iter().any(|file| file.ends_in(&[".ftl"])), "there is a catalogue to compare");
    assert_none(&catalogues::check(&files));
}

#[test]
fn no_statement_rewrites_the_log() {
    let files = files();
    let appends = format!("insert into {}(", ledger::LOG_TABLE);
    let is_the_log =
        |file: &TextFile| file.is_rust_below("crates/logbook/src/") && file.text.contains(&appends);
    assert!(files.iter().any(is_the_log), "the table of the log has the name that this test looks for");
    assert_none(&files.iter().flat_map(ledger::check).collect::<Vec<_>>());
}

#[test]
fn every_dependency_has_its_reason() {
    let graph = edges::read(&tree::workspace_root()).expect("cargo knows the graph");
    let mut used: BTreeSet<String> =
        graph.into_values().flat_map(|uses| uses.direct.into_iter().chain(uses.for_tests)).collect();
    let files = files();
    let text =
        |path: &str| files.iter().find(|file| file.path == path).expect("the file is there").text.as_str();
    used.extend(reasons::npm_packages(text("web/package.json")).expect("package.json is JSON"));
    assert_none(&reasons::check(&used, text(reasons::PAGE)));
}
