//! crmweb-store
