import * as z from 'zod'

/** What becomes of a value that a value map does not name. */
export const Otherwise = z.enum(['keep', 'block', 'empty'])
export type Otherwise = z.infer<typeof Otherwise>

/** What stands in a map: a text, a number or a tick. */
const Plain = z.union([z.string().max(2_000), z.number(), z.boolean()])

/** Pairs of values that mean the same on the two sides. One map serves both ways. */
export const ValueMap = z.object({
  pairs: z.array(z.object({ left: Plain, right: Plain })).max(1_000),
  otherwise: Otherwise,
})
export type ValueMap = z.infer<typeof ValueMap>

const Words = z.string().min(1).max(200)
/** `YYYY YY MMMM MMM MM M DD D HH H hh h mm m ss s A a`, anything else as it stands, words in [brackets]. */
const Pattern = z.string().min(1).max(100)

/** One step on the way of a value to the other side. What it cannot read it refuses, naming the reason. */
export const Step = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('map'),
    pairs: z.array(z.object({ from: Plain, to: Plain })).max(1_000),
    otherwise: Otherwise,
  }),
  z.object({ do: z.literal('case'), to: z.enum(['upper', 'lower', 'title', 'sentence']) }),
  z.object({ do: z.literal('trim') }),
  z.object({ do: z.literal('prefix'), text: Words }),
  z.object({ do: z.literal('unprefix'), text: Words }),
  z.object({ do: z.literal('suffix'), text: Words }),
  z.object({ do: z.literal('unsuffix'), text: Words }),
  z.object({
    do: z.literal('round'),
    digits: z.number().int().min(0).max(10),
    how: z.enum(['nearest', 'up', 'down']).default('nearest'),
  }),
  z.object({
    do: z.literal('scale'),
    by: z.number().refine((by) => by !== 0, 'it must not be 0'),
    plus: z.number().default(0),
  }),
  z.object({ do: z.literal('date'), pattern: Pattern }),
  z.object({ do: z.literal('parseDate'), pattern: Pattern }),
  z.object({
    do: z.literal('phone'),
    form: z.enum(['e164', 'national', 'international']),
    /** ISO 3166 code of the country whose numbers come without one; the sync's own where it is left out. */
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, 'it must be a country’s two-letter code')
      .optional(),
  }),
  z.object({ do: z.literal('join'), with: z.string().max(20) }),
  z.object({ do: z.literal('split'), at: z.string().min(1).max(20) }),
  z.object({ do: z.literal('formula'), text: z.string().min(1).max(20_000) }),
])
export type Step = z.infer<typeof Step>

/** The steps of an entry toward each side. */
export const Transform = z.object({
  right: z.array(Step).max(20).optional(),
  left: z.array(Step).max(20).optional(),
})
export type Transform = z.infer<typeof Transform>

/** What to do with an option the receiving side lacks: make it there, follow the value map alone, or refuse the record. */
export const ChoicePolicy = z.enum(['create', 'map', 'block'])
export type ChoicePolicy = z.infer<typeof ChoicePolicy>
