use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::stub::{answered, exchanges_with, failed, post, raw};
use crate::webhooks::Exchanges;

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A TLS server with a certificate of `authority`.
async fn server(
    authority: &CertifiedIssuer<'static, KeyPair>,
    params: CertificateParams,
) -> (SocketAddr, JoinSet<()>) {
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![certificate.der().clone()], key)
    .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    raw(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let name = stream.get_ref().1.server_name().unwrap_or("none").to_owned();
            let mut buffer = [0; 4096];
            while stream.read(&mut buffer).await.unwrap_or(0) > 0 {
                let answer =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{name}", name.len());
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    })
    .await
}

fn trusting(root: &CertificateDer<'static>) -> Exchanges {
    exchanges_with(|config| config.extra_roots = vec![root.clone()])
}

fn for_names(names: &[&str]) -> CertificateParams {
    CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap()
}

#[tokio::test]
async fn a_trusted_server_is_asked_over_tls() {
    let authority = authority();
    let (address, _running) = server(&authority, for_names(&["localhost"])).await;
    let exchanges = trusting(authority.der());
    let url = format!("https://localhost:{}/", address.port());
    assert_eq!(answered(exchanges.run(post(&url)).await).body, "localhost");
    let silent = format!("{url}#sni=n");
    assert_eq!(answered(exchanges.run(post(silent)).await).body, "none");
}

#[tokio::test]
async fn each_bad_certificate_has_its_code() {
    let authority = authority();
    let other_name = for_names(&["elsewhere.example"]);
    let mut expired = for_names(&["localhost"]);
    expired.not_before = rcgen::date_time_ymd(2001, 1, 1);
    expired.not_after = rcgen::date_time_ymd(2002, 1, 1);
    for (params, code) in [(other_name, 11235), (expired, 11236)] {
        let (address, _running) = server(&authority, params).await;
        let url = format!("https://localhost:{}/", address.port());
        let exchange = trusting(authority.der()).run(post(url)).await;
        assert_eq!(exchange.attempts, 1);
        assert_eq!(failed(exchange).code, code);
    }
    let (address, _running) = server(&authority, for_names(&["localhost"])).await;
    let stranger = self::authority();
    let url = format!("https://localhost:{}/", address.port());
    assert_eq!(failed(trusting(stranger.der()).run(post(url)).await).code, 11237);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_has_its_code() {
    let authority = authority();
    let (address, _running) = raw(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let url = format!("https://localhost:{}/#rc=0", address.port());
    assert_eq!(failed(trusting(authority.der()).run(post(url)).await).code, 11220);
}
