//! Disease packs and protocols: rules as versioned data, each value with its source and whether that source was read in
//! the original.  What is unconfirmed says so on every screen that uses it.

use jiff::civil::Date;
use serde::Deserialize;
use std::sync::OnceLock;

/// A value with its source.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Document, guideline or DOI.
    pub source: String,
    /// Whether the source was read in the original; otherwise the value is shown as unconfirmed.
    pub confirmed: bool,
}

/// A disease and what is known of it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Pack {
    /// Stable key, such as `covid19-delta`.
    pub id: String,
    /// Version of the data.
    pub version: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// ICD-10 code.
    pub icd10: String,
    /// Statutory class in China as managed: `A`, `B`, `B as A`, `C` or `other`.
    pub class: String,
    /// Mean incubation, days.
    pub incubation_mean_days: Sourced<f64>,
    /// 95th percentile of incubation, days.
    pub incubation_p95_days: Sourced<f64>,
    /// Mean serial interval, days.
    pub serial_interval_days: Sourced<f64>,
    /// Days before onset (or sampling, when asymptomatic) from which a case is held infectious for tracing.
    pub infectious_before_days: Sourced<u8>,
    /// Whether the case definition knows asymptomatic infections that are counted apart.
    pub counts_asymptomatic: bool,
    /// Cases in one school or unit within seven days from which a cluster must be reported; `None` when any case is.
    pub cluster_threshold: Option<Sourced<u16>>,
    /// Protocols, oldest first.
    pub protocols: Vec<Protocol>,
}

/// One phase of isolation or monitoring.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Regime {
    /// Days at an isolation site; 0 for none.
    pub central_days: u16,
    /// Days at home afterwards.
    pub home_days: u16,
    /// Test days, earliest first.
    pub test_days: Vec<u16>,
    /// What the test days are counted from; the last exposure unless the file says otherwise.
    #[serde(default)]
    pub tests_from: TestsFrom,
}

/// What the test days of a regime are counted from.
///
/// The days of isolation always count from the last exposure; the eighth edition of the national protocol names its test
/// days within the isolation (集中隔离医学观察的第 1、4、7、14 天), the ninth counts them from the last exposure too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestsFrom {
    /// The last exposure, which is day 0.
    #[default]
    Exposure,
    /// The isolation, of which the day it began is day 1.
    Isolation,
}

/// Minutes allowed for the five stages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Targets {
    /// Tube collected to result.
    pub test: u32,
    /// Case classified to first full contact list.
    pub trace: u32,
    /// Contact identified to transfer group.
    pub group: u32,
    /// Group formed to arrival.
    pub transfer: u32,
    /// Arrival to own room.
    pub isolate: u32,
}

/// A prevention and control protocol (防控方案) in force from a day on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Protocol {
    /// Stable key, such as `v8`.
    pub id: String,
    /// Title of the document.
    pub title: String,
    /// First day in force.
    pub effective: Date,
    /// Regime of close contacts.
    pub close: Sourced<Regime>,
    /// Regime of contacts of contacts; `None` when they are not determined.
    pub secondary: Option<Sourced<Regime>>,
    /// Days after discharge in which a case is followed up.
    pub follow_up_days: Sourced<u16>,
    /// Most people in a pooled tube.
    pub pool_size: Sourced<u8>,
    /// Hours for which the members of a positive pool are held while singles are tested.
    pub hold_hours: Sourced<u32>,
    /// Minutes allowed to each stage of the fast loop.
    pub targets: Sourced<Targets>,
    /// Minutes allowed for a pooled and for a single result.
    pub result_minutes: Sourced<(u32, u32)>,
    /// Days without a new case before a zone may be lifted.
    pub zone_clear_days: Sourced<u16>,
    /// Consecutive clean rounds before mass testing stops.
    pub clean_rounds: Sourced<u8>,
    /// Legal basis that orders under this protocol quote.
    pub legal_basis: String,
}

impl Protocol {
    /// Returns the regime of a ring; general contacts have none.
    pub fn regime(&self, ring: crate::contact::Ring) -> Option<&Regime> {
        match ring {
            crate::contact::Ring::Close => Some(&self.close.value),
            crate::contact::Ring::Secondary => self.secondary.as_ref().map(|regime| &regime.value),
            crate::contact::Ring::General => None,
        }
    }
}

/// Files of the packs that ship with the product, in the order they are offered.
const SHIPPED: [&str; 6] = [
    include_str!("../packs/covid19_v8.toml"),
    include_str!("../packs/covid19_v9.toml"),
    include_str!("../packs/measles.toml"),
    include_str!("../packs/enteric_school.toml"),
    include_str!("../packs/mers.toml"),
    include_str!("../packs/unspecified.toml"),
];

impl Pack {
    /// Reads a pack from TOML.
    ///
    /// # Errors
    /// When a field is missing, unknown values included; the message names line and field.
    pub fn parse(text: &str) -> Result<Pack, toml::de::Error> {
        toml::from_str(text)
    }

    /// Returns the packs that ship with the product.
    ///
    /// # Panics
    /// When a shipped file does not parse, which a test rules out.
    pub fn shipped() -> &'static [Pack] {
        static PACKS: OnceLock<Vec<Pack>> = OnceLock::new();
        PACKS.get_or_init(|| {
            let parsed = SHIPPED.iter().map(|text| Pack::parse(text));
            parsed.collect::<Result<_, _>>().expect("shipped packs parse, as a test shows")
        })
    }

    /// Returns the shipped pack with this id.
    pub fn find(id: &str) -> Option<&'static Pack> {
        Pack::shipped().iter().find(|pack| pack.id == id)
    }

    /// Returns the protocol with this id, or else the newest.
    ///
    /// # Panics
    /// For a pack without protocols, which parsing of the shipped ones rules out.
    pub fn protocol(&self, id: &str) -> &Protocol {
        let named = self.protocols.iter().find(|protocol| protocol.id == id);
        named.or(self.protocols.last()).expect("a pack has at least one protocol")
    }

    /// Returns the definition key that facts quote: pack and version.
    pub fn definition(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// Returns the names of the values that are not confirmed in the original source.
    pub fn unconfirmed(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        let mut note = |confirmed: bool, name| {
            if !confirmed {
                names.push(name);
            }
        };
        note(self.incubation_mean_days.confirmed, "incubation_mean_days");
        note(self.incubation_p95_days.confirmed, "incubation_p95_days");
        note(self.serial_interval_days.confirmed, "serial_interval_days");
        note(self.infectious_before_days.confirmed, "infectious_before_days");
        note(self.cluster_threshold.as_ref().is_none_or(|value| value.confirmed), "cluster_threshold");
        for protocol in &self.protocols {
            note(protocol.close.confirmed, "close");
            note(protocol.secondary.as_ref().is_none_or(|value| value.confirmed), "secondary");
            note(protocol.targets.confirmed, "targets");
            note(protocol.pool_size.confirmed, "pool_size");
            note(protocol.hold_hours.confirmed, "hold_hours");
            note(protocol.result_minutes.confirmed, "result_minutes");
            note(protocol.zone_clear_days.confirmed, "zone_clear_days");
            note(protocol.clean_rounds.confirmed, "clean_rounds");
            note(protocol.follow_up_days.confirmed, "follow_up_days");
        }
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Ring;

    #[test]
    fn shipped_packs_parse_and_have_protocols() {
        assert_eq!(Pack::shipped().len(), SHIPPED.len());
        for pack in Pack::shipped() {
            assert!(!pack.protocols.is_empty(), "{}", pack.id);
            assert!(pack.incubation_mean_days.value > 0.0, "{}", pack.id);
        }
    }

    #[test]
    fn the_eighth_protocol_keeps_close_contacts_fourteen_days() {
        let protocol = Pack::find("covid19-delta").unwrap().protocol("v8");
        assert_eq!(protocol.close.value.central_days, 14);
        assert_eq!(protocol.close.value.test_days, [1, 4, 7, 14]);
        assert_eq!(protocol.close.value.tests_from, TestsFrom::Isolation);
        assert_eq!(protocol.regime(Ring::Secondary).unwrap().central_days, 7);
        assert!(!protocol.targets.confirmed, "the hop targets are not in the text that was read");
    }

    #[test]
    fn a_pack_with_a_missing_field_is_refused_by_name() {
        let error = Pack::parse("id = \"x\"").unwrap_err().to_string();
        assert!(error.contains("version"), "{error}");
    }
}
