//! Whoever keeps the accounts cannot lock the city out of them.

use crate::world::{DUTY, World};
use domain::{Command, Fact, Role, Unit, ids::ActorId};
use situation::Refusal;

fn enrolled(number: u32) -> Fact {
    let (actor, handle) = (ActorId(number), format!("admin-{number}"));
    let unit = Unit::Area("330211".parse().unwrap());
    Fact::ActorEnrolled { actor, title: handle.clone(), handle, role: Role::Administrator, unit }
}

fn dismissed(number: u32) -> Fact {
    Fact::ActorDismissed { actor: ActorId(number) }
}

fn prepare(world: &mut World, by: ActorId, facts: Vec<Fact>) -> Result<Vec<Fact>, Refusal> {
    world.ask(by, "02T09:00", Command::Prepare { facts })
}

#[test]
fn nobody_dismisses_themselves() {
    let mut world = World::new();
    prepare(&mut world, DUTY, vec![enrolled(5), enrolled(6)]).unwrap();
    let refused = prepare(&mut world, ActorId(5), vec![dismissed(5)]).unwrap_err();
    assert_eq!(refused, Refusal::OwnDismissal);
    prepare(&mut world, ActorId(5), vec![dismissed(6)]).unwrap();
    assert!(!world.s.actors.rows()[5].active);
}

#[test]
fn the_last_active_administrator_is_not_dismissed_before_another_is_enrolled() {
    let mut world = World::new();
    prepare(&mut world, DUTY, vec![enrolled(5), enrolled(6)]).unwrap();
    let refused = prepare(&mut world, DUTY, vec![dismissed(5), dismissed(6)]).unwrap_err();
    assert_eq!(refused, Refusal::LastAdministrator(ActorId(6)), "one after the other in one list");
    prepare(&mut world, DUTY, vec![dismissed(5)]).unwrap();
    prepare(&mut world, DUTY, vec![dismissed(5)]).unwrap();
    let refused = prepare(&mut world, DUTY, vec![dismissed(6)]).unwrap_err();
    assert_eq!(refused, Refusal::LastAdministrator(ActorId(6)));
    prepare(&mut world, DUTY, vec![enrolled(7), dismissed(6)]).unwrap();
    prepare(&mut world, DUTY, vec![dismissed(3)]).unwrap();
}
