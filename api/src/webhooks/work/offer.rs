//! What an assignment callback is told of an offer.

use commands::reactors::work::About;
use domain::sid::{AccountSid, WorkspaceSid};

use super::facts::{Fields, of_item, of_place, of_worker, put};

pub(super) fn offer(account: AccountSid, workspace: WorkspaceSid, about: &About) -> Fields {
    let mut fields = Fields::new();
    if let Some(now) = about.now {
        put(&mut fields, "Timestamp", now.seconds());
    }
    put(&mut fields, "AccountSid", account);
    put(&mut fields, "WorkspaceSid", workspace);
    of_place(&mut fields, about);
    of_worker(&mut fields, about);
    of_item(&mut fields, about);
    if let Some(sid) = about.reservation {
        put(&mut fields, "ReservationSid", sid);
    }
    fields
}
