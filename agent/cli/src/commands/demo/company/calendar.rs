//! What everybody has to do: tasks, calls and meetings, late ones and today's, series, and what was done.

use super::{House, ZONE, midday};
use crmweb_crm::Result;
use crmweb_crm::activities::{self, Ending};
use crmweb_model::draft::{ActivityDraft, Attendee, Reminder};
use crmweb_model::record::{
    ActivityKind, ActivityStatus, Direction, Priority, RecordKind, RecordRef, ReminderWay,
};
use crmweb_model::time::Millis;
use crmweb_store::Tx;
use crmweb_store::accounts::Account;

/// What colleagues have to do today, in turn.
const TODAY: [&str; 5] = [
    "Trimite oferta revizuită",
    "Pregătește prezentarea pentru vizită",
    "Comandă piese pentru intervenție",
    "Verifică stocul de Kit K-55",
    "Închide fișele de service din săptămâna trecută",
];

/// Plans for everybody, and enters what the clients' tasks are.
pub fn plan(tx: &mut Tx, house: &mut House) -> Result<()> {
    for task in &house.company.tasks {
        to_do(tx, house, task)?;
    }
    next_steps(tx, house)?;
    for colleague in 0..house.actors.len() {
        everyday(tx, house, colleague)?;
        past(tx, house, colleague)?;
    }
    for team in [crmweb_demo::SALES, crmweb_demo::SUPPORT] {
        weekly(tx, house, team)?;
    }
    dentist(tx, house)
}

fn to_do(tx: &mut Tx, house: &House, task: &crmweb_demo::Task) -> Result<()> {
    let links: Vec<RecordRef> = house.accounts.get(task.account).map(Account::record).into_iter().collect();
    let by = house.by(task.assignee, midday(task.due).plus(-10 * Millis::DAY));
    let draft = draft(ActivityKind::Task, &task.title, &task.due.to_string());
    let added = activities::add(tx, &by, &draft, None, &links)?;
    if task.done {
        activities::complete(tx, &house.by(task.assignee, midday(task.due)), added.uid, None)?;
    }
    Ok(())
}

/// The next step of each open sale that has one; nothing is planned for the others.
fn next_steps(tx: &mut Tx, house: &House) -> Result<()> {
    let sales = house.company.opportunities.iter().zip(&house.opportunities);
    for (number, (sale, record)) in sales.enumerate() {
        let Some(step) = &sale.next_step else { continue };
        let day = house.workday(1 + number as i64 * 5 % 16);
        let (kind, planned) = match step.split(' ').next() {
            Some("Telefon") => (ActivityKind::Call, format!("{day}T11:00")),
            Some("Vizită") => (ActivityKind::Meeting, format!("{day}T15:00")),
            _ => (ActivityKind::Task, day.to_string()),
        };
        let by = house.ago(sale.owner, 2 + number as i64 % 5);
        activities::add(tx, &by, &draft(kind, step, &planned), None, &[*record])?;
    }
    Ok(())
}

/// Something late, something today, a meeting and a call ahead.
fn everyday(tx: &mut Tx, house: &House, colleague: usize) -> Result<()> {
    let count = house.accounts.len();
    let account = |step: usize| (colleague * 3 + step) % count.max(1);
    let links = |step: usize| house.accounts.get(account(step)).map(Account::record);
    let by = |days: i64| house.ago(colleague, days);
    let mut late = draft(ActivityKind::Call, "Sună pentru plata facturii", &house.day(-3).to_string());
    (late.direction, late.priority) = (Direction::Out, Priority::High);
    activities::add(tx, &by(9), &late, None, &Vec::from_iter(links(0)))?;
    let today = draft(ActivityKind::Task, TODAY[colleague % TODAY.len()], &house.today.to_string());
    activities::add(tx, &by(2), &today, None, &Vec::from_iter(links(1)))?;

    let day = house.workday(1 + colleague as i64 % 3);
    let mut visit = draft(ActivityKind::Meeting, "Vizită la client", &format!("{day}T10:00"));
    visit.plan.ends = Some(format!("{day}T11:30"));
    visit.plan.place = house.company.accounts.get(account(2)).map(|it| it.city.clone()).unwrap_or_default();
    visit.plan.reminders = vec![Reminder { minutes: 60, way: ReminderWay::Desktop }];
    let person = house.person_of(account(2)).map(|it| it.uid);
    visit.plan.attendees =
        person.map(|uid| Attendee { kind: RecordKind::Contact, uid }).into_iter().collect();
    visit.body = "De discutat: contractul anual și termenele de livrare.".into();
    activities::add(tx, &by(4), &visit, None, &Vec::from_iter(links(2)))?;

    let call = draft(ActivityKind::Call, "Confirmă data livrării", &format!("{}T14:15", house.workday(2)));
    activities::add(tx, &by(1), &call, None, &Vec::from_iter(links(3)))?;
    Ok(())
}

/// A call and a meeting that took place, with what came out of them, and a note.
fn past(tx: &mut Tx, house: &House, colleague: usize) -> Result<()> {
    let account = (colleague * 4 + 1) % house.accounts.len().max(1);
    let links: Vec<RecordRef> = house.accounts.get(account).map(Account::record).into_iter().collect();
    let days = 6 + colleague as i64 * 3;
    let mut call = draft(ActivityKind::Call, "Discuție despre comanda de toamnă", "");
    (call.direction, call.status, call.planned) = (Direction::In, ActivityStatus::Done, None);
    call.body = "Vor aceleași cantități ca anul trecut; așteaptă prețul până vineri.".into();
    activities::add(tx, &house.ago(colleague, days), &call, None, &links)?;
    let day = house.day(-days - 5);
    let meeting = draft(ActivityKind::Meeting, "Prezentare Masa Oslo și Raft R4", &format!("{day}T13:00"));
    let added = activities::add(tx, &house.ago(colleague, days + 9), &meeting, None, &links)?;
    let how = Ending { outcome: "Au cerut ofertă pentru 12 mese.".into(), ..Ending::default() };
    activities::complete_as(tx, &house.ago(colleague, days + 5), added.uid, None, &how)?;
    let mut note = draft(ActivityKind::Note, "Decide directorul tehnic, nu achizițiile", "");
    (note.status, note.planned) = (ActivityStatus::Done, None);
    activities::add(tx, &house.ago(colleague, days + 4), &note, None, &links)?;
    Ok(())
}

/// The weekly meeting of a team.
fn weekly(tx: &mut Tx, house: &House, team: &str) -> Result<()> {
    let leader = house.leader(team);
    let begins =
        (1..8).map(|days| house.day(-days)).find(|day| day.weekday() == jiff::civil::Weekday::Monday);
    let Some(monday) = begins else { return Ok(()) };
    let mut series =
        draft(ActivityKind::Meeting, &format!("Ședința echipei {team}"), &format!("{monday}T09:00"));
    series.plan.ends = Some(format!("{monday}T09:45"));
    series.plan.rule = Some("FREQ=WEEKLY;BYDAY=MO".into());
    series.plan.place = "Sala mică".into();
    series.plan.reminders = vec![Reminder { minutes: 10, way: ReminderWay::Desktop }];
    let others = house.company.colleagues.iter().zip(&house.uids).enumerate();
    let others = others.filter(|(at, (one, _))| one.team == team && *at != leader);
    let invited = others.map(|(_, (_, uid))| Attendee { kind: RecordKind::User, uid: *uid });
    series.plan.attendees = invited.collect();
    let added = activities::add(tx, &house.ago(leader, 20), &series, None, &[])?;
    // The last one took place.
    let outcome = "Am împărțit lucrările săptămânii.".into();
    let how = Ending { outcome, occurrence: Some(format!("{monday}T09:00")) };
    activities::complete_as(tx, &house.by(leader, midday(monday)), added.uid, None, &how)?;
    Ok(())
}

/// What concerns nobody else.
fn dentist(tx: &mut Tx, house: &House) -> Result<()> {
    let mut own = draft(ActivityKind::Event, "Dentist", &format!("{}T17:30", house.workday(3)));
    own.plan.private = true;
    activities::add(tx, &house.ago(0, 3), &own, None, &[])?;
    Ok(())
}

fn draft(kind: ActivityKind, subject: &str, planned: &str) -> ActivityDraft {
    ActivityDraft {
        planned: Some(planned.to_owned()),
        zone: Some(ZONE.into()),
        ..ActivityDraft::new(kind, subject)
    }
}
