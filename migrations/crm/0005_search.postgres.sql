-- Full-text search: the words of each activity, analysed by the program so that both engines hold the same.

CREATE TABLE search_words (
    id BIGINT PRIMARY KEY, -- the activity's
    words TSVECTOR NOT NULL
);

CREATE INDEX search_words_by_word ON search_words USING GIN (words);
