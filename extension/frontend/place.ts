/** Where one is. Every screen that can be gone to, left and come back to is one of these; nothing else decides what is shown. */
import * as z from 'zod'

const configId = z.string()
const side = z.enum(['app', 'crm'])

/** The steps of setting up a sync, in order; one decision each. */
export const SETUP_STEPS = ['connect', 'choose', 'fields', 'rules', 'preview', 'start'] as const
export const SetupStep = z.enum(SETUP_STEPS)
export type SetupStep = z.infer<typeof SetupStep>

export const SETTINGS_PARTS = [
  'sync',
  'alerts',
  'connections',
  'people',
  'keys',
  'audit',
  'privacy',
  'help',
] as const
export const SettingsPart = z.enum(SETTINGS_PARTS)
export type SettingsPart = z.infer<typeof SettingsPart>

export const Place = z.discriminatedUnion('at', [
  z.object({ at: z.literal('home') }),
  /** Without a sync: a new one, whose answers so far lie in the base's settings. */
  z.object({ at: z.literal('setup'), step: SetupStep.optional() }),
  z.object({ at: z.literal('sync'), configId }),
  z.object({
    at: z.literal('mapping'),
    configId,
    entityType: z.string().optional(),
    mappingId: z.string().optional(),
  }),
  /** The records selected in Airtable, or its current view, to be sent. */
  z.object({ at: z.literal('send') }),
  z.object({ at: z.literal('decide'), configId: configId.optional() }),
  z.object({ at: z.literal('history'), configId: configId.optional() }),
  z.object({ at: z.literal('run'), runId: z.string() }),
  z.object({
    at: z.literal('why'),
    configId,
    entityType: z.string(),
    side,
    recordId: z.string(),
    field: z.string(),
  }),
  z.object({ at: z.literal('charts'), configId: configId.optional() }),
  z.object({
    at: z.literal('settings'),
    part: SettingsPart.optional(),
    configId: configId.optional(),
  }),
])
export type Place = z.infer<typeof Place>

/** The places gone through, the present one last; never empty. */
export const Trail = z.array(Place).min(1).max(50)
export type Trail = readonly Place[]

const HOME: Place = { at: 'home' }
export const START: Trail = [HOME]

export const present = (trail: Trail): Place => trail.at(-1) ?? HOME

/** One step further. Going to where one is already changes nothing; what is long past is forgotten. */
export function step(trail: Trail, to: Place): Trail {
  if (isSame(present(trail), to)) return trail
  return [...trail, to].slice(-50)
}

/** Somewhere else, with nothing to come back to: what the bar does. */
export const begin = (to: Place): Trail => (to.at === 'home' ? START : [HOME, to])

/** The same screen, a little different (another step, another tab): back leads past it. */
export const swap = (trail: Trail, to: Place): Trail => [...trail.slice(0, -1), to]

export const back = (trail: Trail): Trail => (trail.length > 1 ? trail.slice(0, -1) : START)

export const isSame = (a: Place, b: Place): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What was kept of the session, or the beginning where that is nothing we know. */
export function readTrail(kept: string | null): Trail {
  if (kept === null) return START
  const trail = Trail.safeParse(parsed(kept))
  return trail.success ? trail.data : START
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
