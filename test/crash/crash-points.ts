// Where the crash suite kills: every boundary that the pipeline names, the ones inside a blob's way to the disk, and the moment at which the
// other side has the message and its answer is still under way. The list is seeded: a failing kill can be repeated.
import { CHECKPOINTS } from '../../src/pipeline/parts.ts'

/** `server.has-it` is the only one that the parent sees: the recipient's server holds the whole message and has not answered yet. */
const FILE_POINTS = ['blob.written', 'blob.synced', 'blob.renamed'] as const
export const CRASH_POINTS = [...CHECKPOINTS, ...FILE_POINTS, 'server.has-it'] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]
/** Where blobs are in the database there are no files on the way to it. */
export const CRASH_POINTS_WITHOUT_FILES = CRASH_POINTS.filter((point) => !(FILE_POINTS as readonly CrashPoint[]).includes(point))

export interface Kill {
  readonly point: CrashPoint
  /** At its n-th occurrence in the life of the process. */
  readonly occurrence: number
  /** Milliseconds after it: kills that hit the store's thread inside its transaction and its sync. */
  readonly delay: number
}

/** Points that one round of mail reaches only once or twice. */
const RARE: ReadonlySet<CrashPoint> = new Set(['accept.blob-written', ...FILE_POINTS])

/** Every point in turn, at an occurrence drawn by lot; from the second turn on some kills come a little late. */
export function planKills(count: number, seed: number, points: readonly CrashPoint[] = CRASH_POINTS): readonly Kill[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => {
    const point = points[index % points.length] as CrashPoint
    const occurrence = RARE.has(point) ? 1 : 1 + Math.floor(random() * 5)
    const delay = index < points.length || random() < 0.5 ? 0 : Math.round(random() * 60) / 10
    return { point, occurrence, delay }
  })
}

export function describeKill({ point, occurrence, delay }: Kill): string {
  return `${point} #${occurrence}${delay > 0 ? ` + ${delay} ms` : ''}`
}

/** mulberry32: small, and the same everywhere. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
