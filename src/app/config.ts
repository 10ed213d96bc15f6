// Reads postern.yaml: environment, positions for every complaint, paths relative to the file.
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { type Config, configSchema } from '../domain/config.ts'
import { didYouMean } from '../platform/did-you-mean.ts'

export interface ConfigProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Thrown with every problem found: a gateway must not start on a configuration that it only half understands. */
export class ConfigInvalid extends Error {
  readonly problems: readonly ConfigProblem[]
  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}  ${problem.message}`).join('\n'))
    this.name = 'ConfigInvalid'
    this.problems = problems
  }
}

export interface ConfigOptions {
  /** Sections whose `${NAME}` may stay unset: who reads the queue needs no relay password. */
  readonly unsetAllowed?: readonly string[]
}

/** @param path of postern.yaml @throws ConfigInvalid with file, line and column of each problem */
export async function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  options: ConfigOptions = {},
): Promise<Config> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'there is no such file; `postern init` writes one'
        : String((error as Error).message)
    throw new ConfigInvalid([{ file: path, line: 1, column: 1, message: reason }])
  }
  return parseConfig(text, path, environment, options)
}

export function parseConfig(
  text: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  { unsetAllowed = [] }: ConfigOptions = {},
): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const problems: ConfigProblem[] = document.errors.map((error) => ({ ...place(file, lines, error.pos[0]), message: error.message }))
  if (problems.length === 0) problems.push(...readEnvironment(document, environment, unsetAllowed, file, lines))
  if (problems.length > 0) throw new ConfigInvalid(problems)

  const parsed = configSchema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {})
  if (!parsed.success) throw new ConfigInvalid(parsed.error.issues.flatMap((issue) => describeIssue(issue, document, file, lines)))
  const complaints = contradictions(parsed.data).map(({ path, message }) => ({ ...placeOf(document, path, file, lines), message }))
  if (complaints.length > 0) throw new ConfigInvalid(complaints)
  return withAbsolutePaths(insideData(parsed.data, document), dirname(resolve(file)))
}

/** Replaces `${NAME}` in every string; a name that is not set is a problem where it stands. */
function readEnvironment(
  document: Document,
  environment: Readonly<Record<string, string | undefined>>,
  unsetAllowed: readonly string[],
  file: string,
  lines: LineCounter,
): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  visit(document, {
    Scalar(_key, node, path) {
      if (typeof node.value !== 'string') return
      const section = path.find(isPair)?.key
      const mayStay = isScalar(section) && unsetAllowed.includes(String(section.value))
      node.value = node.value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string) => {
        const value = environment[name]
        if (value !== undefined) return value
        if (mayStay) return whole
        problems.push({ ...place(file, lines, node.range?.[0] ?? 0), message: `the environment variable ${name} is not set` })
        return whole
      })
    },
  })
  return problems
}

function describeIssue(issue: z.core.$ZodIssue, document: Document, file: string, lines: LineCounter): ConfigProblem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol')
  const name = path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...placeOfKey(document, path, key, file, lines),
      message: `unknown key ${JSON.stringify([...path, key].join('.'))}${suggestion(key, path)}`,
    }))
  }
  if (issue.code === 'invalid_type' && document.getIn(path) === undefined)
    return [{ ...placeOf(document, path, file, lines), message: `${name} is missing` }]
  return [{ ...placeOf(document, path, file, lines), message: `${name}: ${issue.message}` }]
}

/** What single fields cannot say. */
function contradictions(config: Config): { path: (string | number)[]; message: string }[] {
  const found: { path: (string | number)[]; message: string }[] = []
  config.listen.smtp.forEach((listener, index) => {
    const path = ['listen', 'smtp', index]
    if (listener.tls !== 'off' && (!listener.cert || !listener.key)) {
      found.push({ path, message: `tls: ${listener.tls} needs cert and key (PEM files); \`postern init\` makes a pair to try with` })
    }
    if (listener.tls === 'off' && !isLoopback(listener.host))
      found.push({ path, message: 'tls: off is for loopback only: mail would cross the network in the clear' })
  })
  for (const name of ['portal', 'metrics'] as const) {
    const listener = config.listen[name]
    if (Boolean(listener.cert) !== Boolean(listener.key)) found.push({ path: ['listen', name], message: 'cert and key belong together' })
  }
  const url = new URL(config.portal.url)
  if (url.protocol !== 'https:' && !isLoopback(url.hostname.replace(/^\[|\]$/g, '')))
    found.push({
      path: ['portal', 'url'],
      message: 'http is for loopback only: messages would cross the network in the clear; write https',
    })
  config.senders.forEach((sender, index) => {
    if (!sender.networks && !sender.auth && !sender.certificate) {
      found.push({
        path: ['senders', index],
        message: `sender ${sender.name} names no networks, auth or certificate: anybody could submit`,
      })
    }
    if (config.senders.findIndex((other) => other.name === sender.name) !== index)
      found.push({ path: ['senders', index, 'name'], message: `two senders are named ${sender.name}` })
  })
  return found
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}

/** Store and keys that the file does not place are inside `data`: whoever moves `data` to a volume moves all that is written. */
function insideData(config: Config, document: Document): Config {
  return {
    ...config,
    store: document.hasIn(['store', 'url']) ? config.store : { url: `sqlite:${join(config.data, 'postern.db')}` },
    keys: document.hasIn(['keys', 'path']) ? config.keys : { ...config.keys, path: join(config.data, 'keys') },
  }
}

function withAbsolutePaths(config: Config, folder: string): Config {
  const at = (path: string) => (isAbsolute(path) ? path : resolve(folder, path))
  const pair = <T extends { cert?: string | undefined; key?: string | undefined }>(listener: T): T => ({
    ...listener,
    ...(listener.cert ? { cert: at(listener.cert) } : {}),
    ...(listener.key ? { key: at(listener.key) } : {}),
  })
  return {
    ...config,
    data: at(config.data),
    listen: {
      ...config.listen,
      smtp: config.listen.smtp.map(pair),
      'client-ca': config.listen['client-ca'] === 'system' ? 'system' : at(config.listen['client-ca']),
      portal: pair(config.listen.portal),
      metrics: pair(config.listen.metrics),
    },
    policies: config.policies.map(at),
    destination: { ...config.destination, ca: config.destination.ca === 'system' ? 'system' : at(config.destination.ca) },
    store: { url: config.store.url.startsWith('sqlite:') ? `sqlite:${at(config.store.url.slice('sqlite:'.length))}` : config.store.url },
    keys: { ...config.keys, path: at(config.keys.path) },
  }
}

function place(file: string, lines: LineCounter, offset: number): { file: string; line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { file, line: line || 1, column: col || 1 }
}

/** The nearest node that exists on the way to `path`. */
function placeOf(document: Document, path: readonly (string | number)[], file: string, lines: LineCounter) {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const range = (node as { range?: [number, number, number] } | undefined)?.range
    if (range) return place(file, lines, range[0])
  }
  return { file, line: 1, column: 1 }
}

function placeOfKey(document: Document, path: readonly (string | number)[], key: string, file: string, lines: LineCounter) {
  const map = path.length === 0 ? document.contents : document.getIn(path, true)
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined
  const range = isScalar(pair?.key) ? pair.key.range : undefined
  return range ? place(file, lines, range[0]) : placeOf(document, path, file, lines)
}

function suggestion(key: string, path: readonly (string | number)[]): string {
  const known = keysAt(path)
  const meant = didYouMean(key, known)
  if (meant) return `; did you mean ${meant}?`
  return known.length > 0 ? `; known here: ${known.join(', ')}` : ''
}

/** Walks the schema's JSON form, whose `properties` say which keys stand where. */
function keysAt(path: readonly (string | number)[]): string[] {
  type Shape = { properties?: Record<string, Shape>; items?: Shape }
  let shape: Shape | undefined = configSchema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Shape
  for (const key of path) shape = typeof key === 'number' ? shape?.items : shape?.properties?.[key]
  return Object.keys(shape?.properties ?? {})
}
