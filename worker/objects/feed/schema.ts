/** A feed's own database. Append only, as everywhere. */
export const MIGRATIONS: readonly string[] = [
  `create table feed (
     id integer primary key check (id = 1),
     vendor text not null,
     resource text not null,
     generation text not null,
     next_no integer not null default 1,
     attend integer,
     collect integer,
     deliver integer,
     tries integer not null default 0,
     connection_id text,
     state text not null
   ) strict;
   create table reader (
     sync_id text primary key,
     side text not null,
     tables text not null,
     connection_id text not null,
     reached integer not null,
     gap text,
     told text
   ) strict, without rowid;
   create table hook (
     key text primary key,
     id text not null,
     secret text not null,
     made integer not null,
     expires integer,
     life integer,
     cursor integer not null,
     tables text not null
   ) strict, without rowid;
   create table item (no integer primary key, at integer, wakes text, body text) strict;
   create table delivery (key text primary key, at integer not null) strict, without rowid;
   create index delivery_at on delivery (at);`,
  'alter table reader add column workspace_id text',
  `alter table reader add column fields text not null default '{}';
   alter table hook add column fields text not null default '{}'`,
]
