import { registerHooks } from 'node:module'
import { BUGS, piecesOf, plant } from './bugs.ts'

/**
 * Loaded before everything else in a process of its own: what the bug named in PLANTED changes is read with the bug in it.
 */
const bug = BUGS.find((one) => one.name === process.env['PLANTED'])
if (bug) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      const piece = piecesOf(bug).find(({ file }) => url.endsWith(`/${file}`))
      if (!piece) return loaded
      return { ...loaded, source: plant(piece, String(loaded.source)) }
    },
  })
}
