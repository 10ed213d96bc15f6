import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/real/**', 'test/crash/**', 'test/mutants/**', 'node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Every gateway that a test starts has children which load the same sources: what was compiled once is kept.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'postern-tests-compiled') },
    testTimeout: 20_000,
    // A gateway and a small internet start in a second or two, on a busy machine in ten.
    hookTimeout: 40_000,
  },
})
