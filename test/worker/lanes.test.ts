import { expect, test } from 'vitest'
import { fieldById } from '../../shared/field.ts'
import { lanesOf } from '../../worker/run/work.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const ports = { left: { connector: { name: 'Left' } }, right: { connector: { name: 'Right' } } }
const laidOut = ({ memory }: Engine) => lanesOf({ memory, ports })
const open = async (): Promise<Engine> => {
  const engine = openEngine({ world: smallWorld({}) })
  await pairUp(engine, SMALL_PAIRINGS)
  return engine
}
const LEVEL = id('fld', 'pLevel')

// Seen red with lanes laid out anew each time.
test('lanes are laid out once, as long as nothing they are made of changes', async () => {
  const engine = await open()
  const [before] = laidOut(engine).lanes
  engine.memory.pairings.addTotal(before!.no, 'left', 1)
  expect(laidOut(engine).lanes[0]?.entries).toBe(before!.entries)
})

// Seen red with the lane before given though a table or the country had changed, and with troubles told only once.
test('they are laid out anew where a table, the mapping or the country changes', async () => {
  const engine = await open()
  const { memory } = engine
  const people = () => laidOut(engine).lanes.find(({ pairing }) => pairing.entityType === 'people')!
  const whole = people()
  const { left } = whole.tables
  const told = fieldById(left, LEVEL)?.name ?? ''

  memory.described.put('left', [left.id], [{ ...left, fields: left.fields.filter((one) => one.id !== LEVEL) }]) // prettier-ignore
  expect(people().entries).toHaveLength(whole.entries.length - 1)
  // What is gone is called by its name each time.
  for (let look = 0; look < 2; look++)
    expect(laidOut(engine).troubles.map(({ says }) => says)).toEqual([
      expect.stringContaining(told),
    ])
  memory.described.put('left', [left.id], [left])
  expect(people().entries).toHaveLength(whole.entries.length)
  expect(laidOut(engine).troubles).toEqual([])

  const entry = whole.entries.find((one) => one.left.field === LEVEL)!
  await engine.clock.run(engine.agreement.changeEntry('people', entry.id, { direction: 'none' }))
  expect(people().entries).toHaveLength(whole.entries.length - 1)

  const { programs } = people()
  expect(people().programs).toBe(programs)
  const { setup } = memory.setup.get()!
  memory.setup.put({ ...setup, defaultCountry: 'DE' })
  expect(people().programs).not.toBe(programs)
})
