//! Reminders given while this process serves.

use crate::clock;
use crate::repeating::Repeating;
use crmweb_crm::{Crm, remind};
use crmweb_store::Tx;
use crmweb_store::engine::Durability;
use crmweb_store::owner::Urgency;
use std::time::Duration;

/// How often is looked for what is due.
const LOOK: Duration = Duration::from_secs(5);

/// Begins to give reminders.
pub fn start(crm: &Crm) -> std::io::Result<Repeating> {
    let crm = crm.clone();
    Repeating::start("reminders", LOOK, move || give(&crm))
}

/// Gives all that is due, a few at a time; each part is safe on the disk before the next. Nothing due, nothing written.
fn give(crm: &Crm) {
    loop {
        let now = clock::now();
        let given = match crm.read(move |tx| remind::is_due(tx, now)) {
            Ok(false) => return,
            Ok(true) => {
                let work = move |tx: &mut Tx| remind::remind(tx, now);
                crm.store().write_as(Urgency::Background, Durability::Full, work)
            }
            Err(e) => Err(e),
        };
        match given {
            Ok(0) => return,
            Ok(_) => {}
            Err(e) => {
                tracing::warn!(code = e.code(), "reminders cannot be given at the moment");
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmweb_crm::{By, activities, fresh};
    use crmweb_model::draft::{ActivityDraft, Plan, Reminder};
    use crmweb_model::record::{ActivityKind, ActivityStatus, Direction, Priority, ReminderWay};
    use crmweb_model::time::Millis;
    use crmweb_store::blobs::Blobs;
    use crmweb_store::users::NewUser;
    use crmweb_store::{Location, Store, log, schema};
    use crmweb_support::eventually;

    /// A new crm in `folder` with a task in five minutes, of which one is reminded a quarter of an hour before.
    fn crm(folder: &std::path::Path) -> (Crm, crmweb_store::activities::Activity) {
        let location = Location::File(folder.join("crm.db"));
        schema::prepare(&location, &schema::CRM).unwrap();
        let crm = Crm::new(Store::open(&location).unwrap(), Blobs::open(&folder.join("files")).unwrap());
        let now = clock::now();
        let planned = jiff::Timestamp::from_millisecond(now.0 + 5 * 60_000).unwrap();
        let planned = planned.strftime("%Y-%m-%dT%H:%M").to_string();
        let reminders = vec![Reminder { minutes: 15, way: ReminderWay::Desktop }];
        let draft = ActivityDraft {
            kind: ActivityKind::Task,
            subject: "Sună".into(),
            body: String::new(),
            status: ActivityStatus::Planned,
            priority: Priority::Normal,
            direction: Direction::None,
            at: None,
            planned: Some(planned),
            zone: Some("UTC".into()),
            plan: Plan { reminders, ..Plan::default() },
        };
        let first = NewUser { login: "ana".into(), name: "Ana".into(), ..NewUser::default() };
        let added = crm.write(move |tx| {
            let ana = fresh::install(tx, now, &first)?;
            activities::add(tx, &By::new(ana.actor(), now), &draft, None, &[])
        });
        (crm, added.unwrap())
    }

    #[test]
    fn a_running_agent_gives_what_is_due_and_ends_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (crm, task) = crm(folder.path());
        let reminding = start(&crm).unwrap();
        let record = task.record();
        let reminded = || {
            let entries = crm.read(move |tx| Ok(log::of_record(tx, record, 9)?)).unwrap();
            entries.into_iter().find(|entry| entry.verb == "reminded")
        };
        eventually("the reminder", Duration::from_secs(60), reminded);
        let began = Millis(clock::now().0);
        drop(reminding);
        assert!(clock::now().0 - began.0 < 4_000, "it does not wait for the next look");
    }
}
