//! crmweb-crm
