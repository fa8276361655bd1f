use serde_json::json;

use super::house::{House, text};

#[tokio::test]
async fn free_numbers_are_found_by_place_and_digits() {
    let house = House::build();
    let login = house.account().await;
    let found = |query: &'static str| {
        let path = login.at(&format!("/AvailablePhoneNumbers/{query}"));
        let (house, login) = (&house, &login);
        async move {
            let body = house.get(login, &path).await.ok();
            let rows = body["available_phone_numbers"].as_array().unwrap().clone();
            rows.iter().map(|row| text(&row["phone_number"]).to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(found("US/Local.json?AreaCode=510").await, ["+15105550001", "+15105550002"]);
    assert_eq!(found("US/Local.json?InRegion=ny").await, ["+12125550001"]);
    assert_eq!(found("US/Local.json?Contains=555***2").await, ["+15105550002"]);
    assert_eq!(found("US/Local.json?Contains=%2B1510").await.len(), 2);
    assert_eq!(found("US/Local.json?Contains=0JJJ0001").await, ["+15105550001"]);
    assert_eq!(found("US/Local.json?PageSize=1&Page=1").await, ["+15105550001"]);
    assert_eq!(found("US/TollFree.json").await, ["+18005550001"]);
    assert!(found("US/Local.json?SmsEnabled=true").await.is_empty());
    assert!(found("US/Mobile.json").await.is_empty());
    assert_eq!(found("de/Local.json").await, ["+493055500001"]);
    let countries = house.get(&login, &login.at("/AvailablePhoneNumbers.json")).await.ok();
    assert_eq!(countries["countries"][0]["country_code"], "DE");
    assert_eq!(countries["countries"][1]["country"], "United States");
    let toll_free = login.at("/AvailablePhoneNumbers/US/TollFree.json");
    assert_eq!(countries["countries"][1]["subresource_uris"]["toll_free"], toll_free);
    for missing in ["/AvailablePhoneNumbers/FR.json", "/AvailablePhoneNumbers/US/Fancy.json"] {
        assert_eq!(house.get(&login, &login.at(missing)).await.problem(), (404, 20404));
    }
}

#[tokio::test]
async fn a_number_is_taken_steered_moved_and_given_back() {
    let house = House::build();
    let login = house.account().await;
    let child = house.account_of(Some(login.sid)).await;
    let list = login.at("/IncomingPhoneNumbers.json");
    let form = [("PhoneNumber", "+15005550006"), ("VoiceUrl", "https://a.example/")];
    let made = house.post(&login, &list, &form).await;
    assert_eq!(made.status, 201);
    let made = made.ok();
    assert_eq!(made["friendly_name"], "(500) 555-0006");
    assert_eq!(
        made["capabilities"],
        json!({"voice": true, "sms": false, "mms": false, "fax": false})
    );
    let uri = text(&made["uri"]).to_owned();
    assert_eq!(house.get(&login, &uri).await.ok(), made);
    let free = login.at("/AvailablePhoneNumbers/US/Local.json?AreaCode=500");
    assert_eq!(house.get(&login, &free).await.ok()["available_phone_numbers"], json!([]));
    let other = house.account().await;
    let taken = other.at("/IncomingPhoneNumbers.json");
    assert_eq!(house.post(&other, &taken, &form).await.problem(), (400, 21422));
    let route = house.views.route("+15005550006").await.unwrap().unwrap();
    assert_eq!(route.steering.primary.unwrap().url, "https://a.example/");
    let away = [("AccountSid", other.name.as_str())];
    assert_eq!(house.post(&login, &uri, &away).await.problem(), (400, 20001));
    let moved = house.post(&login, &uri, &[("AccountSid", child.name.as_str())]).await.ok();
    assert_eq!((&moved["account_sid"], &moved["sid"]), (&json!(child.name), &made["sid"]));
    assert_eq!(house.get(&login, &uri).await.problem(), (404, 20404));
    let there = text(&moved["uri"]).to_owned();
    assert_eq!(house.delete(&child, &there).await.status, 204);
    assert!(house.views.route("+15005550006").await.unwrap().is_none());
    let by_area = [("AreaCode", "500")];
    let again = house.post(&other, &taken, &by_area).await.ok();
    assert_eq!(again["phone_number"], "+15005550006");
    assert_eq!(house.post(&other, &taken, &by_area).await.problem(), (400, 21452));
}

#[tokio::test]
async fn a_number_follows_its_application_and_no_strangers() {
    let house = House::build();
    let login = house.account().await;
    let other = house.account().await;
    let url = [("VoiceUrl", "https://app.example/")];
    let app = house.post(&login, &login.at("/Applications.json"), &url).await.ok();
    let strange = house.post(&other, &other.at("/Applications.json"), &url).await.ok();
    let list = login.at("/IncomingPhoneNumbers/TollFree.json");
    let form = [("PhoneNumber", "+18005550001"), ("VoiceApplicationSid", text(&app["sid"]))];
    let made = house.post(&login, &list, &form).await.ok();
    assert_eq!(made["voice_application_sid"], app["sid"]);
    assert_eq!(made["type"], "toll_free");
    let uri = text(&made["uri"]);
    let form = [("VoiceApplicationSid", text(&strange["sid"]))];
    assert_eq!(house.post(&login, uri, &form).await.problem(), (400, 21218));
    let form = [("VoiceApplicationSid", "")];
    assert_eq!(house.post(&login, uri, &form).await.ok()["voice_application_sid"], json!(null));
    let rows = |kind: &str| login.at(&format!("/IncomingPhoneNumbers/{kind}.json"));
    let free = house.get(&login, &rows("TollFree")).await.ok();
    assert_eq!(free["incoming_phone_numbers"].as_array().unwrap().len(), 1);
    let local = house.get(&login, &rows("Local")).await.ok();
    assert_eq!(local["incoming_phone_numbers"], json!([]));
}

#[tokio::test]
async fn a_page_of_one_kind_is_as_long_as_asked_for() {
    let house = House::build();
    let login = house.account().await;
    for number in ["+18005550001", "+15105550001", "+15105550002", "+12125550001"] {
        let list = login.at("/IncomingPhoneNumbers.json");
        house.post(&login, &list, &[("PhoneNumber", number)]).await.ok();
    }
    let first = login.at("/IncomingPhoneNumbers/TollFree.json?PageSize=1");
    let page = house.get(&login, &first).await.ok();
    assert_eq!(page["incoming_phone_numbers"][0]["phone_number"], "+18005550001");
    assert_eq!(page["next_page_uri"], json!(null), "there is no other of this kind");
    let local = house.get(&login, &login.at("/IncomingPhoneNumbers/Local.json?PageSize=2")).await;
    let local = local.ok();
    assert_eq!(local["incoming_phone_numbers"].as_array().unwrap().len(), 2);
    let next = house.get(&login, text(&local["next_page_uri"])).await.ok();
    assert_eq!(next["incoming_phone_numbers"][0]["phone_number"], "+15105550001");
}

#[tokio::test]
async fn a_number_that_cannot_be_taken_says_why() {
    let house = House::build();
    let login = house.account().await;
    let list = login.at("/IncomingPhoneNumbers.json");
    let cases: [(&[(&str, &str)], u64); 6] = [
        (&[], 21421),
        (&[("PhoneNumber", "5005550006")], 21421),
        (&[("PhoneNumber", "+19995550006")], 21422),
        (&[("AreaCode", "5x5")], 21451),
        (&[("AreaCode", "999")], 21452),
        (&[("PhoneNumber", "+15005550006"), ("VoiceUrl", "x")], 21402),
    ];
    for (form, code) in cases {
        assert_eq!(house.post(&login, &list, form).await.problem(), (400, code), "{form:?}");
    }
}
