//! Each rule refuses a bad sample, and lets its mended twin pass.

use std::collections::BTreeSet;

use xtask::{
    catalogues,
    edges::{self, Graph, Uses},
    glossary, ledger, purity, reasons, tidy,
    tree::TextFile,
};

fn file(path: &str, text: &str) -> TextFile {
    TextFile { path: path.to_owned(), text: text.to_owned() }
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn graph(name: &str, ours: &[&str], direct: &[&str], transitive: &[&str]) -> Graph {
    let uses =
        Uses { ours: names(ours), direct: names(direct), transitive: names(transitive), ..Uses::default() };
    Graph::from([(name.to_owned(), uses)])
}

#[test]
fn an_edge_that_is_not_listed_is_refused() {
    assert_eq!(edges::check(&graph("domain", &["situation"], &[], &[])).len(), 1);
    assert_eq!(edges::check(&graph("planning", &["simulation", "situation"], &[], &[])).len(), 1);
    assert_eq!(edges::check(&graph("server", &["simulation"], &[], &[])).len(), 1);
    assert!(edges::check(&graph("haitang", &["simulation", "server"], &[], &[])).is_empty());
}

#[test]
fn a_crate_nobody_decided_on_is_refused() {
    assert_eq!(edges::check(&graph("utils", &[], &[], &[])).len(), 1);
}

#[test]
fn a_pure_crate_that_links_io_is_refused() {
    assert_eq!(purity::check_dependencies(&graph("situation", &[], &[], &["serde", "tokio"])).len(), 1);
    assert_eq!(purity::check_dependencies(&graph("domain", &[], &["tracing"], &["tracing"])).len(), 1);
    assert!(purity::check_dependencies(&graph("server", &[], &["tokio"], &["tokio"])).is_empty());
}

#[test]
fn a_pure_source_that_names_the_outside_world_is_refused() {
    let complaints = |text: &str| purity::check_source(&file("crates/domain/src/a.rs", text)).len();
    assert_eq!(complaints("fn a() { let b = std::fs::read(\"c\"); }\n"), 1);
    assert_eq!(complaints("use std::{\n    fmt,\n    env::{self, args},\n    net::IpAddr,\n};\n"), 2);
    assert_eq!(complaints("use std::time::SystemTime;\n"), 1);
    assert_eq!(complaints("let mut rng = rand::thread_rng();\n"), 1);
    assert_eq!(complaints("let at = jiff::Timestamp::now();\n"), 1);
    assert_eq!(complaints("// std::fs is not used here\nuse std::{fmt, collections::BTreeMap};\n"), 0);
    assert!(purity::check_source(&file("crates/logbook/src/a.rs", "use std::fs;\n")).is_empty());
}

#[test]
fn a_source_file_over_the_limit_is_refused() {
    let lines = |count: usize| "fn a() {}\n".repeat(count);
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "    fn b() {}\n".repeat(200));
    assert_eq!(tidy::check(&file("crates/a/src/b.rs", &lines(601))).len(), 1);
    assert!(tidy::check(&file("crates/a/src/b.rs", &(lines(600) + &tests))).is_empty());
    assert!(tidy::check(&file("crates/a/tests/b.rs", &lines(900))).is_empty());
}

#[test]
fn a_file_without_a_last_newline_is_refused() {
    assert_eq!(tidy::check(&file("crates/a/src/b.rs", "fn a() {}")).len(), 1);
}

#[test]
fn a_reminder_without_its_issue_is_refused() {
    assert_eq!(tidy::check(&file("web/src/a.ts", "// TODO faster\n")).len(), 1);
    assert!(tidy::check(&file("web/src/a.ts", "// TODO(#12) faster\n")).is_empty());
}

#[test]
fn words_of_unfinished_work_are_refused_in_code() {
    for text in
        ["// Good enough for now.\n", "let a = 7; // hard-coded\n", "fn stub() {}\n", "// A placeholder.\n"]
    {
        assert_eq!(tidy::check(&file("crates/a/src/b.rs", text)).len(), 1, "{text}");
    }
    for text in
        ["let a = nowcast_for(now_at);\n", "r#\"<input placeholder=\"搜索\">\"#;\n", "// A stubborn value.\n"]
    {
        assert!(tidy::check(&file("crates/a/src/b.rs", text)).is_empty(), "{text}");
    }
}

#[test]
fn paths_of_one_machine_and_registry_hosts_are_refused() {
    assert_eq!(tidy::check(&file("docs/a.md", "Run /home/li/haitang.\n")).len(), 1);
    assert_eq!(tidy::check(&file("docs/a.md", concat!("see /wo", "rk/main/a\n"))).len(), 1);
    assert_eq!(
        tidy::check(&file("web/package-lock.json", concat!("\"https://registry.npm", "js.org/vite\"\n")))
            .len(),
        1
    );
    assert!(tidy::check(&file("docs/a.md", "`docs/home/start.md` and GET {base}/work/items\n")).is_empty());
}

#[test]
fn a_domain_type_without_a_term_is_refused() {
    let source = "/// A case.\npub struct Case;\npub(crate) struct Hidden;\npub enum Sex {}\n\
                  id! {\n    /// Says who.\n    PersonId \"P\"\n    CaseId \"C\"\n}\n\
                  #[cfg(test)]\nmod tests {\n    pub struct Sample;\n}\n";
    assert_eq!(glossary::public_types(source), names(&["Case", "CaseId", "PersonId", "Sex"]));
    let sources = [file("crates/domain/src/a.rs", source)];
    let table = "| Term | 中文 | Rust type |\n|---|---|---|\n| case | 病例 | `Case`, `ids::CaseId` |\n| sex | 性别 | `Sex` |\n";
    let complaints = glossary::check(&sources, table);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].what.starts_with("PersonId "), "{complaints:?}");
    let whole = format!("{table}| person number | 人员编号 | `PersonId` |\n");
    assert!(glossary::check(&sources, &whole).is_empty());
}

#[test]
fn a_message_in_one_language_only_is_refused() {
    let zh = file("crates/a/i18n/zh-CN/a.ftl", "title = 通报\n    .label = 标签\nlate = 迟报 { $count }\n");
    let en = file("crates/a/i18n/en/a.ftl", "# = not a key\ntitle = Bulletin\n    .label = Label\n");
    let whole =
        file("crates/a/i18n/en/a.ftl", "title = Bulletin\n    .label = Label\nlate = Late\n  = more\n");
    assert_eq!(catalogues::check(&[zh.clone(), en]).len(), 1);
    assert_eq!(catalogues::check(std::slice::from_ref(&zh)).len(), 1);
    assert_eq!(catalogues::check(&[file("crates/a/words.ftl", "a = b\n")]).len(), 1);
    assert!(catalogues::check(&[zh, whole]).is_empty());
}

#[test]
fn a_statement_that_rewrites_the_log_is_refused() {
    let complaints = |text: &str| ledger::check(&file("crates/logbook/src/a.rs", text)).len();
    assert_eq!(complaints("execute(\"UPDATE log SET body = ?1\")\n"), 1);
    assert_eq!(complaints("execute(\n    \"delete\n     from log where seq = 1\")\n"), 1);
    assert_eq!(complaints("execute(\"insert or replace into log values (1)\")\n"), 1);
    assert_eq!(complaints("execute(\"delete from person where person = ?1\")\n"), 0);
    assert_eq!(complaints("execute(\"create trigger a before update on log begin\")\n"), 0);
    assert_eq!(complaints("// Nothing may UPDATE log.\nexecute(\"insert into log values (1)\")\n"), 0);
}

#[test]
fn a_dependency_without_a_reason_and_a_reason_without_a_dependency_are_refused() {
    let page = "| crate | why |\n|---|---|\n| `serde` | forms |\n| `left-pad` | no more |\n";
    let complaints = reasons::check(&names(&["serde", "tokio"]), page);
    let whats: Vec<&str> = complaints.iter().map(|complaint| complaint.what.as_str()).collect();
    assert_eq!(whats, ["tokio is used and not explained here", "left-pad is explained and not used"]);
    assert!(reasons::check(&names(&["left-pad", "serde"]), page).is_empty());
}

#[test]
fn npm_packages_are_read_from_both_lists() {
    let package = r#"{"name": "a", "dependencies": {"b": "1"}, "devDependencies": {"@c/d": "2"}}"#;
    assert_eq!(reasons::npm_packages(package).expect("it is JSON"), names(&["b", "@c/d"]));
    assert!(reasons::npm_packages("{").is_err());
}
