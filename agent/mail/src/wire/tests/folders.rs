use super::*;

#[test]
fn folders_of_any_name_are_listed_and_can_be_opened() {
    let (server, peer) = serve(|peer| {
        peer.sign_in("");
        let mut list = b"* LIST (\\HasNoChildren) \"/\" &BB4...-\r\n\
            * LIST () \"/\" \"a\\\"b\"\r\n* LIST () NIL \"a\\\\b\"\r\n* list (\\Noselect) \"\\\\\" \"&!!!-\"\r\n\
            * LIST (\\Sent \\Subscribed) \".\" {3}\r\n\xc8\x99\xff\r\n\
            * LIST () \"/\" \"Clien\xc8\x9bi\" (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n"
            .to_vec();
        list.extend(b"* LIST () \"/\" INBOX\r\n* LIST () \"/\" INBOX\r\n* LIST garbage\r\n* LIST () \"/\" {9}\r\n\r\nx (\"[]\"\r\n");
        peer.answer("LIST \"\" \"*\"", list, "OK done");
        for _ in 0..2 {
            peer.answer("EXAMINE \"", "* 1 EXISTS\r\n", "OK");
        }
        peer.answer("EXAMINE \"a\\\\b\"", "* 1 EXISTS\r\n", "OK");
        peer.answer("EXAMINE \"&!!!-\"", "", "OK");
        for bytes in [&b"\xc8\x99\xff"[..], "Cliențf".as_bytes()] {
            let line = peer.hear();
            assert!(line.ends_with(&format!("EXAMINE {{{}}}", bytes.len())), "{line}");
            peer.say("+ ok\r\n");
            assert_eq!(peer.hear_bytes(bytes.len())[..2], bytes[..2]);
            assert_eq!(peer.hear(), "");
            peer.say(format!("{} OK\r\n", line.split(' ').next().unwrap()));
        }
    });
    let mut mailbox = enter(&server, &patience()).unwrap();
    let folders = mailbox.folders().unwrap();
    let names: Vec<&[u8]> = folders.iter().map(|f| f.name.wire()).collect();
    let wanted: [&[u8]; 8] = [
        b"&BB4...-",
        b"a\"b",
        b"a\\b",
        b"&!!!-",
        b"\xc8\x99\xff",
        "Clienți".as_bytes(),
        b"INBOX",
        b"\r\nx (\"[]\"",
    ];
    assert_eq!(names, wanted);
    assert_eq!(folders[4].uses, [SpecialUse::Sent]);
    assert_eq!(folders[1].delimiter, Some(b'/'));
    assert_eq!((folders[2].delimiter, folders[3].delimiter), (None, Some(b'\\')));
    assert!(!folders[3].selectable && folders[0].selectable);
    for folder in &folders[..6] {
        mailbox.examine(&folder.name).unwrap();
    }
    peer.join().unwrap();
}

#[test]
fn special_use_is_asked_for_where_it_is_offered_and_done_without_where_refused() {
    let (server, peer) = serve(|peer| {
        peer.sign_in("SPECIAL-USE LIST-EXTENDED");
        peer.answer("LIST \"\" \"*\" RETURN (SPECIAL-USE)", "", "BAD syntax");
        peer.answer("LIST \"\" \"*\"", "* LIST (\\Trash) \"/\" Bin\r\n", "OK");
    });
    let folders = enter(&server, &patience()).unwrap().folders().unwrap();
    assert_eq!(folders[0].uses, [SpecialUse::Trash]);
    peer.join().unwrap();
}

#[test]
fn warnings_and_extensions_while_a_folder_opens_do_no_harm() {
    let (server, peer) = serve(|peer| {
        peer.sign_in("");
        peer.answer(
            "EXAMINE \"INBOX\"",
            "* NO [ALERT] 98% of quota \u{21b}\r\n* BAD odd\r\n* OK [UNSEEN x] é\r\n* OK\r\n* \r\n*\r\n\r\n* 17 EXISTS\r\n\
             * FLAGS (\\Seen [x])\r\n* OK [PERMANENTFLAGS ()] ok\r\n* OK [UIDVALIDITY 5] ok\r\n* OK [UIDNEXT 40] ok\r\n\
             * NAMESPACE ((\"\" \"/\")) NIL NIL\r\n* ESEARCH (TAG \"a\") UID ALL 1:5\r\n* VANISHED (EARLIER) 1:4\r\n\
             * 3 FETCH (UID 3 MODSEQ (-1))\r\n* OK [HIGHESTMODSEQ 0] none yet\r\n* OK [MAILBOXID (x)] x\r\n* 0 RECENT\r\n",
            "OK [READ-ONLY] é",
        );
        peer.answer("NOOP", "* BAD [ALERT] again\r\n", "OK");
        peer.answer("EXAMINE \"gone\"", "", "NO [NONEXISTENT] Mailbox doesn't exist: temporarily");
        peer.answer("NOOP", "", "OK");
    });
    let mut mailbox = enter(&server, &patience()).unwrap();
    let snapshot = mailbox.examine(&FolderName::typed("INBOX")).unwrap();
    let wanted =
        Snapshot { messages: Some(17), uid_next: Some(40), uid_validity: Some(5), highest_mod_seq: Some(0) };
    assert_eq!(snapshot, wanted);
    mailbox.noop().unwrap();
    assert_eq!(mailbox.alerts(), ["98% of quota ț", "again"]);
    let error = mailbox.examine(&FolderName::typed("gone")).unwrap_err();
    assert!(
        matches!(&error, WireError::Refused { code: Some(code), .. } if code == "NONEXISTENT"),
        "{error:?}"
    );
    mailbox.noop().unwrap();
    peer.join().unwrap();
}

#[test]
fn modifications_are_asked_for_where_the_server_counts_them() {
    let (server, peer) = serve(|peer| {
        peer.sign_in("CONDSTORE");
        peer.answer("STATUS \"A\" (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)",
            "* STATUS {1}\r\nA (MESSAGES 3 X-ODD ((1 \"a)\") 2) UIDNEXT 9 HIGHESTMODSEQ 18446744073709551615)\r\n", "OK");
        peer.answer("EXAMINE \"A\" (CONDSTORE)", "* OK [HIGHESTMODSEQ 77] h\r\n", "OK");
        peer.answer(
            "UID FETCH 1:4294967295 (UID FLAGS) (CHANGEDSINCE 70)",
            "* 2 FETCH (UID 8 FLAGS (\\Seen) MODSEQ (77))\r\n* 9 FETCH (FLAGS ())\r\n",
            "OK [HIGHESTMODSEQ 77]",
        );
        peer.answer("EXAMINE \"B\" (CONDSTORE)", "", "BAD syntax");
        peer.answer("EXAMINE \"B\"", "* 2 EXISTS\r\n* OK [NOMODSEQ] none\r\n", "OK");
        peer.answer("EXAMINE \"A\"", "", "OK");
    });
    let mut mailbox = enter(&server, &patience()).unwrap();
    let (a, b) = (FolderName::typed("A"), FolderName::typed("B"));
    let status = mailbox.status(&a).unwrap();
    assert_eq!((status.messages, status.uid_next, status.uid_validity), (Some(3), Some(9), None));
    assert_eq!(status.highest_mod_seq, Some(u64::MAX));
    assert_eq!(mailbox.examine(&a).unwrap().highest_mod_seq, Some(77));
    let changed = mailbox.flags_since(70).unwrap();
    assert!(changed.len() == 1 && changed[0].0 == Uid(8) && changed[0].1.seen);
    let opened = mailbox.examine(&b).unwrap();
    assert_eq!((opened.messages, opened.highest_mod_seq), (Some(2), None));
    mailbox.examine(&a).unwrap();
    peer.join().unwrap();
}

#[test]
fn the_sent_copy_is_filed_as_it_was_sent() {
    let raw = b"Subject: x\r\n\r\n\xc8\x99\r\n";
    let (server, peer) = serve(move |peer| {
        peer.sign_in("");
        let line = peer.hear();
        assert!(line.ends_with(" APPEND \"Sent\" (\\Seen) {18}"), "{line}");
        peer.say("* 4 EXISTS\r\n* OK late\r\n+ ready\r\n");
        assert_eq!(peer.hear_bytes(18), raw);
        assert_eq!(peer.hear(), "");
        peer.say(format!("{} OK [APPENDUID 1 2] in\r\n", line.split(' ').next().unwrap()));
        peer.answer("APPEND \"Gone\"", "* OK x\r\n", "NO [TRYCREATE] no such folder");
        peer.answer("NOOP", "", "OK");
    });
    let mut mailbox = enter(&server, &patience()).unwrap();
    let seen = Flags { seen: true, ..Flags::default() };
    mailbox.append(&FolderName::typed("Sent"), &seen, raw).unwrap();
    let error = mailbox.append(&FolderName::typed("Gone"), &seen, raw).unwrap_err();
    assert!(
        matches!(&error, WireError::Refused { code: Some(code), .. } if code == "TRYCREATE"),
        "{error:?}"
    );
    mailbox.noop().unwrap();
    peer.join().unwrap();
}
