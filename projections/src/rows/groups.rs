//! Changes of one shape together: one statement writes them.

use super::batch::{Batch, Change};
use super::op::Key;
use super::sql::Shape;
use super::table::Table;

/// Changes of one shape, of different rows.
pub(crate) struct Group<'a> {
    /// Where.
    pub(crate) table: &'static Table,
    /// How they are written.
    pub(crate) shape: Shape,
    /// The rows, and what is to be done to them.
    pub(crate) changes: Vec<(&'a Key, &'a Change)>,
}

/// The changes of a batch. Second changes of a row stand after all first ones.
pub(crate) fn groups(batch: &Batch) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    for round in 0.. {
        let before = groups.len();
        add(&mut groups, batch, round);
        if groups.len() == before {
            break;
        }
    }
    groups
}

/// Adds the changes that stand at one place in the rows' lists. A batch has few shapes.
fn add<'a>(groups: &mut Vec<Group<'a>>, batch: &'a Batch, round: usize) {
    let first = groups.len();
    for slot in batch.slots() {
        let Some(change) = slot.changes.get(round) else {
            continue;
        };
        let known = groups[first..].iter_mut().find(|group| group.shape.fits(slot.table, change));
        match known {
            Some(group) => group.changes.push((&slot.key, change)),
            None => groups.push(Group {
                table: slot.table,
                shape: Shape::of(slot.table, change),
                changes: vec![(&slot.key, change)],
            }),
        }
    }
}
