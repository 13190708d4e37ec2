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
        let whole = cut == answer.len();
        let (mut mailbox, peer) = session(move |peer| {
            peer.answer("RFC822.SIZE", "", "OK");
            peer.hear();
            peer.say(said);
            if whole {
                peer.answer("UID FETCH 2 (", "", "OK");
            }
        });
        match mailbox.bodies(&set(&[1, 2, 3]), 1_000) {
            Ok(bodies) => {
                assert!(whole, "cut at {cut}: {bodies:?}");
                let content = |mail: &str| match mail {
                    "" => Content::Unavailable,
                    mail => Content::Whole(mail.into()),
                };
                let wanted =
                    (1..).map(Uid).zip(MAILS).map(|(uid, mail)| Body { uid, content: content(mail) });
                assert_eq!(bodies, wanted.collect::<Vec<_>>());
            }
            Err(error) => {
                assert!(!whole, "{error:?}");
                assert_eq!(error.code(), "imap.closed", "cut at {cut}");
                assert_eq!(mailbox.noop().unwrap_err().code(), "imap.closed");
            }
        }
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

/// Numbers that look random and are the same every time (xorshift).
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    }
}

#[test]
fn damaged_responses_are_read_without_a_crash() {
    let lines = [
        &b"* 1 FETCH (UID 5 FLAGS (\\Seen $x) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[HEADER.FIELDS (A \"B]\")]<0> {3}\r\nabc X (1 (2 \"3\")))\r\n"[..],
        b"* LIST (\\Sent \\Noselect) \"/\" {4}\r\na\"\\b (\"CHILDINFO\" (\"x\"))\r\n",
        b"* STATUS \"a b\" (MESSAGES 3 UIDNEXT 4 X ((1) {2}\r\nab) HIGHESTMODSEQ 7)\r\n",
        b"* SEARCH 1 2 3 (MODSEQ 4)\r\n* VANISHED (EARLIER) 1:4,7:2,*\r\n* OK [UIDNEXT 4] x\r\na1 NO [X] \xff\r\n+ abc\r\n",
    ];
    let signs = b"()[]{}\"\\ \r\n*+~<>:,0123456789aU\0\xff";
    let mut number = numbers();
    for _ in 0..60_000 {
        let mut line = lines[number(lines.len())].to_vec();
        for _ in 0..1 + number(4) {
            let at = number(line.len());
            let sign = signs[number(signs.len())];
            match number(3) {
                0 => line[at] = sign,
                1 => line.insert(at, sign),
                _ => drop(line.drain(at..(at + number(6)).min(line.len()))),
            }
            if line.is_empty() {
                line.push(sign);
            }
        }
        let mut framer = frame::Framer::new(&line[..]);
        while let Ok(frame) = framer.next() {
            let mut heard = heard::Heard::default();
            heard.note(response::Response::read(frame));
        }
    }
}
