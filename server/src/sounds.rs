//! The media layer of this node, and the client with which live calls ask it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use api::webhooks::address_policy::AddressPolicy;
use axum::Router;
use media::address::SigningKey;
use media::client::{Client, ClientConfig};
use media::layer::{Layer, LayerConfig};
use ring::hmac;

use crate::config::Config;
use crate::data;
use crate::start::own_address;

/// Opens the layer; answers its routes and a client that asks them at `http`.
pub(crate) async fn open(
    config: &Config,
    http: SocketAddr,
    policy: Arc<AddressPolicy>,
) -> anyhow::Result<(Router, Client)> {
    let key = signing_key(config)?;
    let permits = media::origin::AddressPolicy::new(move |address| policy.permits(address));
    let wall_clock = Arc::new(SystemTime::now);
    let directory = config.store.data.join("media");
    let mut layer = LayerConfig::new(directory, key.clone(), permits, wall_clock);
    if config.media.workers > 0 {
        layer.speech.concurrent = config.media.workers;
    }
    let layer = Layer::new(layer).await?;
    let base_url = format!("http://{}", own_address(http)).parse()?;
    let client = Client::new(ClientConfig::new(base_url, key, layer.voices()))?;
    Ok((layer.router(), client))
}

/// Derived from the master key, so that an address signed before a restart is good after it.
fn signing_key(config: &Config) -> anyhow::Result<SigningKey> {
    let master = hmac::Key::new(hmac::HMAC_SHA256, &data::master_key(&config.store.data)?);
    Ok(SigningKey::new(hmac::sign(&master, b"media addresses").as_ref()))
}
