//! Somebody else's program as a child that dies with the test.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use tests::program::{PATIENCE, Ringback};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// The top of the repository.
fn root() -> anyhow::Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("tests/ is a folder of the repository")
}

/// A file of `tests/interop`.
pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(name)
}

/// A command that will be killed when it is dropped, reads nothing, and comes from this apt package.
pub(crate) fn spawn(command: &mut Command, package: &str) -> anyhow::Result<Child> {
    let program = command.as_std().get_program().to_owned();
    let spawned = command.stdin(Stdio::null()).kill_on_drop(true).spawn();
    spawned.with_context(|| {
        format!("cannot start {}: apt-get install {package}, or make test", program.display())
    })
}

/// A script of `tests/interop/python`, run with the pinned libraries.
pub(crate) fn python(script: &str) -> anyhow::Result<Command> {
    let python = root()?.join("target/test-venv/bin/python");
    ensure!(
        python.exists(),
        "{} is not there: apt-get install python3-venv, then scripts/set-up test",
        python.display()
    );
    let mut command = Command::new(python);
    command.arg(file("python").join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

/// The folder of a pinned library of Node.
pub(crate) fn module(name: &str) -> anyhow::Result<PathBuf> {
    let module = root()?.join("target/test-node/node_modules").join(name);
    ensure!(
        module.exists(),
        "{} is not there: apt-get install nodejs npm, then scripts/set-up test",
        module.display()
    );
    Ok(module)
}

/// A script of `tests/interop/node`, run with the pinned libraries.
pub(crate) fn node(script: &str) -> anyhow::Result<Command> {
    let modules = module("")?;
    let mut command = Command::new("node");
    command.arg(file("node").join(script)).env("NODE_PATH", modules);
    Ok(command)
}

/// Gives a script what `dev.json` says.
pub(crate) fn told<'a>(command: &'a mut Command, ringback: &Ringback) -> &'a mut Command {
    let dev = ringback.dev();
    command
        .env("HTTP_URL", &dev.http_url)
        .env("ACCOUNT_SID", &dev.account_sid)
        .env("AUTH_TOKEN", &dev.auth_token)
        .env("PHONE_NUMBER_SID", &dev.phone_number_sid)
        .env("PHONE_NUMBER", &dev.phone_number)
}

/// Runs a script to its end; everything but success is an error that holds what it said.
pub(crate) async fn run(command: &mut Command, package: &str) -> anyhow::Result<String> {
    run_for(command, package, PATIENCE * 2).await
}

/// The same with a time limit of its own.
pub(crate) async fn run_for(
    command: &mut Command,
    package: &str,
    limit: Duration,
) -> anyhow::Result<String> {
    let child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()), package)?;
    let output = tokio::time::timeout(limit, child.wait_with_output()).await??;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {}\n{out}{err}", said(command), output.status);
    Ok(out)
}

fn said(command: &Command) -> String {
    let std = command.as_std();
    let words = std::iter::once(std.get_program()).chain(std.get_args());
    words.collect::<Vec<_>>().join(OsStr::new(" ")).to_string_lossy().into_owned()
}

/// A tenant's web application in another language, which prints its port when it listens.
pub(crate) struct WebApplication {
    port: u16,
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl WebApplication {
    /// Starts it and waits for its port.
    pub(crate) async fn start(command: &mut Command, package: &str) -> anyhow::Result<Self> {
        // Frameworks write a line for each request; it belongs to the test's output only when it fails.
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = spawn(command, package)?;
        let out = child.stdout.take().context("the application has no output")?;
        let mut lines = BufReader::new(out).lines();
        let Some(line) = tokio::time::timeout(PATIENCE, lines.next_line()).await?? else {
            bail!("{} ended before it listened", said(command));
        };
        let port = line.trim().parse().with_context(|| line.clone())?;
        Ok(Self { port, _child: child, lines })
    }

    /// An absolute URL of it; `path` begins with `/`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Reads on until it prints this line.
    pub(crate) async fn until_it_says(&mut self, wanted: &str) -> anyhow::Result<()> {
        let said = tokio::time::timeout(PATIENCE, async {
            while let Some(line) = self.lines.next_line().await? {
                if line == wanted {
                    return Ok(());
                }
            }
            bail!("the application ended before it said {wanted:?}")
        });
        said.await.with_context(|| format!("the application never said {wanted:?}"))?
    }
}
