import type { Failure } from '../../../shared/failure.ts'
import type { ApiRouteName } from '../../../shared/role.ts'

/** What the documents say of a route beyond its schemas. */
export type Told = {
  /** Its name for programs: the operationId, and the method of our own client. */
  readonly id: string
  /** Why it may be refused, besides what every route of its kind may be refused for. */
  readonly refuses: readonly Failure['reason'][]
  /** A request, in full. */
  readonly asks?: {
    readonly params?: { readonly [name: string]: string }
    readonly query?: { readonly [name: string]: string | number }
    readonly body?: unknown
  }
  /** What it is answered with; of a file, how it begins. */
  readonly answers: unknown
}

/** The routes of one chapter, by name. */
export type Chapter = { readonly [name in ApiRouteName]?: Told }

/** Whatever asks a service for something may hear one of these. */
export const SERVICE = [
  'signed_out',
  'forbidden',
  'gone',
  'refused',
  'slow_down',
  'quota_spent',
  'unreadable',
  'unreachable',
] as const
/** What a mapping is checked against. */
export const MAPPING = ['not_found', 'not_now', ...SERVICE] as const
