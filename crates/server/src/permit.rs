//! What a viewer may do: the policy of [`access`] applied to the situation.

use crate::{
    app::App,
    places::{place_of, receivers, targets},
    problem::Problem,
    session::Viewer,
};
use access::{Action, Decision, Place, Reach, Relation, may};
use domain::{AreaCode, Command, Unit};
use situation::{Situation, state::Group};

/// A viewer who may do something, with how far it reaches.
#[derive(Clone, Debug)]
pub struct Permit {
    /// Who.
    pub viewer: Viewer,
    /// Their unit; an area's office where the unit is not listed.
    pub place: Place,
    /// How far.
    pub reach: Reach,
    /// The city this post serves.  What was reported outside it belongs to no unit here and may be read by everyone who
    /// reads records at all.
    pub city: AreaCode,
}

impl Permit {
    /// Returns whether something in an area may be read.
    pub fn covers(&self, area: AreaCode) -> bool {
        match self.reach {
            Reach::Everywhere => true,
            Reach::Area => self.place.area.covers(area) || !self.city.covers(area),
            Reach::Own => self.place.unit == Unit::Area(area),
        }
    }

    /// Returns whether something of a unit may be read.
    pub fn covers_unit(&self, situation: &Situation, unit: Unit) -> bool {
        match self.reach {
            Reach::Everywhere => true,
            Reach::Own => unit == self.place.unit,
            Reach::Area => place_of(situation, unit)
                .is_some_and(|target| Relation::of(self.place, target) != Relation::Elsewhere),
        }
    }

    /// Returns whether a group may be read: somebody in it, or the site it goes to, lies where the viewer reads.
    pub fn covers_group(&self, situation: &Situation, group: &Group) -> bool {
        let mut homes = group.people.iter().filter_map(|person| situation.area_of(*person));
        homes.any(|area| self.covers(area))
            || situation.sites.get(group.site).is_some_and(|site| self.covers(site.area))
    }

    /// Returns the area to read: the one asked for where it may be read, otherwise the widest that may be; `None` means
    /// everywhere.
    ///
    /// # Errors
    /// A problem when what was asked for lies outside.
    pub fn area(&self, asked: Option<AreaCode>) -> Result<Option<AreaCode>, Problem> {
        match asked {
            Some(area) if self.covers(area) => Ok(Some(area)),
            Some(_) => Err(denied(access::Denial::Area)),
            None if self.reach == Reach::Everywhere => Ok(None),
            None => Ok(Some(self.place.area)),
        }
    }

    /// Passes when something in an area may be read.
    ///
    /// # Errors
    /// A problem when it may not.
    pub fn check_area(&self, area: AreaCode) -> Result<(), Problem> {
        if self.covers(area) { Ok(()) } else { Err(denied(access::Denial::Area)) }
    }
}

impl App {
    /// Returns how far a viewer's permission for an action reaches.
    ///
    /// # Errors
    /// A problem when the role has none, or the desk has stopped.
    pub fn permit(&self, viewer: Viewer, action: Action) -> Result<Permit, Problem> {
        let reach =
            access::policy::reach_of(viewer.role, action).ok_or_else(|| denied(access::Denial::Role))?;
        let place = self.desk.read(|situation| place_of_viewer(situation, &viewer, self.settings.area))?;
        Ok(Permit { viewer, place, reach, city: self.settings.area.city() })
    }

    /// Passes when a viewer may give a command.
    ///
    /// # Errors
    /// A problem when the policy denies it, or the desk has stopped.
    pub fn permit_command(&self, viewer: &Viewer, command: &Command) -> Result<(), Problem> {
        let relation = self.desk.read(|situation| {
            if is_assignee(situation, viewer, command) {
                return Relation::Own;
            }
            let own = place_of_viewer(situation, viewer, self.settings.area);
            let mut touched = targets(situation, command);
            // An area outside the city that is not even listed belongs to no unit here.
            let city = self.settings.area.city();
            touched.retain(|place| city.covers(place.area) || situation.areas.contains_key(&place.area));
            if touched.is_empty()
                && let Some(nearest) =
                    receivers(situation, command).into_iter().map(|place| Relation::of(own, place)).min()
            {
                return nearest;
            }
            Relation::of_all(own, &touched, self.settings.area)
        })?;
        match may(viewer.role, Action::of(command), relation) {
            Decision::Allow => Ok(()),
            Decision::Deny { reason } => Err(denied(reason)),
        }
    }
}

/// The place of a viewer's unit.  A grid that is not listed covers nothing but itself, whatever its area; the same holds
/// for a post, which is therefore put at a village that does not exist.
fn place_of_viewer(situation: &Situation, viewer: &Viewer, whole: AreaCode) -> Place {
    let nowhere =
        || format!("{}999999", whole.short().chars().take(6).collect::<String>()).parse().unwrap_or(whole);
    place_of(situation, viewer.unit).unwrap_or_else(|| Place { unit: viewer.unit, area: nowhere() })
}

/// Whoever was given a task may end it, wherever it lies.
fn is_assignee(situation: &Situation, viewer: &Viewer, command: &Command) -> bool {
    let Command::EndTask { task, .. } = command else {
        return false;
    };
    situation.tasks.get(*task).is_some_and(|row| row.assignee == Some(viewer.actor))
}

/// Returns the problem of a denial.
pub(crate) fn denied(reason: access::Denial) -> Problem {
    let code = match reason {
        access::Denial::Role => "not-permitted-role",
        access::Denial::Area => "not-permitted-area",
    };
    Problem::new(axum::http::StatusCode::FORBIDDEN, code, reason.to_string())
}
