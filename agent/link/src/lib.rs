//! The way to a hub: its client and the forwarder of requests, which come with the hub.
//!
//! Until then the seam ([`crmweb_crm::seam::Memory`]) has one implementation, [`crmweb_crm::local::Local`], in which
//! both sides are one process.
