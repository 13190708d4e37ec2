-- Full-text search: the words of each activity, analysed by the program so that both engines hold the same.
-- rowid is the activity's id. The words are not stored a second time (content='').

CREATE VIRTUAL TABLE search_words USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = 'ascii'
);

-- A first sync adds ten thousand mails in a second or two: it merges half as often, and a search looks into a few more
-- segments.
INSERT INTO search_words (search_words, rank) VALUES ('automerge', 8);
