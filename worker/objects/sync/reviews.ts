import type { Failure } from '../../../shared/failure.ts'
import { type Aspect, aspectsOf, formOf } from '../../../shared/match/aspect.ts'
import { reasonsOf } from '../../../shared/match/level.ts'
import { other, type Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { elements } from '../../../shared/value.ts'
import type { Conflict } from './conflicts.ts'
import { isGone } from './links.ts'
import type { Memory } from './memory.ts'
import type { Numbered } from './pairings.ts'
import type {
  DuplicatesView,
  MatchAnswer,
  MatchAsk,
  MatchView,
  PageAsk,
  Paged,
  RecordAsk,
  Resolved,
} from './rpc.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const notNow = (why: string): Result<never, Failure> => err({ reason: 'not_now', why })

/** Where people say who is who: what they say is kept for good, and the next run goes by it. */
export class ReviewDesk {
  readonly #memory: Memory
  readonly #now: () => number

  constructor(memory: Memory, now: () => number) {
    this.#memory = memory
    this.#now = now
  }

  /** Records that may be the same, newest first. What is asked from both sides is shown once; a page may be shorter. */
  list(page: PageAsk, ask: MatchAsk): Result<Paged<MatchView>, Failure> {
    const pairings = this.#memory.pairings.all()
    const only = pairings.find(({ json }) => json.entityType === ask.entityType)
    if (ask.entityType !== undefined && !only) return notFound('pairing')
    const found = this.#memory.conflicts.page(
      page.cursor === null ? null : Number(page.cursor),
      page.limit,
      {
        pairing: only?.no ?? null,
        kind: 'match',
        status: ask.status ?? null,
        entry: null,
        from: ask.from,
        to: ask.to,
      },
    )
    const last = found[page.limit - 1]
    const items = found.flatMap((conflict) => {
      const pairing = pairings.find(({ no }) => no === conflict.pairing)
      return pairing && !this.#isMirrored(conflict) ? [this.#view(pairing, conflict)] : []
    })
    return ok({ items, cursor: last ? String(last.id) : null })
  }

  /** Is everybody it names asked about it from the left side? */
  #isMirrored(conflict: Conflict): boolean {
    const { side, recordId } = askerOf(conflict)
    return (
      side === 'right' &&
      conflict.candidates.length > 0 &&
      conflict.candidates.every(({ id }) =>
        this.#memory.conflicts
          .about(`match:${conflict.pairing}:left:${id}`)
          ?.candidates.some((one) => one.id === recordId),
      )
    )
  }

  #view(pairing: Numbered, conflict: Conflict): MatchView {
    const { side, recordId } = askerOf(conflict)
    const to = other(side)
    const { country, aspects } = this.#comparison(pairing)
    const form = (on: Side, id: string) =>
      formOf(aspects, on, this.#memory.likeness.valuesOf(pairing.no, on, id), { country })
    const mine = form(side, recordId)
    return {
      id: String(conflict.id),
      entityType: pairing.json.entityType,
      side,
      recordId,
      title: this.#title(pairing, side, recordId),
      status: conflict.status,
      says: conflict.says,
      since: conflict.since,
      candidates: conflict.candidates.map(({ id, likeness }) => ({
        id,
        title: this.#title(pairing, to, id),
        likeness,
        linkedWith: this.#memory.links.otherHalf(pairing.no, to, id)?.id ?? null,
        reasons: side === 'left' ? reasonsOf(aspects, mine, form(to, id)) : reasonsOf(aspects, form(to, id), mine),
      })),
    } // prettier-ignore
  }

  #comparison(pairing: Numbered): { country: string; aspects: readonly Aspect[] } {
    const { described, setup } = this.#memory
    const left = described.table('left', pairing.json.left)
    const right = described.table('right', pairing.json.right)
    return {
      country: setup.country() ?? 'US',
      aspects:
        left && right ? aspectsOf(pairing.json.entries, pairing.json.keys, { left, right }) : [],
    }
  }

  #title(pairing: Numbered, side: Side, recordId: string): string {
    const seen = this.#memory.seen.get(pairing.no, side, recordId)
    if (seen?.title) return seen.title
    const values = this.#memory.likeness.valuesOf(pairing.no, side, recordId)
    const primary = this.#memory.described.table(side, pairing.json[side])?.primary
    return elements((primary === undefined ? null : values[primary]) ?? null)
      .filter((one) => typeof one !== 'object')
      .join(', ')
  }

  /** Take these answers; those that cannot be taken are named, with what to do instead. */
  answer(answers: readonly MatchAnswer[]): Result<Resolved, Failure> {
    const refused: { id: string; failure: Failure }[] = []
    const records: RecordAsk[] = []
    for (const one of answers) {
      const done = this.#memory.together(() => this.#answerOne(one))
      if (done.ok) records.push(...done.value)
      else refused.push({ id: one.id, failure: done.error })
    }
    return ok({ resolved: answers.length - refused.length, refused, records })
  }

  /** The records that the answer is about. */
  #answerOne({ id, is, recordId }: MatchAnswer): Result<readonly RecordAsk[], Failure> {
    const { conflicts, verdicts, links } = this.#memory
    const conflict = conflicts.get(Number(id))
    if (!conflict || conflict.kind !== 'match') return notFound('match')
    const { pairing } = conflict
    const asker = askerOf(conflict)
    const to = other(asker.side)
    const named = conflict.candidates.map((one) => one.id)
    const meant = recordId === null ? named : named.filter((one) => one === recordId)
    if (meant.length === 0)
      return err({ reason: 'invalid', field: 'recordId', why: 'it is none of the records this is about; reload and choose again' }) // prettier-ignore
    const say = (what: 'same' | 'apart', theirs: string): void => {
      const [left, right] = asker.side === 'left' ? [asker.recordId, theirs] : [theirs, asker.recordId] // prettier-ignore
      verdicts[what](pairing, left, right, this.#now())
    }
    if (is === 'same') {
      const [one, ...more] = meant
      if (more.length > 0)
        return err({ reason: 'invalid', field: 'recordId', why: 'several records are in question; say which of them it is' }) // prettier-ignore
      const link = links.byRecord(pairing, to, one!)
      if (link && !isGone(link, asker.side))
        return notNow(
          'That record is linked with another one already. Merge the two where they are, or say that they are not the same.',
        )
      say('same', one!)
    } else for (const one of meant) say('apart', one)
    conflicts.setStatus(conflict.id, 'decided')
    for (const one of meant) {
      const theirs = conflicts.about(`match:${pairing}:${to}:${one}`)
      if (theirs && (is === 'same' || theirs.candidates.every(({ id }) => id === asker.recordId)))
        conflicts.setStatus(theirs.id, 'decided')
    }
    const entityType = this.#memory.pairings.all().find(({ no }) => no === pairing)?.json.entityType
    if (entityType === undefined) return notFound('pairing')
    return ok([
      { entityType, side: asker.side, recordId: asker.recordId },
      ...meant.map((one) => ({ entityType, side: to, recordId: one })),
    ])
  }

  /** Records of one side that share a key: duplicates, as far as keys tell. They are never linked twice. */
  duplicates(
    entityType: string,
    side: Side,
    page: PageAsk,
  ): Result<Paged<DuplicatesView>, Failure> {
    const pairing = this.#memory.pairings.get(entityType)
    if (!pairing) return notFound('pairing')
    const found = this.#memory.keys.shared(pairing.no, side, page.cursor ?? '', page.limit)
    const last = found[page.limit - 1]
    return ok({
      items: found.map(({ text, n }) => ({
        entityType,
        side,
        key: text
          .slice(text.indexOf(':') + 1)
          .split('\u0001')
          .filter((part) => part !== '')
          .join(' · '),
        count: n,
        records: this.#memory.keys.holders(pairing.no, side, text).map((id) => ({
          id,
          title: this.#title(pairing, side, id),
          linkedWith: this.#memory.links.otherHalf(pairing.no, side, id)?.id ?? null,
        })),
      })),
      cursor: last ? last.text : null,
    })
  }
}

/** Whom a doubt is about: `match:<pairing>:<side>:<record>`. */
function askerOf({ about }: Conflict): { side: Side; recordId: string } {
  const [, , side, ...id] = about.split(':')
  return { side: side === 'left' ? 'left' : 'right', recordId: id.join(':') }
}
