import { type Die, word } from '../random.ts'

export type Prefix =
  'app' | 'tbl' | 'fld' | 'viw' | 'rec' | 'sel' | 'itr' | 'usr' | 'wsp' | 'att' | 'com' | 'ach'

export const mint = (throwDie: Die, prefix: Prefix): string => prefix + word(throwDie, 14)

export const isId = (text: string, prefix: Prefix): boolean =>
  text.startsWith(prefix) && /^[a-z]{3}[A-Za-z0-9]{14}$/.test(text)

/** A well-formed id that a reader recognises: `idFrom('rec', 'ada')` is `recadaxxxxxxxxxxx`. */
export function idFrom(prefix: Prefix, name: string): string {
  if (!/^[A-Za-z0-9]{1,14}$/.test(name)) throw new Error(`no id can be made from "${name}"`)
  // Filled up with letters: with digits, p1 and p10 would be the same.
  return prefix + name.padEnd(14, 'x')
}
