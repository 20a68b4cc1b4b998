import type * as z from 'zod'

/** One detail of a refused body or value, as Attio lists them under `validation_errors`. */
type Flaw = {
  readonly code: 'invalid_type' | 'invalid_option' | 'invalid'
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly expected?: string
  readonly received?: string
  readonly options?: readonly unknown[]
}

/** Everything this Attio answers instead of a result. */
export class Refusal {
  readonly status: number
  readonly type: string
  readonly code: string
  readonly message: string
  readonly flaws: readonly Flaw[] | null

  constructor(
    status: number,
    code: string,
    message: string,
    { type = 'invalid_request_error', flaws = null }: { type?: string; flaws?: Flaw[] | null } = {},
  ) {
    this.status = status
    this.type = type
    this.code = code
    this.message = message
    this.flaws = flaws
  }

  toJSON(): object {
    const { status: status_code, type, code, message, flaws } = this
    return { status_code, type, code, message, ...(flaws && { validation_errors: flaws }) }
  }
}

export const notFound = (what: string) => new Refusal(404, 'not_found', `${what} not found.`)

export const unknownValue = (message: string) => new Refusal(400, 'value_not_found', message)

export const badFilter = (message: string) => new Refusal(400, 'filter_error', message)

export const slugTaken = (message: string) => new Refusal(409, 'slug_conflict', message)

export const unauthorized = (message: string) =>
  new Refusal(401, 'unauthorized', message, { type: 'auth_error' })

/** A body, parameter or envelope of the wrong shape. */
export const badShape = (flaws: Flaw[], message = 'Body payload validation error.') =>
  new Refusal(400, 'validation_type', message, { flaws })

/** One bad value; the paths of its flaws begin at the value. */
export const badValue = (slug: string, flaws: Flaw[]) =>
  badShape(flaws, `An invalid value was passed to attribute with slug "${slug}".`)

export const invalid = (path: (string | number)[], message = 'Invalid input'): Flaw => ({
  code: 'invalid',
  path,
  message,
})

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

function follow(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Object.entries(at).find(([key]) => key === String(step))?.[1]
  }
  return at
}

/** What zod found wrong with `input`, in Attio's own words. `under` is put before every path. */
export function flawsIn(
  error: z.ZodError,
  input: unknown,
  under: (string | number)[] = [],
): Flaw[] {
  return error.issues.map((issue): Flaw => {
    const path = [...under, ...issue.path.map((step) => (typeof step === 'symbol' ? '' : step))]
    if (issue.code === 'invalid_type') {
      const received = kindOf(follow(input, issue.path))
      const message =
        received === 'undefined' ? 'Required' : `Expected ${issue.expected}, received ${received}`
      return { code: 'invalid_type', path, message, expected: issue.expected, received }
    }
    if (issue.code === 'invalid_value')
      return { code: 'invalid_option', path, message: 'Invalid option', options: issue.values }
    if (issue.code === 'unrecognized_keys')
      return invalid(path, `Unrecognized key(s) in object: ${issue.keys.join(', ')}`)
    return invalid(path)
  })
}
