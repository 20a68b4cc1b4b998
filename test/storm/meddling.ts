import { type Die, die } from '../sandbox/random.ts'
import type { Vendor } from '../sandbox/vendor.ts'
import type { Engine } from '../worker/engine.ts'

/**
 * People do not wait for a run to end. While this lasts, now and then somebody does something at the moment a call
 * leaves us: after what we read, before what we write. Gives back the way out of it.
 */
export function meddle(
  { airtable, attio }: Engine,
  seed: number,
  often: number,
  deed: () => void,
): () => void {
  const throwDie: Die = die(seed)
  const ways = [airtable, attio].map((vendor: Vendor) => {
    const fetch = vendor.fetch.bind(vendor)
    vendor.fetch = (request) => {
      if (throwDie() < often) deed()
      return fetch(request)
    }
    return () => {
      vendor.fetch = fetch
    }
  })
  return () => {
    for (const back of ways) back()
  }
}
