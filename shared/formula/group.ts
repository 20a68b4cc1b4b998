/** What functions are about. A file of its own: who lists functions need not bring the language with it. */
export const GROUPS = ['text', 'number', 'date', 'logic', 'list', 'pattern', 'record'] as const
export type Group = (typeof GROUPS)[number]
