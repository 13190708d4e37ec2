//! The user's own browser, opened where there is a screen.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::{Command, Stdio};

/// Opens a page in the browser when somebody sits at a terminal with a screen. Whether it works does not matter: the
/// address is printed too.
pub fn open(page: &str) {
    if !std::io::stdout().is_terminal() || !has_screen(|name| std::env::var_os(name)) {
        return;
    }
    let mut command = opener();
    command.arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        tracing::info!(%error, "no browser could be opened");
    }
}

/// Tells whether a window would be seen: on Linux a display is named.
fn has_screen(set: impl Fn(&str) -> Option<OsString>) -> bool {
    let named = |name: &str| set(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

fn opener() -> Command {
    if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        Command::new("explorer")
    } else {
        Command::new("xdg-open")
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::has_screen;

    #[test]
    fn a_browser_is_opened_only_where_somebody_would_see_it() {
        for (name, value, seen) in
            [("DISPLAY", ":0", true), ("WAYLAND_DISPLAY", "wayland-0", true), ("DISPLAY", "", false)]
        {
            assert_eq!(has_screen(|asked| (asked == name).then(|| value.into())), seen, "{name}={value}");
        }
        assert!(!has_screen(|_| None));
    }
}
