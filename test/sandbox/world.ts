/** A world is everything both vendors hold when the sandbox opens; `worlds/README.md` shows its whole shape. */
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { err, ok, type Result } from '../../shared/result.ts'
import { AirtableWorld } from './airtable/world.ts'
import { AttioWorld } from './attio/world.ts'

const World = z.strictObject({ airtable: AirtableWorld, attio: AttioWorld })
/** A world as one writes it: what may be left out is made when the sandbox opens. */
export type World = z.input<typeof World>

/** The world in a JSON file. The error is a sentence that names the file and the first field that is wrong. */
export async function readWorld(path: string): Promise<Result<World, string>> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return err(`The world “${path}” cannot be read. Check the path after --world.`)
  const read = parseWorld(text)
  return read.ok ? read : err(`The world “${path}” is not right: ${read.error}`)
}

/** The world in a JSON text, or a clause that says what is wrong and where. */
export function parseWorld(text: string): Result<World, string> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return err(`it is not valid JSON (${error instanceof Error ? error.message : 'unreadable'}).`)
  }
  const read = World.safeParse(json)
  if (read.success) return ok(read.data)
  return err(read.error.issues.map(sentence).slice(0, 3).join(' '))
}

function sentence(issue: z.core.$ZodIssue): string {
  const at = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
  const where = at === '' ? 'at the top' : `“${at}”`
  if (issue.code === 'unrecognized_keys')
    return `${where} has ${issue.keys.map((key) => `“${key}”`).join(', ')}, which nobody knows.`
  return `${where}: ${issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '')}.`
}
