//! Orders that a recipient has not accepted or not finished in time.

use super::{Gap, GapKind, Harm};
use crate::drill::Drill;
use domain::{OrderKind, ReceiptStep, Timestamp, time::minutes_between};
use situation::Situation;

pub(super) fn late(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    for (id, order) in s.orders.iter() {
        for (unit, receipt) in &order.receipts {
            let Some(step) = receipt.late(order, now) else {
                continue;
            };
            let (kind, since) = if step == ReceiptStep::Done {
                (GapKind::OrderNotDone, order.done_by)
            } else {
                (GapKind::OrderNotAccepted, order.accept_by)
            };
            let harm = match order.kind {
                OrderKind::ResponseLevel | OrderKind::MassSampling | OrderKind::Zone | OrderKind::Verify => {
                    Harm::Spread
                }
                OrderKind::Support => Harm::Work,
                OrderKind::Report | OrderKind::Other => Harm::Paper,
            };
            let mut gap = Gap::new(kind, &format!("{id}/{unit}"), harm, Drill::Order(id));
            gap.subject.clone_from(&order.title);
            gap.allowed_minutes = Some(minutes_between(order.issued_at, since));
            found.push(gap.since(since, now).unit(Some(*unit)));
        }
    }
}
