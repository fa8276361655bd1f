use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use commands::{Context, Idempotency, Writer, accounts, numbers};
use domain::phone_number::PhoneNumberPatch;
use domain::recorded::{Actor, PLATFORM};
use domain::sid::{AccountSid, PhoneNumberSid};

use super::arguments::Dev;
use super::say;
use crate::clock;
use crate::config::{self, Config};
use crate::dev_file::DevFile;
use crate::start::{self, Running, own_address};

/// The number that the first start buys.
const NUMBER: &str = "+15005550006";

/// `ringback dev`: runs until SIGTERM or Ctrl-C.
pub(super) async fn dev(arguments: Dev) -> anyhow::Result<ExitCode> {
    let data = arguments.data.clone();
    let config = configuration(arguments)?;
    let drain = Duration::from_secs(config.limits.drain_s);
    let running = start::start(config).await?;
    let file = first_start(&running).await?;
    greet(&file, &data);
    file.write(&data)?;
    let stopped = running.until_stopped(drain).await;
    DevFile::remove(&data);
    stopped?;
    Ok(ExitCode::SUCCESS)
}

/// The command line wins over the environment, which wins over the defaults of development.
fn configuration(arguments: Dev) -> anyhow::Result<Config> {
    let mut config = config::from_environment(None)?;
    config.http.bind = arguments.http;
    config.sip.bind = arguments.sip;
    config.rtp.ports = arguments.rtp_ports;
    config.store.data = arguments.data;
    config.network.allow_private = true;
    config.media.own_music = true;
    config.is_development = true;
    if config.numbers.is_empty() {
        config.numbers = config::development_pool();
    }
    Ok(config)
}

/// Makes the account and buys the number, or finds those that an earlier start made.
async fn first_start(running: &Running) -> anyhow::Result<DevFile> {
    let writer = &running.platform.writer;
    let context = context(PLATFORM, "dev-account");
    let name = "Development".to_owned();
    let account = accounts::create(writer, &context, None, name).await?;
    let (phone_number_sid, position) = number(writer, account.sid).await?;
    let wanted = position.max(account.done.position);
    running.platform.views.wait_for(wanted, Duration::from_secs(30)).await?;
    Ok(DevFile {
        account_sid: account.sid.to_string(),
        auth_token: account.auth_token.expose().to_owned(),
        http_url: format!("http://{}", own_address(running.http)),
        sip_addr: running.endpoint.local_addr(),
        phone_number: NUMBER.to_owned(),
        phone_number_sid: phone_number_sid.to_string(),
        pid: std::process::id(),
    })
}

async fn number(
    writer: &Writer,
    account: AccountSid,
) -> anyhow::Result<(PhoneNumberSid, store::position::Position)> {
    let context = context(account, "dev-number");
    let patch = PhoneNumberPatch::default();
    let (sid, done) = numbers::assign(writer, &context, NUMBER.to_owned(), patch).await?;
    Ok((sid, done.position))
}

/// What happens once, at the first start.
fn context(account: AccountSid, once: &str) -> Context {
    let actor = Actor::System("dev".to_owned());
    let idempotency = Idempotency { account, key: once.to_owned(), fingerprint: [0; 32] };
    Context::new(account, actor, once, clock::now()).once(Some(idempotency))
}

fn greet(file: &DevFile, data: &Path) {
    let DevFile { account_sid, auth_token, http_url, sip_addr, phone_number, .. } = file;
    let number = &file.phone_number_sid;
    let data = data.display();
    say(&format!(
        "\nRingback is ready.\n
  Console       {http_url}/console/  (sign in with the account and its token)
  REST API      {http_url}
  Account       {account_sid}
  Auth token    {auth_token}
  Number        {phone_number}  ({number})
  SIP           sip:{phone_number}@{sip_addr}  (UDP and TCP, no password from this machine)
  Data          {data}
  Metrics       {http_url}/metrics     OpenAPI  {http_url}/openapi.json

Your first call, in another terminal:

  ringback call {phone_number} --data {data} --record heard.wav

Point the number at your application:

  curl -u {account_sid}:{auth_token} \\
    -d VoiceUrl=http://127.0.0.1:5000/voice \\
    {http_url}/2010-04-01/Accounts/{account_sid}/IncomingPhoneNumbers/{number}.json

See the calls:

  curl -u {account_sid}:{auth_token} {http_url}/2010-04-01/Accounts/{account_sid}/Calls.json

Ctrl-C stops it.\n"
    ));
}
