//! What can go wrong in an exchange, and the code that a tenant looks up.

use domain::call::exchange::Fault;
use domain::uri::{FaultClass, RetryOn};

/// Which step failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The URL cannot be asked.
    Url,
    /// The host has no address, or none that is permitted.
    Host,
    /// The connection was refused or broke before the request was sent.
    Connect,
    /// The connection was not made in time.
    ConnectTimeout,
    /// The handshake failed.
    Tls,
    /// The certificate is for another name.
    CertificateName,
    /// The certificate is not valid at this time.
    CertificateTime,
    /// No path from the certificate to a trusted root.
    CertificatePath,
    /// What came was not HTTP, or the connection broke while it came.
    Protocol,
    /// The answer did not come, or not completely, in time.
    ReadTimeout,
    /// More redirects than are followed.
    Redirects,
    /// The body is larger than a document may be.
    Size,
    /// The account has as many requests in flight as it may.
    Busy,
}

/// A failed step and what to say about it.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    pub(super) step: Step,
    pub(super) message: String,
}

impl Trouble {
    pub(super) fn new(step: Step, message: impl Into<String>) -> Self {
        Self { step, message: message.into() }
    }

    pub(super) const fn code(&self) -> u32 {
        match self.step {
            Step::Url => 11100,
            Step::Host => 11210,
            Step::Connect | Step::ConnectTimeout | Step::ReadTimeout => 11205,
            Step::Tls => 11220,
            Step::CertificateName => 11235,
            Step::CertificateTime => 11236,
            Step::CertificatePath => 11237,
            Step::Protocol => 11206,
            Step::Redirects => 11215,
            Step::Size => 11750,
            Step::Busy => 20429,
        }
    }

    const fn class(&self) -> FaultClass {
        match self.step {
            Step::Connect | Step::ConnectTimeout | Step::ReadTimeout => FaultClass::Timeout,
            Step::Busy => FaultClass::UsageLimit,
            Step::Url
            | Step::Host
            | Step::Tls
            | Step::CertificateName
            | Step::CertificateTime
            | Step::CertificatePath
            | Step::Protocol
            | Step::Redirects
            | Step::Size => FaultClass::Error,
        }
    }

    /// Whether another try could help and the policy asks for one.
    pub(super) const fn is_retried(&self, on: RetryOn) -> bool {
        match self.step {
            Step::Connect | Step::ConnectTimeout | Step::Tls => on.connect,
            Step::ReadTimeout | Step::Protocol => on.read,
            Step::Url
            | Step::Host
            | Step::CertificateName
            | Step::CertificateTime
            | Step::CertificatePath
            | Step::Redirects
            | Step::Size
            | Step::Busy => false,
        }
    }

    pub(super) fn into_fault(self, url: &str) -> Fault {
        Fault {
            code: self.code(),
            class: self.class(),
            message: self.message,
            url: Some(url.to_owned()),
        }
    }
}
