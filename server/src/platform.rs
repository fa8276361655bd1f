//! What the parts of a running program share.

use std::sync::Arc;

use api::webhooks::SignedExchanges;
use commands::Writer;
use commands::work::WorkDesk;
use projections::Views;

use crate::live::Switchboard;
use crate::recovery::Unfinished;

/// The rooms, wired.
pub(crate) struct Platform {
    /// The write side.
    pub(crate) writer: Writer,
    /// The read side.
    pub(crate) views: Views,
    /// Commands on workspaces.
    pub(crate) desk: WorkDesk,
    /// Requests to tenants.
    pub(crate) exchanges: SignedExchanges,
    /// Sounds from the media layer.
    pub(crate) sounds: media::client::Client,
    /// RTP.
    pub(crate) engine: media::engine::Engine,
    /// The limits of live calls.
    pub(crate) settings: Arc<router::Settings>,
    /// The live calls.
    pub(crate) switchboard: Switchboard,
    /// Where calls are left that had to be given up.
    pub(crate) unfinished: Unfinished,
}
