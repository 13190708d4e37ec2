//! crmweb-sync
