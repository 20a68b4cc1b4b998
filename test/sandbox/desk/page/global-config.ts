import type {
  GlobalConfigData,
  GlobalConfigUpdate,
} from '@airtable/blocks/dist/types/src/types/global_config'

/** Airtable's own limits: what one installation may keep. */
const MOST_BYTES = 150_000
const MOST_KEYS = 1_000

const place = (baseId: string): string => `desk.globalConfig.${baseId}`

export const readStore = (baseId: string): GlobalConfigData =>
  JSON.parse(localStorage.getItem(place(baseId)) ?? '{}')
export const writeStore = (baseId: string, store: GlobalConfigData): void =>
  localStorage.setItem(place(baseId), JSON.stringify(store))

/** What other pages of this browser put there, as Airtable tells every open extension of a base. */
export const watchStore = (
  baseId: string,
  tell: (updates: readonly GlobalConfigUpdate[]) => void,
): void =>
  addEventListener('storage', ({ key, oldValue }) => {
    if (key !== place(baseId)) return
    // As it is by now: what this page wrote since stands.
    const now = readStore(baseId)
    const keys = new Set([...Object.keys(now), ...Object.keys(JSON.parse(oldValue ?? '{}'))])
    tell([...keys].map((name) => ({ path: [name], value: now[name] })))
  })

/** The store after those updates; the one given is left as it is. Throws beyond the limits, as Airtable does. */
export function applyUpdates(
  updates: readonly GlobalConfigUpdate[],
  store: GlobalConfigData,
): { newKvStore: GlobalConfigData; changedTopLevelKeys: string[] } {
  const newKvStore = updates.reduce<GlobalConfigData>(
    (held, { path, value }) => ({ ...held, ...put(held, path, value) }),
    store,
  )
  if (JSON.stringify(newKvStore).length > MOST_BYTES)
    throw new Error('The settings are larger than 150 kB.')
  if (Object.keys(newKvStore).length > MOST_KEYS)
    throw new Error('There are more than 1,000 settings.')
  return { newKvStore, changedTopLevelKeys: [...new Set(updates.map(({ path }) => path[0] ?? ''))] }
}

type Value = GlobalConfigUpdate['value']
type Tree = { readonly [key: string]: Value }

const isTree = (value: Value): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: Value): Tree {
  const inner = tree[key]
  return {
    ...tree,
    [key]: rest.length === 0 ? value : put(isTree(inner) ? inner : {}, rest, value),
  }
}
