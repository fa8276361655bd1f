//! From an INVITE to a driver: who answers for the number, is there room, is there common media.

use std::sync::Arc;

use commands::calls::LiveCall;
use domain::sid::CallSid;
use projections::AccountStatus;
use router::{Flow, routing};
use sip::{CallHandle, Incoming};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::alarms::Alarms;
use super::driver::{Asker, Driver, Ears};
use super::law::Steered;
use super::line::Line;
use crate::platform::Platform;

/// Why a call is not taken: the SIP status and its reason phrase.
type NotTaken = (u16, &'static str);

/// Takes calls in until the endpoint closes.
pub(crate) async fn intake(platform: Arc<Platform>, mut incoming: mpsc::Receiver<Incoming>) {
    while let Some(call) = incoming.recv().await {
        // A task for each: looking a number up may wait for the database, and that may not hold up others.
        tokio::spawn(take(platform.clone(), call));
    }
}

async fn take(platform: Arc<Platform>, incoming: Incoming) {
    let dialog = incoming.call.clone();
    if let Err((status, reason)) = accept(platform, incoming).await {
        metrics::counter!("ringback_calls_refused_total", "status" => status.to_string())
            .increment(1);
        dialog.reject(status, reason);
    }
}

async fn accept(platform: Arc<Platform>, incoming: Incoming) -> Result<(), NotTaken> {
    let Incoming { invite, call: dialog, signals } = incoming;
    if platform.switchboard.is_closed() {
        return Err((503, "Service Unavailable"));
    }
    let called = routing::called(&invite);
    let route = platform.views.route(&called).await.map_err(|error| {
        tracing::error!(%error, "no number can be looked up");
        (503, "Service Unavailable")
    })?;
    let route = route.ok_or((404, "Not Found"))?;
    if route.account_status != AccountStatus::Active {
        return Err((403, "Account Not Active"));
    }
    let account = route.account_sid;
    let call = CallSid::from_bits(platform.writer.entropy.bits());
    let (line, heard) = connect(&platform, dialog, call, invite.offer.as_deref())?;
    let received = routing::received(
        invite,
        routing::Route {
            phone_number_sid: Some(route.phone_number_sid),
            application_sid: route.application_sid,
            steering: route.steering,
            limits: platform.settings.limits(),
        },
    );
    let (seat, notices) = platform.switchboard.seat(call);
    let driver = Driver {
        asker: Asker { account, call, from: received.from.clone(), to: received.to.clone() },
        steered: Steered::new(
            Flow::new(call, account, platform.settings.clone()),
            LiveCall::begin(account, call),
        ),
        line,
        alarms: Alarms::default(),
        playing: None,
        fetches: JoinSet::new(),
        sounds: JoinSet::new(),
        warming: JoinSet::new(),
        ears: Ears { signals, heard, notices },
        platform,
        _seat: seat,
    };
    driver.drive(received).await;
    Ok(())
}

type Connected = (Line, mpsc::UnboundedReceiver<media::engine::StreamEvent>);

fn connect(
    platform: &Platform,
    dialog: CallHandle,
    call: CallSid,
    offer: Option<&[u8]>,
) -> Result<Connected, NotTaken> {
    let (sink, heard) = mpsc::unbounded_channel();
    let stream = platform.engine.open(sink).map_err(|error| {
        tracing::warn!(%error, "no RTP stream for a call");
        (503, "Service Unavailable")
    })?;
    // RFC 8866 §5.2: a number of up to 63 bits that is the dialog's own.
    let session_id = (call.bits() as u64) >> 1;
    let line = Line::new(dialog, stream, session_id, offer)
        .map_err(|refused| (refused.0, "Not Acceptable Here"))?;
    Ok((line, heard))
}
