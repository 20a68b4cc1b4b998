import { defineConfig } from 'vitest/config'

// Tests of the whole run several times as fast as the world, so nothing that reckons runs beside them.
const WHOLE = ['test/e2e/**/*.test.ts', 'test/browser/**/*.test.ts']

const common = {
  // One module graph per worker: our modules hold no state of their own.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // What is asked for again and again comes when the machine gets to it.
  expect: { poll: { timeout: 20_000 } },
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
          // All cores: left to itself it keeps one of them free, and on two cores runs one file at a time.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'whole',
          include: WHOLE,
          globalSetup: 'test/built.ts',
          // Side by side they would be done in two thirds of the time, and tell the machine's haste for a fault of ours.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
