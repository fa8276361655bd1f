//! What refusals of a workspace are called in the dialect.

use domain::work::Refusal;
use http::StatusCode;

use crate::front::Problem;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        let coded = |status, code| Self::new(status, code, message.clone());
        match refusal {
            Refusal::NotFound(_) | Refusal::NoSuchRevision(_) => {
                coded(StatusCode::NOT_FOUND, 20404)
            }
            Refusal::Exists(_) => coded(StatusCode::CONFLICT, 20409),
            Refusal::Rescinded => coded(StatusCode::GONE, 20410),
            Refusal::VersionMismatch { .. } => coded(StatusCode::PRECONDITION_FAILED, 20412),
            Refusal::BadInstruction { code, .. } => coded(StatusCode::BAD_REQUEST, code),
            Refusal::NameTaken(_)
            | Refusal::BadLength { .. }
            | Refusal::OutOfRange { .. }
            | Refusal::BadUrl { .. }
            | Refusal::BadUniqueName
            | Refusal::BadAttributes(_)
            | Refusal::BadExpression { .. }
            | Refusal::BadConfiguration(_)
            | Refusal::Unknown { .. }
            | Refusal::BadVirtualStart
            | Refusal::NoWorkflow
            | Refusal::BadTransition { .. }
            | Refusal::InUse { .. }
            | Refusal::TooMany { .. } => coded(StatusCode::BAD_REQUEST, 20001),
            Refusal::FloorsOwn | Refusal::Gap { .. } => {
                tracing::error!(%refusal, "the floor was asked what is its own to do");
                Self::internal()
            }
        }
    }
}
