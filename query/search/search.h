/* The inside of promptlog search, for cmd_search.c, which runs it, and the
 * files that print more than a list of hits. */
#ifndef QUERY_SEARCH_H
#define QUERY_SEARCH_H

#include "query/answer/incomplete.h"
#include "query/conversation/listing.h"
#include "query/search/search_options.h"

struct search {
	struct search_options options;
	struct query_zone zone;
	bool zoned; /* zone is open */
	struct pl_index *index;
	struct node *tree;
	struct pl_hits *hits;
	struct conversations *conversations; /* NULL: not asked for */
	struct listing listing;
	struct incompletes causes; /* of hits and conversations */
	struct buf understood;
	struct buf explain;
	struct answer answer;
	struct print print;
	struct count_by counts;
};

/* How many of `total` the options want to see. */
uint64_t search_count_shown(const struct search_options *o, uint64_t total);

/* Put the causes known by now into the answer: some are met only while hits
 * are read. */
void search_note_incomplete(struct search *s);

/* The text of the hit last given out; highlights are looked for only as far as
 * a snippet can show them. */
PL_CHECKED enum pl_status search_read_text(struct search *s,
    struct full_hit *full, struct pl_record *record, struct pl_error *err);

/* --conversations: gather the hits by their conversations, which become what
 * the answer counts; and print them. */
PL_CHECKED enum pl_status search_list_conversations(
    struct search *s, struct pl_error *err);
PL_CHECKED enum pl_status search_print_conversations(
    struct search *s, struct pl_error *err);

/* -C: print hits with the turns around them. */
PL_CHECKED enum pl_status search_print_excerpts(
    struct search *s, struct pl_error *err);

#endif
