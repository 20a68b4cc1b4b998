import type { Client } from '../../../shared/api/client.ts'
import type { Config } from '../../../shared/api/config.ts'

/** Of two tabs that go on at once, both make a sync within this time (ms) of each other. */
const AT_ONCE_MS = 120_000

/**
 * The sync that was made first between these two accounts, where somebody made one in another tab at the same moment: the Worker
 * alone sees both, as what the base shares takes its time. The other is taken away again, and whoever made it goes on with the
 * first. Where the Worker does not answer, one's own.
 */
export async function firstMade(client: Client, mine: Config): Promise<Config> {
  const all = await client.configs()
  if (!all.ok) return mine
  const [first = mine] = all.value.items
    .filter((one) => isTwin(one, mine))
    .sort((one, two) => one.createdAt.localeCompare(two.createdAt) || (one.id < two.id ? -1 : 1)) // prettier-ignore
  if (first.id !== mine.id) await client.deleteConfig(mine.id)
  return first
}

/** Made for the same at the same time, and never run: nobody finishes setting up that fast. */
const isTwin = (one: Config, mine: Config): boolean =>
  one.app.connectionId === mine.app.connectionId &&
  one.crm.connectionId === mine.crm.connectionId &&
  one.syncFrequency === 'manual' &&
  one.lastRun === null &&
  Math.abs(Date.parse(one.createdAt) - Date.parse(mine.createdAt)) < AT_ONCE_MS
