import { expect, test } from 'vitest'
import {
  back,
  begin,
  type Place,
  readTrail,
  START,
  step,
  swap,
} from '../../extension/frontend/place.ts'

const HOME: Place = { at: 'home' }
const RUN: Place = { at: 'run', runId: 'r1' }
const WHY: Place = {
  at: 'why',
  configId: 'c1',
  entityType: 'people',
  side: 'app',
  recordId: 'rec1',
  field: 'fld1',
}

test.each([
  { says: 'a step is remembered', trail: step(step(START, RUN), WHY), is: [HOME, RUN, WHY] },
  {
    says: 'going where one is changes nothing',
    trail: step(step(START, RUN), RUN),
    is: [HOME, RUN],
  },
  { says: 'back takes the last step away', trail: back(step(START, RUN)), is: [HOME] },
  { says: 'there is no way back from the beginning', trail: back(START), is: [HOME] },
  {
    says: 'the bar begins anew, with home behind it',
    trail: begin({ at: 'history' }),
    is: [HOME, { at: 'history' }],
  },
  { says: 'home has nothing behind it', trail: begin(HOME), is: [HOME] },
  {
    says: 'the same screen a little different is no step',
    trail: swap(step(START, { at: 'settings' }), { at: 'settings', part: 'people' }),
    is: [HOME, { at: 'settings', part: 'people' }],
  },
])('$says', ({ trail, is }) => {
  expect(trail).toEqual(is)
})

test('of a long way only the last fifty places are kept', () => {
  const places = Array.from({ length: 80 }, (_, at): Place => ({ at: 'run', runId: `r${at}` }))
  const trail = places.reduce(step, START)
  expect(trail).toHaveLength(50)
  expect(trail.at(-1)).toEqual({ at: 'run', runId: 'r79' })
})

test.each([
  { says: 'what was kept comes back', kept: JSON.stringify([HOME, WHY]), is: [HOME, WHY] },
  { says: 'nothing was kept', kept: null, is: [HOME] },
  { says: 'half of it was kept', kept: '[{"at":"ho', is: [HOME] },
  { says: 'a place of another version', kept: '[{"at":"attic"}]', is: [HOME] },
  { says: 'an empty way', kept: '[]', is: [HOME] },
])('reading: $says', ({ kept, is }) => {
  expect(readTrail(kept)).toEqual(is)
})
