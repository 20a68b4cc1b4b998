import type { CardItem } from '../../../shared/api/card.ts'

/** A table that records of an object go to. */
export type Target = {
  readonly configId: string
  readonly entityType: string
  readonly name: string
}

/** As a person tells it from others: the table, and whose sync it is. */
export const nameOf = ({ otherTable, configName }: Pick<CardItem, 'otherTable' | 'configName'>) =>
  `${otherTable.name} · ${configName}`

/** The table alone. */
export const tableOf = ({ name }: Target): string => name.split(' · ')[0] ?? name
