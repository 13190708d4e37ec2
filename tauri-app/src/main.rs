//! The desktop shell, which does not exist yet: says so and names what does.

use std::process::ExitCode;

fn main() -> ExitCode {
    eprintln!(
        "The desktop shell has not been written yet. The agent runs without it: `make run` in the project's folder."
    );
    ExitCode::FAILURE
}
