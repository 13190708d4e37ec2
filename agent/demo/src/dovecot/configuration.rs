//! The directory and the configuration file of the server (Dovecot 2.3).

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::error::{DemoError, Result};

use super::account::Account;
use super::{HOST, Setup, Storage};

/// The Debian packages with everything the server needs.
pub(super) const PACKAGES: &str = "dovecot-imapd dovecot-lmtpd";

/// The ports of the server.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ports {
    pub imap: u16,
    pub imaps: u16,
    pub lmtp: u16,
}

impl Ports {
    /// Ports that nobody uses at this moment.
    pub fn free() -> Result<Self> {
        let bind = || TcpListener::bind((HOST, 0)).map_err(DemoError::connection("find a free port"));
        let port = |listener: &TcpListener| {
            listener
                .local_addr()
                .map(|address| address.port())
                .map_err(DemoError::connection("find a free port"))
        };
        let (imap, imaps, lmtp) = (bind()?, bind()?, bind()?);
        Ok(Self { imap: port(&imap)?, imaps: port(&imaps)?, lmtp: port(&lmtp)? })
    }
}

/// Makes the directories and the list of users, and gives to `account` what it must be able to write.
pub(super) fn lay_out(
    directory: &Path,
    sockets: &Path,
    users: &[(&str, &str)],
    account: &Account,
) -> Result<()> {
    let mut lines = String::new();
    for (user, password) in users {
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
        let safe = !user.is_empty() && user.chars().all(plain) && !user.starts_with('.');
        if !safe || password.contains([':', '\n', '\r', '\0']) {
            return Err(DemoError::User((*user).to_owned()));
        }
        lines.push_str(&format!("{user}:{{PLAIN}}{password}::::\n"));
    }

    let mut made: Vec<PathBuf> = ["log", "mail", "tls", "rawlog"].map(|name| directory.join(name)).into();
    made.push(sockets.to_path_buf());
    for path in &made {
        fs::create_dir_all(path).map_err(DemoError::file("create the directory", path))?;
        account.give_itself(path)?;
    }
    for (user, _) in users {
        let home = directory.join("mail").join(user);
        let maildir = home.join("Maildir");
        fs::create_dir_all(&maildir).map_err(DemoError::file("create the directory", &maildir))?;
        account.give_itself(&home)?;
        account.give_itself(&maildir)?;
    }
    let file = directory.join("users");
    fs::write(&file, lines).map_err(DemoError::file("write", &file))?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600))
        .map_err(DemoError::file("protect", &file))?;
    account.give(&file)
}

/// Writes the configuration file; `nonce` shows up in the greetings, so that no other server is mistaken for this.
pub(super) fn write(
    directory: &Path,
    sockets: &Path,
    account: &Account,
    setup: Setup,
    ports: &Ports,
    nonce: &str,
) -> Result<PathBuf> {
    let location = match setup.storage {
        Storage::Maildir => "maildir:~/Maildir",
        Storage::Mdbox => "mdbox:~/mdbox",
    };
    let rawlog = if setup.rawlog { "rawlog_dir = @dir@/rawlog" } else { "" };
    let mut text = TEMPLATE.replace("@location@", location).replace("@rawlog@", rawlog);
    for (name, port) in [("@imap@", ports.imap), ("@imaps@", ports.imaps), ("@lmtp@", ports.lmtp)] {
        text = text.replace(name, &port.to_string());
    }
    let text = text
        .replace("@dir@", &directory.display().to_string())
        .replace("@sockets@", &sockets.display().to_string())
        .replace("@user@", &account.user)
        .replace("@group@", &account.group)
        .replace("@nonce@", nonce);
    let file = directory.join("dovecot.conf");
    fs::write(&file, text).map_err(DemoError::file("write", &file))?;
    Ok(file)
}

/// The last lines of a log, on one line.
pub(super) fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(6)..].join(" | ")
}

const TEMPLATE: &str = "\
# Written by crmweb; everything runs as one unprivileged user.
base_dir = @sockets@
state_dir = @sockets@
log_path = @dir@/log/dovecot.log
default_internal_user = @user@
default_internal_group = @group@
default_login_user = @user@
first_valid_uid = 1
first_valid_gid = 1
listen = 127.0.0.1
protocols = imap lmtp
hostname = mail.test.example
login_greeting = ready @nonce@

disable_plaintext_auth = no
ssl = yes
ssl_cert = <@dir@/tls/cert.pem
ssl_key = <@dir@/tls/key.pem

auth_mechanisms = plain login
auth_username_format = %Ln
# Tests sign in with wrong passwords on purpose.
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = username_format=%n @dir@/users
}
userdb {
  driver = passwd-file
  args = username_format=%n @dir@/users
}

mail_home = @dir@/mail/%n
mail_location = @location@
mail_max_userip_connections = 100
mail_fsync = never
# IDLE hears of changes by inotify, half a second late (Dovecot gathers them, not configurable);
# this is for machines whose watches are used up.
mailbox_idle_check_interval = 1 secs
recipient_delimiter = +
postmaster_address = postmaster@test.example
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Archive {
    special_use = \\Archive
    auto = subscribe
  }
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
    auto = subscribe
  }
}
protocol imap {
  @rawlog@
}

service imap-login {
  chroot =
  inet_listener imap {
    port = @imap@
  }
  inet_listener imaps {
    port = @imaps@
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = @lmtp@
  }
}
service anvil {
  chroot =
  # No growing delay after failed sign-ins.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth-worker {
  user =
}
";
