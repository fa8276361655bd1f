//! From an application's events to its row.

use domain::application::{ApplicationEvent, ApplicationSettings};

use super::row::{APPLICATIONS, Column};
use crate::fact::Fact;
use crate::query::json;
use crate::rows::RowOp;

/// What an event does to the row of its application.
pub(crate) fn project(fact: &Fact<'_, ApplicationEvent>, ops: &mut Vec<RowOp>) {
    let change = || RowOp::update(&APPLICATIONS, fact.row()).set(Column::UpdatedAt, fact.at);
    ops.push(match fact.event {
        ApplicationEvent::ApplicationCreated(created) => {
            configure(RowOp::upsert(&APPLICATIONS, fact.row()), &created.settings)
                .set(Column::Secondaries, json(&created.secondaries))
                .set(Column::CreatedAt, fact.at)
                .set(Column::UpdatedAt, fact.at)
        }
        ApplicationEvent::ApplicationConfigured(configured) => {
            configure(change(), &configured.settings)
        }
        ApplicationEvent::ApplicationSecondariesChanged(changed) => {
            change().set(Column::Secondaries, json(&changed.secondaries))
        }
        ApplicationEvent::ApplicationDeleted(_) => RowOp::delete(&APPLICATIONS, fact.row()),
    });
}

fn configure(change: RowOp, settings: &ApplicationSettings) -> RowOp {
    change
        .set(Column::FriendlyName, settings.friendly_name.as_str())
        .set(Column::Settings, json(settings))
}
