/** How values cross, from the wire's words to ours and back. */
import type { CrossingTerms, WireRule } from '../../shared/api/crossing.ts'
import type { Entry } from '../../shared/mapping.ts'
import type { Rule } from '../../shared/mapping/rule.ts'
import type { EntryDraft } from '../objects/sync/rpc.ts'
import { sideOf, wireSide } from './wire-side.ts'

type Draft = Pick<EntryDraft, 'transform' | 'valueMap' | 'choices'>

/** What was said of how values cross; what was left out is not there at all. */
export function crossingOf({ transform, valueMap, choices }: CrossingTerms): Draft {
  return {
    ...(transform === undefined
      ? {}
      : {
          transform: transform && {
            ...(transform.toApp === undefined ? {} : { left: transform.toApp }),
            ...(transform.toCrm === undefined ? {} : { right: transform.toCrm }),
          },
        }),
    ...(valueMap === undefined
      ? {}
      : {
          valueMap: valueMap && {
            pairs: valueMap.pairs.map(({ app, crm }) => ({ left: app, right: crm })),
            otherwise: valueMap.otherwise,
          },
        }),
    ...(choices === undefined
      ? {}
      : {
          choices: choices && {
            ...(choices.app === undefined ? {} : { left: choices.app }),
            ...(choices.crm === undefined ? {} : { right: choices.crm }),
          },
        }),
  }
}

/** The same of an entry, for an answer: null where nothing is said. */
export function wireCrossing({ transform, valueMap, choices }: Entry) {
  return {
    transform: transform
      ? {
          ...(transform.left === undefined ? {} : { toApp: transform.left }),
          ...(transform.right === undefined ? {} : { toCrm: transform.right }),
        }
      : null,
    valueMap: valueMap
      ? {
          pairs: valueMap.pairs.map(({ left, right }) => ({ app: left, crm: right })),
          otherwise: valueMap.otherwise,
        }
      : null,
    choices: choices
      ? {
          ...(choices.left === undefined ? {} : { app: choices.left }),
          ...(choices.right === undefined ? {} : { crm: choices.right }),
        }
      : null,
  }
}

export const rulesIn = (rules: readonly WireRule[] | undefined): { validation?: Rule[] } =>
  rules === undefined ? {} : { validation: rules.map(ruleIn) }

const ruleIn = ({ id, side, mapping, check, says }: WireRule): Rule => ({
  id,
  side: side === 'both' ? side : sideOf(side),
  check,
  ...(mapping === undefined ? {} : { entry: mapping }),
  ...(says === undefined ? {} : { says }),
})

export const ruleOut = ({ id, side, entry, check, says }: Rule): WireRule => ({
  id,
  side: side === 'both' ? side : wireSide(side),
  check,
  ...(entry === undefined ? {} : { mapping: entry }),
  ...(says === undefined ? {} : { says }),
})
