//! What happens when a tool that a test needs is not installed: at home the test is skipped, in CI it fails.

/// Whether a missing tool is a failure: `CI` is set to anything but `false`, `0` or nothing.
pub fn must_have_everything() -> bool {
    asks_for_everything(std::env::var("CI").ok().as_deref())
}

/// Reports that a test cannot run because `what` is missing; panics where nothing may be missing.
///
/// The caller then returns from the test.
#[track_caller]
pub fn missing(what: &str, why: &str) {
    assert!(
        !must_have_everything(),
        "{what} is needed by this test and CI is set: {why} (scripts/install-deps test installs what the tests need)"
    );
    eprintln!("skipped: {what} is missing: {why}");
}

fn asks_for_everything(ci: Option<&str>) -> bool {
    !matches!(ci, None | Some("" | "0" | "false"))
}

#[cfg(test)]
mod tests {
    use super::asks_for_everything;

    #[test]
    fn only_ci_asks_for_every_tool() {
        for (ci, expected) in [
            (None, false),
            (Some(""), false),
            (Some("false"), false),
            (Some("0"), false),
            (Some("true"), true),
            (Some("1"), true),
        ] {
            assert_eq!(asks_for_everything(ci), expected, "{ci:?}");
        }
    }
}
