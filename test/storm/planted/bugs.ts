/** A bug made on purpose: one piece of one source file replaced by another. */
export type Bug = {
  readonly name: string
  /** The law it breaks (design, section 3). */
  readonly breaks: string
  readonly file: string
  /** Stands there exactly once, or the bug no longer fits and has to be planted anew. */
  readonly find: string
  readonly put: string
}

export const BUGS: readonly Bug[] = [
  {
    name: 'a change is carried to the side it came from',
    breaks: 'L3',
    file: 'shared/merge.ts',
    find: `give(moved.left ? 'right' : 'left', 'changed')`,
    put: `give(moved.left ? 'left' : 'right', 'changed')`,
  },
  {
    name: 'a lost answer is sent again without a look',
    breaks: 'L5',
    file: 'worker/run/settle.ts',
    find: 'memory.plan.lookAt(write.id, work.epoch, now)',
    put: 'memory.plan.again(write.id)',
  },
  {
    name: 'nobody is ever recognised by a key',
    breaks: 'L5',
    file: 'worker/run/match.ts',
    find: 'if (found.length === 0) return []',
    put: 'if (found.length >= 0) return []',
  },
  {
    name: 'what was removed here stays there',
    breaks: 'L1',
    file: 'shared/merge.ts',
    find: 'plus(minus(now[to], gone), plus(added.value.value, back))',
    put: 'plus(now[to], plus(added.value.value, back))',
  },
  {
    name: 'a created record is not counted',
    breaks: 'L14',
    file: 'worker/run/settle.ts',
    find: 'memory.pairings.addTotal(lane.no, to, 1)',
    put: '',
  },
  {
    name: 'a deletion leaves no tombstone',
    breaks: 'L5',
    file: 'worker/run/settle.ts',
    find: `bury(work, lane, link, write.kind === 'delete' ? 'both' : other(write.side))`,
    put: 'memory.links.drop(link.id)',
  },
  {
    name: 'a disagreement is decided by nobody',
    breaks: 'L3',
    file: 'shared/merge.ts',
    find: `if (winner === null) return { is: 'conflict' }`,
    put: `if (winner === null) return { is: 'agreed', ...now }`,
  },
]

/** The source with the bug in it. Throws where the piece to be replaced is not there exactly once. */
export function plant(bug: Bug, source: string): string {
  const pieces = source.split(bug.find)
  if (pieces.length !== 2)
    throw new Error(`“${bug.name}” fits ${bug.file} in ${pieces.length - 1} places, not in one`)
  return pieces.join(bug.put)
}
