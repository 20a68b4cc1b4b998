import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    // One module graph per worker: our modules hold no state of their own.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
