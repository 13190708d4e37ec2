//! crmweb-mail
