//! A Postgres server of the tests' own.

use std::{
    io::Read,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
    time::Duration,
};

use tempfile::TempDir;
use tokio_postgres::{Config, NoTls};

use super::sample::unique;

/// Debian's `nobody` and `nogroup`. Postgres refuses to run as root.
const NOBODY: u32 = 65_534;

/// Whether the server's commits reach the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// Yes, as in earnest; for measurements.
    ToDisk,
    /// No; for tests, which do not pull the plug.
    Never,
}

/// A private server on a Unix socket in a directory of its own. It stops, and its directory goes, when
/// this is dropped or the process ends, even by a kill: a shell between the two waits for the end of
/// its standard input.
#[derive(Debug)]
pub struct PostgresServer {
    directory: TempDir,
    /// The shell; its standard input is the server's thread of life.
    keeper: Child,
}

/// Starts the server `$1` on the data `$2` with the socket in `$3`, waits for the end of standard input
/// and stops it.
const KEEPER: &str = r#"
"$1" -D "$2" -k "$3" -c listen_addresses= -c "fsync=$4" -c max_connections=200 \
    -c shared_buffers=128MB -c logging_collector=off >"$3/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$3"
"#;

impl PostgresServer {
    /// The server that all tests of this process share, without flushes.
    ///
    /// # Panics
    /// As [`PostgresServer::start`].
    pub async fn shared() -> &'static Self {
        static SHARED: OnceLock<PostgresServer> = OnceLock::new();
        let started = tokio::task::spawn_blocking(|| {
            SHARED.get_or_init(|| PostgresServer::start(Flush::Never))
        });
        let server = started.await.unwrap();
        server.until_ready().await;
        server
    }

    /// Makes a cluster and starts its server. [`PostgresServer::database`] waits until it is ready.
    ///
    /// # Panics
    /// When Postgres is not installed, or does not start.
    #[must_use]
    pub fn start(flush: Flush) -> Self {
        let programs = programs();
        let directory = tempfile::Builder::new().prefix("ringback-pg-").tempdir().unwrap();
        let root = is_root(directory.path());
        if root {
            chown(directory.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = directory.path().join("data");
        let mut initdb = as_unprivileged(&programs.join("initdb"), root, directory.path());
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
        initdb.args(["--no-sync", "-D"]).arg(&data);
        expect_success("initdb", &initdb.output().unwrap());
        let mut keeper = as_unprivileged(Path::new("/bin/sh"), root, directory.path());
        keeper.args(["-c", KEEPER, "keeper"]).arg(programs.join("postgres")).arg(&data);
        keeper.arg(directory.path()).arg(match flush {
            Flush::ToDisk => "on",
            Flush::Never => "off",
        });
        let keeper = keeper.stdin(Stdio::piped()).spawn().unwrap();
        Self { directory, keeper }
    }

    /// Makes an empty database and returns its connection string.
    ///
    /// # Panics
    /// When the server does not answer within half a minute.
    pub async fn database(&self) -> String {
        self.until_ready().await;
        let name = format!("test{}", unique());
        self.execute(&self.url("postgres"), &format!("CREATE DATABASE {name}")).await;
        self.url(&name)
    }

    /// The connection string of a database, as the superuser `postgres`.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("host={} user=postgres dbname={database}", self.directory.path().display())
    }

    /// Executes statements in a database, behind everybody's back.
    ///
    /// # Panics
    /// When they fail.
    pub async fn execute(&self, url: &str, sql: &str) {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        let work = async {
            client.batch_execute(sql).await.unwrap();
            drop(client);
        };
        let (closed, ()) = tokio::join!(connection, work);
        closed.unwrap();
    }

    async fn until_ready(&self) {
        let config: Config = self.url("postgres").parse().unwrap();
        for _ in 0..600 {
            if config.connect(NoTls).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut log = String::new();
        let file = std::fs::File::open(self.directory.path().join("log"));
        file.unwrap().read_to_string(&mut log).unwrap();
        panic!("Postgres does not answer:\n{log}");
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        self.keeper.wait().ok();
    }
}

/// Where Debian keeps the newest installed server.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions
        .map(|version| version.path().join("bin"))
        .filter(|programs| programs.join("initdb").exists())
        .max()
        .expect(
            "the tests need a Postgres server in /usr/lib/postgresql: apt-get install postgresql-15",
        )
}

/// Whoever owns a directory that this process just made.
fn is_root(directory: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(directory).unwrap().uid() == 0
}

fn as_unprivileged(program: &Path, root: bool, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null());
    if root {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn expect_success(what: &str, output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what} failed: {said}");
}
