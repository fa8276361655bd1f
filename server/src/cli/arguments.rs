use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::PortRange;

/// A programmable voice platform of your own: phone calls steered by your web application, every fact
/// remembered.
#[derive(Debug, Parser)]
#[command(name = "ringback", version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run on this machine with an account and a number ready, to try things out.
    Dev(Dev),
    /// Run for real, as the configuration says.
    Serve(Serve),
    /// Decode and encode sounds for other nodes, as a process of its own.
    MediaWorker(MediaWorker),
    /// Call a number by SIP with a script, and say step by step what happens.
    Call(Call),
    /// Step through a recorded call and check that its re-run equals the record.
    Replay(Replay),
    /// Check the whole log: is any event altered, missing or out of order?
    Verify(Place),
    /// Make the read models anew from the log.
    Rebuild(Place),
    /// Make and list accounts.
    #[command(subcommand)]
    Account(Account),
    /// Give numbers to accounts and list them.
    #[command(subcommand)]
    Number(Number),
    /// Print the completion script of a shell.
    Completion {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// `ringback dev`.
#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// The folder for everything; made when it is not there.
    #[arg(long, default_value = ".ringback")]
    pub(crate) data: PathBuf,
    /// Where the REST API listens; port 0 takes a free port.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "HOST:PORT")]
    pub(crate) http: SocketAddr,
    /// Where SIP listens, UDP and TCP; port 0 takes a free port.
    #[arg(long, default_value = "127.0.0.1:5060", value_name = "HOST:PORT")]
    pub(crate) sip: SocketAddr,
    /// The UDP ports for sound.
    #[arg(long, default_value = "10000-32767", value_name = "A-B")]
    pub(crate) rtp_ports: PortRange,
}

/// `ringback serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The configuration file; RINGBACK_* variables win over it.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// `ringback media-worker`.
#[derive(Debug, Args)]
pub(crate) struct MediaWorker {
    /// Where it listens; port 0 takes a free port. Beyond this machine only with a token.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "HOST:PORT")]
    pub(crate) listen: SocketAddr,
    /// A file that holds the token which nodes must send.
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Sounds at the same time; more are refused, and go to another worker.
    #[arg(long, default_value_t = 64)]
    pub(crate) at_once: usize,
}

/// Which node's data.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// The data folder of the node.
    #[arg(long, default_value = ".ringback")]
    pub(crate) data: PathBuf,
    /// The configuration file of the node, instead of --data.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// `ringback replay`.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The call, for example CA0123…; every call of the log when absent.
    pub(crate) sid: Option<String>,
    /// Print every event with its payload.
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `ringback account`.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Make an account and print its sid and auth token.
    Create {
        /// Its name.
        friendly_name: String,
        #[command(flatten)]
        place: Place,
    },
    /// List the accounts.
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// `ringback number`.
#[derive(Debug, Subcommand)]
pub(crate) enum Number {
    /// Give a number to an account.
    Assign {
        /// E.164, for example +15005550006.
        number: String,
        /// The account's sid.
        #[arg(long)]
        account: String,
        /// The URL that steers its calls.
        #[arg(long)]
        voice_url: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// List an account's numbers.
    List {
        /// The account's sid.
        #[arg(long)]
        account: String,
        #[command(flatten)]
        place: Place,
    },
}

/// `ringback call`.
#[derive(Debug, Args)]
pub(crate) struct Call {
    /// A number, or a SIP URI.
    pub(crate) to: String,
    /// Where SIP is; that of the running `ringback dev` when absent.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) sip: Option<SocketAddr>,
    /// The data folder of the running `ringback dev`.
    #[arg(long, default_value = ".ringback")]
    pub(crate) data: PathBuf,
    /// Who is calling.
    #[arg(long, default_value = "+15551230000")]
    pub(crate) from: String,
    /// What to do after the answer, in order: `wait:SECONDS`, `digits:123#`, `say:FILE.wav`, `hangup`.
    /// Without steps the caller listens until the far end hangs up.
    #[arg(long = "do", value_name = "STEP")]
    pub(crate) steps: Vec<String>,
    /// Write what was heard to this WAV file (8 kHz, mono).
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Tell what happens as JSON, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
    /// Give up after this many seconds.
    #[arg(long, default_value_t = 120)]
    pub(crate) limit_s: u64,
    /// The user name, if the far end challenges.
    #[arg(long)]
    pub(crate) username: Option<String>,
    /// The password, if the far end challenges.
    #[arg(long, env = "RINGBACK_CALL_PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<String>,
}
