/** A caller of the sandbox for tables of cases: one line per call, time standing still unless told to move. */
import * as z from 'zod'
import { type VirtualClock, virtualClock } from '../clock.ts'
import { AirtableSandbox, type AirtableOptions } from './airtable.ts'
import { CRM, sampleWorld } from './sample.ts'
import type { AirtableWorld } from './world.ts'

export type Answer = { readonly status: number; readonly body: unknown }

/** A body is sent as JSON, a text as it stands. */
export type Visit = (
  method: string,
  path: string,
  body?: unknown,
  token?: string,
) => Promise<Answer>

/** A fresh sandbox; without switches its limits are wide, so that only tests of pace meet them. */
export function visit(
  options: Partial<AirtableOptions> = {},
  world: AirtableWorld = sampleWorld,
): { airtable: AirtableSandbox; clock: VirtualClock; call: Visit } {
  const clock = virtualClock()
  const airtable = new AirtableSandbox(world, {
    ...options,
    clock,
    switches: { basePace: 10_000, userPace: 10_000, ...options.switches },
  })
  const call: Visit = async (method, path, body, token = 'ann') => {
    const request = new Request(`https://api.airtable.com${path}`, {
      method,
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const response = await clock.run(airtable.fetch(request))
    const text = await response.text()
    return { status: response.status, body: text === '' ? '' : JSON.parse(text) }
  }
  return { airtable, clock, call }
}

export const PEOPLE = `/v0/${CRM}/People`
export const COMPANIES = `/v0/${CRM}/Companies`
export const META = `/v0/meta/bases/${CRM}`

const Shown = z.object({ id: z.string(), fields: z.record(z.string(), z.json()) })
const Page = z.object({ records: z.array(Shown), offset: z.string().optional() })

/** One cell of a record that was given out. */
export const cellOf = (body: unknown, field: string) => Shown.parse(body).fields[field]

/** The records of a page. */
export const recordsOf = (body: unknown) => Page.parse(body).records
export const offsetOf = (body: unknown) => Page.parse(body).offset
