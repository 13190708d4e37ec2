//! Other systems told of changes, by a real worker over a real socket, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod house;
mod ill;
mod told;
