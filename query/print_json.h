/* Members that several JSON documents have in common. */
#ifndef QUERY_PRINT_JSON_H
#define QUERY_PRINT_JSON_H

#include "base/json.h"
#include "query/conversation.h"

#define JSON_SCHEMA_VERSION 1

/* A string, or null for what is absent. */
void json_key_text(struct json_writer *w, const char *name, struct span text);

/* "as_of" and "whole" of an archive: how much of it was looked into, and when;
 * null where that is not known. */
void json_key_extent(
    struct json_writer *w, const struct pl_index *ix, int64_t archive);
/* "as_of", "covered", "archives" */
void json_key_overview(struct json_writer *w, const struct pl_index *ix);

/* Causes that a document names; "incomplete_total" counts them all. */
#define JSON_INCOMPLETE_MOST 1000

/* "complete", "incomplete_total", "incomplete" */
void json_key_incomplete(
    struct json_writer *w, const struct incomplete *list, size_t count);

/* "conversation", "conversation_rule" */
void json_key_conversation(
    struct json_writer *w, const struct conversation *conversation);

/* The same, "user", "start", "end", "turns", "router_turns" */
void json_key_thread(
    struct json_writer *w, const struct conversation *conversation);

/* What says which record it is, and where it comes from: "id" to "ordinal".
 * Without a conversation only a conversationId of its own is told. */
void json_key_record(struct json_writer *w, const struct pl_row *row,
    const struct conversation *conversation);

/* "prompt", "context", "response" */
void json_key_columns(struct json_writer *w, const struct pl_record *record);

#endif
