//! The policy as a matrix, and what must hold of it whatever its lines say.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop as tests do")]

use access::{Action, Decision, Relation, may};
use domain::Role;
use std::fmt::Write as _;

const ROLES: [(Role, &str); 14] = [
    (Role::Commander, "com"),
    (Role::DutyOfficer, "dut"),
    (Role::Tracer, "tra"),
    (Role::Laboratory, "lab"),
    (Role::Sampler, "sam"),
    (Role::Dispatcher, "dis"),
    (Role::SiteManager, "sit"),
    (Role::GridWorker, "gri"),
    (Role::GateKeeper, "gat"),
    (Role::Analyst, "ana"),
    (Role::Publisher, "pub"),
    (Role::Inspector, "ins"),
    (Role::Administrator, "adm"),
    (Role::Machine, "mac"),
];

const READS: [Action; 7] = [
    Action::SeeFigures,
    Action::SeeRecords,
    Action::SeeOrders,
    Action::SeePlaces,
    Action::SeeAudit,
    Action::SeeImports,
    Action::ExportRecords,
];

fn allowed(role: Role, action: Action, relation: Relation) -> bool {
    may(role, action, relation) == Decision::Allow
}

fn matrix() -> String {
    let mut text = format!("{:<24}", "action");
    for (_, short) in ROLES {
        write!(text, "{short:>4}").unwrap();
    }
    text.push('\n');
    for action in Action::ALL {
        let name = serde_json::to_value(action).unwrap();
        write!(text, "{:<24}", name.as_str().unwrap()).unwrap();
        for (role, _) in ROLES {
            let reaches = Relation::ALL.map(|relation| allowed(role, action, relation));
            let sign = match reaches {
                [false, false, false] => '.',
                [true, false, false] => 'o',
                [true, true, false] => 'b',
                [true, true, true] => '*',
                other => panic!("reach has holes: {role:?} {action:?} {other:?}"),
            };
            write!(text, "{sign:>4}").unwrap();
        }
        text.push('\n');
    }
    text
}

/// `.` never, `o` in the own unit, `b` also below it, `*` everywhere.  A change of the policy changes this file, which a
/// second person reviews.
#[test]
fn the_matrix_is_the_one_that_was_agreed() {
    let agreed = include_str!("matrix.txt");
    assert_eq!(matrix(), agreed, "the matrix is now:\n{}", matrix());
}

#[test]
fn the_inspector_reads_and_does_nothing() {
    for action in Action::ALL {
        if !READS.contains(&action) {
            assert!(!allowed(Role::Inspector, action, Relation::Own), "{action:?}");
        }
    }
}

#[test]
fn the_machine_never_decides_for_people() {
    for action in [
        Action::Approve,
        Action::Reject,
        Action::IssueOrder,
        Action::OpenPersonalData,
        Action::Release,
        Action::ErasePerson,
        Action::ExportRecords,
        Action::ReclassifyCase,
        Action::JudgeExposure,
    ] {
        assert!(!allowed(Role::Machine, action, Relation::Own), "{action:?}");
    }
    assert!(allowed(Role::Machine, Action::Propose, Relation::Own));
}

#[test]
fn a_grid_worker_never_reaches_beyond_the_own_grid_except_for_counts_and_places() {
    for action in Action::ALL {
        let is_open = matches!(action, Action::SeeFigures | Action::SeePlaces);
        for relation in [Relation::Below, Relation::Elsewhere] {
            assert_eq!(allowed(Role::GridWorker, action, relation), is_open, "{action:?} {relation:?}");
        }
    }
}

#[test]
fn a_commander_commands_the_own_area_and_no_other() {
    for action in [Action::IssueOrder, Action::Approve, Action::StartRound] {
        assert!(allowed(Role::Commander, action, Relation::Below));
        assert!(!allowed(Role::Commander, action, Relation::Elsewhere));
    }
}

#[test]
fn whoever_manages_accounts_sees_no_person() {
    for action in [Action::OpenPersonalData, Action::SeeRecords, Action::ExportRecords] {
        assert!(!allowed(Role::Administrator, action, Relation::Own));
    }
}
