//! What colleagues are told by mail, in their own language. It is queued here and sent by nobody yet.

use crate::deed::By;
use crate::error::Result;
use crate::whose;
use crmweb_model::ids::{Uid, UserId};
use crmweb_model::record::RecordRef;
use crmweb_model::time::Millis;
use crmweb_store::activities::Activity;
use crmweb_store::incidents::Incident;
use crmweb_store::outbox::{self, NewMail};
use crmweb_store::users::{self, User};
use crmweb_store::{Tx, names};

/// What there is to tell.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notice<'a> {
    /// An activity is theirs now.
    Assigned(&'a Activity),
    /// An incident is theirs now.
    HandedOn(&'a Incident),
    /// Something planned is near, or is reminded of late.
    Near {
        /// What.
        activity: &'a Activity,
        /// Its local time, as planned.
        when: &'a str,
        /// The reminder comes late: nobody was there to give it.
        late: bool,
    },
}

/// A language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Romanian,
    English,
    German,
}

impl Language {
    fn of(user: &User) -> Language {
        match user.language.get(..2) {
            Some("ro") => Language::Romanian,
            Some("de") => Language::German,
            _ => Language::English,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Language::Romanian => "ro",
            Language::English => "en",
            Language::German => "de",
        }
    }
}

/// Queues a mail to `to` about a record, unless it is the one who acts, has no address, or may not see the record.
pub(crate) fn tell(
    tx: &mut Tx,
    by: &By,
    to: Option<UserId>,
    about: RecordRef,
    notice: &Notice,
) -> Result<()> {
    match to {
        Some(user) if user != by.actor.user => {
            let author =
                names::of(tx, RecordRef::new(crmweb_model::record::RecordKind::User, by.actor.user.0))?;
            write(tx, user, about, notice, (&author, by.mutation, by.at))
        }
        _ => Ok(()),
    }
}

/// Queues a mail of the system's to a user who may see the record.
pub(crate) fn write(
    tx: &mut Tx,
    to: UserId,
    about: RecordRef,
    notice: &Notice,
    (author, mutation, now): (&str, Uid, Millis),
) -> Result<()> {
    let Some(user) = users::by_id(tx, to)?.filter(|user| user.active) else { return Ok(()) };
    let Some(address) = user.addresses.first() else { return Ok(()) };
    if !whose::sees(tx, &user.actor(), about)? {
        return Ok(());
    }
    let language = Language::of(&user);
    let (subject, text) = words(language, notice, author);
    let mail = NewMail {
        mailbox: None,
        to_address: address.to_string(),
        to_name: user.name.clone(),
        language: language.code().into(),
        subject,
        text,
        html: None,
        about: Some(about),
    };
    outbox::queue(tx, &mail, mutation, now)?;
    Ok(())
}

fn words(language: Language, notice: &Notice, author: &str) -> (String, String) {
    use Language::{English, German, Romanian};
    match notice {
        Notice::Assigned(activity) => {
            let title = match language {
                Romanian => format!("De făcut: {}", activity.subject),
                English => format!("To do: {}", activity.subject),
                German => format!("Zu erledigen: {}", activity.subject),
            };
            let said = match language {
                Romanian => format!("{author} v-a dat: {}", activity.subject),
                English => format!("{author} gave you: {}", activity.subject),
                German => format!("{author} hat Ihnen gegeben: {}", activity.subject),
            };
            (title, letter(language, &said, activity.planned.as_deref(), &activity.body))
        }
        Notice::HandedOn(incident) => {
            let title = format!("{} {}", incident.label(), incident.subject);
            let said = match language {
                Romanian => format!("{author} v-a dat incidentul {title}"),
                English => format!("{author} handed incident {title} to you"),
                German => format!("{author} hat Ihnen den Vorfall {title} übergeben"),
            };
            (title, letter(language, &said, None, &incident.description))
        }
        Notice::Near { activity, when, late } => {
            let title = match language {
                Romanian => format!("Memento: {}", activity.subject),
                English => format!("Reminder: {}", activity.subject),
                German => format!("Erinnerung: {}", activity.subject),
            };
            let late = match (late, language) {
                (false, _) => "",
                (true, Romanian) => " (memento întârziat)",
                (true, English) => " (this reminder is late)",
                (true, German) => " (diese Erinnerung kommt verspätet)",
            };
            let said = format!("{}{late}", activity.subject);
            (title, letter(language, &said, Some(when), &activity.body))
        }
    }
}

fn letter(language: Language, said: &str, when: Option<&str>, body: &str) -> String {
    let mut text = format!("{said}\n");
    if let Some(when) = when {
        let label = match language {
            Language::Romanian => "Când",
            Language::English => "When",
            Language::German => "Wann",
        };
        text.push_str(&format!("{label}: {}\n", when.replace('T', " ")));
    }
    let body: String = body.chars().take(2_000).collect();
    if !body.trim().is_empty() {
        text.push_str(&format!("\n{}\n", body.trim_end()));
    }
    text
}
