/**
 * What a workspace's object keeps. Append only: a step that has landed is never edited. The same class also serves as the
 * claim of one resource and as the directory of workspaces, each an object of its own under a name of its own; the
 * tables of the other two stay empty there.
 */
export const MIGRATIONS: readonly string[] = [
  `create table workspace (
     one integer primary key check (one = 1),
     id text not null,
     name text not null,
     created_at integer not null
   ) strict;
   create table key (
     id text primary key,
     hash text not null unique,
     name text not null,
     role text not null,
     scopes text not null,
     created_at integer not null,
     last_used_at integer
   ) strict, without rowid;
   create table connection (
     id text primary key,
     vendor text not null,
     resource text not null,
     added_at integer not null
   ) strict, without rowid;
   create table sync (
     id text primary key,
     created_at integer not null
   ) strict, without rowid;
   create table answer (
     key text primary key,
     print text not null,
     begun_at integer not null,
     status integer,
     body text
   ) strict, without rowid;
   create index answer_by_age on answer (begun_at);
   create table claim (
     connection_id text primary key,
     workspace_id text not null
   ) strict, without rowid;
   create table listed (
     workspace_id text primary key
   ) strict, without rowid;`,
  `create table owned (
     sync_id text not null,
     name text not null,
     resource text not null,
     table_id text not null,
     field text not null,
     part text not null,
     primary key (resource, table_id, field, part, sync_id)
   ) strict, without rowid;
   create index owned_by on owned (sync_id);`,
  `alter table key add column expires_at integer;
   alter table key add column member_id text;
   alter table key add column connection_id text;
   create index key_of_member on key (member_id);
   create table member (
     id text primary key,
     vendor text not null,
     user_id text not null,
     name text not null,
     email text,
     derived text not null,
     given text,
     added_at integer not null,
     seen_at integer not null,
     unique (vendor, user_id)
   ) strict, without rowid;
   create table invitation (
     id text primary key,
     hash text not null unique,
     role text not null,
     name text not null,
     created_by text not null,
     created_at integer not null,
     expires_at integer not null,
     used_by text
   ) strict, without rowid;
   create table audit (
     n integer primary key,
     at text not null,
     actor text not null,
     action text not null,
     about text not null,
     before text not null,
     hash text not null
   ) strict;`,
  // The ids of the connections at its two ends; one made before is seen by whoever sees all.
  `alter table sync add column ends text not null default '[]';
   create table former (
     n integer primary key,
     workspace_id text not null unique
   ) strict;`,
  // Whose grant shows what a session's person may do, and when it was last asked.
  `alter table key add column witness text;
   alter table key add column proved_at integer;
   create table witness (
     id text primary key,
     added_at integer not null,
     collected integer not null default 0
   ) strict, without rowid;`,
  // Who is told of what happens, and the calls still to be made.
  `create table subscription (
     id text primary key,
     key_id text not null,
     ref text not null,
     event text not null,
     table_id text not null,
     address text not null,
     created_at integer not null,
     quiet_until integer not null default 0,
     failures integer not null default 0,
     gone_times integer not null default 0,
     unique (key_id, ref)
   ) strict, without rowid;
   create table errand (
     n integer primary key,
     subscription text not null,
     tiding text not null,
     body text not null,
     queued_at integer not null,
     unique (subscription, tiding)
   ) strict;
   create index errand_by_age on errand (queued_at);
   create table heed (
     one integer primary key check (one = 1),
     revision integer not null
   ) strict;`,
]
