//! To whom a record belongs: its owner, assignee and author, with their teams.

use crate::engine::Tx;
use crate::error::Result;
use crmweb_model::ids::UserId;
use crmweb_model::record::{RecordKind, RecordRef};
use crmweb_model::rights::Holder;

/// Lists those to whom a record belongs, of deleted ones too; nobody for kinds that belong to the whole company.
///
/// A mail belongs to those whose mailboxes hold it, a private activity to nobody but the one it is private to.
pub fn of(tx: &mut Tx, record: RecordRef) -> Result<Vec<Holder>> {
    let sql = match record.kind {
        RecordKind::Account => {
            "SELECT u.id, u.team
             FROM accounts r JOIN users u ON u.id = r.owner_id OR u.id = r.created_by
             WHERE r.id = ?1"
        }
        RecordKind::Contact => {
            "SELECT u.id, u.team
             FROM contacts r JOIN users u ON u.id = r.owner_id OR u.id = r.created_by
             WHERE r.id = ?1"
        }
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
        RecordKind::Lead | RecordKind::Campaign | RecordKind::Role | RecordKind::NeverLog => {
            return Ok(Vec::new());
        }
        RecordKind::MatchRule | RecordKind::Setting => return Ok(Vec::new()),
    };
    tx.query(sql, &[&record.id], |r| Ok(Holder { user: UserId(r.get(0)?), team: r.get(1)? }))
}
