import { expect, test } from 'vitest'
import type { Engine } from './engine.ts'
import { lookLeft } from './look.ts'
import { BASE, rec, rightId, synced } from './scene.ts'
import { smallWorld } from './worlds.ts'

const MANY = 6
const names = Array.from({ length: MANY }, (_, n) => `p${n}`)
const emailOf = (name: string): string => `${name}@example.com`
const people = names.map((name) => ({
  id: rec(name),
  fields: { Email: emailOf(name), 'First name': name, Score: 7, Born: '1980-01-02' },
}))

const clearBirthday = (engine: Engine, name: string): void =>
  void engine.attio.edit('people', rightId(engine, emailOf(name)), { born: [] })
const birthdays = (engine: Engine): readonly unknown[] =>
  lookLeft(engine).people.map(({ born }) => born)

/** Just before this record of the CRM is written it is looked at: then somebody does this. */
function atTheLookAt({ attio }: Engine, recordId: string, act: () => void): void {
  const fetch = attio.fetch.bind(attio)
  let isNext = true
  attio.fetch = async (request) => {
    const isLook = isNext && request.url.endsWith('/query')
    if (isLook && (await request.clone().text()).includes(recordId)) {
      isNext = false
      act()
    }
    return fetch(request)
  }
}

/**
 * L4: six cells of a field are more than anybody empties by accident; five of them were planned. Seen red where whoever was listed
 * to lose a cell could lose any other with it: the sixth was emptied, and nobody was asked.
 */
test('who is listed to lose one cell does not lose another unasked', async () => {
  const engine = await synced({ world: smallWorld({ teams: [], people }) })
  const [last = '', ...others] = names
  engine.airtable.edit(BASE, 'People', rec(last), { Score: null })
  for (const name of others) clearBirthday(engine, name)
  atTheLookAt(engine, rightId(engine, emailOf(last)), () => {
    engine.attio.edit('people', rightId(engine, emailOf(last)), { score: 8 })
    clearBirthday(engine, last)
  })
  expect(await engine.sync()).toMatchObject({ state: 'done' })
  expect(birthdays(engine).filter((one) => one === null)).toHaveLength(MANY - 1)
  expect(await engine.sync()).toMatchObject({ state: 'done' })
  expect(birthdays(engine).filter((one) => one === null)).toHaveLength(MANY)
  expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
})
