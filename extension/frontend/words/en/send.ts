import { count, number } from '../time.ts'

export const send = {
  open: 'Push from here',
  title: 'Push to Attio',
  titleTo: (service: string) => `Push to ${service}`,
  says: 'Only these records, and those they need. You see what would happen before it does.',
  which: 'Which records',
  marked: (n: number) => `${count(n, 'record')} you marked`,
  markedSays: 'Marked in the grid with the boxes at its left.',
  nothingMarked: 'Nothing is marked in the grid now.',
  view: (name: string, n: number) => `Everything in “${name}”: ${count(n, 'record')}`,
  viewSays: 'The view you have open.',
  most: (n: number, all: number) =>
    `At most ${number(n)} go at once: the first ${number(n)} of ${number(all)}.`,
  noTable: 'No table is open',
  noTableSays: 'Open a table of this base, then come back.',
  notSynced: (name: string) => `“${name}” is not synced yet`,
  notSyncedSays:
    'Pair it with an object of your CRM first; then its records can be pushed from here.',
  preview: 'See what would happen',
  run: 'Push now',
  running: 'Pushing…',
  refused: 'This could not be pushed',
  nothing: 'Nothing to push: these records are the same on both sides.',
}
