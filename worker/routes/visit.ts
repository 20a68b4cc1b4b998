/** A page of ours as data and one function: what a browser brings, and what it is given. */
import type { RouteName } from '../../shared/role.ts'
import type { Deps } from '../deps.ts'

export type Visit = {
  readonly deps: Deps
  /** Where people reach us: scheme and host. */
  readonly address: string
  readonly url: URL
  readonly params: { readonly [name: string]: string }
  readonly form: URLSearchParams
  cookie(name: string): string | null
}

/** `keep` is a cookie for as long as a sign-in lasts; `status` is 200 where nothing is said. */
export type Shown = {
  readonly keep?: { readonly name: string; readonly value: string }
} & (
  | { readonly html: string; readonly status?: 200 | 400 }
  /** Elsewhere: another page of ours, or a vendor's. */
  | { readonly to: string }
)

export type PageRoute = { readonly name: RouteName; show(visit: Visit): Promise<Shown> }

export const pageRoute = (name: RouteName, show: (visit: Visit) => Promise<Shown>): PageRoute => ({
  name,
  show,
})
