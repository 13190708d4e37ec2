//! The only place of HTTP and of its JSON; its handlers come with the panel.
//!
//! A handler will extract, run one verb of [`crmweb_crm`], and map the answer: nothing is decided here.
