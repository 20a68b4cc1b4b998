/** What somebody has to know to use a sandbox from outside: addresses, tokens and ids. */
import * as z from 'zod'
import type { World } from './world.ts'

/** A vendor's address, without a slash at its end, and a token for it. */
export type Place = { readonly address: string; readonly token: string }
/** `sync` is for the product; `outsider` acts as another person where the world has one. */
export type Access = {
  readonly airtable: { readonly sync: Place; readonly outsider: Place }
  readonly attio: { readonly sync: Place; readonly outsider: Place }
}

/** The first token of each vendor is the product's, the second an outsider's. A vendor without tokens gets an empty one. */
export function accessTo(
  world: World,
  addresses: { readonly airtable: string; readonly attio: string },
): Access {
  const tokens = {
    airtable: (world.airtable.tokens ?? []).map(({ token }) => token),
    attio: (world.attio.workspaces[0]?.tokens ?? []).map(({ token }) => token),
  }
  const places = (vendor: 'airtable' | 'attio') => {
    const [first = '', second = first] = tokens[vendor]
    const address = addresses[vendor]
    return { sync: { address, token: first }, outsider: { address, token: second } }
  }
  return { airtable: places('airtable'), attio: places('attio') }
}

export type Facts = {
  worker: {
    address: string
    workspaceId: string | null
    key: string | null
    configId: string | null
  }
  readonly desk: { readonly address: string }
  readonly airtable: {
    readonly address: string
    readonly token: string
    readonly outsiderToken: string
    readonly baseId: string
    /** Table ids by name. */
    readonly tables: { readonly [name: string]: string }
  }
  readonly attio: {
    readonly address: string
    readonly token: string
    readonly outsiderToken: string
    readonly workspaceId: string
    /** Slugs of the objects by what their records are called. */
    readonly objects: { readonly [name: string]: string }
  }
}

const Bases = z.object({ bases: z.array(z.object({ id: z.string() })) })
const Tables = z.object({ tables: z.array(z.object({ id: z.string(), name: z.string() })) })
const Self = z.object({ workspace_id: z.string() })
const Objects = z.object({
  data: z.array(z.object({ api_slug: z.string(), plural_noun: z.string() })),
})

/** Asked of the vendors themselves: a world may leave its ids to be made. What a token may not see is left empty. */
export async function factsOf(
  { airtable, attio }: Access,
  addresses: { readonly worker: string; readonly desk: string },
): Promise<Facts> {
  const [baseId, self, objects] = await Promise.all([
    ask(airtable.sync, '/v0/meta/bases', Bases).then((found) => found?.bases[0]?.id ?? ''),
    ask(attio.sync, '/v2/self', Self),
    ask(attio.sync, '/v2/objects', Objects),
  ])
  const tables = await ask(airtable.sync, `/v0/meta/bases/${baseId}/tables`, Tables)
  return {
    worker: { address: addresses.worker, workspaceId: null, key: null, configId: null },
    desk: { address: addresses.desk },
    airtable: {
      address: airtable.sync.address,
      token: airtable.sync.token,
      outsiderToken: airtable.outsider.token,
      baseId,
      tables: Object.fromEntries((tables?.tables ?? []).map(({ id, name }) => [name, id])),
    },
    attio: {
      address: attio.sync.address,
      token: attio.sync.token,
      outsiderToken: attio.outsider.token,
      workspaceId: self?.workspace_id ?? '',
      objects: Object.fromEntries(
        (objects?.data ?? []).map((one) => [one.plural_noun, one.api_slug]),
      ),
    },
  }
}

async function ask<T>(
  { address, token }: Place,
  path: string,
  answer: z.ZodType<T>,
): Promise<T | null> {
  const response = await fetch(address + path, { headers: { authorization: `Bearer ${token}` } })
  return answer.safeParse(await response.json().catch(() => null)).data ?? null
}
