use std::process::ExitCode;

use commands::{Context, accounts};
use domain::recorded::{Actor, PLATFORM};
use projections::{Feed, From, Paging};

use super::arguments::Account;
use super::{offline, say};
use crate::{clock, data};

/// `ringback account`. Works on the node's data while the node is stopped (SQLite) or at any time (PostgreSQL).
pub(super) async fn account(command: Account) -> anyhow::Result<ExitCode> {
    match command {
        Account::Create { friendly_name, place } => {
            let config = offline::config(&place)?;
            let log = data::open_log(&config.store).await?;
            let writer = data::writer(&config.store, log)?;
            let actor = Actor::System("cli".to_owned());
            let context = Context::new(PLATFORM, actor, "account create", clock::now());
            let made = accounts::create(&writer, &context, None, friendly_name).await?;
            say(&format!("{} {}", made.sid, made.auth_token.expose()));
        }
        Account::List { place } => {
            let config = offline::config(&place)?;
            let log = data::read_log(&config.store).await?;
            let views = data::open_views(&config.store).await?;
            Feed::new(views.clone(), log, clock::now).catch_up().await?;
            let mut from = From::Start;
            loop {
                let page = views.every_account(&Paging::new(1_000, from)).await?;
                for row in page.rows {
                    say(&format!("{} {} {}", row.sid, row.status.name(), row.friendly_name));
                }
                let Some(next) = page.next else { break };
                from = From::After(next);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
