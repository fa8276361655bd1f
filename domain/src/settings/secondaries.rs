//! The list of secondaries: put in, change, take out, reorder.

use super::check::{SettingsRefusal, check_uri};
use super::{Secondary, SecondaryChange};
use crate::sid::SecondarySid;
use crate::uri::SecondaryUri;

/// The most secondaries that an application or a number has.
pub const MAX_SECONDARIES: usize = 10;

/// What is asked of a list of secondaries. Ranks count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondaryEdit {
    /// Put one in, at a rank or at the end.
    Add {
        /// The secondary, with a fresh name.
        secondary: Secondary,
        /// Where; the others move back. The end when absent.
        rank: Option<u32>,
    },
    /// Change one, and move it when a rank is given.
    Update {
        /// Which.
        sid: SecondarySid,
        /// What is asked now, and for which faults.
        secondary: SecondaryUri,
        /// Where it goes; it stays when absent.
        rank: Option<u32>,
    },
    /// Take one out.
    Remove {
        /// Which.
        sid: SecondarySid,
    },
    /// Put all in another order.
    Reorder {
        /// Every sid of the list, once.
        order: Vec<SecondarySid>,
    },
}

/// What was done, and the list after it.
type Edited = (SecondaryChange, Vec<Secondary>);

impl SecondaryEdit {
    /// The list after the edit; nothing when it is so already.
    pub fn apply(&self, list: &[Secondary]) -> Result<Option<Edited>, SettingsRefusal> {
        let (change, after) = match self {
            Self::Add { secondary, .. } if list.contains(secondary) => return Ok(None),
            Self::Add { secondary, rank } => insert(list, secondary.clone(), *rank)?,
            Self::Update { sid, secondary, rank } => update(list, *sid, secondary, *rank)?,
            Self::Remove { sid } => remove(list, *sid)?,
            Self::Reorder { order } => reorder(list, order)?,
        };
        Ok((after != list).then_some((change, after)))
    }
}

pub(super) fn insert(
    list: &[Secondary],
    secondary: Secondary,
    rank: Option<u32>,
) -> Result<Edited, SettingsRefusal> {
    check_uri("secondary", &secondary.secondary.uri)?;
    if list.len() >= MAX_SECONDARIES {
        return Err(SettingsRefusal::TooManySecondaries);
    }
    let sid = secondary.sid;
    let place = rank.map_or(Ok(list.len()), |rank| place_of(rank, list.len() + 1))?;
    let mut after = list.to_vec();
    after.insert(place, secondary);
    Ok((SecondaryChange::Added { sid }, after))
}

pub(super) fn remove(list: &[Secondary], sid: SecondarySid) -> Result<Edited, SettingsRefusal> {
    let place = find(list, sid)?;
    let mut after = list.to_vec();
    after.remove(place);
    Ok((SecondaryChange::Removed { sid }, after))
}

fn update(
    list: &[Secondary],
    sid: SecondarySid,
    secondary: &SecondaryUri,
    rank: Option<u32>,
) -> Result<Edited, SettingsRefusal> {
    check_uri("secondary", &secondary.uri)?;
    let from = find(list, sid)?;
    let to = rank.map_or(Ok(from), |rank| place_of(rank, list.len()))?;
    let mut after = list.to_vec();
    after.remove(from);
    after.insert(to, Secondary { sid, secondary: secondary.clone() });
    Ok((SecondaryChange::Updated { sid }, after))
}

fn reorder(list: &[Secondary], order: &[SecondarySid]) -> Result<Edited, SettingsRefusal> {
    let mut left = list.to_vec();
    let mut after = Vec::with_capacity(list.len());
    for sid in order {
        let place = find(&left, *sid).map_err(|_| SettingsRefusal::IncompleteOrder)?;
        after.push(left.remove(place));
    }
    if left.is_empty() {
        Ok((SecondaryChange::Reordered, after))
    } else {
        Err(SettingsRefusal::IncompleteOrder)
    }
}

fn find(list: &[Secondary], sid: SecondarySid) -> Result<usize, SettingsRefusal> {
    let place = list.iter().position(|entry| entry.sid == sid);
    place.ok_or(SettingsRefusal::NoSuchSecondary(sid))
}

fn place_of(rank: u32, len: usize) -> Result<usize, SettingsRefusal> {
    let place = usize::try_from(rank).ok().and_then(|rank| rank.checked_sub(1));
    place.filter(|place| *place < len).ok_or(SettingsRefusal::NoSuchRank(rank))
}
