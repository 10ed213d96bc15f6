// The configuration as a person would have to write it to get what is in force: quantities in words, secrets hidden.
import { type Config, configSchema } from '../domain/config.ts'
import { formatDuration, formatSize } from '../domain/quantity.ts'

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
  readonly written?: string
  readonly secret?: boolean
  readonly anyOf?: readonly Shape[]
}

export function effectiveConfig(config: Config): unknown {
  return show(config, configSchema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Shape)
}

function show(value: unknown, shape: Shape | undefined): unknown {
  if (shape?.secret && typeof value === 'string') return hide(value)
  if (typeof value === 'number' && shape?.written?.startsWith('a duration')) return formatDuration(value)
  if (typeof value === 'number' && shape?.written?.startsWith('a size')) return formatSize(value)
  if (Array.isArray(value)) {
    const durations = shape?.written === 'a list of durations'
    return value.map((entry) => (durations ? formatDuration(entry as number) : show(entry, shape?.items)))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, show(entry, shape?.properties?.[key])]))
}

/** A database URL stays useful without its password; any other secret shows only that it is there. */
function hide(secret: string): string {
  if (secret.startsWith('sqlite:')) return secret
  if (/^postgres(ql)?:\/\//.test(secret)) return secret.replace(/:\/\/([^:@/]*):[^@]*@/, '://$1:***@')
  return '***'
}
