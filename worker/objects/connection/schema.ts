/** What a connection's object keeps. Append only: a step that has landed is never edited. */
export const MIGRATIONS: readonly string[] = [
  `create table account (
     one integer primary key check (one = 1),
     id text not null,
     workspace_id text not null,
     vendor text not null,
     resource text not null,
     name text not null,
     user_id text,
     missing text not null,
     state text not null,
     connected_at integer not null
   ) strict;
   create table secret (
     one integer primary key check (one = 1),
     key text not null,
     token text not null,
     vaulted integer not null
   ) strict;`,
  // Why a connection stands still; how a renewal of its token stands.
  `alter table account add column why text;
   alter table account add column tested_at integer;
   alter table secret add column ends integer;
   alter table secret add column refused integer not null default 0;
   alter table secret add column in_doubt integer not null default 0;
   alter table secret add column tries integer not null default 0;
   alter table secret add column renew_at integer;`,
]
