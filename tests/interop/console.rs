//! The web console in a real browser.

use serde_json::json;
use tests::phone::Phone;
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

use crate::browser::Browser;

async fn sign_in(browser: &Browser, ringback: &Ringback, token: &str) -> anyhow::Result<()> {
    browser.type_into("[name=sid]", &ringback.dev().account_sid).await?;
    browser.type_into("[name=token]", token).await?;
    browser.click("#sign-in button").await
}

#[tokio::test]
async fn a_person_signs_in_points_a_number_at_an_application_and_sees_a_call_come_and_end()
-> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    let menu = "<Gather numDigits=\"2\" timeout=\"20\" action=\"/menu\"/>";
    tenant.answer("/voice", Reply::twiml(menu));
    tenant.answer("/menu", Reply::twiml("<Say>&lt;b&gt;Thanks&lt;/b&gt;</Say><Dial>+1</Dial>"));
    let browser = Browser::start().await?;
    browser.open(&ringback.dev().http_url).await?;
    sign_in(&browser, &ringback, "not the token").await?;
    browser.until_it_shows(&["do not go together"]).await?;
    sign_in(&browser, &ringback, &ringback.dev().auth_token).await?;
    browser.until_it_shows(&["No calls yet", "live", "events behind"]).await?;

    browser.click("nav a[href='#/numbers']").await?;
    browser.until_it_shows(&[&ringback.dev().phone_number]).await?;
    browser.type_into("[name=VoiceUrl]", &tenant.url("/voice")).await?;
    browser.click("form button").await?;
    browser.until_it_shows(&["Saved."]).await?;

    browser.click("nav a[href='#/calls']").await?;
    browser.until_it_shows(&["No calls yet"]).await?;
    let phone = Phone::dial(&ringback, &["wait:2", "digits:42"])?;
    browser.until_it_shows(&["in-progress", &ringback.dev().phone_number]).await?;
    browser.click("#calls a").await?;
    browser.until_it_shows(&["<Gather>", "goes on", &tenant.url("/voice")]).await?;
    phone.over().await?;
    let gathered = ["completed", "gathered “42”", "<Say>", "end-of-document", "CallMeasured"];
    browser.until_it_shows(&gathered).await?;
    browser.until_it_shows(&["warning", "CallReceived"]).await?;
    browser.click("#requests tbody tr:last-child summary").await?;
    browser.until_it_shows(&["\"Digits\": \"42\"", "<Say>&lt;b&gt;Thanks"]).await?;

    browser.click("nav a[href='#/health']").await?;
    browser.until_it_shows(&["Behind the log by", "None has failed."]).await?;
    browser.click("#sign-out").await?;
    browser.until_it_shows(&["Sign in"]).await?;
    let kept = browser.run("return sessionStorage.length + localStorage.length").await?;
    assert_eq!(kept, json!(0), "the token is forgotten");
    let complaints = browser.log().await?;
    let complaints: Vec<_> = complaints.as_array().into_iter().flatten().collect();
    // The one that was wrong on purpose.
    assert!(complaints.iter().all(|line| line.to_string().contains("401")), "{complaints:?}");
    browser.quit().await?;
    ringback.proven().await
}
