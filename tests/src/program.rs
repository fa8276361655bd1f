//! The program under test: `ringback dev` as a stranger starts it, on free ports, in a folder of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use tokio::process::{Child, Command};

/// How long anything that should happen at once may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running `ringback dev`. Dropping it kills the process.
pub struct Ringback {
    child: Child,
    data: tempfile::TempDir,
    dev: Dev,
    http: reqwest::Client,
    environment: Vec<(String, String)>,
}

/// What `dev.json` says.
#[derive(Debug, Clone, Deserialize)]
pub struct Dev {
    /// The account that the first start made.
    pub account_sid: String,
    /// Its auth token.
    pub auth_token: String,
    /// The REST API, for example `http://127.0.0.1:40123`.
    pub http_url: String,
    /// Where SIP listens.
    pub sip_addr: SocketAddr,
    /// The number that the first start bought.
    pub phone_number: String,
    /// Its sid.
    pub phone_number_sid: String,
    /// The process.
    pub pid: u32,
}

/// Where the built program is: beside a benchmark, above a test's own binary, as cargo lays them.
pub fn binary() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let beside = own.parent().context("the test runs outside target/")?;
    let folder = if beside.ends_with("deps") { beside.parent().unwrap_or(beside) } else { beside };
    let program = folder.join("ringback");
    ensure!(program.exists(), "{} is not built: cargo build -p server", program.display());
    Ok(program)
}

impl Ringback {
    /// Starts `ringback dev` in a new folder and waits until it is ready.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(&[]).await
    }

    /// The same, with more environment, for example `RINGBACK_LIMITS_CALLS=2`.
    pub async fn start_with(environment: &[(&str, &str)]) -> anyhow::Result<Self> {
        Self::start_in(data_folder()?, environment).await
    }

    /// The same in a folder that the test has prepared.
    pub async fn start_in(
        data: tempfile::TempDir,
        environment: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let environment: Vec<_> =
            environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let child = spawn(data.path(), &environment)?;
        let mut this = Self {
            child,
            dev: Dev {
                account_sid: String::new(),
                auth_token: String::new(),
                http_url: String::new(),
                sip_addr: SocketAddr::from(([127, 0, 0, 1], 0)),
                phone_number: String::new(),
                phone_number_sid: String::new(),
                pid: 0,
            },
            data,
            http: client()?,
            environment,
        };
        this.dev = this.ready().await?;
        Ok(this)
    }

    async fn ready(&mut self) -> anyhow::Result<Dev> {
        let path = self.data.path().join("dev.json");
        let pid = self.child.id().context("the program has no pid")?;
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                ticks.tick().await;
                if let Some(status) = self.child.try_wait()? {
                    bail!("ringback ended at start: {status}; see {}", self.log_path().display());
                }
                let Ok(text) = std::fs::read_to_string(&path) else { continue };
                let dev: Dev = serde_json::from_str(&text)?;
                if dev.pid == pid {
                    return Ok(dev);
                }
            }
        });
        waited.await.context("ringback did not become ready")?
    }

    /// Kills the process as `kill -9` does and starts it again on the same folder.
    pub async fn kill_and_restart(&mut self) -> anyhow::Result<()> {
        self.kill().await?;
        self.start_again().await
    }

    /// Kills the process as `kill -9` does.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.child.start_kill()?;
        self.child.wait().await?;
        Ok(())
    }

    /// Waits for the exit status.
    pub async fn ended(&mut self) -> anyhow::Result<std::process::ExitStatus> {
        Ok(tokio::time::timeout(PATIENCE, self.child.wait()).await??)
    }

    /// Starts it again on the same folder after [`Ringback::stop`].
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.child = spawn(self.data.path(), &self.environment)?;
        self.dev = self.ready().await?;
        Ok(())
    }

    /// Asks it to stop as an operator does (SIGTERM) and waits for its exit status.
    pub async fn stop(&mut self) -> anyhow::Result<std::process::ExitStatus> {
        self.terminate()?;
        Ok(tokio::time::timeout(PATIENCE * 2, self.child.wait()).await??)
    }

    /// Sends SIGTERM without waiting.
    pub fn terminate(&self) -> anyhow::Result<()> {
        self.signal("TERM")
    }

    /// Sends a signal, for example `INT`, without waiting.
    pub fn signal(&self, name: &str) -> anyhow::Result<()> {
        let pid = self.child.id().context("already gone")?;
        let mut kill = std::process::Command::new("kill");
        let status = kill.args(["-s", name, &pid.to_string()]).status()?;
        ensure!(status.success(), "kill failed");
        Ok(())
    }

    /// What `dev.json` says.
    pub fn dev(&self) -> &Dev {
        &self.dev
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    fn log_path(&self) -> PathBuf {
        self.data.path().join("ringback.log")
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Runs another command of the program on the same folder: `ringback verify --data DIR`.
    pub async fn command(&self, arguments: &[&str]) -> anyhow::Result<std::process::Output> {
        let mut command = Command::new(binary()?);
        command.args(arguments).arg("--data").arg(self.data.path()).kill_on_drop(true);
        command.envs(self.environment.iter().map(|(k, v)| (k, v)));
        Ok(tokio::time::timeout(PATIENCE * 2, command.output()).await??)
    }

    /// A request to the REST API with the account's credentials; `path` begins with `/`.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.dev.http_url))
            .basic_auth(&self.dev.account_sid, Some(&self.dev.auth_token))
    }

    /// The path of a resource of the account: `self.path("Calls.json")`.
    pub fn path(&self, rest: &str) -> String {
        format!("/2010-04-01/Accounts/{}/{rest}", self.dev.account_sid)
    }

    /// Fetches JSON; an answer that is not 200 is an error.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.request(reqwest::Method::GET, path).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status == 200, "GET {path}: {status} {text}");
        Ok(serde_json::from_str(&text)?)
    }

    /// Fetches text; an answer that is not 200 is an error.
    pub async fn get_text(&self, path: &str) -> anyhow::Result<String> {
        let answer = self.request(reqwest::Method::GET, path).send().await?;
        ensure!(answer.status() == 200, "GET {path}: {}", answer.status());
        Ok(answer.text().await?)
    }

    /// Posts a form and returns the status and the JSON.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<(u16, Value)> {
        let answer = self.request(reqwest::Method::POST, path).form(form).send().await?;
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).with_context(|| text.clone())?))
    }

    /// Sets fields of the development number.
    pub async fn configure_number(&self, form: &[(&str, &str)]) -> anyhow::Result<()> {
        let path = self.path(&format!("IncomingPhoneNumbers/{}.json", self.dev.phone_number_sid));
        let (status, body) = self.post(&path, form).await?;
        ensure!(status == 200, "{status} {body}");
        Ok(())
    }

    /// Fetches JSON as another account, given as the API shows it; answers the status, too.
    pub async fn get_as(&self, account: &Value, path: &str) -> anyhow::Result<(u16, Value)> {
        let sid = account["sid"].as_str().context("an account has a sid")?;
        let url = format!("{}{path}", self.dev.http_url);
        let request = self.http.get(url).basic_auth(sid, account["auth_token"].as_str());
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    /// Waits until the newest call has ended, and returns it.
    pub async fn last_call_ended(&self) -> anyhow::Result<Value> {
        let path = self.path("Calls.json");
        let is_over = |list: &Value| {
            let status = list["calls"][0]["status"].as_str().unwrap_or_default();
            !["", "queued", "ringing", "in-progress"].contains(&status)
        };
        Ok(self.until(&path, is_over).await?["calls"][0].clone())
    }

    /// The last act of a journey: the program stops when it is asked to, nothing is left ringing, the log
    /// is as it was written, and every call run again equals its record.
    pub async fn proven(mut self) -> anyhow::Result<()> {
        let status = self.stop().await?;
        ensure!(status.success(), "ringback ended with {status}: {}", self.log());
        for arguments in [["verify"].as_slice(), &["replay"]] {
            let output = self.command(arguments).await?;
            let (out, err) = (&output.stdout, &output.stderr);
            let text = format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err));
            ensure!(output.status.success(), "ringback {arguments:?}: {text}");
        }
        Ok(())
    }

    /// Reads `path` again and again until `wanted` holds, and returns the JSON.
    pub async fn until(
        &self,
        path: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let mut ticks = tokio::time::interval(Duration::from_millis(25));
        let mut last = Value::Null;
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                ticks.tick().await;
                last = self.get(path).await?;
                if wanted(&last) {
                    return anyhow::Ok(());
                }
            }
        });
        match found.await {
            Ok(result) => result.map(|()| last),
            Err(_) => bail!("{path} never became what was wanted; it is {last:#}"),
        }
    }
}

/// A new folder for a node's data.
pub fn data_folder() -> anyhow::Result<tempfile::TempDir> {
    Ok(tempfile::Builder::new().prefix("ringback-test-").tempdir()?)
}

fn client() -> anyhow::Result<reqwest::Client> {
    // Another test of the same process may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?)
}

fn spawn(data: &Path, environment: &[(String, String)]) -> anyhow::Result<Child> {
    let log = std::fs::File::options().create(true).append(true).open(data.join("ringback.log"))?;
    Command::new(binary()?)
        .args(["dev", "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--data"])
        .arg(data)
        .envs(environment.iter().map(|(k, v)| (k, v)))
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .context("cannot start ringback")
}
