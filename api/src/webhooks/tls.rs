//! TLS towards applications: trusted roots, the handshake, and what its failures mean.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::trouble::{Step, Trouble};

/// Why TLS could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("TLS towards applications cannot be set up: {0}")]
pub struct TlsError(#[from] rustls::Error);

/// Makes TLS connections, with and without naming the host in the handshake.
#[derive(Clone)]
pub(super) struct Tls {
    naming: TlsConnector,
    silent: TlsConnector,
}

impl Tls {
    pub(super) fn new(native: bool, extra: &[CertificateDer<'static>]) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        if native {
            let found = rustls_native_certs::load_native_certs();
            for error in &found.errors {
                tracing::warn!(%error, "a root certificate of the system cannot be read");
            }
            roots.add_parsable_certificates(found.certs);
        }
        for root in extra {
            roots.add(root.clone())?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let mut without_name = config.clone();
        without_name.enable_sni = false;
        Ok(Self {
            naming: TlsConnector::from(Arc::new(config)),
            silent: TlsConnector::from(Arc::new(without_name)),
        })
    }

    pub(super) async fn connect(
        &self,
        host: &str,
        is_named: bool,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, Trouble> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Trouble::new(Step::Tls, "the host name cannot stand in a certificate"))?;
        let connector = if is_named { &self.naming } else { &self.silent };
        connector.connect(name, stream).await.map_err(|error| explain(&error))
    }
}

fn explain(error: &std::io::Error) -> Trouble {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let Some(rustls::Error::InvalidCertificate(why)) = tls else {
        return Trouble::new(Step::Tls, format!("the TLS handshake failed: {error}"));
    };
    let step = if matches!(
        why,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    ) {
        Step::CertificateName
    } else if matches!(
        why,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    ) {
        Step::CertificateTime
    } else {
        Step::CertificatePath
    };
    Trouble::new(step, format!("the server's certificate is not accepted: {why}"))
}
