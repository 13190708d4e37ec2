use super::*;

fn subject(text: &str) -> String {
    let header = format!("Subject: {text}\r\n\r\n");
    format!("BODY[HEADER.FIELDS (FROM \"SUBJECT]\" {{4}}\r\nDate)] {{{}}}\r\n{header}", header.len())
}

#[test]
fn odd_skeletons_are_read_for_what_they_are() {
    let (mut mailbox, peer) = session(|peer| {
        let lines = [
            // Dates that are none, sizes that are none, unknown items of any shape.
            format!("* 1 FETCH (UID 5 FLAGS (\\Seen $Fwd é) INTERNALDATE NIL RFC822.SIZE 12 {})\r\n", subject("five")),
            format!("* 2 FETCH (MODSEQ (-1) EMAILID (M1) PREVIEW NIL X-Y[1]<2> ((a) \"(\") RFC822.SIZE 99999999999 FLAGS NIL {} UID 7)\r\n", subject("seven")),
            // A mail nobody asked for, a flag change without UID, a mail in two halves, a mail without header.
            format!("* 3 FETCH (UID 900 {})\r\n* 9 FETCH (FLAGS ())\r\n", subject("unasked")),
            format!("* 4 FETCH (UID 8 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" {})\r\n", subject("eight")),
            "* 4 FETCH (UID 8 FLAGS (\\Flagged))\r\n* 5 FETCH (UID 9 FLAGS () BODY[HEADER.FIELDS ()] NIL)\r\n".into(),
            "* OK [CAPABILITY X] é\r\n* 12 EXISTS\r\n* NO careful\r\n".into(),
        ];
        peer.answer(
            "UID FETCH 5,7:9,12 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (From",
            lines.concat(),
            "OK",
        );
        // 12 was left out: asked for once more, and gone.
        peer.answer("UID FETCH 12 (", "", "OK");
    });
    let skeletons = mailbox.skeletons(&set(&[5, 7, 8, 9, 12])).unwrap();
    let seen: Vec<_> = skeletons
        .iter()
        .map(|s| (s.uid.0, String::from_utf8_lossy(&s.headers).trim_end().to_owned(), s.size))
        .collect();
    let wanted = [
        (5, "Subject: five".to_owned(), Some(12)),
        (7, "Subject: seven".to_owned(), Some(99_999_999_999)),
        (8, "Subject: eight".to_owned(), None),
        (9, String::new(), None),
    ];
    assert_eq!(seen, wanted);
    assert!(skeletons[0].flags.seen && skeletons[0].flags.keywords == ["$Fwd", "é"]);
    assert!(
        skeletons[2].flags.flagged
            && skeletons[2].internal_date.is_some()
            && skeletons[0].internal_date.is_none()
    );
    peer.join().unwrap();
}

#[test]
fn a_mail_left_out_once_is_asked_for_again() {
    let (mut mailbox, peer) = session(|peer| {
        peer.answer("RFC822.SIZE", "* 1 FETCH (UID 5 RFC822.SIZE 4)\r\n", "OK");
        peer.answer("UID FETCH 5:6 (UID BODY.PEEK[])", "* 1 FETCH (UID 5 BODY[] {4}\r\nfive)\r\n", "OK");
        peer.answer("UID FETCH 6 (UID BODY.PEEK[])", "* 2 FETCH (UID 6 BODY[] \"six\")\r\n", "OK");
    });
    let bodies = mailbox.bodies(&set(&[5, 6]), 100).unwrap();
    let whole = |uid, text: &str| Body { uid: Uid(uid), content: Content::Whole(text.into()) };
    assert_eq!(bodies, [whole(5, "five"), whole(6, "six")]);
    peer.join().unwrap();
}

#[test]
fn a_mail_the_server_has_no_bytes_for_is_neither_empty_nor_gone() {
    let (mut mailbox, peer) = session(|peer| {
        let none =
            "* 1 FETCH (UID 5 BODY[] NIL)\r\n* 2 FETCH (UID 6 BODY[] \"\")\r\n* 3 FETCH (UID 7 FLAGS ())\r\n";
        peer.answer("RFC822.SIZE", "", "OK");
        peer.answer("BODY.PEEK[]", none, "OK");
        peer.answer("BODY.PEEK[]", none, "OK");
    });
    let bodies = mailbox.bodies(&set(&[5, 6, 7, 8]), 100).unwrap();
    let none = |uid| Body { uid: Uid(uid), content: Content::Unavailable };
    assert_eq!(bodies, [none(5), none(6), none(7)]);
    peer.join().unwrap();
}

#[test]
fn of_a_mail_over_the_cap_only_the_beginning_is_held_whatever_size_was_promised() {
    let (mut mailbox, peer) = session(|peer| {
        peer.answer("UID FETCH 5:7 (UID RFC822.SIZE)",
            "* 1 FETCH (UID 5 RFC822.SIZE 3)\r\n* 2 FETCH (UID 6 RFC822.SIZE 1)\r\n* 3 FETCH (UID 7 RFC822.SIZE 5000000)\r\n", "OK");
        let mut lie = b"* 2 FETCH (UID 6 BODY[] {2000000}\r\n".to_vec();
        lie.extend(std::iter::repeat_n(b'x', 2_000_000));
        let mut small = b"* 1 FETCH (UID 5 BODY[] {5}\r\nabcde)\r\n".to_vec();
        small.extend(lie);
        small.extend(b")\r\n");
        peer.answer("UID FETCH 5:6 (UID BODY.PEEK[])", small, "OK");
        peer.answer(
            "UID FETCH 7 (UID BODY.PEEK[]<0.10>)",
            "* 3 FETCH (UID 7 BODY[]<0> {10}\r\n0123456789)\r\n",
            "OK",
        );
    });
    let bodies = mailbox.bodies(&set(&[5, 6, 7]), 10).unwrap();
    assert_eq!(bodies[0].content, Content::Whole(b"abcde".to_vec()));
    assert_eq!(bodies[1].content, Content::Beginning(b"xxxxxxxxxx".to_vec()));
    assert_eq!(bodies[2].content, Content::Beginning(b"0123456789".to_vec()));
    peer.join().unwrap();
}

#[test]
fn a_refusal_in_the_middle_of_a_batch_leaves_the_session_usable() {
    let (mut mailbox, peer) = session(|peer| {
        peer.answer("RFC822.SIZE", "", "OK");
        peer.answer(
            "BODY.PEEK[]",
            "* 1 FETCH (UID 5 BODY[] {4}\r\nfive)\r\n",
            "NO Some messages could not be FETCHed (é)",
        );
        peer.answer("FLAGS", "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n", "OK");
    });
    let error = mailbox.bodies(&set(&[5, 6]), 100).unwrap_err();
    assert!(
        matches!(&error, WireError::Refused { text, bad: false, .. } if text.contains("(é)")),
        "{error:?}"
    );
    assert_eq!(mailbox.flags(&set(&[5])).unwrap().len(), 1);
    peer.join().unwrap();
}

#[test]
fn a_throttled_fetch_names_the_wait() {
    let (mut mailbox, peer) = session(|peer| {
        peer.answer("FLAGS", "", "BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds");
    });
    let error = mailbox.flags(&set(&[5])).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_millis(299_961)));
    peer.join().unwrap();
}

#[test]
fn a_list_of_uids_holds_what_was_asked_for_once_and_in_order() {
    let (mut mailbox, peer) = session(|peer| {
        // `n:*` with n beyond the last mail names the last mail.
        peer.answer("UID SEARCH UID 10:*", "* SEARCH 7\r\n", "OK");
        peer.answer(
            "UID SEARCH UID 2:9",
            "* SEARCH 9 4 4 3\r\n* SEARCH 2 1 12 (MODSEQ 5)\r\n* ESEARCH x\r\n",
            "OK",
        );
        peer.answer("UID SEARCH UID 1:*", "", "OK");
        let many: String = (1..=200_000).map(|n| format!(" {n}")).collect();
        peer.answer("UID SEARCH UID 1:*", format!("* SEARCH{many}\r\n"), "OK");
    });
    let numbers = |uids: Vec<Uid>| uids.iter().map(|uid| uid.0).collect::<Vec<_>>();
    assert_eq!(numbers(mailbox.uids(Uid(10), None).unwrap()), []);
    assert_eq!(numbers(mailbox.uids(Uid(2), Some(Uid(9))).unwrap()), [2, 3, 4, 9]);
    assert_eq!(numbers(mailbox.uids(Uid(0), None).unwrap()), []);
    assert_eq!(mailbox.uids(Uid(1), None).unwrap().len(), 200_000);
    peer.join().unwrap();
}

#[test]
fn long_lists_of_uids_are_asked_for_in_lines_every_server_takes() {
    let (mut mailbox, peer) = session(|peer| {
        for _ in 0..4 {
            let line = peer.hear();
            assert!(line.len() < 4_096 && line.contains("UID FETCH"), "{}", line.len());
            let (tag, rest) = line.split_once(" UID FETCH ").unwrap();
            let uids = UidSet::parse(rest.split(' ').next().unwrap().as_bytes());
            let answer: String =
                uids.iter().map(|uid| format!("* 1 FETCH (UID {uid} FLAGS ())\r\n")).collect();
            peer.say(format!("{answer}{tag} OK\r\n"));
        }
    });
    let odd: UidSet = (0..2_000).map(|n| Uid(100_000 + 2 * n)).collect();
    assert_eq!(mailbox.flags(&odd).unwrap().len(), 2_000);
    peer.join().unwrap();
}

#[test]
fn answers_nobody_can_follow_close_the_session_with_a_reason() {
    let deep = format!("* 1 FETCH (UID 5 BODYSTRUCTURE {})\r\n", "(".repeat(60_000));
    for (answer, code) in [
        ("zz OK done\r\n".to_owned(), "imap.protocol"),
        ("* X {99999999999999999999999}\r\n".into(), "imap.protocol"),
        (format!("* SEARCH {}\r\n", "1 ".repeat(100_000)), "imap.too-large"),
        ("* 1 FETCH (UID 5 FLAGS ())\r\n".repeat(600_000), "imap.too-large"),
        ("* 1 FETCH (UID 5 BODY[] {400}\r\nabc".into(), "imap.closed"),
        (deep, "imap.closed"),
    ] {
        let (mut mailbox, peer) = session(move |peer| {
            peer.hear();
            peer.say(answer);
        });
        let error = mailbox.flags(&set(&[5])).unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(mailbox.noop().unwrap_err().code(), "imap.closed");
        drop(mailbox);
        peer.join().unwrap();
    }
}
