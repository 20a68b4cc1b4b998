import { elements, isMany, type Element, type Value } from '../../../shared/value.ts'
import { say } from './say.ts'
import { calendarDay, moment, number } from './time.ts'

/** A value as people read it; '' where it is empty. `names` are what the first of its linked records are called. */
export function tellValue(value: Value, names: readonly string[] = []): string {
  if (value === null) return ''
  const all = elements(value)
  const links = all.filter(isLink).length
  if (links > 0 && links === all.length) return tellLinks(links, names)
  return isMany(value) ? all.map(tellElement).join(', ') : tellElement(all[0] ?? '')
}

function tellLinks(count: number, names: readonly string[]): string {
  if (names.length === 0) return say.values.links(number(count))
  const more = count - names.length
  return more > 0 ? say.values.andMore(names.join(', '), number(more)) : names.join(', ')
}

const isLink = (element: Element): boolean =>
  typeof element === 'object' && typeof element['table'] === 'string'

function tellElement(element: Element): string {
  if (typeof element === 'boolean') return element ? say.values.yes : say.values.no
  if (typeof element === 'number') return number(element)
  if (typeof element === 'string') return tellText(element)
  const { full, first, last, name, email, json, text, url } = element
  if (json !== undefined) return say.values.opaque
  const known = full ?? name ?? email ?? text ?? url
  if (typeof known === 'string' && known !== '') return known
  if (first !== undefined || last !== undefined) return joined([first, last], ' ')
  const { latitude: _, longitude: __, ...rest } = element
  return joined(Object.values(rest), ', ')
}

const joined = (parts: readonly (string | number | null | undefined)[], by: string): string =>
  parts.filter((part) => part !== null && part !== undefined && part !== '').join(by)

/** Days and moments in the person's own way; all other text as it is. */
function tellText(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return calendarDay(text)
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/.test(text)) return moment(text)
  return text
}

export type Piece = { readonly text: string; readonly isNew: boolean }

/** Two texts word by word: what of `after` is not in `before`, in order, is marked. Long texts are marked as a whole. */
export function markNew(before: string, after: string): readonly Piece[] {
  const [old, fresh] = [wordsOf(before), wordsOf(after)]
  if (old.length * fresh.length > 40_000) return [{ text: after, isNew: before !== after }]
  const same = longestCommon(old, fresh)
  const pieces: Piece[] = []
  fresh.forEach((text, at) => {
    const isNew = !same.has(at)
    const last = pieces.at(-1)
    const before = pieces.at(-2)
    // The space between two new words is of one piece with them.
    if (isNew && before?.isNew && last?.text.trim() === '') {
      pieces.splice(-2, 2, { text: before.text + last.text + text, isNew })
    } else if (last && last.isNew === isNew)
      pieces[pieces.length - 1] = { text: last.text + text, isNew }
    else pieces.push({ text, isNew })
  })
  return pieces
}

/** Words and the space between them. */
const wordsOf = (text: string): readonly string[] => text.match(/\s+|\S+/g) ?? []

/** The places of `b` that belong to the longest common sequence of both. */
function longestCommon(a: readonly string[], b: readonly string[]): ReadonlySet<number> {
  const width = b.length + 1
  const length = new Uint16Array((a.length + 1) * width)
  const at = (i: number, j: number): number => length[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const found = new Set<number>()
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      found.add(j)
      i++
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return found
}
