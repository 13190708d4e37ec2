//! crmweb-api
