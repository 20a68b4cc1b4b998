import { defineConfig } from 'vitest/config'

/**
 * The tests a change to the core is held against: its own, which are quick. Property tests throw the same dice each time,
 * so that a mutant that lives today lives tomorrow.
 */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/shared/**/*.test.ts'],
    isolate: false,
    setupFiles: ['test/mutation/dice.ts'],
  },
})
