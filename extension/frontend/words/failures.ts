import { type Failure, tell } from '../../../shared/failure.ts'
import { say } from './say.ts'

/** One thing that may go wrong, as the page of help tells it. */
export type Trouble = {
  readonly key: Failure['reason']
  readonly title: string
  readonly says: string
}

/** An example of each failure there is: one that is new to the list does not compile until it has its own. */
function exampleOf(reason: Failure['reason']): Failure {
  const { vendor, field, why, table, what, record, such, option, type, was, is, rule, notNow, notRestored, role, permission } = say.examples // prettier-ignore
  const examples: { readonly [R in Failure['reason']]: Extract<Failure, { reason: R }> } = {
    slow_down: { reason: 'slow_down', vendor, waitMs: 1_000 },
    quota_spent: { reason: 'quota_spent', vendor },
    signed_out: { reason: 'signed_out', vendor },
    forbidden: { reason: 'forbidden', vendor, missing: permission },
    gone: { reason: 'gone', vendor, what, name: field },
    unreachable: { reason: 'unreachable', vendor, executed: 'maybe' },
    unreadable: { reason: 'unreadable', vendor, what: why },
    listing_broke: { reason: 'listing_broke', vendor, table },
    refused: { reason: 'refused', vendor, what: record },
    refused_value: { reason: 'refused_value', vendor, field, why },
    kept_old_value: { reason: 'kept_old_value', vendor, field },
    cannot_convert: { reason: 'cannot_convert', field, to: type, why },
    missing_required: { reason: 'missing_required', field },
    not_unique: { reason: 'not_unique', vendor, field },
    unknown_choice: { reason: 'unknown_choice', field, choice: option },
    cannot_transform: { reason: 'cannot_transform', field, why },
    not_mapped: { reason: 'not_mapped', field, value: option },
    breaks_rule: { reason: 'breaks_rule', says: rule },
    changed_type: { reason: 'changed_type', vendor, field, was, is },
    read_only: { reason: 'read_only', vendor, field },
    no_twin: { reason: 'no_twin', vendor, field },
    fenced: { reason: 'fenced' },
    invalid: { reason: 'invalid', field, why },
    not_found: { reason: 'not_found', what: such },
    taken: { reason: 'taken', what: vendor },
    not_now: { reason: 'not_now', why: notNow },
    not_restored: { reason: 'not_restored', field, why: notRestored },
    no_key: { reason: 'no_key' },
    role_too_low: { reason: 'role_too_low', needs: role },
    too_often: { reason: 'too_often', waitMs: 10_000 },
  }
  return examples[reason]
}

/** Everything that may go wrong, in the words the product itself uses; only what holds `wanted`. */
export function troubles(reasons: readonly Failure['reason'][], wanted = ''): readonly Trouble[] {
  const word = wanted.trim().toLowerCase()
  return reasons
    .map((key) => ({ key, title: say.failures[key], says: sentences(tell(exampleOf(key))) }))
    .filter(({ title, says }) => `${title} ${says}`.toLowerCase().includes(word))
}

/** What stands in for a name may begin a sentence. */
const sentences = (text: string): string =>
  text.replace(/(^|[.!?] )([a-z])/g, (_, end: string, letter: string) => end + letter.toUpperCase())
