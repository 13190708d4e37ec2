//! crmweb-link
