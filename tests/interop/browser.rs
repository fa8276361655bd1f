//! A real browser: Chromium, without a screen, driven over WebDriver (W3C) by chromedriver.

use std::net::Ipv4Addr;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use tests::program::PATIENCE;
use tokio::process::{Child, Command};

use crate::peer;

/// The name under which WebDriver hands elements out.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Chromium alone: no look-ups at its maker's hosts, no updates, and no sandbox, which root has none of.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser with one page.
pub(crate) struct Browser {
    _driver: Child,
    _profile: tempfile::TempDir,
    session: String,
    http: reqwest::Client,
}

impl Browser {
    /// Starts it with an empty profile.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let profile = tempfile::Builder::new().prefix("ringback-chromium-").tempdir()?;
        let port = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = peer::spawn(command.env("HOME", profile.path()), "chromium-driver")?;
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
        let url = format!("http://127.0.0.1:{port}");
        listening(&http, &url).await?;
        let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().join("profile").display()));
        let options = json!({"args": arguments, "binary": "/usr/bin/chromium"});
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let mut browser =
            Self { _driver: driver, _profile: profile, session: format!("{url}/session"), http };
        let made = browser.post("", wanted).await.context("apt-get install chromium")?;
        let id = made["sessionId"].as_str().context("chromedriver gave no session")?;
        browser.session = format!("{}/{id}", browser.session);
        Ok(browser)
    }

    /// Goes to a page.
    pub(crate) async fn open(&self, url: &str) -> anyhow::Result<()> {
        self.post("/url", json!({"url": url})).await.map(drop)
    }

    /// Types into the element that a CSS selector finds.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let element = self.element(selector).await?;
        self.post(&format!("/element/{element}/clear"), json!({})).await?;
        self.post(&format!("/element/{element}/value"), json!({"text": text})).await.map(drop)
    }

    /// Clicks on it.
    pub(crate) async fn click(&self, selector: &str) -> anyhow::Result<()> {
        let element = self.element(selector).await?;
        self.post(&format!("/element/{element}/click"), json!({})).await.map(drop)
    }

    /// Waits until the page's text has all of these, and returns it.
    pub(crate) async fn until_it_shows(&self, wanted: &[&str]) -> anyhow::Result<String> {
        let mut ticks = tokio::time::interval(Duration::from_millis(50));
        let mut text = String::new();
        let shown = tokio::time::timeout(PATIENCE, async {
            while text.is_empty() || !wanted.iter().all(|words| text.contains(words)) {
                ticks.tick().await;
                let said = self.run("return document.body.innerText").await?;
                text = said.as_str().unwrap_or_default().to_owned();
            }
            anyhow::Ok(())
        });
        match shown.await {
            Ok(result) => result.map(|()| text),
            Err(_) => bail!("the page never showed {wanted:?}, but\n{text}\n{}", self.log().await?),
        }
    }

    /// Runs a script in the page and returns what it returns.
    pub(crate) async fn run(&self, script: &str) -> anyhow::Result<Value> {
        self.post("/execute/sync", json!({"script": script, "args": []})).await
    }

    /// What the page and the browser complained of.
    pub(crate) async fn log(&self) -> anyhow::Result<Value> {
        self.post("/se/log", json!({"type": "browser"})).await
    }

    /// The element, as soon as it is there.
    async fn element(&self, selector: &str) -> anyhow::Result<String> {
        let mut ticks = tokio::time::interval(Duration::from_millis(50));
        let question = json!({"using": "css selector", "value": selector});
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                ticks.tick().await;
                if let Ok(found) = self.post("/element", question.clone()).await {
                    return found;
                }
            }
        });
        let found = found.await.with_context(|| format!("no {selector} came on the page"))?;
        Ok(found[ELEMENT].as_str().context("an element has an id")?.to_owned())
    }

    async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let answer = self.http.post(format!("{}{path}", self.session)).json(&body).send().await?;
        let (status, mut body): (_, Value) = (answer.status(), answer.json().await?);
        ensure!(status.is_success(), "{path}: {}", body["value"]["message"]);
        Ok(body["value"].take())
    }

    /// Closes the browser.
    pub(crate) async fn quit(self) -> anyhow::Result<()> {
        self.http.delete(&self.session).send().await?.error_for_status()?;
        Ok(())
    }
}

async fn listening(http: &reqwest::Client, url: &str) -> anyhow::Result<()> {
    let mut ticks = tokio::time::interval(Duration::from_millis(25));
    let listens = tokio::time::timeout(PATIENCE, async {
        while http.get(format!("{url}/status")).send().await.is_err() {
            ticks.tick().await;
        }
    });
    listens.await.context("chromedriver does not listen")
}
