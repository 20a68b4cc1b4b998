/** What a sign-in's object keeps, for less than an hour. Append only: a step that has landed is never edited. */
export const MIGRATIONS: readonly string[] = [
  `create table signin (
     one integer primary key check (one = 1),
     id text not null,
     purpose text not null,
     code text not null,
     secret text,
     browser text,
     ends_at integer not null,
     reached text not null,
     collected integer not null
   ) strict;
   create table attempt (
     nonce text primary key,
     vendor text not null,
     verifier text not null,
     redirect text not null,
     begun_at integer not null,
     used integer not null
   ) strict, without rowid;`,
]
