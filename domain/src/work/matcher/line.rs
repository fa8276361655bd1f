//! The workers, the one whose last offer is longest ago first.

use std::ops::Range;

use smallvec::SmallVec;

const NOBODY: u32 = u32::MAX;
/// Old places looked at for each new one. A half has room for half of the other's places besides
/// its own, so the move ends before the room does.
const STEPS: usize = 2;
/// How many new places there are for each worker before all have to move: memory against moves.
const ROOM: usize = 2;

/// What one new place moves.
pub(super) type Moves = SmallVec<[Moved; STEPS]>;

/// A worker's place in line: which half, and which number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place(u32);

impl Place {
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

/// A worker who stands elsewhere now, at the same point of the order.
pub(super) struct Moved {
    pub(super) worker: u32,
    pub(super) from: Place,
    pub(super) to: Place,
}

/// Places are numbers that only grow. When they run out, workers move to the other half, a few at each
/// new place given, to numbers that were kept for them below the new ones:
///
/// ```text
/// this half:   moved already | kept for the rest | given since
/// other half:                     the rest
/// order:             1                2                3
/// ```
#[derive(Debug, Default)]
pub(super) struct Line {
    halves: [Vec<u32>; 2],
    this: usize,
    room: usize,
    standing: u32,
    moving: Option<Moving>,
}

#[derive(Debug)]
struct Moving {
    from: u32,
    to: u32,
    kept: u32,
}

impl Line {
    /// Puts a worker at the end. The caller writes down what moved.
    pub(super) fn join(&mut self, worker: u32) -> (Place, Moves) {
        self.standing += 1;
        if self.moving.is_none() && self.halves[self.this].len() >= self.room {
            self.turn_over();
        }
        let half = &mut self.halves[self.this];
        half.push(worker);
        let place = Place::new(self.this, (half.len() - 1) as u32);
        (place, (0..STEPS).map_while(|_| self.step()).flatten().collect())
    }

    pub(super) fn leave(&mut self, place: Place) {
        if let Some(worker) = self.halves[place.half()].get_mut(place.number() as usize) {
            self.standing -= u32::from(*worker != NOBODY);
            *worker = NOBODY;
        }
    }

    pub(super) fn worker(&self, place: Place) -> Option<u32> {
        let worker = self.halves[place.half()].get(place.number() as usize)?;
        (*worker != NOBODY).then_some(*worker)
    }

    /// Where workers stand after a place, or all of them, in order: halves and numbers.
    pub(super) fn after(&self, place: Option<Place>) -> impl Iterator<Item = (usize, Range<u32>)> {
        let spans = self.spans();
        let from = place.and_then(|place| {
            let holds = |(half, span): &(usize, Range<u32>)| {
                *half == place.half() && span.contains(&place.number())
            };
            Some((spans.iter().position(holds)?, place.number() + 1))
        });
        let (first, number) = from.unwrap_or_default();
        spans.into_iter().enumerate().skip(first).map(move |(at, (half, span))| {
            let start = if at == first { span.start.max(number) } else { span.start };
            (half, start..span.end)
        })
    }

    fn spans(&self) -> [(usize, Range<u32>); 3] {
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

    fn turn_over(&mut self) {
        // The one who joins now is not moved.
        let (old, kept) = (self.halves[self.this].len(), self.standing as usize - 1);
        self.this = 1 - self.this;
        self.room = kept + (ROOM * kept).max(old / STEPS) + 64;
        self.halves[self.this] = Vec::with_capacity(self.room);
        self.halves[self.this].resize(kept, NOBODY);
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
        Some(Some(Moved { worker, from, to }))
    }
}
