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
]
