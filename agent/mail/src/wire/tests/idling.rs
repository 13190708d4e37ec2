use super::*;

const LONG: Duration = Duration::from_secs(60);

fn idle(mailbox: &mut Box<dyn Mailbox>, period: Duration) -> Result<Woken> {
    mailbox.idle(period, &StopSignal::default())
}

fn done(peer: &mut Peer, tag: &str) {
    assert_eq!(peer.hear(), "DONE");
    peer.say(format!("* 5 EXISTS\r\n{tag} OK Idle completed\r\n"));
}

fn asked(peer: &mut Peer) -> String {
    let line = peer.hear();
    assert!(line.ends_with(" IDLE"), "{line}");
    line.split(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn a_change_ends_the_wait_and_the_session_goes_on() {
    for change in ["* 4 EXISTS", "* 2 EXPUNGE", "* VANISHED 3,5:9", "* 1 FETCH (FLAGS (\\Seen é))"] {
        let (mut mailbox, peer) = session_with("IDLE", move |peer| {
            let tag = asked(peer);
            peer.say("+ idling\r\n* OK Still here\r\n* ESEARCH what\r\n* OK é\r\n");
            peer.say(format!("{change}\r\n* 1 RECENT\r\n"));
            assert_eq!(peer.hear(), "DONE");
            peer.say(format!("* 1 RECENT\r\n{tag} OK Idle completed\r\n"));
            peer.answer("NOOP", "", "OK");
        });
        assert_eq!(idle(&mut mailbox, LONG).unwrap(), Woken::Changed, "{change}");
        mailbox.noop().unwrap();
        peer.join().unwrap();
    }
}

#[test]
fn mail_arriving_before_the_server_idles_is_noticed() {
    let (mut mailbox, peer) = session_with("IDLE", |peer| {
        let tag = asked(peer);
        peer.say("* 4 EXISTS\r\n+ idling\r\n");
        done(peer, &tag);
    });
    assert_eq!(idle(&mut mailbox, LONG).unwrap(), Woken::Changed);
    peer.join().unwrap();
}

#[test]
fn mail_mentioned_between_two_waits_ends_the_next_at_once() {
    let (mut mailbox, peer) = session_with("IDLE", |peer| {
        peer.answer("UID SEARCH", "* SEARCH 1 2 3\r\n* 4 EXISTS\r\n", "OK");
        peer.answer("NOOP", "", "OK");
        let tag = asked(peer);
        peer.say("+\r\n");
        done(peer, &tag);
    });
    mailbox.uids(Uid(1), None).unwrap();
    assert_eq!(idle(&mut mailbox, LONG).unwrap(), Woken::Changed);
    mailbox.noop().unwrap();
    // The change is taken: only what the server says with the end of this wait counts.
    assert_eq!(idle(&mut mailbox, Duration::from_millis(50)).unwrap(), Woken::Changed);
    peer.join().unwrap();
}

#[test]
fn a_quiet_folder_lets_the_wait_end() {
    let (mut mailbox, peer) = session_with("IDLE", |peer| {
        for _ in 0..3 {
            let tag = asked(peer);
            peer.say("+ idling\r\n* OK Still here\r\n");
            assert_eq!(peer.hear(), "DONE");
            peer.say(format!("{tag} OK\r\n"));
        }
        peer.answer("NOOP", "", "OK");
    });
    for _ in 0..3 {
        assert_eq!(idle(&mut mailbox, Duration::from_millis(30)).unwrap(), Woken::TimedOut);
    }
    mailbox.noop().unwrap();
    peer.join().unwrap();
}

#[test]
fn a_server_that_refuses_to_idle_is_polled_on_the_same_session() {
    for refusal in ["NO not now", "BAD IDLE unknown", "OK whatever"] {
        let (mut mailbox, peer) = session_with("IDLE", move |peer| {
            peer.answer("IDLE", "* OK x\r\n", refusal);
            peer.answer("NOOP", "", "OK");
        });
        assert_eq!(idle(&mut mailbox, LONG).unwrap_err().code(), "imap.refused", "{refusal}");
        mailbox.noop().unwrap();
        peer.join().unwrap();
    }
}

#[test]
fn a_wait_the_server_ends_itself_is_over() {
    let (mut mailbox, peer) = session_with("IDLE", |peer| {
        let tag = asked(peer);
        peer.say(format!("+ idling\r\n{tag} OK that is enough\r\n"));
        peer.answer("NOOP", "", "OK");
    });
    assert_eq!(idle(&mut mailbox, LONG).unwrap(), Woken::TimedOut);
    mailbox.noop().unwrap();
    peer.join().unwrap();
}

#[test]
fn a_stop_from_another_thread_ends_the_wait_at_once() {
    let stop = StopSignal::default();
    let raiser = stop.clone();
    let (mut mailbox, peer) = session_with("IDLE", move |peer| {
        asked(peer);
        peer.say("+ idling\r\n");
        raiser.raise();
        peer.wait_for_end();
    });
    assert_eq!(mailbox.idle(LONG, &stop).unwrap(), Woken::Stopped);
    assert_eq!(mailbox.noop().unwrap_err().code(), "imap.closed");
    peer.join().unwrap();
}

#[test]
fn a_farewell_while_waiting_is_an_error_with_its_words() {
    let (mut mailbox, peer) = session_with("IDLE", |peer| {
        asked(peer);
        peer.say("+ idling\r\n* BYE Session expired, please login again.\r\n");
    });
    let error = idle(&mut mailbox, LONG).unwrap_err();
    assert!(matches!(&error, WireError::Closed { text: Some(t) } if t.contains("expired")), "{error:?}");
    assert!(error.is_transient());
    peer.join().unwrap();
}

#[test]
fn a_server_without_idle_is_not_asked() {
    let (mut mailbox, peer) = session(|peer| peer.answer("NOOP", "", "OK"));
    assert_eq!(idle(&mut mailbox, LONG).unwrap_err().code(), "imap.unsupported");
    mailbox.noop().unwrap();
    peer.join().unwrap();
}
