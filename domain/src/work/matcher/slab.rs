//! Entries at small numbers that stay theirs; the number freed last is the next to be given.

pub(super) struct Slab<T> {
    entries: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    pub(super) fn insert(&mut self, entry: T) -> u32 {
        if let Some(id) = self.free.pop() {
            self.entries[id as usize] = Some(entry);
            return id;
        }
        self.entries.push(Some(entry));
        (self.entries.len() - 1) as u32
    }

    pub(super) fn remove(&mut self, id: u32) -> Option<T> {
        let entry = self.entries.get_mut(id as usize)?.take();
        if entry.is_some() {
            self.free.push(id);
        }
        entry
    }

    /// Takes an entry out; its number stays its own until it is [put](Self::put) back.
    pub(super) fn take(&mut self, id: u32) -> Option<T> {
        self.entries.get_mut(id as usize)?.take()
    }

    pub(super) fn put(&mut self, id: u32, entry: T) {
        if let Some(place) = self.entries.get_mut(id as usize) {
            *place = Some(entry);
        }
    }

    pub(super) fn get(&self, id: u32) -> Option<&T> {
        self.entries.get(id as usize)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut T> {
        self.entries.get_mut(id as usize)?.as_mut()
    }

    /// One more than the highest number ever given.
    pub(super) fn end(&self) -> u32 {
        self.entries.len() as u32
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.entries.iter().zip(0..).filter_map(|(entry, id)| Some((id, entry.as_ref()?)))
    }
}
