//! The threads that own a database.

#![expect(clippy::unwrap_used, reason = "what fails in a test shall fail the test")]

mod common;

use common::{crm, location};
use crmweb_store::{Error, Store, Tx, settings};
use crmweb_support::{both_engines, eventually, on_postgres};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(60);

fn set(store: &Store, value: &'static str) -> Result<(), Error> {
    store.write(move |tx| settings::set(tx, "name", value))
}

fn get(store: &Store) -> Result<Option<String>, Error> {
    store.read(|tx| settings::get(tx, "name"))
}

both_engines! {
    fn a_panic_belongs_to_its_caller_and_leaves_nothing_behind(engine: &Engine) {
        let store = crm(engine);
        set(&store, "before").unwrap();
        let panic = catch_unwind(AssertUnwindSafe(|| {
            store.write(|tx: &mut Tx| -> Result<(), Error> {
                settings::set(tx, "name", "half")?;
                panic!("in the middle");
            })
        }));
        assert_eq!(*panic.unwrap_err().downcast::<&str>().unwrap(), "in the middle");
        assert_eq!(get(&store).unwrap().as_deref(), Some("before"));
        set(&store, "after").unwrap();
        assert_eq!(get(&store).unwrap().as_deref(), Some("after"));
    }

    fn work_that_fails_changes_nothing(engine: &Engine) {
        let store = crm(engine);
        let failed = store.write(|tx| {
            settings::set(tx, "name", "half")?;
            Err::<(), Error>(Error::NotFound)
        });
        assert_eq!(failed.unwrap_err().code(), "store.not-found");
        let broken = store.write(|tx| tx.execute("INSERT INTO nowhere VALUES (1)", &[]));
        assert_eq!(broken.unwrap_err().code(), "store.internal");
        assert_eq!(get(&store).unwrap(), None);
    }

    fn a_reader_cannot_write(engine: &Engine) {
        let store = crm(engine);
        let refused = store.read(|tx| settings::set(tx, "name", "x")).unwrap_err();
        assert_eq!(refused.code(), "store.not-writable");
    }

    fn an_async_task_may_use_and_drop_the_last_handle(engine: &Engine) {
        let store = crm(engine);
        let (said, heard) = std::sync::mpsc::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async move {
            store.write_async(|tx| settings::set(tx, "name", "async")).await.unwrap();
            let value = store.read_async(|tx| settings::get(tx, "name")).await.unwrap();
            drop(store);
            said.send(value).unwrap();
        });
        assert_eq!(heard.recv().unwrap().as_deref(), Some("async"));
        // Whatever was written is there for the next to open it.
        assert_eq!(get(&crm(engine)).unwrap().as_deref(), Some("async"));
    }

    fn the_last_handle_may_go_with_the_work_it_was_given_to(engine: &Engine) {
        let store = crm(engine);
        let (said, heard) = std::sync::mpsc::channel();
        let inside = store.clone();
        let (released, wait) = std::sync::mpsc::channel::<()>();
        let worker = std::thread::spawn(move || {
            let handle = inside.clone();
            drop(inside.write(move |tx| {
                wait.recv().unwrap();
                settings::set(tx, "name", "late")?;
                drop(handle);
                said.send(()).unwrap();
                Ok::<_, Error>(())
            }));
        });
        drop(store);
        released.send(()).unwrap();
        heard.recv_timeout(SOON).unwrap();
        worker.join().unwrap();
        assert_eq!(get(&crm(engine)).unwrap().as_deref(), Some("late"));
    }
}

#[test]
fn a_lost_connection_is_opened_again() {
    let Some(engine) = on_postgres() else { return };
    let store = crm(&engine);
    set(&store, "before").unwrap();
    let mut other = location(&engine).open().unwrap();
    let ended: i64 = other
        .read(|tx| {
            let sql = "SELECT COUNT(*) FROM (
                    SELECT pg_terminate_backend(pid)
                    FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                ) AS ended";
            tx.query_one(sql, &[], |r| r.get(0))
        })
        .unwrap();
    assert!(ended >= 4, "the writer and its readers");
    eventually("the writer to work again", SOON, || set(&store, "after").ok());
    // Several readers take turns: all of them have to be back.
    let mut good = 0;
    eventually("every reader to work again", SOON, || {
        good = if get(&store).ok().flatten().as_deref() == Some("after") { good + 1 } else { 0 };
        (good > 50).then_some(())
    });
}
