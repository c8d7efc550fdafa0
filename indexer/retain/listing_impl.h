/* Shared by the forms of listings. */
#ifndef INDEXER_RETAIN_LISTING_IMPL_H
#define INDEXER_RETAIN_LISTING_IMPL_H

#include "indexer/retain/listing.h"

/* PL_EFORMAT with the line's number and why it cannot be understood. */
enum pl_status listing_refuse(
    const struct listing *l, const char *why, struct pl_error *err);
/* The line names that object, which is there; path is not empty. */
PL_CHECKED enum pl_status listing_add_key(
    struct listing *l, struct span path, struct pl_error *err);

PL_CHECKED enum pl_status listing_inventory_line(
    struct listing *l, struct span line, struct pl_error *err);

#endif
