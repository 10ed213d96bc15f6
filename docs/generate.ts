// Writes docs/reference/ from the source, so that it cannot tell something else than the program does.
//   npm run docs            writes
//   npm run docs -- --check exits 1 when a page is stale (part of `npm run check`)
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { buildProgram } from '../src/cli/program.ts'
import { BUILT_DETECTORS } from '../src/dlp/catalog.ts'
import { configSchema } from '../src/domain/config.ts'
import { EVENT_KINDS } from '../src/domain/event.ts'
import { DETECTOR_IDS } from '../src/domain/finding.ts'

interface Shape {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly default?: unknown
  readonly written?: string
  readonly initial?: string
  readonly secret?: boolean
}

const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'config.md': configPage,
  'events.md': eventsPage,
  'detectors.md': detectorsPage,
  'cli.md': cliPage,
}

function configPage(): string {
  const shape = configSchema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Shape
  return page(
    'postern.yaml',
    'Every field, from the schema that checks it. `${NAME}` reads the environment; paths are relative to the file; unknown keys are errors.\nDurations are written `90s`, `20m`, `4h`, `14d`, sizes `512KiB`, `40MiB`. `postern config show` prints what is in force.',
    ['| field | kind | default | what it does |', '|---|---|---|---|', ...rows(shape, '')].join('\n'),
  )
}

function rows(shape: Shape, path: string): string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, field]) => {
    const name = path ? `${path}.${key}` : key
    const inner = field.properties ? field : field.items?.properties ? field.items : undefined
    const innerPath = field.items?.properties ? `${name}[]` : name
    const needed = shape.required?.includes(key) && field.default === undefined
    const own = `| \`${name}\` | ${kindOf(field)} | ${needed ? '**required**' : defaultOf(field)} | ${cell(field.description ?? '')} |`
    return inner ? [own, ...rows(inner, innerPath)] : [own]
  })
}

function kindOf(field: Shape): string {
  if (field.written) return cell(field.written.replace(/ such as.*/, ''))
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(' ')
  if (field.const !== undefined) return `\`${field.const}\``
  if (field.anyOf) return field.anyOf.map(kindOf).join(' or ')
  if (field.type === 'array') return field.items?.properties ? 'list' : 'list of values'
  if (field.type === 'object') return 'section'
  return cell(String(field.type ?? 'any'))
}

function defaultOf(field: Shape): string {
  if (field.initial) return `\`${field.initial}\``
  if (field.default === undefined || field.properties || field.items?.properties) return ''
  return `\`${JSON.stringify(field.default)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function eventsPage(): string {
  const lines = Object.entries(EVENT_KINDS).map(([kind, meaning]) => `| \`${kind}\` | ${cell(meaning)} |`)
  return page(
    'Events of the ledger',
    'Every kind there is. An event is written in the same transaction as the state that it changes; `postern message trace ID` prints those of one message.',
    ['| event | means |', '|---|---|', ...lines].join('\n'),
  )
}

function detectorsPage(): string {
  const built = new Set<string>(BUILT_DETECTORS)
  const lines = DETECTOR_IDS.map((id) => `| \`${id}\` | ${built.has(id) ? 'yes' : 'arrives later'} |`)
  return page(
    'Detectors',
    'Ids that a policy may name in `found`. Naming one that arrives later is an error of `postern policy check`.',
    ['| id | here |', '|---|---|', ...lines].join('\n'),
  )
}

async function cliPage(): Promise<string> {
  const program = await buildProgram()
  return page(
    'Commands',
    'The `--help` of every command. Exit codes: 0 ok · 1 the answer is no · 2 usage or bad input · 3 a needed service failed. Data goes to stdout, everything else to stderr.',
    sections(program, []).join('\n\n'),
  )
}

function sections(command: Command, path: readonly string[]): string[] {
  const own = [...path, command.name()]
  command.configureHelp({ helpWidth: 120 })
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) })
  command.outputHelp()
  const help = `## ${own.join(' ')}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\``
  return [help, ...command.commands.flatMap((child) => sections(child as Command, own))]
}

function page(title: string, intro: string, body: string): string {
  return `# ${title}\n\n<!-- Made by \`npm run docs\`. Change the source, not this page. -->\n${intro}\n\n${body}\n`
}

const check = process.argv.includes('--check')
let stale = 0
for (const [name, make] of Object.entries(PAGES)) {
  const path = join(import.meta.dirname, 'reference', name)
  const text = await make()
  let current = ''
  try {
    current = readFileSync(path, 'utf8')
  } catch {}
  if (current === text) continue
  if (check) {
    stale++
    console.error(`docs/reference/${name} is stale: run \`npm run docs\``)
  } else writeFileSync(path, text)
}
process.exitCode = stale > 0 ? 1 : 0
