//! The members of one queue, the one whose last offer is longest ago first.

use std::{collections::BTreeSet, ops::Range};

use smallvec::SmallVec;

const NOBODY: u32 = u32::MAX;
/// Old places looked at for each new one. A half has room for a quarter of the other's places besides
/// its own, so the move ends before the room does.
const STEPS: usize = 4;

/// What one new place moves.
pub(super) type Moves = SmallVec<[Moved; STEPS]>;

/// A member's place in line: which half, and which number in it; or [`Place::LATE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(u32);

impl Place {
    /// Of one who joined when others with later turns stood in line already.
    pub(super) const LATE: Self = Self(u32::MAX);

    pub(super) fn new(half: usize, number: u32) -> Self {
        Self((half as u32) << 31 | number)
    }

    pub(super) fn half(self) -> usize {
        (self.0 >> 31) as usize
    }

    pub(super) fn number(self) -> u32 {
        self.0 & !(1 << 31)
    }
}

/// A member who stands elsewhere now, at the same point of the order.
pub(super) struct Moved {
    pub(super) worker: u32,
    pub(super) from: Place,
    pub(super) to: Place,
}

/// Places are numbers that only grow. When they run out, members move to the other half, a few at each
/// new place given, to numbers that were kept for them below the new ones:
///
/// ```text
/// this half:   moved already | kept for the rest | given since
/// other half:                     the rest
/// order:             1                2                3
/// ```
///
/// A worker that comes to belong to a queue later than others stands in it by its turn all the same, so
/// that the order does not depend on when that was found out. It has no number; it stands among the late
/// ones, who are kept sorted, until its next turn.
#[derive(Debug, Default)]
pub(super) struct Line {
    halves: [Vec<u32>; 2],
    this: usize,
    room: usize,
    members: u32,
    newest: u64,
    late: BTreeSet<(u64, u32)>,
    moving: Option<Moving>,
    moves: u32,
}

#[derive(Debug)]
struct Moving {
    from: u32,
    to: u32,
    kept: u32,
}

impl Line {
    /// Puts a worker where its turn belongs. The caller writes down what moved.
    pub(super) fn join(&mut self, worker: u32, turn: u64) -> (Place, Moves) {
        if turn < self.newest {
            self.late.insert((turn, worker));
            return (Place::LATE, Moves::new());
        }
        self.newest = turn;
        self.members += 1;
        if self.moving.is_none() && self.halves[self.this].len() >= self.room {
            self.turn_over();
        }
        let half = &mut self.halves[self.this];
        half.push(worker);
        let place = Place::new(self.this, (half.len() - 1) as u32);
        (place, (0..STEPS).map_while(|_| self.step()).flatten().collect())
    }

    pub(super) fn leave(&mut self, place: Place, worker: u32, turn: u64) {
        if place == Place::LATE {
            self.late.remove(&(turn, worker));
        } else if let Some(worker) = self.halves[place.half()].get_mut(place.number() as usize) {
            self.members -= u32::from(*worker != NOBODY);
            *worker = NOBODY;
        }
    }

    pub(super) fn worker(&self, place: Place) -> Option<u32> {
        let worker = self.halves[place.half()].get(place.number() as usize)?;
        (*worker != NOBODY).then_some(*worker)
    }

    /// How often members were moved: a walk in slices starts again when this changes.
    pub(super) fn moves(&self) -> u32 {
        self.moves
    }

    /// Where the members stand, in order: halves and numbers.
    pub(super) fn spans(&self) -> [(usize, Range<u32>); 3] {
        let (this, end) = (self.this, self.halves[self.this].len() as u32);
        match &self.moving {
            None => [(this, 0..end), (this, end..end), (this, end..end)],
            Some(moving) => [
                (this, 0..moving.kept),
                (1 - this, moving.from..u32::MAX),
                (this, moving.kept..end),
            ],
        }
    }

    /// Every member: those with numbers in order, then the late ones.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Place)> {
        let late = self.late.iter().map(|(_, worker)| (*worker, Place::LATE));
        let numbered = self.spans().into_iter().flat_map(move |(half, span)| {
            let end = span.end.min(self.halves[half].len() as u32);
            (span.start..end).filter_map(move |number| {
                let place = Place::new(half, number);
                Some((self.worker(place)?, place))
            })
        });
        numbered.chain(late)
    }

    fn turn_over(&mut self) {
        let (old, kept) = (self.halves[self.this].len(), self.members as usize);
        self.this = 1 - self.this;
        self.halves[self.this] = Vec::with_capacity(kept + kept.max(old / STEPS) + 64);
        self.halves[self.this].resize(kept, NOBODY);
        self.room = kept + kept.max(old / STEPS) + 64;
        self.moving = Some(Moving { from: 0, to: 0, kept: kept as u32 });
    }

    /// Looks at one old place; none when there is no more to do.
    fn step(&mut self) -> Option<Option<Moved>> {
        let moving = self.moving.as_mut()?;
        let from = Place::new(1 - self.this, moving.from);
        let Some(worker) = self.halves[from.half()].get(moving.from as usize).copied() else {
            self.halves[from.half()] = Vec::new();
            self.moving = None;
            return None;
        };
        moving.from += 1;
        if worker == NOBODY {
            return Some(None);
        }
        let to = Place::new(self.this, moving.to);
        moving.to += 1;
        self.halves[from.half()][from.number() as usize] = NOBODY;
        self.halves[to.half()][to.number() as usize] = worker;
        self.moves = self.moves.wrapping_add(1);
        Some(Some(Moved { worker, from, to }))
    }
}
