use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use commands::reactors::{StatusCallback, StatusSender};
use domain::call::exchange::{ExchangeOutcome, Purpose};
use domain::sid::{AccountSid, CallSid};
use domain::uri::{ApplicationUri, HttpMethod};
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::house::{House, clock, secret};
use crate::webhooks::address_policy::AddressPolicy;
use crate::webhooks::signature::sign;
use crate::webhooks::{ExchangeConfig, Exchanges, SignedExchanges, Signers, SigningToken};

fn callback(account: AccountSid, url: String) -> StatusCallback {
    StatusCallback {
        account,
        call_sid: CallSid::from_bits(5),
        endpoints: ("+1".to_owned(), "+2".to_owned()),
        sequence: 3,
        rank: 0,
        uri: ApplicationUri::new(url, HttpMethod::Post),
        parameters: vec![("SequenceNumber".to_owned(), "3".to_owned())],
    }
}

fn sender(house: &House) -> SignedExchanges {
    let config = ExchangeConfig {
        policy: Arc::new(AddressPolicy::anywhere()),
        native_roots: false,
        ..ExchangeConfig::default()
    };
    SignedExchanges {
        exchanges: Exchanges::new(config).unwrap(),
        signers: Signers { views: house.views.clone(), vault: house.writer.vault.clone() },
        clock,
    }
}

#[tokio::test]
async fn a_status_callback_is_signed_with_the_accounts_token_of_the_moment() {
    let house = House::build();
    let login = house.account().await;
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let hearing = Arc::clone(&heard);
    let listen = move |headers: http::HeaderMap, _: Bytes| async move {
        hearing.lock().push(headers["x-twilio-signature"].to_str().unwrap().to_owned());
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/status", listener.local_addr().unwrap());
    let mut running = JoinSet::new();
    let app = Router::new().route("/status", axum::routing::post(listen));
    running.spawn(async move { axum::serve(listener, app).await.unwrap() });
    let sender = sender(&house);
    let exchange = sender.send(callback(login.sid, url.clone())).await;
    assert_eq!((exchange.number, exchange.purpose), (4, Purpose::Status));
    assert!(matches!(exchange.outcome, ExchangeOutcome::Answered(_)));
    let made = house.post(&login, "/v1/AuthTokens/Secondary", &[]).await.ok();
    house.post(&login, "/v1/AuthTokens/Promote", &[]).await.ok();
    sender.send(callback(login.sid, url.clone())).await;
    let second = secret(made["secondary_auth_token"].as_str().unwrap());
    let fields = [("SequenceNumber".to_owned(), "3".to_owned())];
    let expected = [login.secret.as_str(), second.expose()]
        .map(|token| sign(&SigningToken::new(token), &url, &fields));
    assert_eq!(*heard.lock(), expected);
}

#[tokio::test]
async fn a_status_callback_of_no_account_is_not_sent() {
    let house = House::build();
    let exchange = sender(&house)
        .send(callback(AccountSid::from_bits(1), "http://u:p@127.0.0.1:1/".to_owned()))
        .await;
    assert_eq!(exchange.attempts, 0);
    assert!(!serde_json::to_string(&exchange).unwrap().contains("u:p"));
    let ExchangeOutcome::Failed(fault) = exchange.outcome else { panic!("{exchange:?}") };
    assert_eq!(fault.code, 12400);
}
