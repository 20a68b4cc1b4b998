/** What `npm start -- …` may be asked. */
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Ports } from './session.ts'

export const USAGE = `npm start [-- options]
  --once          end after the first sync
  --json          print as last line one JSON object with what it took
  --records N     at most N records per table
  --port N        the Worker's port; the desk is on N+1, Airtable on N+2, Attio on N+3 (8787)
  --world FILE    a world of your own instead of the real records
  --idle          serve only: connect and sync nothing
  --state DIR     keep the Worker's databases in this folder, which has to be new or empty
  --help          show this`

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((number) => number >= least && number <= most)

const Flags = z.object({
  once: z.boolean().default(false),
  json: z.boolean().default(false),
  idle: z.boolean().default(false),
  help: z.boolean().default(false),
  records: whole(1, 1_000_000).optional(),
  port: whole(1, 65_532).default(8787),
  world: z.string().min(1).optional(),
  state: z.string().min(1).optional(),
  /** How many times as fast as real time runs: for tests, so that minutes take seconds. */
  scale: whole(1, 1_000).default(1),
})
export type Flags = z.infer<typeof Flags>

const WANTED: { readonly [name: string]: string } = {
  records: 'a whole number from 1 on',
  port: 'a whole number from 1 to 65532',
  scale: 'a whole number from 1 to 1000',
  world: 'the path of a file',
  state: 'the path of a folder',
}

/** The flags, or a sentence that names the one that is wrong. */
export function readFlags(args: readonly string[]): Result<Flags, string> {
  const flag = { type: 'boolean' } as const
  const text = { type: 'string' } as const
  let values: object
  try {
    const options = {
      ...{ once: flag, json: flag, idle: flag, help: flag },
      ...{ records: text, port: text, world: text, state: text, scale: text },
    }
    values = parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'unreadable'
    return err(`The options are not right: ${reason}. “npm start -- --help” shows what there is.`)
  }
  const read = Flags.safeParse(values)
  if (!read.success) {
    const name = String(read.error.issues[0]?.path[0] ?? '')
    return err(`--${name} wants ${WANTED[name] ?? 'another value'}.`)
  }
  const { idle, once, json } = read.data
  if (idle && (once || json))
    return err(`--idle syncs nothing, so --${once ? 'once' : 'json'} cannot go with it.`)
  return ok(read.data)
}

export const portsFrom = (first: number): Ports => ({
  worker: first,
  desk: first + 1,
  airtable: first + 2,
  attio: first + 3,
})
