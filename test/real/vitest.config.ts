import { defineConfig } from 'vitest/config'

// One file after the other: each starts mail servers of its own, and the machine has few cores.
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/real/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
})
