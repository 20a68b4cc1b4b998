import { registerHooks } from 'node:module'
import { BUGS, plant } from './bugs.ts'

/**
 * Loaded before everything else in a process of its own: the one source file that the bug named in PLANTED changes is
 * read with the bug in it.
 */
const bug = BUGS.find((one) => one.name === process.env['PLANTED'])
if (bug) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith(`/${bug.file}`)) return loaded
      return { ...loaded, source: plant(bug, String(loaded.source)) }
    },
  })
}
