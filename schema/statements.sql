-- Every statement of the program.  A statement stands under "-- name: x" with
-- its parameters and columns described; the build makes an enum and a table of
-- them.  Names begin with the kind of file they are for: shard or store.

-- ---------------------------------------------------------------- shards --

-- name: shard_schema
-- One UTC day.  Rowids of objects and records run from 1 without a gap; the
-- records of an object follow each other.  Instants are nanoseconds since 1970
-- UTC.  Names (users, models, …) are numbered, by kind (enum pl_name_kind).
-- Settings: "unicode", the version by which the tokens were folded, or where
-- objects were added by another version, all of them.
-- FTS5 writes two bytes less for each word of a record in the first column:
-- the one that holds most.
create table setting(key text primary key, value) without rowid;
create table archive(
	id integer primary key,
	root text not null,
	bundle integer not null
);
create table name(
	id integer primary key,
	kind integer not null,
	text text not null
);
create unique index name_text on name(kind, text);
create table folder(
	id integer primary key,
	archive integer not null,
	path text not null
);
create unique index folder_path on folder(archive, path);
create table object(
	id integer primary key,
	folder integer not null,
	name text not null,
	size integer not null,
	mtime integer not null,
	ctime integer not null,
	inode integer not null,
	inflated integer not null,
	sha256 blob,
	outcome integer not null,
	reason text,
	first integer not null,
	records integer not null,
	account integer,
	region integer,
	log_type integer,
	type integer not null,
	hour integer,
	day integer
);
create table record(
	id integer primary key,
	object integer not null,
	ordinal integer not null,
	time integer not null,
	type integer not null,
	flags integer not null,
	user integer,
	model integer,
	conversation integer,
	file integer,
	request,
	first integer not null,
	past integer not null,
	block integer not null,
	start integer not null,
	length integer not null,
	searched integer not null
);
create index record_request on record(request) where request is not null;
create index record_duplicate on record(flags) where flags & 16;
create table block(
	id integer primary key,
	size integer not null,
	data blob not null
);
create table vocabulary(
	id integer primary key,
	records integer not null,
	words integer not null,
	more integer not null,
	size integer not null,
	data blob not null
);
create virtual table text using fts5(
	context, response, prompt, filter,
	content='', columnsize=0, tokenize='promptlog'
);

-- name: shard_tables
-- What the file is made of: root page, declaration
select rootpage, sql from sqlite_schema;

-- name: shard_begin
-- What is read until shard_end need not ask each time whether the file is as
-- it was.
begin;

-- name: shard_end
commit;

-- name: shard_put_setting
-- ?1 key, ?2 value
insert or replace into setting(key, value) values(?1, ?2);

-- name: shard_get_setting
-- ?1 key
select value from setting where key = ?1;

-- name: shard_last
-- The greatest rowids: object, record, block.
select
	(select coalesce(max(id), 0) from object),
	(select coalesce(max(id), 0) from record),
	(select coalesce(max(id), 0) from block);

-- name: shard_last_record
-- The greatest rowid of records, null if there are none.
select max(id) from record;

-- name: shard_put_archive
-- ?1 id, ?2 root, ?3 bundle
insert or replace into archive(id, root, bundle) values(?1, ?2, ?3);

-- name: shard_archives
-- id, root, bundle
select id, root, bundle from archive;

-- name: shard_get_archive
-- ?1 id: root, bundle
select root, bundle from archive where id = ?1;

-- name: shard_put_name
-- ?1 kind, ?2 text: if it has no number
insert or ignore into name(kind, text) values(?1, ?2);

-- name: shard_find_name
-- ?1 kind, ?2 text: its id
select id from name where kind = ?1 and text = ?2;

-- name: shard_names
-- ?1 kind: id, text
select id, text from name where kind = ?1;

-- name: shard_get_name
-- ?1 id: text
select text from name where id = ?1;

-- name: shard_put_folder
-- ?1 archive, ?2 path: if it has no number
insert or ignore into folder(archive, path) values(?1, ?2);

-- name: shard_folders
-- Every folder: id, path
select id, path from folder;

-- name: shard_find_folder
-- ?1 archive, ?2 path: its id
select id from folder where archive = ?1 and path = ?2;

-- name: shard_put_object
insert into object(id, folder, name, size, mtime, ctime, inode, inflated,
	sha256, outcome, reason, first, records, account, region, log_type,
	type, hour, day)
values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
	?17, ?18, ?19);

-- name: shard_objects
-- Every object by key and archive: id, archive, folder, name, size, mtime,
-- ctime, inode, inflated, sha256, outcome, reason, first, records, account,
-- region, log type, type, hour, day.
select o.id, f.archive, f.path, o.name, o.size, o.mtime, o.ctime, o.inode,
	o.inflated, o.sha256, o.outcome, o.reason, o.first, o.records,
	a.text, r.text, l.text, o.type, o.hour, o.day
from object o
cross join folder f on f.id = o.folder
left join name a on a.id = o.account
left join name r on r.id = o.region
left join name l on l.id = o.log_type
order by cast(f.path || o.name as blob), f.archive;

-- name: shard_object
-- ?1 id: the same columns of one.
select o.id, f.archive, f.path, o.name, o.size, o.mtime, o.ctime, o.inode,
	o.inflated, o.sha256, o.outcome, o.reason, o.first, o.records,
	a.text, r.text, l.text, o.type, o.hour, o.day
from object o
cross join folder f on f.id = o.folder
left join name a on a.id = o.account
left join name r on r.id = o.region
left join name l on l.id = o.log_type
where o.id = ?1;

-- name: shard_troubled
-- The same columns of those that are partly indexed or rejected.
select o.id, f.archive, f.path, o.name, o.size, o.mtime, o.ctime, o.inode,
	o.inflated, o.sha256, o.outcome, o.reason, o.first, o.records,
	a.text, r.text, l.text, o.type, o.hour, o.day
from object o
cross join folder f on f.id = o.folder
left join name a on a.id = o.account
left join name r on r.id = o.region
left join name l on l.id = o.log_type
where o.outcome <> 0;

-- name: shard_strange
-- ?1 day (null: none): an object of another day: folder, name
select f.path, o.name from object o cross join folder f on f.id = o.folder
where o.day is not ?1 limit 1;

-- name: shard_keys
-- Objects that have records: first record, how many, folder, name.
select o.first, o.records, f.path, o.name
from object o cross join folder f on f.id = o.folder
where o.records > 0;

-- name: shard_object_range
-- ?1 id: its first record, how many
select first, records from object where id = ?1;

-- name: shard_put_record
insert into record(id, object, ordinal, time, type, flags, user, model,
	conversation, file, request, first, past, block, start, length,
	searched)
values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
	?17);

-- name: shard_record
-- ?1 id: the record with its names and its object.
select r.ordinal, r.time, r.type, r.flags, r.request, r.first, r.past,
	r.searched, r.object, u.text, m.text, c.text, n.text,
	f.archive, f.path, o.name, a.text, g.text, o.sha256
from record r
cross join object o on o.id = r.object
cross join folder f on f.id = o.folder
left join name u on u.id = r.user
left join name m on m.id = r.model
left join name c on c.id = r.conversation
left join name n on n.id = r.file
left join name a on a.id = o.account
left join name g on g.id = o.region
where r.id = ?1;

-- name: shard_times
-- ?1 id: from that record on, id and time
select id, time from record where id >= ?1 order by id;

-- name: shard_outlines
-- Every record that is no copy: id, flags, type, time, user, conversation,
-- folder
select r.id, r.flags, r.type, r.time, r.user, r.conversation, o.folder
from record r cross join object o on o.id = r.object
where not r.flags & 16
order by r.id;

-- name: shard_record_names
-- ?1 id: ids of user, model, account, region, log type, type, file,
-- conversation, as enum pl_name_kind counts them
select r.user, r.model, o.account, o.region, o.log_type, r.type, r.file,
	r.conversation
from record r cross join object o on o.id = r.object
where r.id = ?1;

-- name: shard_places
-- ?1 id: from that record on, id and where the text lies
select id, block, start, length from record where id >= ?1 order by id;

-- name: shard_get_block
-- ?1 id
select size, data from block where id = ?1;

-- name: shard_put_block
-- ?1 id, ?2 inflated size, ?3 zstd frame
insert into block(id, size, data) values(?1, ?2, ?3);

-- name: shard_put_page
-- Of the full-text index: ?1 id, ?2 bytes
replace into text_data(id, block) values(?1, ?2);

-- name: shard_get_page
-- ?1 id: bytes
select block from text_data where id = ?1;

-- name: shard_put_page_key
-- ?1 segment, ?2 how its first word begins, ?3 twice the page's number, and
-- one if it has an index of its last word's list
insert into text_idx(segid, term, pgno) values(?1, ?2, ?3);

-- name: shard_put_vocabulary
-- ?1 id, ?2 how many records the shard has, ?3 how many words, ?4 whether
-- another row follows, ?5 inflated size, ?6 zstd frame
insert into vocabulary(id, records, words, more, size, data)
values(?1, ?2, ?3, ?4, ?5, ?6);

-- name: shard_vocabulary
-- In their order: id, records, words, whether another row follows, inflated
-- size, frame
select id, records, words, more, size, data from vocabulary order by id;

-- name: shard_match
-- ?1 a MATCH expression made by match.c: rowids, gathered
select pl_gather(rowid) from text where text match ?1;

-- name: shard_frequency
-- ?1 a MATCH expression of one term: rowid, number of its instances
select rowid, pl_instances(text) from text where text match ?1;

-- name: shard_time
-- ?1 <= time < ?2: rowids
select id from record where time >= ?1 and time < ?2;

-- name: shard_duplicates
select id from record where flags & 16;

-- name: shard_by_file
select id, file from record where file is not null;

-- name: shard_by_conversation
select id, conversation from record where conversation is not null;

-- name: shard_by_log_type
select r.id, o.log_type
from object o cross join record r on r.id between o.first
	and o.first + o.records - 1
where o.log_type is not null;

-- name: shard_by_made_id
-- ?1 the beginning of an object's SHA-256, ?2 ordinal: records without a
-- request
select r.id
from object o cross join record r on r.id between o.first
	and o.first + o.records - 1
where substr(o.sha256, 1, length(?1)) = ?1 and r.ordinal = ?2
	and r.request is null;

-- name: shard_by_request
-- ?1 request
select id from record where request = ?1;

-- name: shard_copies_requested
-- Records that share their request with others.
select id from record where request in (
	select request from record where request is not null
	group by request having count(*) > 1);

-- name: shard_namesakes
-- Records that share their request with others and are no copies: id, request.
select id, request from record
where not flags & 16 and request in (
	select request from record where request is not null
	group by request having count(*) > 1)
order by request, id;

-- name: shard_copies_unnamed
-- Records without a request, in objects of the same bytes as others.  Where
-- every record has one no hashes are grouped.
select r.id
from record r cross join object o on o.id = r.object
where r.request is null and o.sha256 in (
	select c.sha256 from object c
	where c.sha256 is not null and c.id in (
		select u.object from record u where u.request is null)
	group by c.sha256 having count(*) > 1);

-- name: shard_copy_said
-- ?1 id: where its text lies (block, start, length), request, hash of its
-- object, and numbers: ordinal, flags, time, type, user, model, conversation,
-- file, account, region
select r.block, r.start, r.length, r.request, o.sha256,
	r.ordinal, r.flags, r.time, r.type, r.user, r.model, r.conversation,
	r.file, o.account, o.region
from record r cross join object o on o.id = r.object
where r.id = ?1;

-- name: shard_copy_place
-- ?1 id: key, archive, ordinal
select cast(f.path || o.name as blob), f.archive, r.ordinal
from record r
cross join object o on o.id = r.object
cross join folder f on f.id = o.folder
where r.id = ?1;

-- name: shard_unset_copies
update record set flags = flags & ~16 where flags & 16;

-- name: shard_set_copy
-- ?1 id
update record set flags = flags | 16 where id = ?1;

-- name: shard_term_pages
-- The leaf pages of the full-text index, whose numbers hold that of a segment,
-- six bits that are 0 for leaves, and that of the page.
select block from text_data where id >= 1 << 37 and id >> 31 & 63 = 0;

-- name: shard_outcomes
-- How many objects are indexed, partly, rejected.
select coalesce(sum(outcome = 0), 0), coalesce(sum(outcome = 1), 0),
	coalesce(sum(outcome = 2), 0)
from object;

-- name: shard_states
-- Every object as it was put: archive, folder, name, size, mtime, ctime, inode,
-- sha256.
select f.archive, f.path, o.name, o.size, o.mtime, o.ctime, o.inode, o.sha256
from object o cross join folder f on f.id = o.folder order by o.id;

-- name: shard_states_sorted
-- The same by archive and key.
select f.archive, f.path, o.name, o.size, o.mtime, o.ctime, o.inode, o.sha256
from object o cross join folder f on f.id = o.folder
order by f.archive, cast(f.path || o.name as blob);

-- name: shard_last_name
-- The greatest number of a name.
select coalesce(max(id), 0) from name;

-- name: shard_tally
-- Every record, by rowid: time, type, flags, and the numbers of its user,
-- model, account, region and log type.
select r.time, r.type, r.flags, r.user, r.model, o.account, o.region,
	o.log_type
from record r left join object o on o.id = r.object
order by r.id;

-- ----------------------------------------------------------------- store --

-- name: store_schema
-- index.db.  `shard`, `shard_name` and `shard_note` are made from the shards
-- whenever one is replaced; the rest is what runs saw and people decided.
create table setting(key text primary key, value) without rowid;
create table archive(
	id integer primary key,
	root text not null unique,
	bundle integer not null,
	added integer not null,
	signature text not null default ''
);
create table run(
	id integer primary key,
	command text not null,
	started integer not null,
	ended integer,
	state integer not null,
	made_good integer not null default 0,
	pid integer not null,
	host text not null,
	program text not null,
	reason text not null default '',
	counts text not null default ''
);
create table run_scope(
	run integer not null,
	archive integer not null,
	scope text not null,
	primary key(run, archive, scope)
) without rowid;
create table looked(
	archive integer not null,
	scope text not null,
	ended integer,
	primary key(archive, scope)
) without rowid;
create table shard(
	name text primary key,
	file text not null,
	day integer,
	bytes integer not null,
	mtime integer not null,
	inode integer not null,
	sha256 blob not null,
	unicode text not null,
	least integer not null,
	greatest integer not null,
	indexed integer not null,
	partly integer not null,
	rejected integer not null,
	records integer not null,
	duplicates integer not null
) without rowid;
create table shard_name(
	kind integer not null,
	name text not null,
	shard text not null,
	records integer not null,
	primary key(kind, name, shard)
) without rowid;
create index shard_name_shard on shard_name(shard);
create table shard_archive(
	shard text not null,
	archive integer not null,
	objects integer not null,
	digest blob,
	primary key(shard, archive)
) without rowid;
create index shard_archive_archive on shard_archive(archive);
create table shard_note(
	archive integer not null,
	key text not null,
	shard text not null,
	kind integer not null,
	reason text not null,
	hour integer,
	mark blob not null,
	since integer not null,
	primary key(archive, key)
) without rowid;
create index shard_note_shard on shard_note(shard);
create table absent(
	archive integer not null,
	key text not null,
	kind integer not null,
	reason text not null,
	hour integer,
	since integer not null,
	run integer not null,
	primary key(archive, key)
) without rowid;
create table accepted(
	archive integer not null,
	key text not null,
	kind integer not null,
	mark blob not null,
	reason text not null,
	time integer not null,
	primary key(archive, key, kind)
) without rowid;
create table hold(
	name text primary key,
	least integer not null,
	past integer not null,
	undated integer not null,
	user text not null,
	reason text not null,
	created integer not null
) without rowid;
create table forgotten(
	archive integer not null,
	day integer not null,
	key text not null,
	primary key(archive, day, key)
) without rowid;
create table rebuilt(day integer primary key);
-- What each sweep forgot of each day, so that answers can say so; times are
-- those of what the day held until then.
create table swept(
	run integer not null,
	day integer not null,
	time integer not null,
	objects integer not null,
	records integer not null,
	least integer not null,
	greatest integer not null,
	primary key(run, day)
) without rowid;
-- What a person accepts is the content that was there, or the reason for which
-- it could not be had: the mark.
create view note as
select n.kind, n.archive, n.key, n.reason, n.hour, n.since, n.mark,
	a.reason as accept_reason, a.time as accept_time
from shard_note n left join accepted a on a.archive = n.archive
	and a.key = n.key and a.kind = n.kind and a.mark = n.mark
union all
select n.kind, n.archive, n.key, n.reason, n.hour, n.since,
	cast(n.reason as blob), a.reason, a.time
from absent n left join accepted a on a.archive = n.archive
	and a.key = n.key and a.kind = n.kind
	and a.mark = cast(n.reason as blob);

-- name: store_put_setting
-- ?1 key, ?2 value
insert or replace into setting(key, value) values(?1, ?2);

-- name: store_get_setting
-- ?1 key
select value from setting where key = ?1;

-- name: store_archives
select a.id, a.root, a.bundle, a.added, a.signature,
	coalesce(sum(s.objects), 0)
from archive a left join shard_archive s on s.archive = a.id
group by a.id order by a.id;

-- name: store_restore_archive
-- ?1 id, ?2 root, ?3 bundle, ?4 added
insert or ignore into archive(id, root, bundle, added) values(?1, ?2, ?3, ?4);

-- name: store_put_archive
-- ?1 root, ?2 bundle, ?3 added
insert into archive(root, bundle, added) values(?1, ?2, ?3);

-- name: store_set_signature
-- ?1 archive, ?2 signature
update archive set signature = ?2 where id = ?1;

-- name: store_runs
select id, command, started, ended, state, made_good, pid, host, program,
	reason, counts
from run order by id;

-- name: store_put_run
-- ?1 command, ?2 started, ?3 pid, ?4 host, ?5 program, ?6 a number that is to be
-- less
insert into run(id, command, started, state, pid, host, program)
values(1 + max(?6, coalesce((select max(id) from run), 0)), ?1, ?2, 0, ?3, ?4,
	?5);

-- name: store_put_scope
-- ?1 run, ?2 archive, ?3 scope
insert or ignore into run_scope(run, archive, scope) values(?1, ?2, ?3);

-- name: store_end_run
-- ?1 run, ?2 ended, ?3 state, ?4 reason, ?5 counts
update run set ended = ?2, state = ?3, reason = ?4, counts = ?5 where id = ?1;

-- name: store_make_good
-- Runs that did not end, and whose every scope is covered by a scope of some
-- later run that did, are made good: by an update, which looks for all that
-- there is, or by a run of the same command.
update run set made_good = 1
where state <> 3 and not made_good
and exists (select 1 from run n where n.id > run.id and n.state = 3
	and n.command in ('update', run.command))
and not exists (
	select 1 from run_scope o where o.run = run.id and not exists (
		select 1 from run n join run_scope s on s.run = n.id
		where n.id > run.id and n.state = 3
			and n.command in ('update', run.command)
			and s.archive = o.archive
			and substr(o.scope, 1, length(s.scope)) = s.scope));

-- name: store_forget_looked
-- ?1 run: what was looked into before, and is within its scopes.
delete from looked where exists (
	select 1 from run_scope s
	where s.run = ?1 and s.archive = looked.archive and (
		s.scope = 'AWSLogs/'
		or substr(looked.scope, 1, length(s.scope)) = s.scope));

-- name: store_put_looked
-- ?1 run, which has ended.  Nothing beside its AWSLogs belongs to an archive.
insert or replace into looked(archive, scope, ended)
select s.archive, case s.scope when 'AWSLogs/' then '' else s.scope end,
	r.ended
from run_scope s join run r on r.id = s.run where s.run = ?1;

-- name: store_doubt_looked
-- ?1 run, a rebuild: it took what its days have of whole archives, but of no
-- archive that is missing.
insert or ignore into looked(archive, scope)
select archive, '' from run_scope where run = ?1;

-- name: store_restore_looked
-- ?1 archive: that it is not known what of it was looked into
insert or ignore into looked(archive, scope) values(?1, '');

-- name: store_looked
select archive, scope, ended from looked order by archive, scope;

-- name: store_forget_runs
-- ?1 how many of the latest runs to keep: older ones that need no attention
-- go, so that an hourly run does not grow index.db for ever.
delete from run where (state = 3 or made_good)
	and id <= (select max(id) from run) - ?1;

-- name: store_forget_scopes
delete from run_scope where run not in (select id from run);

-- name: store_shards
select name, file, day, bytes, mtime, inode, sha256, unicode, least, greatest,
	indexed, partly, rejected, records, duplicates
from shard order by day, name;

-- name: store_put_shard
insert or replace into shard(name, file, day, bytes, mtime, inode, sha256,
	unicode, least, greatest, indexed, partly, rejected, records,
	duplicates)
values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);

-- name: store_put_damaged
-- ?1 name, ?2 file, ?3 day, ?4 bytes, ?5 mtime, ?6 inode, ?7 sha256: a shard
-- that nothing can be read from, unless it was described when it could.  Any
-- time may be in it, so that every search tries it, and says so.
insert or ignore into shard(name, file, day, bytes, mtime, inode, sha256,
	unicode, least, greatest, indexed, partly, rejected, records,
	duplicates)
values(?1, ?2, ?3, ?4, ?5, ?6, ?7, '', -9223372036854775808,
	9223372036854775807, 0, 0, 0, 0, 0);

-- name: store_drop_shard_names
-- ?1 shard
delete from shard_name where shard = ?1;

-- name: store_drop_shard_archives
-- ?1 shard
delete from shard_archive where shard = ?1;

-- name: store_put_shard_archive
-- ?1 shard, ?2 archive, ?3 objects, ?4 their digest
insert into shard_archive(shard, archive, objects, digest)
values(?1, ?2, ?3, ?4);

-- name: store_shard_archives
-- ?1 shard: archive, objects, their digest
select archive, objects, digest from shard_archive where shard = ?1;

-- name: store_shard_file
-- ?1 shard: bytes, mtime, inode of its file when it was described
select bytes, mtime, inode from shard where name = ?1;

-- name: store_archive_days
-- ?1 archive: days, null for undated
select s.day from shard_archive a join shard s on s.name = a.shard
where a.archive = ?1;

-- name: store_duplicates
select coalesce(sum(duplicates), 0) from shard;

-- name: store_put_shard_name
-- ?1 kind, ?2 name, ?3 shard, ?4 records: adds to what is there
insert into shard_name(kind, name, shard, records) values(?1, ?2, ?3, ?4)
on conflict(kind, name, shard) do update set records = records + ?4;

-- name: store_names
-- ?1 kind: name, shard, records
select name, shard, records from shard_name where kind = ?1
order by name, shard;

-- name: store_each_name
-- ?1 kind: its names, each once, in order.  There are as many rows of a name
-- as shards that have it, and they are passed by.
with recursive x(name) as (
	select min(name) from shard_name where kind = ?1
	union all
	select (select min(s.name) from shard_name s
		where s.kind = ?1 and s.name > x.name)
	from x where x.name is not null
)
select name from x where name is not null;

-- name: store_name_shards
-- ?1 kind, ?2 name: name, shard, records, by shard; also of names that go on
-- after a NUL.
select name, shard, records from shard_name
where kind = ?1 and name >= ?2 and name < ?2 || char(1)
order by name, shard;

-- name: store_shard_notes
-- ?1 shard: archive, key, reason, since
select archive, key, reason, since from shard_note where shard = ?1;

-- name: store_drop_shard_notes
-- ?1 shard
delete from shard_note where shard = ?1;

-- name: store_put_shard_note
-- ?1 archive, ?2 key, ?3 shard, ?4 kind, ?5 reason, ?6 hour, ?7 mark, ?8 since
insert or replace into shard_note(archive, key, shard, kind, reason, hour,
	mark, since)
values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: store_put_absent
-- ?1 archive, ?2 key, ?3 kind, ?4 reason, ?5 hour, ?6 since, ?7 run
insert into absent(archive, key, kind, reason, hour, since, run)
values(?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict(archive, key) do update set
	since = iif(kind = ?3, since, ?6),
	kind = ?3, reason = ?4, hour = ?5, run = ?7;

-- name: store_drop_absent
-- ?1 archive, ?2 first key, ?3 key past the last, ?4 run: what other runs saw
delete from absent
where archive = ?1 and key >= ?2 and key < ?3 and run <> ?4;

-- name: store_count_notes
-- kind, how many, how many that nobody accepted
select kind, count(*), sum(accept_time is null) from note group by kind;

-- name: store_notes
-- What is noted of a whole archive has its root for a key.
select kind, archive, iif(key = '', coalesce((
		select root from archive a where a.id = note.archive), ''),
	key), reason, hour, since, accept_reason, accept_time
from note order by key, archive;

-- name: store_accept
-- ?1 reason, ?2 time, ?3 key.  What is noted of a whole archive has no key and
-- goes by its root.
insert or replace into accepted(archive, key, kind, mark, reason, time)
select archive, key, kind, mark, ?1, ?2 from note
where key = ?3 or key = '' and archive in (
	select id from archive where root = ?3);

-- name: store_accept_all
-- ?1 reason, ?2 time: whatever nobody has accepted yet
insert or replace into accepted(archive, key, kind, mark, reason, time)
select archive, key, kind, mark, ?1, ?2 from note where accept_time is null;

-- name: store_forget_accepted
-- What was accepted of an object that is as it was again: should it vanish
-- once more, that is news.
delete from accepted where kind in (2, 3) and not exists (
	select 1 from absent n where n.archive = accepted.archive
		and n.key = accepted.key and n.kind = accepted.kind);

-- name: store_drop_shard
-- ?1 shard
delete from shard where name = ?1;

-- name: store_drop_note
-- ?1 archive, ?2 key: what runs saw of it
delete from absent where archive = ?1 and key = ?2;

-- name: store_drop_accepted
-- ?1 archive, ?2 key: what people said of it
delete from accepted where archive = ?1 and key = ?2;

-- name: store_drop_setting
-- ?1 key
delete from setting where key = ?1;

-- name: store_holds
select name, least, past, undated, user, reason, created from hold
order by name;

-- name: store_put_hold
-- ?1 name, ?2 first day, ?3 past the last, ?4 whether undated too, ?5 user or
-- "", ?6 reason, ?7 created
insert or ignore into hold(name, least, past, undated, user, reason, created)
values(?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: store_drop_hold
-- ?1 name
delete from hold where name = ?1;

-- name: store_put_forgotten
-- ?1 archive, ?2 day, ?3 key: not to be taken in again
insert or ignore into forgotten(archive, day, key) values(?1, ?2, ?3);

-- name: store_forgotten
-- ?1 archive, ?2 day: keys, in their order
select key from forgotten where archive = ?1 and day = ?2 order by key;

-- name: store_forgotten_all
-- ?1 archive: day and key of each
select day, key from forgotten where archive = ?1 order by day, key;

-- name: store_forgotten_count
-- ?1 archive
select count(*) from forgotten where archive = ?1;

-- name: store_drop_forgotten
-- ?1 archive, ?2 day, ?3 key: may be taken in again
delete from forgotten where archive = ?1 and day = ?2 and key = ?3;

-- name: store_put_swept
-- ?1 run, ?2 day, ?3 time, ?4 objects, ?5 records, ?6 the day's shard: of what
-- is in no shard any time may have been
insert into swept(run, day, time, objects, records, least, greatest)
select ?1, ?2, ?3, ?4, ?5,
	coalesce(min(least), -9223372036854775808),
	coalesce(max(greatest), 9223372036854775807)
from shard where name = ?6;

-- name: store_replace_swept
-- ?1 day, ?2 objects: what a sweep that was killed or failed meant to forget of
-- that day, now that another forgets as much
delete from swept where day = ?1 and objects <= ?2
	and run in (select id from run where state in (0, 2));

-- name: store_drop_swept
-- ?1 run, ?2 day: it was not forgotten after all
delete from swept where run = ?1 and day = ?2;

-- name: store_swept
select run, day, time, objects, records, least, greatest from swept
order by run, day;

-- name: store_put_rebuilt
-- ?1 day
insert or ignore into rebuilt(day) values(?1);

-- name: store_rebuilt
select day from rebuilt;

-- name: store_not_rebuilt
-- ?1 day
delete from rebuilt where day = ?1;

-- name: store_drop_rebuilt
delete from rebuilt;

-- name: store_check_shard
-- ?1 name: what the shard's file must say again
select file, day, unicode, least, greatest, indexed, partly, rejected,
	records, duplicates
from shard where name = ?1;

-- name: store_check_names
-- ?1 shard
select kind, name, records from shard_name where shard = ?1
order by kind, name;

-- name: store_check_archives
-- ?1 shard
select archive, objects, digest from shard_archive where shard = ?1
order by archive;

-- name: store_check_notes
-- ?1 shard
select archive, key, kind, reason, hour, mark from shard_note where shard = ?1
order by archive, key;

-- --------------------------------------------------------------- checking --

-- name: check_make_instances
-- The full-text index as it is stored, term after term.
create virtual table if not exists temp.instance using fts5vocab(main, 'text', 'instance');

-- name: check_instances
-- Every occurrence: term, rowid, column, place in it.
select term, doc, col, offset from temp.instance;

-- name: check_integrity
pragma integrity_check(20);

-- name: check_text_integrity
insert into text(text) values('integrity-check');

-- name: check_page_keys
-- The pages of words that have a key, in order: segment, page, key, bytes
select i.segid, i.pgno >> 1, i.term, d.block
from text_idx i
join text_data d on d.id = (i.segid << 37) + (i.pgno >> 1)
order by i.segid, i.pgno;

-- name: check_objects
-- Objects by rowid: id, first record, records, whether their names are there
select o.id, o.first, o.records, f.id is null,
	o.account is not null and a.id is null
	or o.region is not null and r.id is null
	or o.log_type is not null and l.id is null
from object o
left join folder f on f.id = o.folder
left join name a on a.id = o.account and a.kind = 2
left join name r on r.id = o.region and r.kind = 3
left join name l on l.id = o.log_type and l.kind = 4
order by o.id;

-- name: check_records
-- Records by rowid: id, object, block, start, length, searched, type, ids of
-- user, model, account, region, file, conversation, and whether these are names of that
-- kind
select x.id, x.object, x.block, x.start, x.length, x.searched, x.type, x.user,
	x.model, o.account, o.region,
	x.user is not null and u.id is null
	or x.model is not null and m.id is null
	or x.file is not null and n.id is null
	or x.conversation is not null and c.id is null
from record x
left join object o on o.id = x.object
left join name u on u.id = x.user and u.kind = 0
left join name m on m.id = x.model and m.kind = 1
left join name n on n.id = x.file and n.kind = 6
left join name c on c.id = x.conversation and c.kind = 7
order by x.id;

-- name: check_blocks
-- Blocks by rowid: id, inflated size, frame
select id, size, data from block order by id;
