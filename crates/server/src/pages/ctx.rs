//! What a page is made from: a state of knowledge, who looks at it, and in which language.

use super::{
    bit::{BAD, Bit, GOOD, PLAIN, Tone, WARN, iso},
    query::Query,
    words::words,
};
use crate::{
    App, Seen, Viewer,
    people::{MASKED, OpenPeople},
};
use domain::{
    ActorId, AreaCode, Date, GridId, PersonId, Role, SiteId, Timestamp, Unit, time::minutes_between,
};
use logbook::PersonalDetails;
use reporting::{
    catalogue::{Catalogue, Lang},
    words::{Label, age, area_name, hours_minutes, moment, unit_name},
};
use situation::Situation;

/// How a reader wants pages to look, from cookies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    /// Language.
    pub(crate) lang: Lang,
    /// `light` or `dark`; `None` follows the device.
    pub(crate) theme: Option<&'static str>,
}

impl Look {
    /// Reads the choices from a `Cookie` header, and the language of the browser where none was made.
    pub(crate) fn read(headers: &axum::http::HeaderMap) -> Look {
        let text = |name| {
            let value: Option<&str> = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default()
        };
        let cookies = text(axum::http::header::COOKIE);
        let cookie = |name: &str| {
            let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
            pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next_back()
        };
        let lang = cookie("lang").and_then(Lang::parse);
        let theme = match cookie("theme") {
            Some("dark") => Some("dark"),
            Some("light") => Some("light"),
            _ => None,
        };
        let asked = text(axum::http::header::ACCEPT_LANGUAGE);
        let browser = asked.split(',').find_map(Lang::parse);
        Look { lang: lang.or(browser).unwrap_or_default(), theme }
    }
}

/// Everything a page reads.
pub(crate) struct Ctx<'a> {
    /// What is, or was, known.
    pub(crate) s: &'a Situation,
    /// The instant to which ages refer.
    pub(crate) now: Timestamp,
    /// Whether this is the past: nothing may be done.
    pub(crate) is_past: bool,
    /// Who looks.
    pub(crate) viewer: &'a Viewer,
    /// The application.
    pub(crate) app: &'a App,
    /// The filters and places of the address.
    pub(crate) q: &'a Query,
    /// Language.
    pub(crate) lang: Lang,
    /// How the page should look.
    pub(crate) look: Look,
    /// Words.
    pub(crate) w: &'static Catalogue,
    /// Whose details the session may show; none where a page is made outside a view.
    open: Option<&'a OpenPeople>,
}

impl<'a> Ctx<'a> {
    /// Puts together what a page reads.
    pub(crate) fn new(
        app: &'a App,
        seen: Seen<'a>,
        viewer: &'a Viewer,
        (q, look): (&'a Query, Look),
    ) -> Ctx<'a> {
        Ctx {
            s: seen.situation,
            now: seen.now,
            is_past: seen.is_past,
            viewer,
            app,
            q,
            lang: look.lang,
            look,
            w: words(look.lang),
            open: None,
        }
    }

    /// Lets a page show the details that the session has opened.
    pub(crate) fn with_open(mut self, open: &'a OpenPeople) -> Ctx<'a> {
        self.open = Some(open);
        self
    }

    /// Returns the words of a key.
    pub(crate) fn t(&self, key: &'static str) -> &'static str {
        self.w.t(key)
    }

    /// Returns the words of a key as an owned text.
    pub(crate) fn say(&self, key: &'static str) -> String {
        self.w.t(key).to_owned()
    }

    /// Returns the words of a key with values in them.
    pub(crate) fn ta(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.w.ta(key, values)
    }

    /// Returns the name of something that has one in both languages.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "names are asked of small values, often made on the spot"
    )]
    pub(crate) fn label(&self, thing: impl Label) -> &'static str {
        thing.label(self.lang)
    }

    /// Returns the name of a unit, a grid with its street.
    pub(crate) fn unit(&self, unit: Unit) -> String {
        match unit {
            Unit::Grid(grid) => self.grid(grid),
            Unit::Area(_) | Unit::Post(_) => unit_name(self.s, unit),
        }
    }

    /// Returns a way to a unit.
    pub(crate) fn unit_link(&self, unit: Unit) -> Bit {
        let href = match unit {
            Unit::Grid(grid) => format!("/grids/{}", grid.0),
            Unit::Area(area) => format!("/places/{}", area.short()),
            Unit::Post(post) => format!("/posts/{}", post.0),
        };
        Bit::link(href, self.unit(unit))
    }

    /// Returns the name of a grid, with its street where the name does not say it.
    pub(crate) fn grid(&self, grid: GridId) -> String {
        let Some(row) = self.s.grids.get(grid) else {
            return grid.to_string();
        };
        let street = self.area(row.area.street());
        if row.name.starts_with(&street) { row.name.clone() } else { format!("{street} {}", row.name) }
    }

    /// Returns the name of an area.
    pub(crate) fn area(&self, area: AreaCode) -> String {
        area_name(self.s, area)
    }

    /// Returns the name of a site.
    pub(crate) fn site(&self, site: SiteId) -> String {
        self.s.sites.get(site).map_or_else(|| site.to_string(), |row| row.name.clone())
    }

    /// Returns the duty title of an actor.
    pub(crate) fn actor(&self, actor: ActorId) -> String {
        self.s.actors.get(actor).map_or_else(|| actor.to_string(), |row| row.title.clone())
    }

    /// Returns an instant as `12-07 06:00`.
    pub(crate) fn time(at: Timestamp) -> Bit {
        Bit::Time { iso: iso(at), text: moment(at) }
    }

    /// Returns an instant where there is one.
    pub(crate) fn time_or_none(at: Option<Timestamp>) -> Bit {
        at.map_or_else(Bit::none, Ctx::time)
    }

    /// Returns a day as `12-07`.
    pub(crate) fn day_or_none(day: Option<Date>) -> Bit {
        day.map_or_else(Bit::none, |day| Bit::Text(reporting::words::day(day)))
    }

    /// Returns a clock running since an instant, coloured by the minutes allowed.
    pub(crate) fn since(&self, at: Timestamp, allowed: Option<i64>) -> Bit {
        let minutes = minutes_between(at, self.now);
        Bit::Since {
            iso: iso(at),
            now: iso(self.now),
            text: age(minutes, self.lang),
            tone: allowed.map_or(PLAIN, |allowed| tone_of(allowed - minutes, allowed)),
        }
    }

    /// Returns a clock that runs down to an instant that began `from`.
    pub(crate) fn until(&self, due: Timestamp, from: Timestamp) -> Bit {
        let left = minutes_between(self.now, due);
        let text = if left < 0 {
            self.ta("clock-over", &[("age", &age(-left, self.lang))])
        } else {
            self.ta("clock-left", &[("age", &age(left, self.lang))])
        };
        Bit::Until {
            iso: iso(due),
            now: iso(self.now),
            text,
            tone: tone_of(left, minutes_between(from, due)),
        }
    }

    /// Returns how long something took, coloured by whether it was in time.
    pub(crate) fn took(&self, from: Timestamp, to: Timestamp, allowed: Option<i64>) -> Bit {
        let minutes = minutes_between(from, to);
        Bit::Stopped {
            text: age(minutes, self.lang),
            tone: allowed.map_or(PLAIN, |allowed| if minutes > allowed { BAD } else { GOOD }),
        }
    }

    /// Returns a duration in words.
    pub(crate) fn duration(&self, minutes: i64) -> String {
        hours_minutes(minutes, self.lang)
    }

    /// Returns whether the viewer is in one of these roles.
    pub(crate) fn is(&self, roles: &[Role]) -> bool {
        roles.contains(&self.viewer.role)
    }

    /// Returns whether the viewer may act for a unit: their own, one below it, or any for those who command.
    pub(crate) fn acts_for(&self, unit: Unit) -> bool {
        if self.is_past || self.is(&[Role::Inspector, Role::Machine]) {
            return false;
        }
        let mut next = Some(unit);
        let mut steps = 0;
        while let Some(at) = next.filter(|_| steps < 8) {
            if at == self.viewer.unit {
                return true;
            }
            next = self.s.unit_above(at);
            steps += 1;
        }
        self.is(&[Role::Commander, Role::DutyOfficer])
    }

    /// Returns the address of this page with the past kept in it.
    pub(crate) fn here(&self, path: &str) -> String {
        match self.q.get("at") {
            "" => path.to_owned(),
            at => format!("{path}?at={at}"),
        }
    }

    /// Returns a person's details, masked unless the session has opened them for a purpose; what is shown is noted, so that
    /// the ledger has it before the page is sent.
    pub(crate) fn person(&self, person: PersonId) -> Person {
        let open = self.open.filter(|open| !self.is_past && open.holds(person));
        let details = open.map(|open| {
            open.note_shown(person);
            self.app.vault().get(person.0).ok().flatten().unwrap_or_default()
        });
        Person { id: person, details, unknown: self.say("reveal-unknown") }
    }

    /// Returns a person's name, masked unless open.
    pub(crate) fn name(&self, person: PersonId) -> Bit {
        self.person(person).name()
    }
}

/// Returns the colour of what is left of an allowance: late, in its last quarter, or in time.
pub(crate) fn tone_of(left: i64, allowed: i64) -> Tone {
    if left < 0 {
        BAD
    } else if left * 4 <= allowed {
        WARN
    } else {
        PLAIN
    }
}

/// A person's details as the viewer may see them.  What is masked was not read: not even a surname shows.
pub(crate) struct Person {
    id: PersonId,
    details: Option<PersonalDetails>,
    unknown: String,
}

impl Person {
    fn bit(&self, field: &'static str, pick: impl Fn(&PersonalDetails) -> Option<&String>) -> Bit {
        match &self.details {
            Some(held) => match pick(held) {
                Some(value) => Bit::Open(value.clone()),
                None => Bit::Mute(self.unknown.clone()),
            },
            None => Bit::Mask { person: self.id, field, text: MASKED.to_owned() },
        }
    }

    /// Returns the name.
    pub(crate) fn name(&self) -> Bit {
        self.bit("name", |held| held.name.as_ref())
    }

    /// Returns the identity number.
    pub(crate) fn id_number(&self) -> Bit {
        self.bit("id", |held| held.id_number.as_ref())
    }

    /// Returns the telephone number.
    pub(crate) fn phone(&self) -> Bit {
        self.bit("phone", |held| held.phone.as_ref())
    }

    /// Returns the address.
    pub(crate) fn address(&self) -> Bit {
        self.bit("address", |held| held.address.as_ref())
    }

    /// Returns whether the details are open.
    pub(crate) fn is_open(&self) -> bool {
        self.details.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_quarter_of_an_allowance_warns_and_its_end_alarms() {
        assert_eq!(tone_of(60, 120), PLAIN);
        assert_eq!(tone_of(30, 120), WARN);
        assert_eq!(tone_of(-1, 120), BAD);
    }
}
