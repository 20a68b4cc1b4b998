import anyAscii from 'any-ascii'
import { foldText } from '../normal.ts'

/**
 * A text in plain Latin letters and digits, lower-case, words apart by one space: for telling how alike two texts are.
 * Every script is spelt in Latin letters, so that “Müller” is near “Mueller” and “Москва” near “Moskva”. It is no key:
 * different names may be spelt alike.
 */
export function latin(text: string): string {
  const plain = PLAIN.test(text) ? text : anyAscii(foldText(text))
  return plain
    .toLowerCase()
    .replace(/['’`´]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
const PLAIN = /^[\x20-\x7e]*$/
