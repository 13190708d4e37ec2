//! crmweb-mail

pub mod guess;
pub mod mutf7;
pub mod parse;
pub mod text;
pub mod wire;
