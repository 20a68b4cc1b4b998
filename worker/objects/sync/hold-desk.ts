import type { Failure } from '../../../shared/failure.ts'
import { type Side, SIDES } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Hold } from './holds.ts'
import { idOn, type Link } from './links.ts'
import type { Memory } from './memory.ts'
import type { HoldAsk, HoldDraft, HoldView, PageAsk, Paged } from './rpc.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })

/** Where people set records aside, and let them go again. */
export class HoldDesk {
  readonly #memory: Memory
  readonly #now: () => number

  constructor(memory: Memory, now: () => number) {
    this.#memory = memory
    this.#now = now
  }

  list(page: PageAsk, ask: HoldAsk): Paged<HoldView> {
    const pairing =
      ask.entityType === undefined ? undefined : this.#memory.pairings.get(ask.entityType)
    if (ask.entityType !== undefined && !pairing) return { items: [], cursor: null }
    const found = this.#memory.holds.list(
      page.cursor === null ? null : Number(page.cursor),
      page.limit,
      { why: ask.why, from: ask.from, to: ask.to, pairing: pairing?.no },
    )
    const last = found[page.limit - 1]
    return { items: found.map((one) => this.#view(one)), cursor: last ? String(last.id) : null }
  }

  /** From now on; what a waiting plan meant to write there is not written. */
  hold(draft: HoldDraft, actor: string): Result<HoldView, Failure> {
    const memory = this.#memory
    const found = memory.pairings.get(draft.entityType)
    if (!found) return notFound('pairing')
    const { no, json: pairing } = found
    if (draft.entryId !== null && !pairing.entries.some((one) => one.id === draft.entryId))
      return notFound('field mapping')
    const link = memory.links.byRecord(no, draft.side, draft.recordId)
    if (!link && !memory.seen.get(no, draft.side, draft.recordId)) return notFound('record')
    return memory.together(() => {
      const id = memory.holds.put({
        pairing: no,
        side: draft.side,
        recordId: draft.recordId,
        entry: draft.entryId ?? '',
        why: 'person',
        says: draft.says,
        run: null,
        actor,
        now: this.#now(),
      })
      memory.plan.dropFor(no, draft.side, draft.recordId, link?.id ?? null, this.#now())
      return ok(this.#view(memory.holds.get(id)!))
    })
  }

  /**
   * Let it go. `right` says whose value holds when the two meet again; without it, what changed meanwhile counts as
   * changed now.
   */
  release(id: string, right: Side | null, actor: string): Result<true, Failure> {
    const hold = this.#memory.holds.get(Number(id))
    if (!hold) return notFound('hold')
    this.#memory.together(() => {
      this.#memory.holds.release(hold.id)
      if (hold.why === 'erased') this.#knowAgain(hold)
      const link = this.#memory.links.byRecord(hold.pairing, hold.side, hold.record_id)
      if (link && right !== null) this.#meetUnder(hold, link, right, actor)
    })
    return ok(true)
  }

  /** Who was erased is synced again, and so is the other half: alone it would be made a second time. */
  #knowAgain(hold: Hold): void {
    const { holds, tombstones } = this.#memory
    const erased = tombstones.letGo(hold.pairing, hold.side, hold.record_id)
    for (const side of SIDES)
      for (const { id, why } of holds.of(hold.pairing, side, erased?.[`${side}_id`] ?? ''))
        if (why === 'erased') holds.release(id)
  }

  #meetUnder(hold: Hold, link: Link, right: Side, actor: string): void {
    const pairing = this.#memory.pairings.all().find((one) => one.no === hold.pairing)
    const entries = pairing?.json.entries.filter((one) => ['', one.id].includes(hold.entry)) ?? []
    for (const { id } of entries)
      this.#memory.decisions.put({
        pairing: hold.pairing,
        link: link.id,
        entry: id,
        choice: { is: 'side', side: right },
        seen: null,
        actor,
        since: this.#now(),
      })
  }

  #view(hold: Hold): HoldView {
    const numbered = this.#memory.pairings.all().find((one) => one.no === hold.pairing)
    const link = this.#memory.links.byRecord(hold.pairing, hold.side, hold.record_id)
    return {
      id: String(hold.id),
      entityType: numbered?.json.entityType ?? '',
      side: hold.side,
      recordId: hold.record_id,
      otherId: link ? idOn(link, hold.side === 'left' ? 'right' : 'left') : null,
      entryId: hold.entry === '' ? null : hold.entry,
      why: hold.why,
      says: hold.says,
      runId: hold.run === null ? null : String(hold.run),
      actor: hold.actor,
      since: hold.since,
    }
  }
}
