//! Where every contact stands, for whole-city counts and filters: one byte per person instead of a look-up each.

use domain::{PersonId, Ring, Stage};
use serde::{Deserialize, Serialize};
use situation::Situation;

/// Where a contact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Waits to be grouped.
    Waiting,
    /// In a group, on the way or at the door of a site.
    Moving,
    /// In a room.
    Staying,
    /// Was released.
    Released,
    /// At home: kept there, or not kept any more.
    Home,
}

/// Bits of a person's byte: ring in the lower two (0 none, 1 general, 2 secondary, 3 close), then what was noted.
const RING: u8 = 0b11;
const WAITING: u8 = 1 << 2;
const MOVING: u8 = 1 << 3;
const STAYING: u8 = 1 << 4;
const STAYED: u8 = 1 << 5;

/// Where everyone stands.
pub(crate) struct Standings<'a> {
    s: &'a Situation,
    marks: Vec<u8>,
}

/// Notes where everyone stands.  O(contacts + people waiting + people at sites + check-ins).
pub(crate) fn standings(s: &Situation) -> Standings<'_> {
    let people = usize::try_from(s.person_ids).unwrap_or(0);
    let mut marks = vec![0_u8; people + 1];
    let mut note = |person: PersonId, bit: u8| {
        if let Some(mark) = usize::try_from(person.0).ok().and_then(|index| marks.get_mut(index)) {
            *mark |= bit;
        }
    };
    for (stage, bit) in [(Stage::Group, WAITING), (Stage::Transfer, MOVING), (Stage::Isolate, MOVING)] {
        let waiting = s.waiting.get(&stage).into_iter().flatten();
        waiting.for_each(|person| note(*person, bit));
    }
    s.staying.iter().for_each(|person| note(*person, STAYING));
    let arrived = s.hops.get(&Stage::Isolate).into_iter().flatten();
    arrived.for_each(|hop| note(hop.person, STAYED));
    for contact in s.contacts.rows().iter().filter(|row| !row.withdrawn) {
        let index = usize::try_from(contact.person.0).unwrap_or(usize::MAX);
        if let Some(mark) = marks.get_mut(index) {
            let ring = ring_bits(contact.ring).max(*mark & RING);
            *mark = (*mark & !RING) | ring;
        }
    }
    Standings { s, marks }
}

fn ring_bits(ring: Ring) -> u8 {
    match ring {
        Ring::General => 1,
        Ring::Secondary => 2,
        Ring::Close => 3,
    }
}

impl Standings<'_> {
    /// Returns where a person stands.
    pub(crate) fn of(&self, person: PersonId) -> Standing {
        let index = usize::try_from(person.0).unwrap_or(usize::MAX);
        let mark = self.marks.get(index).copied().unwrap_or_default();
        if mark & STAYING != 0 {
            Standing::Staying
        } else if mark & MOVING != 0 {
            Standing::Moving
        } else if mark & WAITING != 0 {
            Standing::Waiting
        } else if mark & STAYED != 0 || self.stayed(person) {
            Standing::Released
        } else {
            Standing::Home
        }
    }

    /// Someone who walked into a site without a running clock left no hop; the stay is on record all the same.
    fn stayed(&self, person: PersonId) -> bool {
        self.s.people.get(&person).is_some_and(|known| known.stay.is_some())
    }

    /// Returns everyone whose strictest ring is `ring`, in the order of their ids.
    pub(crate) fn of_ring(&self, ring: Ring) -> impl Iterator<Item = (PersonId, Standing)> {
        let marks = (0_u32..).zip(&self.marks);
        let wanted = ring_bits(ring);
        let people = marks.filter(move |(_, mark)| **mark & RING == wanted);
        people.map(|(index, _)| (PersonId(index), self.of(PersonId(index))))
    }
}
