//! The list of contacts.

use super::page::{List, Paging, day_key, page};
use crate::{
    standing::{Standing, Standings, standings},
    words::area_name,
};
use domain::{
    AreaCode, CaseId, Certainty, ContactId, Date, OutbreakId, PersonId, Ring, Setting, SiteId, Timestamp,
    time::day_of,
};
use serde::{Deserialize, Serialize};
use situation::{Situation, state::Contact};

/// What contacts are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactSort {
    /// When they were identified.
    #[default]
    Identified,
    /// Last exposure.
    Exposed,
    /// Area code.
    Area,
    /// Number.
    Number,
}

/// Filters of the contact list; what is absent does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactQuery {
    /// Outbreak of the case.
    pub outbreak: Option<OutbreakId>,
    /// Ring.
    pub ring: Option<Ring>,
    /// Where they stand.
    pub standing: Option<Standing>,
    /// `Some(false)`: only those who must have a bed and have none yet; `Some(true)`: only those in a room.
    pub placed: Option<bool>,
    /// Where they live.
    pub area: Option<AreaCode>,
    /// The case.
    pub case: Option<CaseId>,
    /// Contact number (`K12`, `12`) or person number (`R12`).
    pub text: Option<String>,
    /// Whether withdrawn ones are listed too.
    pub withdrawn: bool,
    /// Order.
    pub sort: ContactSort,
    /// Page.
    pub paging: Paging,
}

/// A line of the contact list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contact")]
pub struct ContactRow {
    pub contact: ContactId,
    pub person: PersonId,
    pub case: CaseId,
    pub via: Option<ContactId>,
    pub ring: Ring,
    pub setting: Setting,
    pub certainty: Certainty,
    pub area: AreaCode,
    pub area_name: String,
    pub last_exposure_at: Timestamp,
    pub identified_at: Timestamp,
    /// Where the person stands.
    pub standing: Standing,
    /// Since when the person waits, when the person waits.
    pub waiting_since: Option<Timestamp>,
    /// Site and room, when the person is in one.
    pub room: Option<(SiteId, u32)>,
    /// Last day of isolation.
    pub until: Option<Date>,
    /// The next test day, today included.
    pub next_test: Option<Date>,
    pub withdrawn: bool,
}

/// Returns the key of a ring in addresses.
pub fn ring_code(ring: Ring) -> &'static str {
    match ring {
        Ring::Close => "close",
        Ring::Secondary => "secondary",
        Ring::General => "general",
    }
}

/// Returns a page of contacts at `now`.  O(contacts); a filter by standing also walks those who wait or stay.
pub fn contact_list(s: &Situation, now: Timestamp, query: &ContactQuery) -> List<ContactRow> {
    let standing = (query.standing.is_some() || query.placed.is_some()).then(|| standings(s));
    let text = query.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let contact = text.and_then(|text| text.strip_prefix(['K', 'k']).unwrap_or(text).parse().ok());
    let person = text.and_then(|text| text.strip_prefix(['R', 'r'])?.parse().ok());
    let named = |id: ContactId, row: &Contact| match (contact, person) {
        (Some(contact), _) => id == ContactId(contact),
        (_, Some(person)) => row.person == PersonId(person),
        (None, None) => text.is_none(),
    };
    let matching = s.contacts.iter().filter(|(id, row)| {
        named(*id, row)
            && (query.withdrawn || !row.withdrawn)
            && query.ring.is_none_or(|ring| row.ring == ring)
            && query.case.is_none_or(|case| row.case == case)
            && query.area.is_none_or(|area| area.covers(row.area))
            && query
                .outbreak
                .is_none_or(|outbreak| s.cases.get(row.case).is_some_and(|case| case.outbreak == outbreak))
            && standing.as_ref().is_none_or(|standings| stands(query, standings, row.person))
    });
    let keyed = matching.map(|(id, row)| (id, key(query.sort, id, row)));
    page((s, now), &query.paging, keyed, |id| contact_row(s, id, now))
}

fn stands(query: &ContactQuery, standings: &Standings<'_>, person: PersonId) -> bool {
    let standing = standings.of(person);
    let placed = match (query.placed, standing) {
        (None, _) | (Some(true), Standing::Staying) | (Some(false), Standing::Waiting | Standing::Moving) => {
            true
        }
        (Some(_), _) => false,
    };
    placed && query.standing.is_none_or(|wanted| wanted == standing)
}

fn key(sort: ContactSort, id: ContactId, row: &Contact) -> i64 {
    match sort {
        ContactSort::Identified => row.identified_at.as_second(),
        ContactSort::Exposed => day_key(Some(day_of(row.last_exposure_at))),
        ContactSort::Area => i64::try_from(row.area.number()).unwrap_or(i64::MAX),
        ContactSort::Number => i64::from(id.0),
    }
}

/// Returns the line of one contact at `now`.
pub fn contact_row(s: &Situation, id: ContactId, now: Timestamp) -> Option<ContactRow> {
    let row = s.contacts.get(id)?;
    let known = s.people.get(&row.person);
    let stay = known.and_then(|known| known.stay.as_ref());
    let clock = [
        (domain::Stage::Isolate, Standing::Moving),
        (domain::Stage::Transfer, Standing::Moving),
        (domain::Stage::Group, Standing::Waiting),
    ];
    let running = clock
        .into_iter()
        .find_map(|(stage, standing)| Some((s.running(row.person, stage)?.opened.event, standing)));
    let standing = match (stay, running) {
        (Some(stay), _) if stay.released_at.is_none() => Standing::Staying,
        (_, Some((_, standing))) => standing,
        (Some(_), None) => Standing::Released,
        (None, None) => Standing::Home,
    };
    Some(ContactRow {
        contact: id,
        person: row.person,
        case: row.case,
        via: row.via,
        ring: row.ring,
        setting: row.setting,
        certainty: row.certainty,
        area: row.area,
        area_name: area_name(s, row.area),
        last_exposure_at: row.last_exposure_at,
        identified_at: row.identified_at,
        standing,
        waiting_since: running.map(|(since, _)| since),
        room: stay.filter(|stay| stay.released_at.is_none()).map(|stay| (stay.site, stay.room)),
        until: s.isolation_until(row.person),
        next_test: next_test(s, row, day_of(now)),
        withdrawn: row.withdrawn,
    })
}

fn next_test(s: &Situation, row: &Contact, today: Date) -> Option<Date> {
    s.test_days(row).into_iter().map(|day| day.due).filter(|day| *day >= today).min()
}
