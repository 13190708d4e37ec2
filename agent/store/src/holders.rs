//! To whom a record belongs: its owner, assignee and author, with their teams.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::ids::UserId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Holder;

/// Of a table whose records have an owner.
macro_rules! owned {
    ($table:literal) => {
        concat!(
            "SELECT u.id, u.team FROM ",
            $table,
            " r JOIN users u ON u.id = r.owner_id OR u.id = r.created_by WHERE r.id = ?1"
        )
    };
}

/// Of a table whose records have no owner: whoever made one.
macro_rules! made {
    ($table:literal, $column:literal) => {
        concat!(
            "SELECT u.id, u.team FROM ",
            $table,
            " r JOIN users u ON u.id = r.",
            $column,
            " WHERE r.id = ?1"
        )
    };
}

/// Tells whether records of a kind are the whole company's to read, whoever made them: what is sold, how work is done.
pub fn is_companys(kind: RecordKind) -> bool {
    match kind {
        RecordKind::Product | RecordKind::Category | RecordKind::Template | RecordKind::Article => true,
        RecordKind::Queue | RecordKind::Stage | RecordKind::Tag | RecordKind::CustomField => true,
        RecordKind::ScoreRule | RecordKind::Setting | RecordKind::Pipeline | RecordKind::ActivityKind => true,
        RecordKind::Account | RecordKind::Contact | RecordKind::Lead | RecordKind::Opportunity => false,
        RecordKind::Incident | RecordKind::Activity | RecordKind::Mail | RecordKind::Campaign => false,
        RecordKind::Sale | RecordKind::Document | RecordKind::Group | RecordKind::View => false,
        RecordKind::User | RecordKind::Role | RecordKind::Mailbox => false,
        RecordKind::NeverLog | RecordKind::MatchRule | RecordKind::Webhook | RecordKind::Outbox => false,
    }
}

/// The columns that name those to whom records of a kind with rows of its own belong.
pub(crate) fn columns(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Account | RecordKind::Contact | RecordKind::Lead => &["owner_id", "created_by"],
        RecordKind::Campaign | RecordKind::Sale | RecordKind::Document => &["owner_id", "created_by"],
        RecordKind::Group => &["owner_id", "created_by"],
        RecordKind::Opportunity => &["owner_id", "author_id"],
        RecordKind::Incident => &["assignee_id", "author_id"],
        _ => &[],
    }
}

/// Lists those to whom a record belongs, of deleted ones too; nobody for kinds that belong to the whole company.
///
/// A mail belongs to those whose mailboxes hold it, a private activity to nobody but the one it is private to.
pub fn of(tx: &mut Tx, record: RecordRef) -> Result<Vec<Holder>> {
    let sql = match record.kind {
        RecordKind::Account => owned!("accounts"),
        RecordKind::Contact => owned!("contacts"),
        RecordKind::Opportunity => {
            "SELECT u.id, u.team
             FROM opportunities r JOIN users u ON u.id = r.owner_id OR u.id = r.author_id
             WHERE r.id = ?1"
        }
        RecordKind::Incident => {
            "SELECT u.id, u.team
             FROM incidents r JOIN users u ON u.id = r.assignee_id OR u.id = r.author_id
             WHERE r.id = ?1"
        }
        RecordKind::Activity => {
            "SELECT u.id, u.team
             FROM activities r JOIN users u
               ON CASE WHEN r.private_to <> 0 THEN u.id = r.private_to
                       ELSE u.id = r.assignee_id OR u.id = r.author_id END
             WHERE r.id = ?1
             UNION
             SELECT u.id, u.team
             FROM mails m JOIN captures c ON c.mail_id = m.id JOIN users u ON u.id = c.user_id
             WHERE m.activity_id = ?1"
        }
        RecordKind::Mail => {
            "SELECT DISTINCT u.id, u.team
             FROM captures c JOIN users u ON u.id = c.user_id
             WHERE c.mail_id = ?1"
        }
        RecordKind::Mailbox => {
            "SELECT u.id, u.team FROM mailboxes r JOIN users u ON u.id = r.user_id WHERE r.id = ?1"
        }
        RecordKind::User => "SELECT id, team FROM users WHERE id = ?1",
        RecordKind::Webhook => {
            "SELECT u.id, u.team FROM webhooks r JOIN users u ON u.id = r.owner_id WHERE r.id = ?1"
        }
        RecordKind::Lead => owned!("leads"),
        RecordKind::Campaign => owned!("campaigns"),
        RecordKind::Sale => owned!("sales"),
        RecordKind::Document => owned!("documents"),
        RecordKind::Group => owned!("record_groups"),
        RecordKind::Product => made!("products", "author_id"),
        RecordKind::Category => made!("product_categories", "author_id"),
        RecordKind::Template => made!("templates", "author_id"),
        RecordKind::Article => made!("articles", "author_id"),
        RecordKind::Queue => made!("queues", "created_by"),
        RecordKind::Stage | RecordKind::Tag | RecordKind::CustomField | RecordKind::View => {
            return Ok(Vec::new());
        }
        RecordKind::Role | RecordKind::NeverLog | RecordKind::MatchRule | RecordKind::Setting => {
            return Ok(Vec::new());
        }
        RecordKind::Pipeline | RecordKind::ScoreRule | RecordKind::ActivityKind | RecordKind::Outbox => {
            return Ok(Vec::new());
        }
    };
    tx.query(sql, &[&record.id], |r| Ok(Holder { user: UserId(r.get(0)?), team: r.get(1)? }))
}
