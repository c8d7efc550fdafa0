/* libarchive, loaded when it is first needed: linking it costs each start of
 * promptlog about a millisecond, through what it brings along, and most
 * commands have no use for it.  The only file of query/ that includes its
 * headers, which are what types the pointers. */
#ifndef QUERY_PACKAGE_LIBARCHIVE_H
#define QUERY_PACKAGE_LIBARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#include "base/status.h"

#define LIBARCHIVE_FUNCTIONS(X)                                               \
	X(archive_entry_filetype)                                             \
	X(archive_entry_free)                                                 \
	X(archive_entry_hardlink)                                             \
	X(archive_entry_new)                                                  \
	X(archive_entry_pathname)                                             \
	X(archive_entry_set_filetype)                                         \
	X(archive_entry_set_mtime)                                            \
	X(archive_entry_set_pathname)                                         \
	X(archive_entry_set_perm)                                             \
	X(archive_entry_set_size)                                             \
	X(archive_entry_sparse_count)                                         \
	X(archive_error_string)                                               \
	X(archive_read_data)                                                  \
	X(archive_read_free)                                                  \
	X(archive_read_new)                                                   \
	X(archive_read_next_header)                                           \
	X(archive_read_open_fd)                                               \
	X(archive_read_support_filter_gzip)                                   \
	X(archive_read_support_filter_zstd)                                   \
	X(archive_read_support_format_tar)                                    \
	X(archive_read_support_format_zip)                                    \
	X(archive_write_add_filter_by_name)                                   \
	X(archive_write_close)                                                \
	X(archive_write_data)                                                 \
	X(archive_write_free)                                                 \
	X(archive_write_header)                                               \
	X(archive_write_new)                                                  \
	X(archive_write_open)                                                 \
	X(archive_write_set_bytes_in_last_block)                              \
	X(archive_write_set_format_by_name)                                   \
	X(archive_write_set_options)

struct libarchive {
#define LIBARCHIVE_MEMBER(name) __typeof__(name) *name;
	LIBARCHIVE_FUNCTIONS(LIBARCHIVE_MEMBER)
#undef LIBARCHIVE_MEMBER
};

/* The library, for the rest of the process; PL_EIO where it is not
 * installed. */
PL_CHECKED enum pl_status libarchive_load(
    const struct libarchive **out, struct pl_error *err);

#endif
