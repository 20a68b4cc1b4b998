import type { Failure } from '../../../shared/failure.ts'
import type { Pairing } from '../../../shared/mapping.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { PairingDesk, PairingShelf } from './pairing-desk.ts'
import type { Numbered } from './pairings.ts'
import type { MappingDraft, PairingPatch } from './rpc.ts'

/** The saved pairings with changes laid over them, which are kept nowhere. */
export class DrawnPairings implements PairingShelf {
  readonly #saved: PairingShelf
  readonly #drawn = new Map<string, Pairing>()
  constructor(saved: PairingShelf) {
    this.#saved = saved
  }

  all(): Numbered[] {
    return this.#saved.all().map((one) => this.#over(one))
  }

  get(entityType: string): Numbered | undefined {
    const saved = this.#saved.get(entityType)
    return saved && this.#over(saved)
  }

  put(pairing: Pairing): number {
    const saved = this.#saved.get(pairing.entityType)
    if (!saved) throw new Error('a draft changes a pairing, and makes none')
    this.#drawn.set(pairing.entityType, pairing)
    return saved.no
  }

  changed(): readonly Pairing[] {
    return [...this.#drawn.values()]
  }

  #over(saved: Numbered): Numbered {
    const drawn = this.#drawn.get(saved.json.entityType)
    return drawn ? { ...saved, json: drawn } : saved
  }
}

/**
 * Draw the mapping up step by step, each checked as if it were saved. A check of the pairing may read a mapping that goes, or one
 * that only comes: so the pairing's terms are tried before the mappings and, where they were refused then, once more after them.
 */
export async function drawUp(
  desk: PairingDesk,
  { entityType, pairing, add = [], change = [], remove = [] }: MappingDraft,
): Promise<Result<true, Failure>> {
  const ids = new Map<string, string>()
  const rule = async (): Promise<Result<unknown, Failure>> =>
    pairing === undefined ? ok(true) : desk.changePairing(entityType, named(pairing, ids))
  const before = await rule()
  const steps: (() => Promise<Result<unknown, Failure>>)[] = [
    ...remove.map((id) => () => desk.removeEntry(entityType, id)),
    ...change.map(
      ({ id, patch }) =>
        () =>
          desk.changeEntry(entityType, id, patch),
    ),
    ...add.map(({ ref, ...draft }) => async () => {
      const made = await desk.addEntry(entityType, draft)
      if (made.ok && ref !== undefined) ids.set(ref, made.value.id)
      return made
    }),
    ...(before.ok ? [] : [rule]),
  ]
  for (const step of steps) {
    const done = await step()
    if (!done.ok) return done
  }
  return ok(true)
}

/** The pairing's terms with the ids of what only had a name. */
function named(patch: PairingPatch, ids: ReadonlyMap<string, string>): PairingPatch {
  const { keys, validation } = patch
  const idOf = (name: string): string => ids.get(name) ?? name
  return {
    ...patch,
    ...(keys === undefined ? {} : { keys: keys.map((key) => key.map(idOf)) }),
    ...(validation === undefined
      ? {}
      : {
          validation: validation.map(({ entry, ...rule }) =>
            entry === undefined ? rule : { ...rule, entry: idOf(entry) },
          ),
        }),
  }
}
