//! What a POST to a live call asks for.

use domain::call::{CallUpdate, MAX_TIME_LIMIT_S};
use domain::settings::Change;
use domain::uri::{ApplicationUri, HttpMethod};

use crate::front::{Fields, Problem};

const BAD_METHOD: u32 = 21209;

/// The updates that the fields ask for, in the order in which they are taken up: settings first, so that they
/// hold for what interrupts the call. A method without its URL asks for nothing; an empty `StatusCallback`
/// asks for none.
pub(super) fn read_updates(form: &Fields) -> Result<Vec<CallUpdate>, Problem> {
    let fallback = uri(form, "FallbackUrl", "FallbackMethod")?;
    let status_callback = uri(form, "StatusCallback", "StatusCallbackMethod")?;
    let stops_status_callback = form.change("StatusCallback") == Change::Clear;
    let time_limit_s = time_limit(form)?;
    let interruption = interruption(form, fallback.as_ref())?;
    // A redirect brings its fallback itself.
    let is_redirect = matches!(interruption, Some(CallUpdate::Redirect { .. }));
    let fallback = fallback.filter(|_| !is_redirect);
    let sets = status_callback.is_some()
        || stops_status_callback
        || fallback.is_some()
        || time_limit_s.is_some();
    let settings =
        CallUpdate::Settings { status_callback, stops_status_callback, fallback, time_limit_s };
    Ok(sets.then_some(settings).into_iter().chain(interruption).collect())
}

fn interruption(
    form: &Fields,
    fallback: Option<&ApplicationUri>,
) -> Result<Option<CallUpdate>, Problem> {
    let url = uri(form, "Url", "Method")?;
    let twiml = form.filled("Twiml");
    match (form.filled("Status"), url, twiml) {
        (Some("completed"), None, None) => Ok(Some(CallUpdate::End { only_unanswered: false })),
        (Some("canceled"), None, None) => Ok(Some(CallUpdate::End { only_unanswered: true })),
        (Some("completed" | "canceled"), _, _) => {
            Err(Problem::invalid(20001, "Status cannot be given together with Url or Twiml"))
        }
        (Some(_), _, _) => Err(Problem::invalid(20001, "Status is neither completed nor canceled")),
        (None, Some(_), Some(_)) => {
            Err(Problem::invalid(20001, "Url and Twiml cannot be given together"))
        }
        (None, Some(uri), None) => {
            Ok(Some(CallUpdate::Redirect { uri, fallback: fallback.cloned() }))
        }
        (None, None, Some(twiml)) => Ok(Some(CallUpdate::Document { twiml: twiml.to_owned() })),
        (None, None, None) => Ok(None),
    }
}

fn uri(form: &Fields, url: &str, method: &str) -> Result<Option<ApplicationUri>, Problem> {
    let method = form.method(method, BAD_METHOD)?.unwrap_or(HttpMethod::Post);
    Ok(form.filled(url).map(|url| ApplicationUri::new(url, method)))
}

fn time_limit(form: &Fields) -> Result<Option<u32>, Problem> {
    let Some(seconds) = form.filled("TimeLimit") else { return Ok(None) };
    let bad = |_| {
        let message = format!("TimeLimit is not a number of seconds from 1 to {MAX_TIME_LIMIT_S}");
        Problem::invalid(20001, message)
    };
    seconds.parse().map(Some).map_err(bad)
}
