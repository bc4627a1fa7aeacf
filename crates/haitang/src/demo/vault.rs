//! The residents' details for the vault: all invented, made by the synthetic city.

use logbook::PersonalDetails;
use simulation::city::City;

/// Every resident with name, identity number, telephone and address, by person id.
///
/// Two threads share the work, because half a million addresses take a while.
pub(crate) fn vault_rows(city: &City) -> Vec<(u32, PersonalDetails)> {
    let people = u32::try_from(city.persons().len()).expect("a city has fewer than 2^32 residents");
    let half = people / 2;
    let rows = |ids: std::ops::RangeInclusive<u32>| ids.map(|id| (id, details(city, id))).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let second = scope.spawn(move || rows(half + 1..=people));
        let mut all = rows(1..=half);
        all.extend(second.join().expect("making up details does not panic"));
        all
    })
}

fn details(city: &City, person: u32) -> PersonalDetails {
    let made = city.details(person);
    PersonalDetails {
        name: Some(made.name),
        id_number: Some(made.id_number),
        phone: Some(made.phone),
        address: Some(made.address),
        notes: None,
    }
}

/// A seeded source of random bytes for sealing: a demonstration is the same each time, and its vault protects nobody,
/// because nobody in it exists.
pub(crate) fn entropy(seed: u64) -> impl FnMut(&mut [u8]) {
    let mut hasher = blake3::Hasher::new_derive_key("haitang demonstration vault v1");
    hasher.update(&seed.to_le_bytes());
    let mut stream = hasher.finalize_xof();
    move |buffer: &mut [u8]| stream.fill(buffer)
}
