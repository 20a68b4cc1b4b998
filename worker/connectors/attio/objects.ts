import type { Door } from '../../http.ts'
import { ask, get } from './api.ts'
import type { Row } from './row.ts'
import { ObjectsWire } from './wire.ts'

/** Objects by their ids: parents and links outside of attributes may be named by either id or slug (its reference 3.6). */
export type Objects = {
  /** The rows with objects by slug, as tables are named here. Asks for the objects once, and only if an id is met. */
  named(rows: readonly Row[]): Promise<readonly Row[]>
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const LINKS = ['parent_record', 'linked_records']

export function openObjects(door: Door): Objects {
  let loading: Promise<ReadonlyMap<string, string>> | null = null

  async function load(): Promise<ReadonlyMap<string, string>> {
    const answer = await ask(door, get('/v2/objects'), ObjectsWire, 'the objects')
    if (answer.ok) return new Map(answer.value.data.map((one) => [one.id.object_id, one.api_slug]))
    loading = null
    return new Map()
  }

  return {
    async named(rows) {
      if (!rows.some((row) => LINKS.some((slug) => linksIn(row, slug).some(isById)))) return rows
      const slugs = await (loading ??= load())
      return rows.map((row) => ({
        ...row,
        cells: {
          ...row.cells,
          ...Object.fromEntries(
            LINKS.filter((slug) => slug in row.cells).map((slug) => [
              slug,
              linksIn(row, slug).map((link) => ({
                ...link,
                target_object: slugs.get(String(link['target_object'])) ?? link['target_object'],
              })),
            ]),
          ),
        },
      }))
    },
  }
}

type Link = { readonly [part: string]: unknown }

function linksIn({ cells }: Row, slug: string): readonly Link[] {
  const cell = cells[slug]
  return Array.isArray(cell) ? cell : []
}
const isById = (link: Link): boolean => UUID.test(String(link['target_object']))
