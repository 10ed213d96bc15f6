// The kinds of values that postern.yaml is made of. Durations become milliseconds, sizes bytes; `meta` carries how a person writes them, for the
// generated reference and for `config show`.
import { isIP } from 'node:net'
import { z } from 'zod'
import { parseMailbox } from '../smtp/address.ts'
import { formatDuration, formatSize, parseDuration, parseSize } from './quantity.ts'

function quantity(parse: (text: string) => number | undefined, format: (value: number) => string, expected: string, initial: string) {
  return z
    .string()
    .transform((text, context) => {
      const value = parse(text)
      if (value !== undefined) return value
      context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is not ${expected}` })
      return z.NEVER
    })
    .default(() => parse(initial) as number)
    .meta({ written: expected, initial: format(parse(initial) as number) })
}

export const duration = (initial: string) => quantity(parseDuration, formatDuration, 'a duration such as 90s, 20m, 4h or 14d', initial)
export const size = (initial: string) => quantity(parseSize, formatSize, 'a size such as 512KiB or 40MiB', initial)
export const count = (initial: number, max = 1_000_000) => z.int().min(1).max(max).default(initial)
export const port = z.int().min(0).max(65535)
export const file = z.string().min(1).meta({ path: true })
export const hostName = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i, 'is not a host name')
export const domainOrBelow = z
  .string()
  .regex(
    /^(\*\.)?(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i,
    "is not a domain, nor '*.' and a domain",
  )
export const address = z.string().refine((text) => parseMailbox(text) !== undefined, 'is not a mail address')
/** One machine, or a block of them. */
export const network = z.string().refine(isNetwork, 'is neither an IP address nor a CIDR block such as 10.0.0.0/8')

function isNetwork(text: string): boolean {
  const [ip = '', prefix, ...rest] = text.split('/')
  const version = isIP(ip)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}
