// `npm run test:crash`: two hundred kills take minutes, so they are not part of `npm test` (which makes twenty, in test/promises/p2).
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/crash/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 7 * 60_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
})
