//! `<Redirect>`: hands the call to another document.

use domain::uri::HttpMethod;

use super::super::element::element;

element! {
    /// Goes on with the document at the URL inside; the current document's URL when there is none.
    Redirect "Redirect" { method: HttpMethod = "method" @ 13710 } text url
}
