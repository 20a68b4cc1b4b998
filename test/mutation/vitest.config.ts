import { defineConfig } from 'vitest/config'

/**
 * The tests a change to the core is held against: its own, which are quick (the enumeration of every state is not). Property tests throw the same dice each time,
 * so that a mutant that lives today lives tomorrow.
 */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/shared/**/*.test.ts'],
    exclude: ['test/shared/laws/every-state.test.ts'],
    isolate: false,
    setupFiles: ['test/mutation/dice.ts'],
  },
})
