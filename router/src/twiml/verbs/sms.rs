//! `<Sms>`: sends a message.

use domain::uri::HttpMethod;

use super::super::element::element;

element! {
    /// Sends the text inside as a message.
    Sms "Sms" {
        action: String = "action",
        from: String = "from" @ 14102,
        method: HttpMethod = "method" @ 14104,
        status_callback: String = "statusCallback" @ 14105,
        to: String = "to" @ 14101,
    } text body
}
