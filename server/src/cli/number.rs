use std::process::ExitCode;

use commands::{Context, numbers};
use domain::phone_number::PhoneNumberPatch;
use domain::recorded::Actor;
use domain::settings::Change;
use domain::sid::AccountSid;
use projections::{Feed, NumberFilter, Paging};

use super::arguments::Number;
use super::{offline, say};
use crate::{clock, data};

/// `ringback number`. Works on the node's data while the node is stopped (SQLite) or at any time (PostgreSQL).
pub(super) async fn number(command: Number) -> anyhow::Result<ExitCode> {
    match command {
        Number::Assign { number, account, voice_url, place } => {
            let account: AccountSid = account.parse()?;
            let config = offline::config(&place)?;
            let log = data::open_log(&config.store).await?;
            let writer = data::writer(&config.store, log)?;
            let actor = Actor::System("cli".to_owned());
            let context = Context::new(account, actor, "number assign", clock::now());
            let mut patch = PhoneNumberPatch::default();
            patch.voice.primary.url = voice_url.map_or(Change::Keep, Change::Set);
            let (sid, _) = numbers::assign(&writer, &context, number, patch).await?;
            say(&sid.to_string());
        }
        Number::List { account, place } => {
            let account: AccountSid = account.parse()?;
            let config = offline::config(&place)?;
            let log = data::read_log(&config.store).await?;
            let views = data::open_views(&config.store).await?;
            Feed::new(views.clone(), log, clock::now).catch_up().await?;
            let all = (&NumberFilter::default(), &Paging::first(1_000));
            for row in views.numbers(account, all.0, all.1).await?.rows {
                let url = row.settings.voice.primary.url.as_deref().unwrap_or("-");
                say(&format!("{} {} {url}", row.sid, row.phone_number));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
