use std::collections::HashMap;
use std::io;
use std::net::UdpSocket;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use std::time::SystemTime;

use crossbeam_channel::{Receiver, Sender, unbounded};
use rustix::event::{EventfdFlags, epoll, eventfd};
use rustix::time::Timespec;

use super::IdleSending;
use super::clock::{NANOS_PER_MS, now_ns, sleep_until};
use super::command::Command;
use super::lateness::LatenessCells;
use super::line::{Line, Now, Room};
use super::realtime;
use super::wheel::Wheel;

/// Descriptors asked about at once; what does not fit is reported at the next ms.
const READY_MAX: usize = 1_024;
/// Ticks missed by more than this are not made up for by sending: a burst of old sound helps nobody.
const CATCH_UP_MS: u64 = 200;
const PUBLISH_TICKS: u64 = 1_000;
const WAKE: u64 = u64::MAX;

/// What all streams of a thread share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) idle: IdleSending,
    pub(super) inactivity_ms: u32,
    pub(super) wall_clock: fn() -> SystemTime,
    pub(super) realtime: bool,
}

/// An order for the stream of a key.
pub(super) type Order = (u64, Command);

/// The way into a thread. Posting is a push to a queue, and a wake-up only when the thread has nothing
/// to do; a thread with streams looks every ms.
#[derive(Debug)]
pub(super) struct Mailbox {
    orders: Sender<Order>,
    parked: AtomicBool,
    stopping: AtomicBool,
    streams: AtomicUsize,
    wake: OwnedFd,
}

impl Mailbox {
    pub(super) fn new() -> io::Result<(Arc<Self>, Receiver<Order>)> {
        let (orders, receiver) = unbounded();
        let wake = eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?;
        let mailbox = Self {
            orders,
            parked: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            streams: AtomicUsize::new(0),
            wake,
        };
        Ok((Arc::new(mailbox), receiver))
    }

    pub(super) fn post(&self, key: u64, command: Command) {
        // After the engine has stopped, nobody takes orders any more.
        let _stopped = self.orders.send((key, command));
        self.wake();
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Streams opened and not closed.
    pub(super) fn streams(&self) -> usize {
        self.streams.load(Ordering::Relaxed)
    }

    pub(super) fn admit(&self) {
        self.streams.fetch_add(1, Ordering::Relaxed);
    }

    /// The fence pairs with that of `park`: either the thread sees what was posted, or it is seen parked.
    fn wake(&self) {
        fence(Ordering::SeqCst);
        if self.parked.swap(false, Ordering::SeqCst) {
            // A full counter is awake already.
            let _full = rustix::io::write(&self.wake, &1u64.to_ne_bytes());
        }
    }
}

/// One media thread.
pub(super) struct MediaThread {
    mailbox: Arc<Mailbox>,
    orders: Receiver<Order>,
    epoll: OwnedFd,
    lines: Vec<Option<Line>>,
    free: Vec<usize>,
    index: HashMap<u64, usize>,
    wheel: Wheel,
    due: Vec<usize>,
    room: Room,
    next_tick: u64,
    lateness: Arc<LatenessCells>,
}

impl MediaThread {
    pub(super) fn new(
        mailbox: Arc<Mailbox>,
        orders: Receiver<Order>,
        settings: Settings,
        lateness: Arc<LatenessCells>,
    ) -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &mailbox.wake, epoll::EventData::new_u64(WAKE), epoll::EventFlags::IN)?;
        Ok(Self {
            mailbox,
            orders,
            epoll,
            lines: Vec::new(),
            free: Vec::new(),
            index: HashMap::new(),
            wheel: Wheel::new(),
            due: Vec::new(),
            room: Room::new(settings),
            next_tick: 0,
            lateness,
        })
    }

    pub(super) fn run(mut self, index: usize) {
        let is_fifo = self.room.settings.realtime && realtime::enter(index);
        tracing::info!(thread = index, real_time = is_fifo, "media thread started");
        let lateness = metrics::histogram!("ringback_media_lateness");
        let mut ready = Vec::with_capacity(READY_MAX);
        let mut worst_us = 0;
        self.next_tick = now_ns() / NANOS_PER_MS + 1;
        while !self.mailbox.stopping.load(Ordering::SeqCst) {
            if self.index.is_empty() && self.orders.is_empty() {
                self.park(&mut ready);
                self.next_tick = now_ns() / NANOS_PER_MS + 1;
            }
            sleep_until(self.next_tick * NANOS_PER_MS);
            worst_us = worst_us.max(self.turn(&mut ready));
            if self.next_tick.is_multiple_of(PUBLISH_TICKS) {
                lateness.record(std::mem::take(&mut worst_us) as f64 / 1e6);
            }
        }
        self.close_all();
    }

    /// Sleeps until an order comes. There is no stream, so nothing else can.
    fn park(&mut self, ready: &mut Vec<epoll::Event>) {
        self.mailbox.parked.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if self.orders.is_empty() && !self.mailbox.stopping.load(Ordering::SeqCst) {
            ready.clear();
            let _interrupted =
                epoll::wait(&self.epoll, rustix::buffer::spare_capacity(ready), None);
        }
        self.mailbox.parked.store(false, Ordering::SeqCst);
        let _empty = rustix::io::read(&self.mailbox.wake, &mut [0; 8]);
    }

    /// Orders, what has come, what is due. Gives back how late it began, in µs.
    fn turn(&mut self, ready: &mut Vec<epoll::Event>) -> u64 {
        let now = Now::at(now_ns());
        let late_us = (now.ns.saturating_sub(self.next_tick * NANOS_PER_MS)) / 1_000;
        self.lateness.record(late_us);
        self.take_orders(now);
        let current = now.ns / NANOS_PER_MS;
        while self.next_tick <= current {
            let is_stale = current - self.next_tick > CATCH_UP_MS;
            if !is_stale {
                self.receive(ready, now);
            }
            self.send(now, is_stale);
            self.next_tick += 1;
        }
        late_us
    }

    fn take_orders(&mut self, now: Now) {
        while let Ok((key, command)) = self.orders.try_recv() {
            match command {
                Command::Open(opening) => self.open(key, Line::new(*opening, now)),
                Command::Close => self.close(key),
                Command::Connect(_)
                | Command::Play(..)
                | Command::PlayDigits(..)
                | Command::Stop(_)
                | Command::RecordTo(_) => {
                    let line = self.index.get(&key).and_then(|&index| self.lines[index].as_mut());
                    if let Some(line) = line {
                        line.order(command, now);
                    }
                }
            }
        }
    }

    fn open(&mut self, key: u64, mut line: Line) {
        let index = self.free.pop().unwrap_or_else(|| {
            self.lines.push(None);
            self.lines.len() - 1
        });
        let (rtp, rtcp) = line.sockets();
        if let Err(error) = self.watch(rtp, index, 0).and_then(|()| self.watch(rtcp, index, 1)) {
            // Only an exhausted kernel does this (ENOMEM, ENOSPC): the stream sends, but hears nothing.
            tracing::warn!(%error, "could not watch a media socket");
        }
        line.placed(self.wheel.admit(index, self.next_tick));
        self.lines[index] = Some(line);
        self.index.insert(key, index);
    }

    fn watch(&self, socket: &UdpSocket, index: usize, which: u64) -> io::Result<()> {
        let data = epoll::EventData::new_u64((index as u64) << 1 | which);
        Ok(epoll::add(&self.epoll, socket, data, epoll::EventFlags::IN)?)
    }

    /// Closing the sockets takes them out of the epoll set.
    fn close(&mut self, key: u64) {
        let Some(index) = self.index.remove(&key) else { return };
        if let Some(line) = self.lines[index].take() {
            self.wheel.dismiss(line.phase());
            line.close(&mut self.room);
            self.free.push(index);
            self.mailbox.streams.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn close_all(&mut self) {
        let keys: Vec<u64> = self.index.keys().copied().collect();
        for key in keys {
            self.close(key);
        }
    }

    /// One datagram of each socket that has one. What more there is comes at the next ms, so that a
    /// flood on one port costs no more than 1,000 datagrams a second and delays nobody.
    fn receive(&mut self, ready: &mut Vec<epoll::Event>, now: Now) {
        const AT_ONCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };
        ready.clear();
        let buffer = rustix::buffer::spare_capacity(ready);
        if epoll::wait(&self.epoll, buffer, Some(&AT_ONCE)).is_err() {
            return;
        }
        for event in ready.iter() {
            let data = event.data.u64();
            let Ok(index) = usize::try_from(data >> 1) else { continue };
            if let Some(Some(line)) = self.lines.get_mut(index) {
                if data & 1 == 0 {
                    line.receive_rtp(&mut self.room, now);
                } else {
                    line.receive_rtcp(&mut self.room, now);
                }
            }
        }
    }

    fn send(&mut self, now: Now, is_stale: bool) {
        let tick = self.next_tick;
        self.wheel.take(tick, &mut self.due);
        for &index in &self.due {
            let Some(Some(line)) = self.lines.get_mut(index) else { continue };
            if let Some(next) = line.send_due(tick, &mut self.room, now, is_stale) {
                self.wheel.schedule(index, next);
            }
        }
        self.due.clear();
    }
}
