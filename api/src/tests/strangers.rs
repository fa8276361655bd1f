use serde_json::Value;

use super::house::{House, Login, text};
use crate::front::table;

/// One of everything that an account can have, by the place of the path that names it.
async fn belongings(house: &House, login: &Login) -> Vec<(&'static str, String)> {
    let app = house.post(login, &login.at("/Applications.json"), &[]).await.ok();
    let url = [("Url", "https://a.example/")];
    let list = login.at(&format!("/Applications/{}/Secondaries.json", text(&app["sid"])));
    let secondary = house.post(login, &list, &url).await.ok();
    let form = [("PhoneNumber", "+15105550001")];
    let number = house.post(login, &login.at("/IncomingPhoneNumbers.json"), &form).await.ok();
    let list =
        login.at(&format!("/IncomingPhoneNumbers/{}/Secondaries.json", text(&number["sid"])));
    let number_secondary = house.post(login, &list, &url).await.ok();
    let key = house.post(login, &login.at("/Keys.json"), &[]).await.ok();
    let call = house.call(login.sid, "+15105550100", true).await;
    let notices = house.get(login, &login.at("/Notifications.json")).await.ok();
    let sid = |value: &Value| text(&value["sid"]).to_owned();
    let mut owned = workspace(house, login).await;
    owned.extend([
        ("Applications", sid(&app)),
        ("IncomingPhoneNumbers", sid(&number)),
        ("Keys", sid(&key)),
        ("SigningKeys", sid(&key)),
        ("Calls", call.to_string()),
        ("Notifications", sid(&notices["notifications"][0])),
        ("ApplicationSecondaries", sid(&secondary)),
        ("NumberSecondaries", sid(&number_secondary)),
        ("Streams", call.to_string()),
    ]);
    owned
}

/// A workspace with one of everything.
async fn workspace(house: &House, login: &Login) -> Vec<(&'static str, String)> {
    let name = [("FriendlyName", "Desk"), ("Template", "FIFO")];
    let made = house.post(login, "/v1/Workspaces", &name).await.ok();
    let home = format!("/v1/Workspaces/{}", text(&made["sid"]));
    let mut owned = vec![("Workspaces", text(&made["sid"]).to_owned())];
    let first = async |path: &str, key: &str| {
        let listed = house.get(login, &format!("{home}/{path}")).await.ok();
        text(&listed[key][0]["sid"]).to_owned()
    };
    let available = first("Activities?Available=true", "activities").await;
    let form = [("FriendlyName", "ana"), ("ActivitySid", &*available)];
    let worker = house.post(login, &format!("{home}/Workers"), &form).await.ok();
    let worker = text(&worker["sid"]).to_owned();
    let task = house.post(login, &format!("{home}/Tasks"), &[]).await.ok();
    let task = text(&task["sid"]).to_owned();
    for (kind, path, key) in [
        ("TaskChannels", "TaskChannels".to_owned(), "channels"),
        ("TaskQueues", "TaskQueues".to_owned(), "task_queues"),
        ("Workflows", "Workflows".to_owned(), "workflows"),
        ("Events", "Events".to_owned(), "events"),
        ("Channels", format!("Workers/{worker}/Channels"), "channels"),
        ("Reservations", format!("Tasks/{task}/Reservations"), "reservations"),
    ] {
        owned.push((kind, first(&path, key).await));
    }
    owned.extend([("Activities", available), ("Workers", worker), ("Tasks", task)]);
    owned
}

/// The path of a route with the owner's sids in its places.
fn fill(path: &str, account: &str, owned: &[(&'static str, String)]) -> String {
    let owned = |kind: &str| {
        let found = owned.iter().find(|(name, _)| *name == kind);
        found.unwrap_or_else(|| panic!("nothing of {kind} in {path}")).1.clone()
    };
    let mut filled = Vec::new();
    let mut before = "";
    for part in path.split('/') {
        filled.push(match part {
            "{AccountSid}" => account.to_owned(),
            "{CountryCode}" => "US".to_owned(),
            "{Kind}" => "Local".to_owned(),
            "{Version}" => "1".to_owned(),
            "{Sid}" if before == "Secondaries" && path.contains("/Applications/") => {
                owned("ApplicationSecondaries")
            }
            "{Sid}" if before == "Secondaries" => owned("NumberSecondaries"),
            place if place.starts_with('{') => owned(before),
            word => word.to_owned(),
        });
        before = part;
    }
    filled.join("/")
}

#[tokio::test]
async fn every_operation_with_anothers_sid_is_a_404() {
    let house = House::build();
    let owner = house.account().await;
    let stranger = house.account().await;
    let owned = belongings(&house, &owner).await;
    let before = house.get(&owner, "/v1/Events?Limit=1000").await.ok();
    let form = "FriendlyName=stolen&Url=https%3A%2F%2Fevil.example%2F&Status=completed";
    let mut tried = 0;
    for route in table().iter().filter(|route| route.path.contains('{')) {
        // Under the stranger's own account, and under the owner's.
        for account in [&stranger.name, &owner.name] {
            let names_a_thing = route.path.contains("Sid}") && route.path.matches('{').count() > 1;
            if account == &stranger.name && !(names_a_thing || route.path.contains("Streams")) {
                continue;
            }
            let is_pool = route.path.contains("AvailablePhoneNumbers");
            if is_pool && account == &stranger.name {
                continue;
            }
            let path = fill(route.path, account, &owned);
            let got = house.send(stranger.request(route.method.as_str(), &path, form)).await;
            let what = format!("{} {path}: {} {}", route.method, got.status, got.body);
            for (_, sid) in &owned {
                let others = got.body.to_string().replace(&path, "");
                assert!(!others.contains(sid.as_str()), "{what}");
            }
            assert_eq!(got.problem(), (404, 20404), "{what}");
            tried += 1;
        }
    }
    assert!(tried > 70, "only {tried} operations were tried");
    let after = house.get(&owner, "/v1/Events?Limit=1000").await.ok();
    assert_eq!(before, after, "a stranger changed something");
}

#[tokio::test]
async fn lists_show_nothing_of_others() {
    let house = House::build();
    let owner = house.account().await;
    let stranger = house.account().await;
    belongings(&house, &owner).await;
    for route in table().iter().filter(|route| route.method == http::Method::GET) {
        if route.path.contains("{WorkspaceSid}") {
            continue;
        }
        let is_list = !route.path.contains("Sid}/") || route.path.matches('{').count() == 1;
        if !is_list || route.path.contains("{Sid}") || route.path.contains("Country") {
            continue;
        }
        let path = route.path.replace("{AccountSid}", &stranger.name);
        let shown = house.get(&stranger, &path).await.ok().to_string();
        assert!(!shown.contains(&owner.name), "{path}: {shown}");
    }
}
