// `npm run test:mutants [-- WORDS]`: takes one guard after the other away in copies of the repository and runs the promise test that must turn
// red. Exit 1 when one survives, no longer fits its code, or breaks so badly that no test could judge it. WORDS choose guards by name.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Edit, MUTANTS, type Mutant } from './mutants.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COPIED = ['src', 'test', 'policies', 'docs', 'bin', 'certs', 'package.json', 'tsconfig.json', 'vitest.config.ts']
const PARALLEL = 2
const LONGEST_RUN_MS = 180_000

type Verdict = 'killed' | 'survived' | 'does not fit' | 'judged by no test'

interface Result {
  readonly mutant: Mutant
  readonly verdict: Verdict
  readonly detail: string
  readonly ms: number
}

interface TestRun {
  readonly passed: number
  readonly failed: readonly string[]
  readonly output: string
}

const words = process.argv.slice(2).join(' ')
const chosen = MUTANTS.filter(({ guard }) => guard.includes(words))
const work = await Promise.all(Array.from({ length: PARALLEL }, copyRepository))
try {
  process.exitCode = (await prove(work)) ? 0 : 1
} finally {
  await Promise.all(work.map((folder) => rm(folder, { recursive: true, force: true })))
}

async function prove(copies: readonly string[]): Promise<boolean> {
  // Without a mutant all of these tests must be green, or red would mean nothing.
  const tests = [...Map.groupBy(chosen, ({ test }) => test)].map(([test, mutants]) => ({ test, only: mutants.map(({ only }) => only) }))
  const untouched = await inParallel(copies, tests, async (copy, { test, only }) => {
    const run = await runTest(copy, test, [...new Set(only)])
    const green = run.failed.length === 0 && run.passed > 0
    console.log(
      green
        ? `${test} is green without a mutant`
        : `${test} is not green without a mutant\n${run.failed.join('\n') || run.output.slice(-2000)}`,
    )
    return green
  })
  if (!untouched.every(Boolean)) return false

  const results = await inParallel(copies, chosen, async (copy, mutant) => {
    const result = await judge(copy, mutant)
    console.log(
      `${result.verdict.padEnd(18)} ${(result.ms / 1000).toFixed(1).padStart(6)} s  ${mutant.guard}${result.detail && `\n    ${result.detail}`}`,
    )
    return result
  })
  const bad = results.filter(({ verdict }) => verdict !== 'killed')
  console.log(`\n${results.length - bad.length} of ${results.length} guards are missed by a promise test when they are gone`)
  for (const { mutant, verdict } of bad)
    console.log(`  ${verdict}: ${mutant.guard} (${mutant.edits.map(({ file }) => file).join(', ')}; ${mutant.test})`)
  return bad.length === 0
}

async function judge(copy: string, mutant: Mutant): Promise<Result> {
  const startedAt = Date.now()
  const end = (verdict: Verdict, detail: string): Result => ({ mutant, verdict, detail, ms: Date.now() - startedAt })
  const before = new Map<string, string>()
  try {
    for (const edit of mutant.edits) {
      const misfit = await apply(copy, edit, before)
      if (misfit) return end('does not fit', misfit)
    }
    const run = await runTest(copy, mutant.test, [mutant.only])
    if (run.failed.length > 0) return end('killed', '')
    return run.passed > 0 ? end('survived', '') : end('judged by no test', run.output.slice(-1500))
  } finally {
    for (const [path, text] of before) await writeFile(path, text)
  }
}

/** @returns why the edit cannot be made */
async function apply(copy: string, { file, find, replace }: Edit, before: Map<string, string>): Promise<string | undefined> {
  const path = join(copy, file)
  const text = await readFile(path, 'utf8')
  const found = text.split(find).length - 1
  if (found !== 1) return `${file}: the text to replace is there ${found} times: ${JSON.stringify(find.slice(0, 80))}`
  if (!before.has(path)) before.set(path, text)
  await writeFile(
    path,
    text.replace(find, () => replace),
  )
  return undefined
}

async function runTest(copy: string, test: string, only: readonly string[]): Promise<TestRun> {
  const report = join(copy, 'report.json')
  await rm(report, { force: true })
  const pattern = only.map((words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs')
  const output = await run(copy, [vitest, 'run', test, '-t', pattern, '--bail', '1', '--reporter=json', `--outputFile=${report}`])
  const parsed = JSON.parse(await readFile(report, 'utf8').catch(() => '{}')) as {
    testResults?: { message?: string; assertionResults: { fullName: string; status: string }[] }[]
  }
  const tests = (parsed.testResults ?? []).flatMap(({ assertionResults }) => assertionResults)
  const failed = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
  const words = (parsed.testResults ?? []).map(({ message }) => message ?? '').join('\n')
  return { passed: tests.filter(({ status }) => status === 'passed').length, failed, output: `${words}\n${output}` }
}

function run(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_RUN_MS, killSignal: 'SIGKILL' })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('close', () => resolve(output))
  })
}

async function copyRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-mutants-'))
  for (const name of COPIED) await cp(join(ROOT, name), join(folder, name), { recursive: true }).catch(ignoreMissing)
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** Each copy works on one item at a time. Results come in the order of the items. */
async function inParallel<T, R>(
  copies: readonly string[],
  items: readonly T[],
  work: (copy: string, item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const waiting = [...items.entries()]
  const worker = async (copy: string): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(copy, next[1])
  }
  await Promise.all(copies.map(worker))
  return results
}
