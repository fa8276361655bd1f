//! What a POST to a live call asks for.

use domain::call::CallUpdate;
use domain::uri::{ApplicationUri, HttpMethod};

use crate::front::{Fields, Problem};

const BAD_METHOD: u32 = 21209;

/// The update that the fields ask for; nothing when they ask for none.
pub(super) fn read_update(form: &Fields) -> Result<Option<CallUpdate>, Problem> {
    for name in ["StatusCallback", "StatusCallbackMethod", "TimeLimit"] {
        if form.filled(name).is_some() {
            let message = format!("{name} cannot be changed while a call is live");
            return Err(Problem::invalid(20001, message));
        }
    }
    let url = form.filled("Url");
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
        (None, Some(url), None) => redirect(form, url).map(Some),
        (None, None, Some(twiml)) => Ok(Some(CallUpdate::Document { twiml: twiml.to_owned() })),
        (None, None, None) => Ok(None),
    }
}

fn redirect(form: &Fields, url: &str) -> Result<CallUpdate, Problem> {
    let method = form.method("Method", BAD_METHOD)?.unwrap_or(HttpMethod::Post);
    let fallback_method = form.method("FallbackMethod", BAD_METHOD)?.unwrap_or(HttpMethod::Post);
    let fallback = form.filled("FallbackUrl");
    Ok(CallUpdate::Redirect {
        uri: ApplicationUri::new(url, method),
        fallback: fallback.map(|url| ApplicationUri::new(url, fallback_method)),
    })
}
