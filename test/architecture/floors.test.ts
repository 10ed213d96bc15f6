// Design §4: an import goes strictly down or stays in its folder; no barrels; no cycles. Read from the source, no dependency.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const SRC = resolve(import.meta.dirname, '../../src')
const FLOORS: Readonly<Record<string, number>> = {
  cli: 8,
  demo: 7,
  app: 6,
  api: 5,
  portal: 5,
  console: 5,
  pipeline: 4,
  web: 4,
  store: 3,
  intake: 3,
  content: 3,
  dlp: 3,
  policy: 3,
  destination: 3,
  delivery: 3,
  reroute: 3,
  notify: 3,
  gate: 2,
  domain: 1,
  smtp: 0,
  platform: 0,
}

interface Import {
  readonly file: string
  readonly target: string
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(SRC, name))
const product = files.filter((file) => !file.endsWith('.test.ts'))

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'(\.[^']+)'|import\('(\.[^']+)'\)|new URL\('(\.[^']+\.ts)'/g)
  return [...found].map((match) => ({ file, target: resolve(dirname(file), match[1] ?? match[2] ?? match[3] ?? '') }))
}

const folderOf = (file: string) => relative(SRC, file).split('/')[0] ?? ''
const show = ({ file, target }: Import) => `${relative(SRC, file)} -> ${relative(SRC, target)}`

it('every folder has a floor', () => {
  expect([...new Set(product.map(folderOf))].filter((folder) => FLOORS[folder] === undefined)).toEqual([])
})

it('imports go strictly down or stay in their folder', () => {
  const wrong = product.flatMap(importsOf).filter(({ file, target }) => {
    const [from, to] = [folderOf(file), folderOf(target)]
    return from !== to && !((FLOORS[to] ?? 99) < (FLOORS[from] ?? -1))
  })
  expect(wrong.map(show)).toEqual([])
})

it('nothing imports a test, and the product does not reach out of src', () => {
  const wrong = product.flatMap(importsOf).filter(({ target }) => target.endsWith('.test.ts') || !target.startsWith(SRC))
  expect(wrong.map(show)).toEqual([])
})

it('there are no barrels: no index.ts, no file of re-exports only', () => {
  const barrels = product.filter((file) => {
    const code = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trim().startsWith('//'))
    return file.endsWith('/index.ts') || (code.length > 0 && code.every((line) => /^export .* from /.test(line)))
  })
  expect(barrels).toEqual([])
})

it('there are no cycles', () => {
  // Types vanish at run time, but a cycle of types is still two files that are one idea.
  const graph = new Map(product.map((file) => [file, importsOf(file).map(({ target }) => target)]))
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].map((name) => relative(SRC, name)).join(' -> '))
      return
    }
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of product) visit(file, [])
  expect(cycles).toEqual([])
})

it('a source file stays one idea: at most 500 lines, word lists apart', () => {
  const long = product.filter((file) => !file.includes('/terms/') && readFileSync(file, 'utf8').split('\n').length > 500)
  expect(long).toEqual([])
})
