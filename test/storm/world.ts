import { type Die, pick } from '../sandbox/random.ts'
import type { Size } from './recipe.ts'
import { id, smallWorld, type World } from '../worker/worlds.ts'

export const BASE = id('app', 'small')
export const TAGS = ['Red', 'Green', 'Blue']
const CODES = ['A', 'B', 'C', 'D', 'E', 'F']

/**
 * The small world by a seed: teams that point at each other, perhaps in a circle, people on both sides of whom some are
 * the same, a list of tags, and on each side one field that no mapping knows.
 */
export function stormWorld(throwDie: Die, size: Size['world']): World {
  const codes = CODES.slice(0, size.teams)
  const teams = codes.map((code, i) => ({
    id: id('rec', `t${code}`),
    fields: {
      Name: `Team ${code}`,
      Code: code,
      ...(throwDie() < 0.4 ? { Parent: [id('rec', `t${codes[(i + 1) % codes.length]!}`)] } : {}),
    },
  }))
  const people = Array.from({ length: size.rows }, (_, n) => ({
    id: id('rec', `p${n}x`),
    fields: {
      Email: `p${n}@example.com`,
      'First name': `First${n}`,
      Memo: `private ${n}`,
      ...(throwDie() < 0.5 ? { 'Last name': `Last${n}` } : {}),
      ...(throwDie() < 0.5 ? { Score: Math.floor(throwDie() * 100) } : {}),
      ...(throwDie() < 0.5
        ? { Teams: teams.filter(() => throwDie() < 0.4).map((team) => team.id) }
        : {}),
      ...(throwDie() < 0.5 ? { Tags: TAGS.filter(() => throwDie() < 0.4) } : {}),
    },
  }))
  const apart = Math.ceil(size.rows / (size.records - 1))
  const there = Array.from({ length: size.records }, (_, i) => ({
    values: {
      name: `There${i * apart}, First`,
      email_addresses: [`p${i * apart}@example.com`],
      score: i,
      remark: `known here ${i}`,
      ...(throwDie() < 0.5 ? { tags: [pick(throwDie, TAGS)] } : {}),
    },
  }))
  return withTags(smallWorld({ teams, people, attio: { people: there } }))
}

function withTags(world: World): World {
  const [base] = world.airtable.bases ?? []
  const [workspace] = world.attio.workspaces
  if (!base || !workspace) throw new Error('the small world has one base and one workspace')
  const fields = [
    {
      id: id('fld', 'pTags'),
      name: 'Tags',
      type: 'multipleSelects',
      options: { choices: TAGS.map((name) => ({ name })) },
    },
    { id: id('fld', 'pMemo'), name: 'Memo', type: 'singleLineText' },
  ]
  const attributes = [
    {
      api_slug: 'tags',
      title: 'Tags',
      type: 'select' as const,
      is_multiselect: true,
      options: TAGS,
    },
    { api_slug: 'remark', title: 'Remark', type: 'text' as const },
  ]
  return {
    ...world,
    airtable: {
      ...world.airtable,
      bases: [
        {
          ...base,
          tables: base.tables.map((table) =>
            table.name === 'People' ? { ...table, fields: [...table.fields, ...fields] } : table,
          ),
        },
      ],
    },
    attio: {
      ...world.attio,
      workspaces: [
        {
          ...workspace,
          objects: (workspace.objects ?? []).map((object) =>
            object.api_slug === 'people'
              ? { ...object, attributes: [...(object.attributes ?? []), ...attributes] }
              : object,
          ),
        },
      ],
    },
  }
}
