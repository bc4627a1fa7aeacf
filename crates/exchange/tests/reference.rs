//! Real lists: MERS in Korea 2015, COVID-19 in Tianjin 2020.

use std::collections::BTreeMap;

use exchange::{CaseRecord, DateOrder, Field, Kind, OrderFinding, Parsed, guess_mapping, read_table};
use jiff::civil::date;

use crate::support::{cases_of, contacts_of, reference};

fn line_list(bytes: &[u8], name: &str) -> Parsed<CaseRecord> {
    let table = read_table(bytes, name).unwrap();
    let mapping = guess_mapping(&table, Kind::LineList);
    for column in &mapping.columns {
        println!(
            "{:?} -> {:?} {:.2} {} | {:?}",
            column.header, column.field, column.confidence, column.reason.en, column.date_evidence
        );
    }
    let parsed = cases_of(&table, &mapping).unwrap();
    assert!(parsed.account.balanced());
    parsed
}

#[test]
fn all_162_cases_of_korea_are_accepted_with_their_dates() {
    let Some(bytes) = reference("mers_korea_2015_linelist.csv") else {
        return;
    };
    let parsed = line_list(&bytes, "mers_korea_2015_linelist.csv");
    assert_eq!((parsed.account.read, parsed.account.accepted), (162, 162));
    let first = &parsed.accepted[0].record;
    assert_eq!(first.external_id.as_deref(), Some("SK_1"));
    assert_eq!(first.onset_on, Some(date(2015, 5, 11)));
    assert_eq!(first.reported_on, Some(date(2015, 5, 19)));
    assert_eq!(first.diagnosed_on, Some(date(2015, 5, 20)));
    assert_eq!(first.exposed_from, Some(date(2015, 4, 18)));
    assert_eq!(first.setting.as_deref(), Some("Middle East"));
    let unknown_onset = parsed.accepted.iter().filter(|kept| kept.record.onset_on.is_none()).count();
    assert_eq!(unknown_onset, 27, "the file writes NA in 27 rows");
    let deaths = parsed.accepted.iter().filter(|kept| kept.record.died_on.is_some()).count();
    assert_eq!(deaths, 10);
    assert_eq!(parsed.warnings.iter().filter(|warning| warning.row.is_some()).count(), 0);
}

#[test]
fn all_98_exposures_of_korea_are_kept_and_persons_with_two_infectors_keep_both() {
    let Some(bytes) = reference("mers_korea_2015_contacts.csv") else {
        return;
    };
    let table = read_table(&bytes, "mers_korea_2015_contacts.csv").unwrap();
    let parsed = contacts_of(&table, &guess_mapping(&table, Kind::Contacts)).unwrap();
    assert!(parsed.account.balanced());
    assert_eq!((parsed.account.read, parsed.account.accepted), (98, 98));
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for kept in &parsed.accepted {
        *sources.entry(kept.record.to.as_deref().unwrap()).or_default() += 1;
    }
    let several: Vec<_> = sources.into_iter().filter(|(_, sources)| *sources > 1).collect();
    assert_eq!(several, [("SK_107", 2), ("SK_39", 3)]);
    assert_eq!(parsed.accepted[0].record.setting.as_deref(), Some("Emergency room"));
}

#[test]
fn the_135_cases_of_tianjin_are_accounted_for_and_their_dates_are_proven_day_first() {
    let Some(bytes) = reference("tianjin_2020.csv") else {
        return;
    };
    let table = read_table(&bytes, "tianjin_2020.csv").unwrap();
    assert_eq!(table.headers[1], "gender", "the heading is trimmed");
    let parsed = line_list(&bytes, "tianjin_2020.csv");
    let account = parsed.account;
    assert_eq!(account.read, 135);
    assert_eq!((account.accepted, account.merged, account.rejected), (135, 0, 0), "{:?}", parsed.rejected);
    let onset = parsed.dates.iter().find(|known| known.header == "symptom_onset").unwrap();
    let OrderFinding::Proven { order, example, row, .. } = &onset.finding else {
        panic!("{:?}", onset.finding)
    };
    assert_eq!((*order, example.as_str(), *row), (DateOrder::DayMonthYear, "14/01/2020", 2));
    let death = parsed.dates.iter().find(|known| known.header == "death").unwrap();
    assert!(matches!(&death.finding, OrderFinding::Borrowed { order: DateOrder::DayMonthYear, .. }));
    let first = &parsed.accepted[0].record;
    assert_eq!(first.onset_on, Some(date(2020, 1, 14)));
    let died: Vec<_> = parsed.accepted.iter().filter_map(|kept| kept.record.died_on).collect();
    assert_eq!(died, [date(2020, 2, 10), date(2020, 2, 5), date(2020, 2, 12)]);
    let unknown =
        parsed.accepted.iter().find(|kept| kept.record.external_id.as_deref() == Some("TJ42")).unwrap();
    assert_eq!(unknown.record.source, None, "\"unknown\" is no source");
    let mapping = guess_mapping(&table, Kind::LineList);
    assert_eq!(mapping.column_of(Field::Source).unwrap().header, "Infection_source");
}
