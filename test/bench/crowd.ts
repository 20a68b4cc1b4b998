import { type Engine, openEngine, pairUp } from '../worker/engine.ts'
import { id, smallWorld } from '../worker/worlds.ts'
import type { PairLoad } from '../sandbox/floor.ts'

/** One table of people against Attio's people: so many only on one side, so many on both with equal values. */
export const BASE = id('app', 'small')
const PAIRING = { entityType: 'people', left: id('tbl', 'people'), right: 'people' }
/** Select attributes among the mapped ones. */
const SELECTS = 1

export type Crowd = { readonly left: number; readonly both: number; readonly right: number }

export async function openCrowd(
  { left, both, right }: Crowd,
  roundTrip: number,
  seed: number,
): Promise<Engine> {
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => person(from + i))
  const onLeft = people(0, left + both)
  const onRight = people(left, both + right)
  const engine = openEngine({
    world: smallWorld({
      people: onLeft.map(({ email, first, last, score }) => ({
        fields: { Email: email, 'First name': first, 'Last name': last, Score: score },
      })),
      attio: {
        people: onRight.map(({ email, first, last, score }) => ({
          values: {
            email_addresses: [email],
            name: { first_name: first, last_name: last, full_name: `${first} ${last}` },
            score,
          },
        })),
      },
    }),
    weather: { latency: roundTrip, jitter: 50 },
    seed,
  })
  await pairUp(engine, [PAIRING])
  return engine
}

/** What a run of it has to read and write at the least. */
export const loadOf = (
  airtable: { readonly records: number; readonly created?: number; readonly updated?: number },
  attio: { readonly records: number; readonly created?: number; readonly updated?: number },
): PairLoad[] => [
  {
    airtable: { records: airtable.records, written: written(airtable) },
    attio: { records: attio.records, written: written(attio), selects: SELECTS },
  },
]

const written = ({ created = 0, updated = 0 }: { created?: number; updated?: number }) => ({
  created,
  updated,
  deleted: 0,
})

/** Names of syllables, so that no two are alike by chance. */
function person(n: number) {
  const name = (of: number): string => {
    let text = ''
    for (let rest = of + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
      text += SYLLABLES[rest % SYLLABLES.length]
    return text[0]!.toUpperCase() + text.slice(1)
  }
  const first = name((n * 7_919) % 9_973)
  const last = name(n)
  return { email: `${first}.${last}@example.com`.toLowerCase(), first, last, score: n % 100 }
}
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ')
