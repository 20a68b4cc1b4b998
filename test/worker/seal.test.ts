import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { KeyRing, makeKey, rewrap, seal, unseal } from '../../worker/seal.ts'

const dice = (length: number) => new Uint8Array(randomBytes(length))
const ringKey = () => randomBytes(32).toString('base64')
const one: KeyRing = { current: 'one', keys: { one: ringKey() } }
const both: KeyRing = { current: 'two', keys: { ...one.keys, two: ringKey() } }
const onlyTwo: KeyRing = { current: 'two', keys: { two: both.keys['two']! } }
const ada = { workspaceId: 'w1', connectionId: 'c1' }

async function sealed(text = 'pat-secret') {
  const key = await makeKey(one, ada, dice)
  return { key, token: (await seal(one, ada, key, text, dice))! }
}

test.each(['pat-secret', '', 'ünïcødé 🔑', 'x'.repeat(4_000)])(
  'a sealed text opens again: %j',
  async (text) => {
    const { key, token } = await sealed(text)
    expect(await unseal(one, ada, key, token)).toBe(text)
    expect(JSON.stringify(token)).not.toContain(text || 'never')
  },
)

describe('what must not open', () => {
  test.each([
    { says: 'for another connection', owner: { ...ada, connectionId: 'c2' }, ring: one },
    { says: 'for another workspace', owner: { ...ada, workspaceId: 'w2' }, ring: one },
    { says: 'with a ring that lost the key', owner: ada, ring: onlyTwo },
    {
      says: 'with a ring whose key of that name is another',
      owner: ada,
      ring: { ...one, keys: { one: ringKey() } },
    },
  ])('$says', async ({ owner, ring }) => {
    const { key, token } = await sealed()
    expect(await unseal(ring, owner, key, token)).toBeNull()
  })

  test('under the key of another sign-in', async () => {
    const { token } = await sealed()
    expect(await unseal(one, ada, await makeKey(one, ada, dice), token)).toBeNull()
  })

  test.each(['iv', 'data'] as const)('with one bit of its %s turned', async (part) => {
    const { key, token } = await sealed()
    const bytes = Buffer.from(token[part], 'base64')
    bytes[0]! ^= 1
    expect(await unseal(one, ada, key, { ...token, [part]: bytes.toString('base64') })).toBeNull()
  })
})

test('the same text never looks the same twice', async () => {
  const key = await makeKey(one, ada, dice)
  const seals = await Promise.all([1, 2, 3].map(() => seal(one, ada, key, 'pat-secret', dice)))
  expect(new Set(seals.map((each) => each?.data)).size).toBe(3)
  expect(new Set(seals.map((each) => each?.iv)).size).toBe(3)
})

describe('rotating the ring', () => {
  test('a key is wrapped anew, and the old ring key is needed no more', async () => {
    const { key, token } = await sealed()
    const fresh = await rewrap(both, ada, key, dice)
    expect(fresh?.ringKey).toBe('two')
    expect(await unseal(onlyTwo, ada, fresh!, token)).toBe('pat-secret')
  })

  test('a key under the current ring key stays', async () => {
    const { key } = await sealed()
    expect(await rewrap(one, ada, key, dice)).toBeNull()
  })
})

test.each([
  { says: 'the current key is not on it', ring: { current: 'gone', keys: one.keys } },
  { says: 'a key is too short', ring: { current: 'one', keys: { one: 'c2hvcnQ=' } } },
  { says: 'a key is no base64', ring: { current: 'one', keys: { one: '!'.repeat(44) } } },
])('a ring is refused where $says', ({ ring }) => {
  expect(KeyRing.safeParse(ring).success).toBe(false)
})
