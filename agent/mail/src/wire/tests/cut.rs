use super::*;

const MAILS: [&str; 3] = ["Subject: one\r\n\r\nfirst", "", "Subject: three\r\n\r\n* 1 FETCH (UID 9)\r\nlast"];

fn answer() -> Vec<u8> {
    let mut answer = Vec::new();
    for (n, mail) in MAILS.iter().enumerate() {
        let size = mail.len();
        answer.extend(
            format!("* {n} FETCH (UID {} FLAGS (\\Seen) BODY[] {{{size}}}\r\n{mail})\r\n", n + 1).bytes(),
        );
    }
    answer.extend(b"a4 OK Fetch completed.\r\n");
    answer
}

#[test]
fn a_connection_cut_anywhere_gives_whole_mails_or_an_error() {
    let answer = answer();
    for cut in 0..=answer.len() {
        let said = answer[..cut].to_vec();
        let (mut mailbox, peer) = session(move |peer| {
            peer.answer("RFC822.SIZE", "", "OK");
            peer.hear();
            peer.say(said);
            // The second mail has no bytes: it is asked for again, if the first answer arrived.
            let again = peer.stream.get_ref().shutdown(std::net::Shutdown::Write);
            drop(again);
        });
        match mailbox.bodies(&set(&[1, 2, 3]), 1_000) {
            Ok(bodies) => panic!("cut at {cut}: {bodies:?}"),
            Err(error) => assert_eq!(error.code(), "imap.closed", "cut at {cut}"),
        }
        assert!(mailbox.noop().is_err());
        drop(mailbox);
        peer.join().unwrap();
    }
}

#[test]
fn a_server_that_falls_silent_anywhere_is_given_up_in_time() {
    let answer = answer();
    for cut in (0..answer.len()).step_by(17) {
        let said = answer[..cut].to_vec();
        let (server, peer) = serve(move |peer| {
            peer.sign_in("");
            peer.examine();
            peer.answer("RFC822.SIZE", "", "OK");
            peer.hear();
            peer.say(said);
            peer.wait_for_end();
        });
        let wait = Duration::from_millis(150);
        let hurried = Patience { silence: wait, ..patience() };
        let mut mailbox = enter(&server, &hurried).unwrap();
        mailbox.examine(&FolderName::typed("INBOX")).unwrap();
        let error = mailbox.bodies(&set(&[1, 2, 3]), 1_000).unwrap_err();
        assert_eq!(error.code(), "imap.timeout", "silent after {cut}");
        drop(mailbox);
        peer.join().unwrap();
    }
}
