//! Programs that a test needs: skipped at home, a failure where CI is set.

use crate::dovecot::find_program;

/// Whether the program is there; prints that the test is skipped if not.
///
/// # Panics
///
/// Where the environment variable `CI` is set and the program is missing: nothing is skipped silently there.
pub fn required(program: &str) -> bool {
    if find_program(program).is_some() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "{program} is not installed, and CI must not skip tests");
    eprintln!("skipped: {program} is not installed");
    false
}
