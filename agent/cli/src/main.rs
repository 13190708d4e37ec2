//! crmweb
fn main() {}
