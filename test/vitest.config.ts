import { defineConfig } from 'vitest/config'

// Tests of the whole run several times as fast as the world, so they need the machine to themselves.
const WHOLE = ['test/e2e/**/*.test.ts', 'test/browser/**/*.test.ts']

const common = {
  // One module graph per worker: our modules hold no state of their own.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: WHOLE,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'whole',
          include: WHOLE,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
