//! One PostgreSQL server in a directory of its own, kept by a small shell script that ends it.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::free_port;

/// The role the tests sign in as.
pub const ROLE: &str = "crmweb";

const OLDEST: u32 = 15;

/// The programs of an installed PostgreSQL and the user they run as.
pub struct Installed {
    programs: PathBuf,
    /// User and group, where the tests run as root: PostgreSQL refuses root.
    owner: Option<(u32, u32)>,
}

/// How much a server does for data that no test wants after the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing is forced to the disk.
    None,
    /// As in production: what was committed survives a crash.
    Full,
}

/// An initialised cluster: its files, password and port.
pub struct Cluster {
    /// The directory that holds everything, and goes with the server.
    pub home: PathBuf,
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    password: String,
    durability: Durability,
}

impl Installed {
    /// Finds version 15 or newer, or says what is missing.
    pub fn find() -> Result<Installed, String> {
        let newest = fs::read_dir("/usr/lib/postgresql")
            .map_err(|_| "no /usr/lib/postgresql".to_owned())?
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
            .filter(|version| *version >= OLDEST && programs(*version).join("initdb").exists())
            .max()
            .ok_or_else(|| format!("no version {OLDEST} or newer in /usr/lib/postgresql"))?;
        for tool in ["setpriv", "setsid", "flock"] {
            let found =
                Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            found.map_err(|_| format!("no {tool} (package util-linux)"))?;
        }
        let owner = if rustix::process::geteuid().is_root() { Some((id("-u")?, id("-g")?)) } else { None };
        Ok(Installed { programs: programs(newest), owner })
    }

    /// The directory below which clusters are made: one that the server's user can pass.
    pub fn nursery(&self) -> PathBuf {
        let usual = std::env::temp_dir();
        let passable =
            |step: &Path| fs::metadata(step).is_ok_and(|found| found.permissions().mode() & 0o001 != 0);
        if self.owner.is_none() || usual.ancestors().all(passable) { usual } else { PathBuf::from("/tmp") }
    }

    /// The mode of directories above a cluster: nobody reads them, the server's user may pass.
    pub fn mode_above(&self) -> u32 {
        if self.owner.is_some() { 0o711 } else { 0o700 }
    }

    /// Makes an empty cluster in the new directory `home`; takes about a second.
    pub fn initialise(&self, home: &Path, durability: Durability) -> Cluster {
        fs::create_dir(home).expect("a directory for PostgreSQL");
        fs::set_permissions(home, Permissions::from_mode(0o700)).expect("a private directory");
        let password = random_word();
        let word_file = home.join("password");
        fs::write(&word_file, &password).expect("a password file");
        if let Some((user, group)) = self.owner {
            chown(home, Some(user), Some(group)).expect("a directory of the server's user");
            chown(&word_file, Some(user), Some(group)).expect("a file of the server's user");
        }
        // A linguistic order, as companies have it: code that leans on the order of bytes fails here.
        let mut initdb = self.as_owner("initdb");
        initdb
            .args(["--username", ROLE, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-instructions"])
            .args(["--locale-provider", "icu", "--icu-locale", "und", "--locale", "C.UTF-8"])
            .arg("--pgdata")
            .arg(home.join("data"))
            .arg("--pwfile")
            .arg(&word_file);
        if durability == Durability::None {
            initdb.arg("--no-sync");
        }
        let made = initdb.env("LC_ALL", "C.UTF-8").current_dir("/").output().expect("initdb runs");
        assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
        fs::remove_file(&word_file).expect("the password file goes");
        Cluster { home: home.to_owned(), port: free_port(), password, durability }
    }

    /// The command line that runs the server and ends it with its parent.
    pub fn server(&self, cluster: &Cluster) -> Vec<OsString> {
        let mut server = self.as_owner("postgres");
        server.arg("-D").arg(cluster.home.join("data")).arg("-p").arg(cluster.port.to_string());
        for setting in cluster.settings() {
            server.arg("-c").arg(setting);
        }
        std::iter::once(server.get_program()).chain(server.get_args()).map(OsString::from).collect()
    }

    fn as_owner(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        if let Some((user, group)) = self.owner {
            command.arg(format!("--reuid={user}")).arg(format!("--regid={group}")).arg("--clear-groups");
        }
        command.args(["--pdeathsig", "QUIT"]).arg(self.programs.join(program));
        command
    }
}

impl Cluster {
    /// The URL of its database `name`.
    pub fn url(&self, name: &str) -> String {
        format!("postgres://{ROLE}:{}@127.0.0.1:{}/{name}", self.password, self.port)
    }

    /// What the server has written so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.home.join("log")).unwrap_or_default()
    }

    /// The file that takes what the server writes.
    pub fn log_file(&self) -> File {
        File::options().create(true).append(true).open(self.home.join("log")).expect("a log file")
    }

    fn settings(&self) -> Vec<&'static str> {
        let mut settings = vec![
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            "shared_buffers=64MB",
            "jit=off",
            "wal_level=minimal",
            "max_wal_senders=0",
        ];
        if self.durability == Durability::None {
            settings.extend(["fsync=off", "full_page_writes=off", "synchronous_commit=off"]);
        }
        settings
    }
}

fn programs(version: u32) -> PathBuf {
    PathBuf::from(format!("/usr/lib/postgresql/{version}/bin"))
}

fn id(what: &str) -> Result<u32, String> {
    let answer =
        Command::new("id").args([what, "postgres"]).output().map_err(|_| "no program id".to_owned())?;
    String::from_utf8_lossy(&answer.stdout).trim().parse().map_err(|_| "no user postgres".to_owned())
}

fn random_word() -> String {
    let mut bytes = [0; 16];
    File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes)).expect("random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
