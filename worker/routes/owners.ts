import type { WireOwner } from '../../shared/api/owner.ts'
import type { Owner } from '../../shared/mapping/owner.ts'
import { sideOf, wireSide } from './wire-side.ts'

/** Conditions on whose a field is, from the wire; what a formula reads is found when it is held against its table. */
export const ownerIn = ({ when, owner }: WireOwner): Owner => ({
  when:
    'rules' in when
      ? { side: sideOf(when.side), rules: when.rules }
      : { side: sideOf(when.side), formula: when.formula, reads: {} },
  owner: sideOf(owner),
})

export const ownerOut = ({ when, owner }: Owner): WireOwner => ({
  when:
    'rules' in when
      ? { side: wireSide(when.side), rules: when.rules }
      : { side: wireSide(when.side), formula: when.formula },
  owner: wireSide(owner),
})
