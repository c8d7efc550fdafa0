/* The FTS5 tokenizer "promptlog": the tokens of schema/token.h, and two raw
 * forms, which no valid UTF-8 text can hold, each up to the next space or the
 * end of the text.  Private to schema/.
 *
 * 0xFF begins a filter token, which is kept as it is, with the 0xFF, in
 * documents and queries: "\xFFu12 \xFFt1" are two tokens.
 * 0xFE begins, in a query, a token that is folded already; the 0xFE is left
 * out.  In a MATCH, the string "\xFEfoo \xFEbar" is the phrase of these two
 * tokens as they stand, and "\xFEfoo"* a prefix.  In "\xFEfoo\xFEfood \xFEbar"
 * one or the other may be the first token. */
#ifndef SCHEMA_FTS_TOKENIZER_H
#define SCHEMA_FTS_TOKENIZER_H

struct sqlite3;
struct fts5_api;

#define FTS_TOKENIZER  "promptlog"
#define FTS_RAW_FILTER '\xFF'
#define FTS_RAW_TOKEN  '\xFE'

/* Make the tokenizer known to a connection.  A status of SQLite. */
int pl_fts_register(struct sqlite3 *db);
/* The same in two steps, for who adds more to FTS5. */
int pl_fts_find(struct sqlite3 *db, struct fts5_api **out);
int pl_fts_add(struct fts5_api *fts5);

#endif
