/**
 * A sync's own database. Append only: a statement that has landed is never edited, later ones change what it made.
 *
 * `seen` holds only what differs from the bases, and records without a link; what is equal leaves no row, just a bit
 * in its listing. `write` is the plan, the intents and the ledger in one: a row lives planned → sent → settled.
 */
export const MIGRATIONS: readonly string[] = [
  `create table setup (
     id integer primary key check (id = 1),
     json text not null,
     paused integer not null default 0,
     stopped text,
     read_order integer not null default 0,
     described integer not null default 0,
     epoch integer not null default 0
   ) strict;
   create table described (
     side text not null,
     table_id text not null,
     json text not null,
     primary key (side, table_id)
   ) strict, without rowid;
   create table name (
     side text not null,
     id text not null,
     text text not null,
     primary key (side, id)
   ) strict, without rowid;
   create table pairing (
     no integer primary key,
     entity_type text not null unique,
     json text not null,
     left_total integer not null default 0,
     right_total integer not null default 0,
     left_since integer,
     right_since integer,
     left_before integer,
     right_before integer
   ) strict;
   create table link (
     id integer primary key,
     pairing integer not null,
     left_id text not null,
     right_id text not null,
     left_base text not null,
     right_base text not null,
     left_order integer not null,
     right_order integer not null,
     version integer not null,
     revision integer not null default 0,
     proposed integer,
     gone text,
     unique (pairing, left_id),
     unique (pairing, right_id)
   ) strict;
   create table seen (
     id integer primary key,
     pairing integer not null,
     side text not null,
     record_id text not null,
     read_order integer not null,
     slots text,
     times text,
     title text not null,
     by_vendor integer not null default 0,
     since integer,
     fate text,
     says text,
     unique (pairing, side, record_id)
   ) strict;
   create table key (
     pairing integer not null,
     side text not null,
     text text not null,
     record_id text not null,
     primary key (pairing, side, record_id, text)
   ) strict, without rowid;
   create index key_text on key (pairing, side, text);
   create table listing (
     pairing integer not null,
     side text not null,
     run integer not null,
     cursor text,
     started integer not null,
     touched integer not null,
     complete integer not null,
     count integer not null,
     known integer not null,
     links blob not null,
     loose blob not null,
     primary key (pairing, side)
   ) strict, without rowid;
   create table run (
     id integer primary key,
     kind text not null,
     state text not null,
     started integer not null,
     ended integer,
     wake integer,
     attempt integer not null default 0,
     position integer not null default 0,
     read integer not null default 0,
     linked integer not null default 0,
     resolved integer not null default 0,
     versions text not null default '{}',
     approved integer not null default 0,
     stopping integer not null default 0,
     waits_for text,
     says text
   ) strict;
   create table write (
     id integer primary key,
     run integer not null,
     pairing integer not null,
     side text not null,
     kind text not null,
     link integer,
     record_id text,
     source_id text,
     rank integer not null,
     title text not null,
     changes text not null,
     source text not null,
     version integer not null,
     state text not null,
     attempt integer not null default 0,
     epoch integer,
     sent integer,
     look integer,
     settled integer,
     failure text
   ) strict;
   create index write_open on write (run, side, rank, id) where state in ('planned', 'sent');
   create index write_source on write (pairing, side, source_id) where state in ('planned', 'sent');
   create index write_run on write (run, id);
   create index write_lost on write (pairing, side, source_id) where state = 'dropped' and sent is not null;
   create table need (
     write integer not null,
     pairing integer not null,
     side text not null,
     source_id text not null,
     primary key (write, pairing, side, source_id)
   ) strict, without rowid;
   create table block (
     pairing integer not null,
     side text not null,
     source_id text not null,
     entry text not null,
     fingerprint text not null,
     failure text not null,
     primary key (pairing, side, source_id, entry)
   ) strict, without rowid;
   create table conflict (
     id integer primary key,
     about text not null unique,
     pairing integer not null,
     kind text not null,
     link integer,
     left_id text,
     right_id text,
     entry text,
     base text not null,
     left_value text not null,
     right_value text not null,
     says text not null,
     since integer not null
   ) strict;
   create index conflict_link on conflict (link);
   create table timer (name text primary key, due integer not null) strict, without rowid;`,
  `create table hold (
     id integer primary key,
     pairing integer not null,
     side text not null,
     record_id text not null,
     entry text not null,
     why text not null,
     says text not null,
     run integer,
     actor text,
     since integer not null,
     unique (pairing, side, record_id, entry)
   ) strict;`,
  `create table verdict (
     pairing integer not null,
     left_id text not null,
     right_id text not null,
     same integer not null,
     since integer not null,
     primary key (pairing, left_id, right_id)
   ) strict, without rowid;
   create index verdict_right on verdict (pairing, right_id);
   create table alike (
     pairing integer not null,
     left_id text not null,
     right_id text not null,
     odds real not null,
     sure integer not null,
     primary key (pairing, left_id, right_id)
   ) strict, without rowid;
   create index alike_right on alike (pairing, right_id);
   create table likeness (
     pairing integer primary key,
     generation integer not null,
     json text not null
   ) strict;
   create table term_count (
     pairing integer not null,
     part integer not null,
     counts blob not null,
     primary key (pairing, part)
   ) strict, without rowid;
   create table matching (
     id integer primary key check (id = 1),
     run integer not null,
     stage integer not null,
     after integer not null
   ) strict;
   alter table seen add column judged integer;
   alter table conflict add column candidates text not null default '[]';`,
  `alter table link add column left_out integer not null default 0;
   alter table link add column right_out integer not null default 0;
   alter table seen add column out integer not null default 0;
   alter table setup add column me text not null default '{}';
   create table membership (
     pairing integer not null,
     side text not null,
     run integer not null,
     filter text not null,
     stage text not null,
     cursor text,
     after integer not null,
     touched integer not null,
     links blob not null,
     loose blob not null,
     failure text,
     primary key (pairing, side)
   ) strict, without rowid;`,
  `alter table conflict add column status text not null default 'open';
   alter table conflict add column stamp integer not null default 0;
   alter table seen add column wanted integer not null default 0;
   create table decision (
     id integer primary key,
     pairing integer not null,
     link integer not null,
     entry text not null,
     choice text not null,
     seen text not null,
     actor text,
     since integer not null,
     unique (link, entry)
   ) strict;`,
  'alter table matching add column part integer not null default 0',
  `-- A row for each change, not one for each index: a run's writes are found by their numbers.
   drop index write_open;
   drop index write_run;
   drop index write_source;
   drop index write_lost;
   create index write_rank on write (run, side, rank, id) where rank < 0 and state in ('planned', 'sent');
   create index write_create on write (pairing, side, source_id) where kind = 'create';
   create index write_removal on write (pairing, run) where kind in ('delete', 'mark');
   create index write_look on write (run, look) where look is not null;
   alter table run add column first integer not null default 0;
   update run set first = coalesce((select min(id) from write where write.run = run.id), 0);
   alter table run add column cursor text;
   alter table run add column sending integer not null default 0;
   alter table link add column touched integer;
   create index link_touched on link (pairing, id) where touched is not null;
   create index link_proposed on link (pairing, proposed) where proposed is not null;
   create index link_gone on link (pairing, gone) where gone is not null;
   alter table pairing add column met_version integer not null default 0;
   drop table listing;
   create table listing (
     pairing integer not null,
     side text not null,
     run integer not null,
     cursor text,
     checkpoint text,
     started integer not null,
     touched integer not null,
     complete integer not null,
     count integer not null,
     known integer not null,
     primary key (pairing, side)
   ) strict, without rowid;
   drop table membership;
   create table membership (
     pairing integer not null,
     side text not null,
     run integer not null,
     filter text not null,
     stage text not null,
     cursor text,
     after integer not null,
     touched integer not null,
     failure text,
     primary key (pairing, side)
   ) strict, without rowid;
   create table bits (
     pairing integer not null,
     name text not null,
     chunk integer not null,
     bytes blob not null,
     primary key (pairing, name, chunk)
   ) strict, without rowid;`,
  `-- The ledger: who started what and what for, a record's rows found by its id, and records as they were.
   alter table run add column actor text;
   alter table run add column purpose text not null default '{"is":"sync"}';
   alter table write add column note text;
   create index write_record on write (pairing, side, record_id) where state = 'settled';
   create table image (
     write integer primary key,
     json text not null
   ) strict;
   create table backup (
     id integer primary key,
     run integer not null,
     state text not null,
     started integer not null,
     ended integer,
     cursor text,
     says text
   ) strict;
   create table backup_part (
     backup integer not null,
     no integer not null,
     pairing integer not null,
     kind text not null,
     records integer not null,
     bytes integer not null,
     primary key (backup, no)
   ) strict, without rowid;`,
  `create table noticed (
     side text not null,
     id text not null,
     run integer not null,
     primary key (side, id)
   ) strict, without rowid;`,
  `create table calm (
     pairing integer not null,
     side text not null,
     record_id text not null,
     entry text not null,
     write integer not null,
     primary key (pairing, side, record_id, entry)
   ) strict, without rowid;`,
  `create index link_out on link (pairing, id) where left_out = 1 or right_out = 1;
   alter table pairing add column account text;`,
  `-- Records that a person waits for, to be read and written by a run of their own; and what a draft's preview came to.
   create table errand (
     pairing integer not null,
     side text not null,
     record_id text not null,
     actor text,
     since integer not null,
     primary key (pairing, side, record_id)
   ) strict, without rowid;
   alter table run add column forecast text;`,
  `-- Records that were proved gone: few, and counted with every listing.
   create index seen_gone on seen (pairing, side, record_id) where slots is null;`,
  `-- A listing goes on from its walks, each with a beginning of its own.
   alter table listing drop column checkpoint;`,
  `-- Numbers of links and pairings are never given twice: the ledger goes by them long after they went.
   create table highest (name text primary key, n integer not null) strict, without rowid;
   insert into highest (name, n) select 'link', max(link) from write having max(link) is not null;
   insert into highest (name, n) select 'pairing', max(pairing) from write having max(pairing) is not null;`,
  `-- What the feeds told of: one row for each record, and how far each webhook has been taken.
   create table inbox (
     side text not null,
     table_id text not null,
     record_id text not null,
     turn integer not null,
     own integer not null,
     times text not null,
     since integer not null,
     heard integer not null,
     primary key (side, table_id, record_id)
   ) strict, without rowid;
   create table reached (hook text primary key, no integer not null) strict, without rowid;
   create table feed (side text primary key, json text not null) strict, without rowid;`,
  'alter table setup add column quota text',
  'create table ticket (hash text primary key, expires integer not null) strict, without rowid',
  `-- Runs of whose writes the ledger keeps no longer all.
   alter table run add column forgotten integer not null default 0`,
  `-- What a run that is over planned and proposed is taken down part by part; what it came to is counted once.
   alter table run add column leaving integer;
   alter table run add column counts text;
   create index run_leaving on run (id) where leaving is not null;`,
  `-- When a run came to each of its phases.
   alter table run add column stages text not null default '[]'`,
  `-- How many things waited, and the month's calls, in the hours in which that changed.
   create table gauge (hour integer primary key, conflicts integer not null, blocked integer not null, calls integer) strict`,
  `-- A half that lived on alone, and unwatched, until its link got the other half back.
   alter table link add column alone text;
   create index link_alone on link (pairing, id) where alone is not null;`,
  // What a person does about a stop.
  'alter table setup add column mend text',
  `-- Records that a person asked for by name, not only to be looked at again.
   alter table errand add column wanted integer not null default 0`,
  // Whose ticket it is: the line it opens ends with their right to it.
  'alter table ticket add column listener text',
  // The one pairing a backup holds; null where it holds all.
  'alter table backup add column entity_type text',
  `-- What others are to be told of, while anybody wants to hear of it.
   create table heeded (
     one integer primary key check (one = 1),
     revision integer not null,
     events text not null
   ) strict;
   create table tiding (
     n integer primary key,
     id text not null unique,
     event text not null,
     pairing integer not null,
     record_id text not null,
     entries text not null,
     at integer not null
   ) strict;`,
  `-- Whose values were erased: the ids of their records, and keyed hashes of what they went by.
   create table erasure (
     id integer primary key,
     pairing integer not null,
     left_id text,
     right_id text,
     since integer not null
   ) strict;
   create index erasure_left on erasure (pairing, left_id);
   create index erasure_right on erasure (pairing, right_id);
   create table erased_key (
     pairing integer not null,
     mark text not null,
     erasure integer not null,
     primary key (pairing, mark, erasure)
   ) strict, without rowid;
   create table erased_not (
     pairing integer not null,
     side text not null,
     record_id text not null,
     primary key (pairing, side, record_id)
   ) strict, without rowid;
   create table erasure_key (id integer primary key check (id = 1), secret text not null) strict`,
  `-- What writes that look like ours replaced, as a vendor tells it.
   alter table inbox add column replaced text not null default '[]'`,
  `-- Heard of while a long run writes, and left to the run that comes after it.
   alter table inbox add column later integer not null default 0`,
  `-- Whoever was erased is taken out of the backups part by part.
   create table erasing (
     id integer primary key,
     entity_type text not null,
     left_id text,
     right_id text,
     since integer not null,
     lines integer not null,
     backup integer,
     part integer not null default 0,
     found integer not null default 0,
     taken integer not null default 0
   ) strict;
   create index erasing_left on erasing (id) where backup is not null`,
  `-- Whether another pairing deletes a record in the same run is asked for each that both lose.
   drop index write_removal;
   create index write_removal on write (pairing, run, record_id) where kind in ('delete', 'mark')`,
  `-- What is merged anew while a run writes counts with what its plan empties.
   alter table run add column emptied text`,
  `-- Do all records go by the keys of the mapping as it is now: no (0), yes (-1), or which run sees to it.
   alter table pairing add column keyed integer not null default 0`,
]
