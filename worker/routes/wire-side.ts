import type { Side } from '../../shared/record.ts'

/** On the wire the sides are called app and crm. */
export type WireSide = 'app' | 'crm'
export const sideOf = (wire: WireSide): Side => (wire === 'app' ? 'left' : 'right')
export const wireSide = (side: Side): WireSide => (side === 'left' ? 'app' : 'crm')
