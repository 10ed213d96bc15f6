import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/real/**', 'test/crash/**', 'test/mutants/**', 'node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    // A gateway and a small internet start in a second or two, on a busy machine in ten.
    hookTimeout: 40_000,
  },
})
