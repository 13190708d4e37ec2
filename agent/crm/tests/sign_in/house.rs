//! A company of two, and somebody who wants in.

use crmweb_crm::credentials::Door;
use crmweb_crm::seal::Seal;
use crmweb_crm::sign_in::{self, Attempt, SignedIn};
use crmweb_crm::{By, Crm, Error, Result, fresh, password_change, users};
use crmweb_model::rights::{Actor, Role};
use crmweb_model::time::Millis;
use crmweb_store::blobs::Blobs;
use crmweb_store::users::{NewUser, User};
use crmweb_store::{Location, Store, Tx, schema};
use crmweb_support::Engine;

pub const NOW: Millis = Millis(1_795_507_200_000);
pub const PASSWORD: &str = "corect cal baterie";

pub struct House {
    pub crm: Crm,
    /// Of all roles.
    pub ana: User,
    /// Of the role user.
    pub dan: User,
    pub seal: Seal,
    _files: tempfile::TempDir,
}

impl House {
    /// Dan has a password; Ana has none.
    pub fn build(engine: &Engine) -> House {
        let location = match engine.location() {
            crmweb_support::Location::Sqlite(path) => Location::File(path.clone()),
            crmweb_support::Location::Postgres(url) => Location::Server(url.clone()),
        };
        schema::prepare(&location, &schema::CRM).unwrap();
        let files = tempfile::tempdir().unwrap();
        let crm = Crm::new(Store::open(&location).unwrap(), Blobs::open(files.path()).unwrap());
        let named = |login: &str, roles: &[Role]| NewUser {
            login: login.into(),
            name: format!("{login} the colleague"),
            roles: roles.to_vec(),
            ..NewUser::default()
        };
        let (first, second) = (named("ana", &Role::ALL), named("dan", &[Role::User]));
        let (ana, dan) = crm
            .write(move |tx| {
                let ana = fresh::install(tx, NOW, &first)?;
                let dan = users::add_user(tx, &By::new(ana.actor(), NOW), &second)?;
                Ok((ana, dan))
            })
            .unwrap();
        let house = House { crm, ana, dan, seal: Seal::create().unwrap(), _files: files };
        let typed = password_change::Typed { new: PASSWORD.into(), ..password_change::Typed::default() };
        password_change::change_password(&house.crm, &house.by(&house.dan, NOW), &typed, None).unwrap();
        house
    }

    pub fn by(&self, user: &User, at: Millis) -> By {
        By::new(self.actor(user), at)
    }

    /// The user as one who acts, as the database knows it now.
    pub fn actor(&self, user: &User) -> Actor {
        let id = user.id;
        self.read(move |tx| Ok(crmweb_store::users::by_id(tx, id)?.unwrap().actor()))
    }

    pub fn sign_in(&self, attempt: &Attempt, at: Millis) -> Result<SignedIn> {
        let door = Door {
            kind: "browser".into(),
            name: "Firefox".into(),
            origin: "http://localhost:27480".into(),
            scopes: vec!["panel.read".into(), "panel.write".into()],
        };
        sign_in::sign_in(&self.crm, attempt, &door, &|| Some(self.seal.clone()), at)
    }

    /// Tries a password; the code of the refusal.
    pub fn tries(&self, login: &str, password: &str, at: Millis) -> &'static str {
        match self.sign_in(&attempt(login, password), at) {
            Ok(_) => "in",
            Err(error) => error.code(),
        }
    }

    pub fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> T {
        self.crm.write(work).unwrap()
    }

    pub fn read<T: Send + 'static>(&self, work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> T {
        self.crm.read(work).unwrap()
    }

    pub fn refused<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Error {
        self.crm.write(work).err().unwrap()
    }
}

pub fn attempt(login: &str, password: &str) -> Attempt {
    Attempt {
        login: login.into(),
        password: password.into(),
        address: "127.0.0.1".into(),
        ..Attempt::default()
    }
}

pub fn seconds(count: i64) -> Millis {
    NOW.plus(count * Millis::SECOND)
}
