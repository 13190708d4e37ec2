//! crmweb-demo
