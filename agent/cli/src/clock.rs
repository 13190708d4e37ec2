//! The one place of the command line that reads the clock.

use crmweb_model::time::Millis;

/// Returns the present moment.
pub fn now() -> Millis {
    Millis(jiff::Timestamp::now().as_millisecond())
}
