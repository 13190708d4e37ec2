-- Full-text search: the words of each activity, analysed by the program so that both engines hold the same.
-- rowid is the activity's id. The words are not stored a second time (content='').

CREATE VIRTUAL TABLE search_words USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = 'ascii'
);
