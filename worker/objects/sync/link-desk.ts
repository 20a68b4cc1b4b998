import type { Failure } from '../../../shared/failure.ts'
import { SIDES } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { TAKEN } from '../../run/bond.ts'
import { isGone, type Link } from './links.ts'
import type { Memory } from './memory.ts'
import type { Numbered } from './pairings.ts'
import type { Parting, Purpose } from './purpose.ts'
import type { LinkAsk, LinkDraft, LinkView, PageAsk, Paged } from './rpc.ts'
import { linkTitle } from './titles.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const notNow = (why: string): Result<never, Failure> => err({ reason: 'not_now', why })

/** Which records are one: listed, and joined and parted by hand. What it allows is carried out by a run. */
export class LinkDesk {
  readonly #memory: Memory
  constructor(memory: Memory) {
    this.#memory = memory
  }

  list({ entityType, record }: LinkAsk, page: PageAsk): Result<Paged<LinkView>, Failure> {
    const pairing = this.#memory.pairings.get(entityType)
    if (!pairing) return notFound('pairing')
    if (record !== undefined) {
      const link = this.#memory.links.byRecord(pairing.no, record.side, record.recordId)
      const items = link?.proposed === null ? [this.#view(pairing, link)] : []
      return ok({ items, cursor: null })
    }
    const found = this.#memory.links.page(pairing.no, Number(page.cursor ?? 0), page.limit)
    const last = found[page.limit - 1]
    return ok({
      items: found.map((link) => this.#view(pairing, link)),
      cursor: last ? String(last.id) : null,
    })
  }

  /** May these two be linked? One to one, as far as is known before they are read. */
  linkOf({ entityType, left, right, holds }: LinkDraft): Result<Purpose, Failure> {
    const pairing = this.#memory.pairings.get(entityType)
    if (!pairing) return notFound('pairing')
    const ids = { left, right }
    for (const side of SIDES) {
      const link = this.#memory.links.byRecord(pairing.no, side, ids[side])
      if (!link) continue
      if (link.left_id === left && link.right_id === right && link.gone === null)
        return notNow('The two are linked with each other already.')
      if (link.gone === null) return notNow(TAKEN)
      if (isGone(link, side)) return notFound('record')
    }
    for (const side of SIDES)
      if (this.#memory.holds.of(pairing.no, side, ids[side]).some(({ entry }) => entry === ''))
        return notNow('One of the two is set aside. Let it go first, then link them.')
    return ok({ is: 'link', pairing: pairing.no, left, right, holds })
  }

  unlinkOf(id: string, then: Parting): Result<Purpose, Failure> {
    const link = this.#memory.links.get(Number(id))
    if (!link) return notFound('link')
    if (link.proposed !== null)
      return notNow('A preview only proposes this link. Run the preview or close it first.')
    return ok({
      is: 'unlink',
      pairing: link.pairing,
      left: link.left_id,
      right: link.right_id,
      then,
    })
  }

  #view({ no, json }: Numbered, link: Link): LinkView {
    return {
      id: String(link.id),
      entityType: json.entityType,
      leftId: link.left_id,
      rightId: link.right_id,
      title: linkTitle(this.#memory, { no, json }, link),
      gone: link.gone,
    }
  }
}
