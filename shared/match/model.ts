import * as z from 'zod'
import type { Aspect, AspectKind } from './aspect.ts'
import { believedRarity, Rarity } from './rarity.ts'

/** Goes up with every change of levels or blocks: what was learnt under another one is learnt anew. */
export const WAY = 2

/**
 * What the data itself taught about its likenesses: for each aspect how often two records of the same person or thing
 * stand at each level (`same`), and how often two of different ones do (`other`); and how many of the smaller side have
 * their other half on the other (`overlap`).
 */
export const Model = z.object({
  same: z.array(z.array(z.number())),
  other: z.array(z.array(z.number())),
  overlap: z.number(),
  rarity: Rarity.default({ unseen: [], together: 1 }),
  /** How many records its counts were taken from, on both sides together. */
  counted: z.number(),
})
export type Model = z.infer<typeof Model>

/** What is believed before any data was seen, and how many pairs that belief is worth. */
export const BELIEVED: { readonly [kind in AspectKind]: { same: readonly number[]; other: readonly number[] } } = {
  person: { same: [0.82, 0.12, 0.02, 3e-3, 5e-3, 0.02, 0.012], other: [1e-5, 2e-4, 2e-4, 1e-4, 3e-3, 6e-3, 0.99] },
  text: { same: [0.78, 0.1, 0.05, 0.04, 0.03], other: [5e-4, 5e-5, 5e-5, 3e-3, 0.99] },
  email: { same: [0.7, 0.12, 0.18], other: [2e-5, 2e-4, 0.99] },
  domain: { same: [0.85, 0.06, 0.09], other: [5e-4, 2e-4, 0.99] },
  phone: { same: [0.75, 0.1, 0.15], other: [5e-5, 2e-5, 0.99] },
  date: { same: [0.9, 0.06, 0.04], other: [1e-3, 2e-3, 0.99] },
  number: { same: [0.85, 0.15], other: [0.05, 0.95] },
  choice: { same: [0.9, 0.1], other: [0.2, 0.8] },
} // prettier-ignore
export const WORTH = { same: 30, other: 3_000, overlap: 8 }
export const BELIEVED_OVERLAP = 0.4

/** The model before any data was seen. */
export const believed = (aspects: readonly Aspect[]): Model => ({
  same: aspects.map(({ kind }) => [...BELIEVED[kind].same]),
  other: aspects.map(({ kind }) => [...BELIEVED[kind].other]),
  overlap: BELIEVED_OVERLAP,
  rarity: believedRarity(aspects),
  counted: 0,
})
