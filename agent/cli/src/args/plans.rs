//! What can be typed about what is planned: tasks, events, the calendar, and who deals with whom.

use super::words;
use clap::{Args, Subcommand, ValueEnum};
use crmweb_model::record::{ActivityKind, Priority, Purpose};
use serde::{Deserialize, Serialize};

/// `task …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Task {
    /// Lists my tasks, planned ones first
    #[command(after_help = "Examples:\n  crmweb task list\n  crmweb task list --limit 100 --json")]
    List(Tasks),
    /// Plans something to do
    #[command(
        after_help = "Examples:\n  crmweb task add \"Trimite oferta\" --for dan@moldotrans.example --at 2026-11-27T10:00 --remind 15m\n  crmweb task add \"Raport\" --at 2026-11-30T09:00 --every \"weekly on mon\"\n  crmweb task add \"Chirie\" --at 2026-12-05 --rrule \"FREQ=MONTHLY;BYMONTHDAY=5\" --assign maria"
    )]
    Add(Box<AddPlan>),
    /// Marks a task as done; of a series, its next occurrence
    #[command(
        after_help = "Examples:\n  crmweb task done 2\n  crmweb task done 2 --outcome \"Vor două bucăți\"\n  crmweb task done 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11 --occurrence 2026-12-07T09:00"
    )]
    Done(DonePlan),
    /// Gives a task up, or one occurrence of a series
    #[command(
        after_help = "Examples:\n  crmweb task cancel 2\n  crmweb task cancel 2 --occurrence 2026-12-07T09:00"
    )]
    Cancel(OnePlan),
    /// Takes up again what was done or given up
    #[command(after_help = "Examples:\n  crmweb task reopen 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11")]
    Reopen(Which),
    /// Moves a task to another time
    #[command(
        after_help = "Examples:\n  crmweb task move 2 2026-11-28T14:00\n  crmweb task move 2 2026-12-08T09:00 --occurrence 2026-12-07T09:00 --scope following"
    )]
    Move(MovePlan),
    /// Gives a task to somebody
    #[command(after_help = "Examples:\n  crmweb task assign 2 maria")]
    Assign(AssignPlan),
}

/// `event …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Event {
    /// Plans something that takes place: an event, a meeting, a call
    #[command(
        after_help = "Examples:\n  crmweb event add \"Prezentare\" --kind meeting --at 2026-11-27T10:00 --until 2026-11-27T11:30 --place \"Sala mare\" --with dan@moldotrans.example\n  crmweb event add \"Târg\" --at 2026-12-01 --until 2026-12-03 --remind 1d --remind-mail 1w\n  crmweb event add \"Dentist\" --at 2026-12-01T17:00 --private"
    )]
    Add(Box<AddPlan>),
    /// Says that it took place; of a series, the next occurrence
    #[command(
        after_help = "Examples:\n  crmweb event done 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11 --outcome \"Vor două bucăți\""
    )]
    Done(DonePlan),
    /// Calls it off, or one occurrence of a series
    #[command(
        after_help = "Examples:\n  crmweb event cancel 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11 --occurrence 2026-12-07T09:00"
    )]
    Cancel(OnePlan),
    /// Moves it to another time
    #[command(
        after_help = "Examples:\n  crmweb event move 019ab9c2-7f3e-7c1a-9d50-3f6f0f5f8a11 2026-11-28T14:00 --scope all"
    )]
    Move(MovePlan),
}

/// `task list`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Tasks {
    /// How many
    #[arg(long, default_value_t = 30)]
    pub limit: u16,
}

/// `task add`, `event add`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct AddPlan {
    /// What it is about
    pub subject: String,
    /// To what it belongs: an address, a name, a number or an id; may be repeated
    #[arg(long = "for", value_name = "WHO")]
    pub whom: Vec<String>,
    /// When, such as 2026-11-27 or 2026-11-27T10:00
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,
    /// When it ends, or its last day
    #[arg(long, value_name = "WHEN", requires = "at")]
    pub until: Option<String>,
    /// How often: daily, weekdays, "weekly on mon,thu", "every 2 weeks", monthly, yearly
    #[arg(long, value_name = "WORDS", requires = "at", conflicts_with = "rrule")]
    pub every: Option<String>,
    /// How often, as a rule of RFC 5545
    #[arg(long, value_name = "RULE", requires = "at")]
    pub rrule: Option<String>,
    /// Remind on the screen so long before: 15m, 2h, 1d, 1w; may be repeated
    #[arg(long, value_name = "TIME", value_parser = minutes, requires = "at")]
    pub remind: Vec<i64>,
    /// Remind by mail so long before; may be repeated
    #[arg(long, value_name = "TIME", value_parser = minutes, requires = "at")]
    pub remind_mail: Vec<i64>,
    /// Where
    #[arg(long)]
    pub place: Option<String>,
    /// Who takes part: a contact, or a colleague by login; may be repeated
    #[arg(long, value_name = "WHO")]
    pub with: Vec<String>,
    /// Nobody else sees it
    #[arg(long)]
    pub private: bool,
    /// Who has to do it, by login [default: me]
    #[arg(long, value_name = "LOGIN")]
    pub assign: Option<String>,
    /// What it is
    #[arg(long, value_parser = words!(ActivityKind))]
    pub kind: Option<ActivityKind>,
    /// How urgent it is
    #[arg(long, value_parser = words!(Priority))]
    pub priority: Option<Priority>,
    /// Free text
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The time zone [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}

/// One task or event.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Which {
    /// Its number in `task list`, or its id
    pub task: String,
}

/// One, or one of a series.
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct OnePlan {
    /// Its number in `task list`, or its id
    pub task: String,
    /// Which occurrence of a series, by its planned time
    #[arg(long, value_name = "WHEN")]
    pub occurrence: Option<String>,
}

/// `task done`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct DonePlan {
    /// Its number in `task list`, or its id
    pub task: String,
    /// What came out of it
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub outcome: String,
    /// Which occurrence of a series, by its planned time [default: the next]
    #[arg(long, value_name = "WHEN")]
    pub occurrence: Option<String>,
}

/// What of a series is moved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ValueEnum)]
pub enum Part {
    /// One occurrence
    One,
    /// This one and those that follow
    Following,
    /// All of it
    All,
}

/// `task move`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct MovePlan {
    /// Its number in `task list`, or its id
    pub task: String,
    /// To when
    pub at: String,
    /// When it ends then [default: it takes as long as before]
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// Which occurrence of a series, by its planned time [default: the next]
    #[arg(long, value_name = "WHEN")]
    pub occurrence: Option<String>,
    /// What of a series
    #[arg(long, value_enum, default_value = "one")]
    pub scope: Part,
}

/// `task assign`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct AssignPlan {
    /// Its number in `task list`, or its id
    pub task: String,
    /// The user, by login
    pub login: String,
}

/// `calendar`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(
    after_help = "Examples:\n  crmweb calendar\n  crmweb calendar --from 2026-12-01 --to 2027-01-01 --who team\n  crmweb calendar --who maria --json"
)]
pub struct Calendar {
    /// From this day [default: today]
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Until before this day [default: a week later]
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// Whose: me, team, or a login
    #[arg(long, default_value = "me")]
    pub who: String,
}

/// `agenda`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
#[command(after_help = "Examples:\n  crmweb agenda\n  crmweb agenda --json")]
pub struct Agenda {}

/// `claim …`
#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Claim {
    /// Says to colleagues that I deal with a client or record, or renews it
    #[command(
        after_help = "Examples:\n  crmweb claim take dan@moldotrans.example\n  crmweb claim take INC-1K --purpose replying\n  crmweb claim take dan@moldotrans.example --reason \"Maria e în concediu\""
    )]
    Take(TakeClaim),
    /// Ends my claim
    #[command(after_help = "Examples:\n  crmweb claim release dan@moldotrans.example")]
    Release(ReleaseClaim),
    /// Shows who deals with a client or record, and who contacted them lately
    #[command(
        after_help = "Examples:\n  crmweb claim show dan@moldotrans.example\n  crmweb claim show INC-1K --json"
    )]
    Show(ShowClaim),
}

/// `claim take`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct TakeClaim {
    /// The client or record: an address, a name, a number or an id
    pub record: String,
    /// What for
    #[arg(long, default_value = "dealing", value_parser = words!(Purpose))]
    pub purpose: Purpose,
    /// Why a colleague's claim is taken over; it is kept
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `claim release`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct ReleaseClaim {
    /// The client or record
    pub record: String,
    /// What for
    #[arg(long, default_value = "dealing", value_parser = words!(Purpose))]
    pub purpose: Purpose,
}

/// `claim show`
#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct ShowClaim {
    /// The client or record
    pub record: String,
    /// How many days back contacts are looked for
    #[arg(long, default_value_t = 30)]
    pub days: u16,
}

/// Reads `15m`, `2h`, `1d` or `1w` as minutes.
fn minutes(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text:?} is no time; write 15m, 2h, 1d or 1w");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let each = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        "w" => 7 * 24 * 60,
        _ => return Err(wrong()),
    };
    let number: i64 = number.parse().ok().filter(|number| (0..=40_320).contains(number)).ok_or_else(wrong)?;
    Ok(number * each)
}
