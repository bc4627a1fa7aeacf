//! Cases named in free text.

use std::collections::BTreeSet;

use exchange::{Field, Kind, guess_mapping, links_in, propose_links, read_table};

use crate::support::{cases_of, reference};

fn named(text: &str, ids: &[&str]) -> Vec<String> {
    let known: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    let links = links_in(text, &known, "TJ9");
    for link in &links {
        assert!(text.contains(&link.phrase));
        assert!(text.get(link.start..link.end).is_some());
    }
    links.into_iter().map(|link| link.id).collect()
}

#[test]
fn cases_are_found_however_they_are_written_and_no_other() {
    let ids = ["TJ1", "TJ2", "TJ5", "TJ6", "TJ9", "TJ23", "TJ109", "TJ110"];
    for (text, expected) in [
        ("coworker of TJ5 and TJ6", vec!["TJ5", "TJ6"]),
        ("TJ1, TJ2", vec!["TJ1", "TJ2"]),
        ("contact of TJ 23", vec!["TJ23"]),
        ("tj-23的同事", vec!["TJ23"]),
        ("与ＴＪ２３同住；TJ5家人", vec!["TJ23", "TJ5"]),
        ("coworkers of cases TJ2 TJ6", vec!["TJ2", "TJ6"]),
        ("TJ23's family", vec!["TJ23"]),
        ("sister of case 109", vec!["TJ109"]),
        ("cases 109 and 110", vec!["TJ109", "TJ110"]),
        ("病例5的同事", vec!["TJ5"]),
        ("TJ12, XTJ5, TJ5B", vec![]),
        ("family of TJ9, TJ9", vec![]),
        ("on 23 January at 5 pm", vec![]),
        ("showcase 5", vec![]),
    ] {
        assert_eq!(named(text, &ids), expected, "{text}");
    }
}

#[test]
fn a_number_shared_by_two_prefixes_names_nobody_and_a_bare_id_needs_the_word_case() {
    assert_eq!(named("wife of case 5", &["TJ5", "HB5"]), [""; 0]);
    assert_eq!(named("in the ward for 5 days, case 5", &["5"]), ["5"]);
    assert_eq!(named("镇海-003 的邻居", &["镇海-003"]), ["镇海-003"]);
}

#[test]
fn the_phrase_is_the_part_of_the_text_around_the_mention() {
    let known = BTreeSet::from(["TJ3".to_owned()]);
    let links = links_in("Wuhan；affected by TJ3; train", &known, "TJ9");
    assert_eq!(links[0].phrase, "affected by TJ3");
}

#[test]
fn tianjin_names_cases_in_its_sources_and_remarks() {
    let Some(bytes) = reference("tianjin_2020.csv") else {
        return;
    };
    let table = read_table(&bytes, "tianjin.csv").unwrap();
    let parsed = cases_of(&table, &guess_mapping(&table, Kind::LineList)).unwrap();
    let links = propose_links(&parsed.accepted);
    let of = |id: &str| -> Vec<&str> {
        links
            .iter()
            .filter(|link| link.of == id && link.field == Field::Source)
            .map(|link| link.link.id.as_str())
            .collect()
    };
    assert_eq!(of("TJ83"), ["TJ43", "TJ53"]);
    assert_eq!(of("TJ120"), ["TJ109"]);
    assert_eq!(of("TJ59"), ["TJ14"], "JN25 is no case of the file");
    assert_eq!(of("TJ127"), ["TJ93", "TJ107", "TJ119", "TJ121"]);
    let persons: BTreeSet<&str> = links.iter().map(|link| link.of.as_str()).collect();
    let in_sources = links.iter().filter(|link| link.field == Field::Source).count();
    println!(
        "{} links in sources, {} in remarks, of {} cases",
        in_sources,
        links.len() - in_sources,
        persons.len()
    );
    for link in &links {
        println!("{} <- {} {:?} {}", link.of, link.link.id, link.field, link.link.phrase);
    }
}
