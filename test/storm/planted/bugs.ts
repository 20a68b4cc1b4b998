/** A piece of a source file, and what is put in its place. */
export type Piece = {
  readonly file: string
  /** Stands there exactly once, or the bug no longer fits and has to be planted anew. */
  readonly find: string
  readonly put: string
}

/** A bug made on purpose. */
export type Bug = Piece & {
  readonly name: string
  /** The law it breaks (design, section 3). */
  readonly breaks: string
  /** A second guard against the same, which has to go too before anybody could notice. */
  readonly and?: Piece
  /** What the stories hold that notice it; full ones and nothing else where it is not said. */
  readonly as?: string
}

export const BUGS: readonly Bug[] = [
  {
    name: 'a change is carried to the side it came from',
    breaks: 'L3',
    file: 'shared/merge/one.ts',
    find: `give(moved.left ? 'right' : 'left', 'changed')`,
    put: `give(moved.left ? 'left' : 'right', 'changed')`,
  },
  {
    name: 'a disagreement is decided by nobody',
    breaks: 'L1',
    file: 'shared/merge/one.ts',
    find: `if (winner === null) return { is: 'conflict' }`,
    put: `if (winner === null) return settled()`,
  },
  {
    name: 'a change on one side is not seen while the other rests',
    breaks: 'L1',
    file: 'shared/merge/one.ts',
    find: `if (moved && !moved.left && !moved.right) return { is: 'still' }`,
    put: `if (moved && !(moved.left && moved.right)) return { is: 'still' }`,
  },
  {
    name: 'one way, what was typed on the receiving side stays',
    breaks: 'L1',
    file: 'shared/merge/one.ts',
    find: `if (!moved[to]) return give(to, 'changed')`,
    put: `if (!moved[other(to)]) return settled()`,
  },
  {
    name: 'what was removed here stays there',
    breaks: 'L1',
    file: 'shared/merge/many.ts',
    find: 'plus(minus(now[to], gone),',
    put: 'plus(now[to],',
  },
  {
    name: 'what was added here is not added there',
    breaks: 'L1',
    file: 'shared/merge/many.ts',
    find: 'plus(fresh, plus(back, anew))',
    put: 'plus(back, anew)',
  },
  {
    name: 'the direction is not asked for',
    breaks: 'L7',
    file: 'shared/merge/many.ts',
    find: 'if (!writesTo(direction, to)) continue',
    put: '',
  },
  {
    name: 'a create does not ask for the direction of a field',
    breaks: 'L7',
    file: 'worker/run/create.ts',
    find: 'if (!writable) continue',
    put: '',
  },
  {
    name: 'a lost answer is sent again without a look',
    breaks: 'L5',
    file: 'worker/run/settle.ts',
    find: 'memory.plan.lookAt(write.id, work.epoch, now)',
    put: 'memory.plan.again(write.id)',
  },
  {
    name: 'a look that finds nothing at once proves nothing was made',
    breaks: 'L5',
    file: 'worker/run/recover.ts',
    find: 'if (at !== null) memory.plan.lookAt(write.id, work.epoch, at)',
    put: 'if (at !== null) memory.plan.again(write.id)',
  },
  {
    name: 'a deletion leaves no tombstone',
    breaks: 'L5',
    file: 'worker/run/settle.ts',
    find: `bury(work, lane, link, write.kind === 'delete' ? 'both' : other(write.side))`,
    put: 'memory.links.drop(link.id)',
  },
  {
    name: 'a deletion is not acted on, and not remembered',
    breaks: 'L1',
    file: 'worker/run/absences.ts',
    find: 'if (isProof && listing.known >= there)',
    put: 'if (isProof)',
  },
  {
    name: 'the older base stands although a newer answer came',
    breaks: 'L6',
    file: 'worker/run/settle.ts',
    find: 'keep(bases[to]!, bridge, entry, to, given)',
    put: 'keep(bases[to]!, bridge, entry, to, { ...given, [key]: change.before })',
  },
  {
    name: 'what was agreed is not remembered',
    breaks: 'L1',
    file: 'worker/run/pair.ts',
    find: 'bases[side][slotKey(one[side])] = agreed[side]',
    put: 'void agreed',
  },
  {
    name: 'parts are written without the rest of their field',
    breaks: 'L7',
    file: 'shared/mapping.ts',
    find: `const parts = { ...(isParts(whole) ? whole : {}), [part]: plain }`,
    put: `const parts: Record<string, string | number | null> = { [part]: plain }`,
  },
  {
    name: 'nobody is recognised by key',
    breaks: 'L5',
    file: 'worker/run/place.ts',
    find: `identify(keys.map((key) => candidates(work, lane, side, record.record_id, key, apart)))`,
    put: `identify(keys.map(() => []))`,
  },
  {
    name: 'a created record is not counted',
    breaks: 'L14',
    file: 'worker/run/settle.ts',
    find: 'memory.pairings.addTotal(lane.no, to, 1)',
    put: '',
  },
  {
    name: 'the giving side of a move forgets what it gave',
    breaks: 'L2',
    file: 'worker/run/settle.ts',
    find: 'if (source) remember(bases[from]!, entry, from, source)',
    put: '',
  },
  {
    name: 'a filter lets a linked record pass',
    breaks: 'L7',
    file: 'worker/run/members.ts',
    find: 'if (isIn !== null && (link.out === 1) === isIn) memory.links.setOut(link.id, side, !isIn)',
    put: '',
  },
  {
    name: 'a field that was set aside is written',
    breaks: 'L7',
    file: 'worker/run/pair.ts',
    find: 'lane.entries.filter((one) => !held.entries.has(one.id))',
    put: '[...lane.entries]',
  },
  {
    name: 'a record that was set aside is written',
    breaks: 'L7',
    file: 'worker/run/pair.ts',
    find: 'if (held.whole) {',
    put: 'if (false) {',
  },
  {
    name: 'a changed mapping is not met anew',
    breaks: 'L1',
    file: 'worker/run/pair.ts',
    find: 'if (link.version === lane.pairing.version) return link',
    put: 'if (link.version !== 0) return link',
  },
  {
    name: 'a page is counted twice',
    breaks: 'L14',
    file: 'worker/run/pull.ts',
    find: 'if (!again) fresh++',
    put: 'fresh++',
  },
  {
    name: 'a deletion is believed without asking for the record',
    breaks: 'L4',
    file: 'worker/run/absences.ts',
    find: 'if (reading.record) {',
    put: 'if (reading.record && !isProof) {',
    and: {
      file: 'worker/run/reread.ts',
      find: 'if (record) back.add(missing.get(id)!)',
      put: `if (record && batch.kind !== 'delete') back.add(missing.get(id)!)`,
    },
  },
  {
    name: 'an empty listing proves that everybody is gone',
    breaks: 'L4',
    file: 'worker/objects/sync/listings.ts',
    find: 'listing.complete === 1 && (links === 0 || listing.known > 0)',
    put: 'links >= 0 && listing.complete === 1',
  },
  {
    name: 'a deletion wins against an edit',
    breaks: 'L4',
    file: 'worker/run/departure.ts',
    find: '!holdsBase(lane.entries, to, alive.slots, baseOn(link, to)),',
    put: 'false,',
  },
  {
    name: 'what was undone is not held',
    breaks: 'L10',
    file: 'worker/run/restored.ts',
    find: `holdBack(work, lane, write, recordId, entry)`,
    put: '',
    as: 'full undo',
  },
  {
    name: 'an undo takes what was entered since with it',
    breaks: 'L10',
    file: 'shared/undo.ts',
    find: `return was.some((one) => sameValue(now, one)) ? null : 'edited'`,
    put: `return was.length > 0 ? null : 'edited'`,
    as: 'full undo',
  },
  {
    name: 'leaving the filter deletes',
    breaks: 'L4',
    file: 'worker/run/pair.ts',
    find: 'if (lane.frozen !== null || isFrozen(before)) return rememberFrozen(work, lane, before)',
    put: `if (lane.frozen !== null) return rememberFrozen(work, lane, before)
  if (isFrozen(before))
    return planDeparture(work, lane, lanes, before, [before.left_out === 1 ? 'left' : 'right'], bridge)`,
    and: {
      file: 'worker/run/reread.ts',
      find: 'if (record) back.add(missing.get(id)!)',
      put: `if (record && batch.kind !== 'delete') back.add(missing.get(id)!)`,
    },
    as: 'short views',
  },
  {
    name: 'who comes back into a view stays outside',
    breaks: 'L14',
    file: 'worker/run/members.ts',
    find: `if (members.stage === 'links') memory.links.setOut(id, side, isOutNow)`,
    put: `if (members.stage === 'links') memory.links.setOut(id, side, isOutNow || out === 1)`,
    as: 'short views',
  },
  {
    name: 'a view is asked once, and never again',
    breaks: 'L7',
    file: 'worker/run/members.ts',
    find: 'known?.run !== run.id ||',
    put: 'known === undefined ||',
    as: 'short views',
  },
  {
    name: 'what was planned under another mapping is written',
    breaks: 'L7',
    file: 'worker/run/queue.ts',
    find: `memory.pairings.versionOf(pairing) === version`,
    put: `memory.pairings.versionOf(pairing) !== version - 1_000`,
    as: 'short mapping',
  },
  {
    name: 'a mapping that is changed while a record is read once more is not noticed',
    breaks: 'L7',
    file: 'worker/run/send.ts',
    find: `const current = asked.filter(({ write }) => isAsMapped(work, write))
      for (const { write } of asked) if (!isAsMapped(work, write)) overtake(work, write)`,
    put: `const current = asked`,
    as: 'tiny mapping',
  },
  {
    name: 'a record that is as it was is not met anew under another mapping',
    breaks: 'L1',
    file: 'worker/run/observe.ts',
    find: `link.version === lane.pairing.version &&`,
    put: `link.version <= lane.pairing.version &&`,
    as: 'short mapping',
  },
  {
    name: 'what a vendor no longer gives out counts as empty',
    breaks: 'L3',
    file: 'shared/mapping.ts',
    find: `if (whole === undefined) continue`,
    put: `if (whole === undefined) out[slotKey(slot)] = null
    if (whole === undefined) continue`,
    as: 'tiny plan',
  },
  {
    name: 'whoever one of two tables loses is deleted for both',
    breaks: 'L4',
    file: 'shared/departure.ts',
    find: `if (known.shared) return 'keep'`,
    put: '',
    as: 'short tables',
  },
  {
    name: 'two tables promise the same one twice',
    breaks: 'L9',
    file: 'worker/run/create.ts',
    find: '?? madeElsewhere(work, lane, lanes, record, changes)',
    put: '',
    as: 'short tables',
  },
  {
    name: 'nobody is asked before a column is emptied on the other side',
    breaks: 'L4',
    file: 'worker/run/brake.ts',
    find: 'counted.filter(({ n }) => n > most)',
    put: 'counted.filter(({ n }) => n > most + 1_000)',
    as: 'tiny emptied',
  },
]

/** All that a bug replaces. */
export const piecesOf = (bug: Bug): readonly Piece[] => [bug, ...(bug.and ? [bug.and] : [])]

/** The source with the bug in it. Throws where the piece to be replaced is not there exactly once. */
export function plant({ file, find, put }: Piece, source: string): string {
  const parts = source.split(find)
  if (parts.length !== 2)
    throw new Error(`“${find}” is in ${file} ${parts.length - 1} times, not once`)
  return parts.join(put)
}
