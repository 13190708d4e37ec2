//! Streams that go on until their client is signed out or the program ends.

use crate::app::App;
use crate::caller::{Caller, Through};
use axum::response::sse::Event;
use futures_util::{Stream, stream};
use std::convert::Infallible;
use tokio::sync::watch;

/// What a source does next.
pub(crate) enum Turn {
    /// It says something.
    Say(Event),
    /// It has to look again.
    Again,
    /// It has nothing more to say.
    End,
}

/// Something that has news now and then.
pub(crate) trait Source: Send {
    /// Waits for news. It may be dropped while it waits and asked again.
    fn turn(&mut self) -> impl Future<Output = Turn> + Send;

    /// Returns the last word for a client that was signed out.
    fn farewell(&self) -> Option<Event> {
        None
    }
}

struct Open<S> {
    source: S,
    app: App,
    caller: Caller,
    clients: watch::Receiver<u64>,
    ending: watch::Receiver<bool>,
    over: bool,
}

/// Streams the news of `source` to a client while it is let in.
pub(crate) fn of<S: Source>(
    app: &App,
    caller: &Caller,
    source: S,
) -> impl Stream<Item = Result<Event, Infallible>> + use<S> {
    let open = Open {
        source,
        app: app.clone(),
        caller: caller.clone(),
        clients: app.clients().changes(),
        ending: app.ending(),
        over: false,
    };
    stream::unfold(open, |mut open| async move {
        let event = open.next().await?;
        Some((Ok(event), open))
    })
}

impl<S: Source> Open<S> {
    /// Tells whether the client is still let in; while that cannot be found out, it is.
    async fn is_in(&self) -> bool {
        match self.caller.through {
            Through::Pairing => self.app.clients().has(self.caller.client),
            Through::Session | Through::Token => {
                let (store, now) = (self.app.crm.store(), self.app.machine.now());
                self.app.credentials().has(store, self.caller.client, now).await.unwrap_or(true)
            }
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.over || *self.ending.borrow() {
                return None;
            }
            self.clients.mark_unchanged();
            if !self.is_in().await {
                self.over = true;
                return self.source.farewell();
            }
            let turn = tokio::select! {
                turn = self.source.turn() => turn,
                _ = self.clients.changed() => Turn::Again,
                _ = self.ending.changed() => Turn::Again,
            };
            match turn {
                Turn::Say(event) => return Some(event),
                Turn::Again => {}
                Turn::End => return None,
            }
        }
    }
}
