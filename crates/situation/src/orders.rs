//! Receipts, and the unit above a unit.

use crate::state::{Order, Receipt, Situation};
use domain::{OrderId, ReceiptStep, Timestamp, Unit};

impl Receipt {
    /// Takes a step at an instant.  A later step implies the earlier ones; a step taken before keeps its first time.
    pub(crate) fn take(&mut self, step: ReceiptStep, at: Timestamp) {
        let slots: &mut [&mut Option<Timestamp>] = match step {
            ReceiptStep::Delivered => &mut [&mut self.delivered],
            ReceiptStep::Read => &mut [&mut self.delivered, &mut self.read],
            ReceiptStep::Accepted => &mut [&mut self.delivered, &mut self.read, &mut self.accepted],
            ReceiptStep::Done => {
                &mut [&mut self.delivered, &mut self.read, &mut self.accepted, &mut self.done]
            }
            ReceiptStep::Declined => &mut [&mut self.delivered, &mut self.read, &mut self.declined],
        };
        for slot in slots {
            slot.get_or_insert(at);
        }
    }

    /// Returns the furthest step taken; `None` before delivery.
    pub fn step(&self) -> Option<ReceiptStep> {
        let steps = [
            (self.done, ReceiptStep::Done),
            (self.declined, ReceiptStep::Declined),
            (self.accepted, ReceiptStep::Accepted),
            (self.read, ReceiptStep::Read),
            (self.delivered, ReceiptStep::Delivered),
        ];
        steps.into_iter().find_map(|(at, step)| at.map(|_| step))
    }

    /// Returns which step is late at an instant, `Accepted` or `Done`; `None` when neither is, or when it was declined.
    pub fn late(&self, order: &Order, now: Timestamp) -> Option<ReceiptStep> {
        if self.declined.is_some() || self.done.is_some() || order.superseded_by.is_some() {
            return None;
        }
        if now > order.done_by {
            return Some(ReceiptStep::Done);
        }
        (self.accepted.is_none() && now > order.accept_by).then_some(ReceiptStep::Accepted)
    }
}

impl Situation {
    /// Returns the unit above: the street of a grid, the area above an area, the post above a post or else its area.
    /// `None` above the widest listed area.
    pub fn unit_above(&self, unit: Unit) -> Option<Unit> {
        match unit {
            Unit::Grid(grid) => self.grids.get(grid).map(|row| Unit::Area(row.area.street())),
            Unit::Area(area) => {
                let listed = self.areas.get(&area).and_then(|row| row.parent);
                listed.or(area.parent()).filter(|above| self.areas.contains_key(above)).map(Unit::Area)
            }
            Unit::Post(post) => {
                self.posts.get(post).map(|row| row.parent.map_or(Unit::Area(row.area), Unit::Post))
            }
        }
    }

    /// Returns whether a unit is listed and still exists.
    pub fn has_unit(&self, unit: Unit) -> bool {
        match unit {
            Unit::Grid(grid) => self.grids.get(grid).is_some_and(|row| row.retired.is_none()),
            Unit::Area(area) => self.areas.contains_key(&area),
            Unit::Post(post) => self.posts.get(post).is_some(),
        }
    }

    /// Returns receipts that are late at an instant and have not been taken up since the deadline they missed, with the
    /// unit that should hear of it.  O(receipts of orders in force).
    pub fn late_receipts(&self, now: Timestamp) -> Vec<(OrderId, Unit, Unit, ReceiptStep)> {
        let mut late = Vec::new();
        for (id, order) in self.orders.iter() {
            for (unit, receipt) in &order.receipts {
                let Some(step) = receipt.late(order, now) else {
                    continue;
                };
                let missed = if step == ReceiptStep::Done { order.done_by } else { order.accept_by };
                let taken_up = receipt.escalated.iter().any(|(at, _)| *at > missed);
                let above = self.unit_above(*unit).unwrap_or(order.issuer);
                if !taken_up {
                    late.push((id, *unit, above, step));
                }
            }
        }
        late
    }
}
