//! Life and death of the whole program: kills, full disks, floods, stops, other databases.

mod caller;
mod concurrency;
mod drain;
mod events;
mod flood;
mod full_disk;
mod kill;
mod load;
mod media;
mod media_worker;
mod postgres;
mod slow_http;
mod views;
