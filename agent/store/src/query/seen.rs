//! Which rows a viewer sees at all: not deleted, within the reach of the right to read, not private to others.

use super::sql::Sql;
use crate::holders;
use crmweb_model::catalogue::Kind;
use crmweb_model::ids::UserId;
use crmweb_model::record::RecordKind;

/// How far somebody's right to read goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To everything.
    All,
    /// To what belongs to somebody of the team.
    Team,
    /// To what is one's own.
    Own,
}

/// Who looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The user.
    pub user: UserId,
    /// The user's team; empty for none.
    pub team: String,
    /// How far the right to read goes.
    pub reach: Reach,
}

/// Writes that the row `a` of `kind` is there for the viewer.
pub(super) fn is_seen(sql: &mut Sql, kind: &Kind, a: &str, viewer: &Viewer) {
    sql.push(a).push(".deleted_at IS NULL");
    if kind.kind == RecordKind::Activity {
        return activity(sql, a, viewer);
    }
    if kind.kind == RecordKind::Group {
        sql.push(" AND (")
            .push(a)
            .push(".shared = 1 OR ")
            .push(a)
            .push(".owner_id = ")
            .bind(viewer.user.0)
            .push(")");
    }
    if viewer.reach != Reach::All && !holders::is_companys(kind.kind) {
        sql.push(" AND (1 = 0");
        for column in holders::columns(kind.kind) {
            sql.push(" OR ");
            theirs(sql, &format!("{a}.{column}"), viewer);
        }
        sql.push(")");
    }
}

/// An activity is seen unless it is private to another or a mail of which no copy is shared.
fn activity(sql: &mut Sql, a: &str, viewer: &Viewer) {
    let me = viewer.user.0;
    sql.push(" AND ")
        .push(a)
        .push(".private_to IN (0, ")
        .bind(me)
        .push(") AND (")
        .push(a)
        .push(".kind <> 'email' OR ");
    no_mail(sql, a);
    sql.push(" OR ");
    granted(sql, a, viewer, 1);
    sql.push(")");
    if viewer.reach != Reach::All {
        sql.push(" AND (");
        theirs(sql, &format!("{a}.assignee_id"), viewer);
        sql.push(" OR ");
        theirs(sql, &format!("{a}.author_id"), viewer);
        sql.push(
            " OR EXISTS (SELECT 1 FROM mails sm JOIN captures sc ON sc.mail_id = sm.id WHERE sm.activity_id = ",
        );
        sql.push(a).push(".id AND ");
        theirs(sql, "sc.user_id", viewer);
        sql.push("))");
    }
}

fn no_mail(sql: &mut Sql, a: &str) {
    sql.push("NOT EXISTS (SELECT 1 FROM mails sm WHERE sm.activity_id = ").push(a).push(".id)");
}

/// Writes that a copy of the mail grants the viewer `level`: one of their own, or one shared so far and not held.
fn granted(sql: &mut Sql, a: &str, viewer: &Viewer, level: i64) {
    sql.push("EXISTS (SELECT 1 FROM mails sm JOIN captures sc ON sc.mail_id = sm.id WHERE sm.activity_id = ")
        .push(a);
    sql.push(".id AND (sc.user_id IN (0, ").bind(viewer.user.0).push(") OR sc.held = 0 AND sc.share >= ");
    sql.bind(level).push("))");
}

/// Writes that the viewer may read the subject of the activity `a`.
pub(super) fn subject_is_seen(sql: &mut Sql, a: &str, viewer: &Viewer) {
    sql.push("(").push(a).push(".kind <> 'email' OR ");
    no_mail(sql, a);
    sql.push(" OR ");
    granted(sql, a, viewer, 2);
    sql.push(")");
}

/// Writes that `column` names somebody within the viewer's reach.
fn theirs(sql: &mut Sql, column: &str, viewer: &Viewer) {
    match viewer.reach {
        Reach::Team => my_team(sql, column, viewer),
        Reach::All | Reach::Own => _ = sql.push(column).push(" = ").bind(viewer.user.0),
    }
}

/// Writes that `column` names somebody of the viewer's team; without a team, the viewer.
pub(super) fn my_team(sql: &mut Sql, column: &str, viewer: &Viewer) {
    if viewer.team.is_empty() {
        sql.push(column).push(" = ").bind(viewer.user.0);
    } else {
        sql.push(column)
            .push(" IN (SELECT su.id FROM users su WHERE su.team = ")
            .bind(viewer.team.clone())
            .push(")");
    }
}
