import type { CardItem } from '../../../shared/api/card.ts'

/** A table that records of an object go to. */
export type Target = {
  readonly configId: string
  readonly entityType: string
  readonly table: string
  /** As a person tells it from others: the table, and whose sync it is. */
  readonly name: string
}

type Named = Pick<CardItem, 'configId' | 'configName' | 'entityType' | 'otherTable'>

export const targetOf = ({ configId, configName, entityType, otherTable }: Named): Target => ({
  configId,
  entityType,
  table: otherTable.name,
  name: `${otherTable.name} · ${configName}`,
})
