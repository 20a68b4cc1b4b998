/** What a request asked, parsed; or the first thing that is wrong with it, as a sentence that names the field. */
import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import { err, ok, type Result } from '../../shared/result.ts'

/** `whole` names what was parsed, for what is wrong with all of it. */
export function asked<S extends z.ZodType>(
  schema: S,
  given: unknown,
  whole: string,
): Result<z.output<S>, Failure> {
  const parsed = schema.safeParse(given, { reportInput: true })
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  if (!issue) throw new Error('a schema refused without a reason')
  return err(wrong(issue, whole))
}

/** The JSON of a body. */
export function json(text: string, contentType: string | null): Result<unknown, Failure> {
  const bad = (why: string) => err({ reason: 'invalid', field: 'body', why } as const)
  if (!/^application\/([a-z.-]+\+)?json\b/i.test(contentType ?? '')) {
    return bad('send it as JSON, with the header “Content-Type: application/json”')
  }
  try {
    return ok(JSON.parse(text))
  } catch {
    return bad('it is not valid JSON; look for a missing quote, comma or bracket')
  }
}

type Issue = z.core.$ZodIssue

function wrong(issue: Issue, whole: string): Failure {
  const at = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const field = issue.keys.map((key) => (at ? `${at}.${key}` : key)).join(', ')
    return {
      reason: 'invalid',
      field,
      why: 'this call does not know it; leave it out, or check its spelling',
    }
  }
  return { reason: 'invalid', field: at || whole, why: why(issue) }
}

function why(issue: Issue): string {
  if (issue.input === undefined && issue.code !== 'custom') return 'it is missing'
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `it must be ${choice(issue.values)}`
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? atLeast(Number(issue.minimum), issue.origin)
        : `it must be at least ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `it may have at most ${counted(Number(issue.maximum), issue.origin)}`
        : `it must be at most ${issue.maximum}`
    default:
      // Our own schemas say in their message what a format must look like.
      return issue.message.replace(/\.$/, '')
  }
}

const KINDS: { readonly [expected: string]: string } = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const choice = (values: readonly unknown[]): string => {
  const named = values.map((value) => `“${String(value)}”`)
  return named.length === 1 ? named.join() : `${named.slice(0, -1).join(', ')} or ${named.at(-1)}`
}

const atLeast = (minimum: number, origin: string): string =>
  minimum === 1 ? 'it must not be empty' : `it must have at least ${counted(minimum, origin)}`

const counted = (n: number, origin: string): string =>
  origin === 'string' ? `${n} characters` : `${n} ${n === 1 ? 'entry' : 'entries'}`
