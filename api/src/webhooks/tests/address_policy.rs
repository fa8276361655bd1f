use std::net::IpAddr;

use super::stub::{Stub, exchanges_with, failed, post};
use crate::webhooks::address_policy::{AddressPolicy, Network, ResolveError};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn only_addresses_of_the_public_internet_are_permitted() {
    let policy = AddressPolicy::public_only();
    let public = ["8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"];
    for address in public {
        assert!(policy.permits(ip(address)), "{address}");
    }
    let private = [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "100::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
    ];
    for address in private {
        assert!(!policy.permits(ip(address)), "{address}");
    }
}

#[test]
fn an_exception_opens_its_range_and_no_other() {
    let networks =
        ["10.1.0.0/16", "fd00:1::/32", "127.0.0.1"].map(|n| n.parse::<Network>().unwrap());
    let policy = AddressPolicy::public_only().except(networks);
    for address in ["10.1.2.3", "::ffff:10.1.2.3", "fd00:1::5", "127.0.0.1"] {
        assert!(policy.permits(ip(address)), "{address}");
    }
    for address in ["10.2.0.1", "fd00:2::5", "127.0.0.2", "::1"] {
        assert!(!policy.permits(ip(address)), "{address}");
    }
    let everything = AddressPolicy::public_only().except(["0.0.0.0/0".parse().unwrap()]);
    assert!(everything.permits(ip("10.0.0.1")));
    assert!(!everything.permits(ip("fd00::1")));
}

#[test]
fn what_is_no_network_is_refused() {
    for text in ["", "10.0.0.0/33", "::/129", "10.0.0.0/", "ten/8", "10.0.0.0/-1"] {
        assert!(text.parse::<Network>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn a_name_is_judged_by_its_addresses() {
    let resolved = AddressPolicy::public_only().resolve("localhost", 80).await;
    assert_eq!(resolved.unwrap_err(), ResolveError::Forbidden);
    assert!(AddressPolicy::anywhere().resolve("localhost", 80).await.is_ok());
}

#[tokio::test]
async fn a_private_address_is_not_asked() {
    let stub = Stub::answering(|_, _| "never").await;
    let exchanges = exchanges_with(|config| config.policy = AddressPolicy::public_only().into());
    let port = stub.address.port();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let fault = failed(exchanges.run(post(format!("http://{host}:{port}/"))).await);
        assert_eq!(fault.code, 11210, "{host}");
    }
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let stub = Stub::answering(|_, _| {
        (http::StatusCode::FOUND, [("location", "http://127.0.0.2/latest/meta-data")])
    })
    .await;
    let only = "127.0.0.1".parse().unwrap();
    let policy = AddressPolicy::public_only().except([only]);
    let exchanges = exchanges_with(|config| config.policy = policy.into());
    let fault = failed(exchanges.run(post(stub.url("/"))).await);
    assert_eq!(fault.code, 11210);
    assert_eq!(fault.url.as_deref(), Some("http://127.0.0.2/latest/meta-data"));
}
