import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHUNK_SIZE, createSealer, newContentKey, openBytes, openStream, sealBytes, sealedSize } from './seal.ts'
import { SealBroken } from './sealed-box.ts'

const KEY = newContentKey()
const ID = '01k0000000000000000000000a'
const TAG = 16

function pattern(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255))
}

/** The sealed chunks without the header. */
function chunksOf(sealed: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 8; at < sealed.length; at += CHUNK_SIZE + TAG) chunks.push(sealed.subarray(at, at + CHUNK_SIZE + TAG))
  return chunks
}

function assembled(sealed: Uint8Array, chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([sealed.subarray(0, 8), ...chunks])
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

describe('sealing', () => {
  it.each([0, 1, 17, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 3 * CHUNK_SIZE + 5])(
    'opens what it sealed, %i bytes',
    async (size) => {
      const clear = pattern(size)
      const sealed = sealBytes(KEY, clear, ID)
      expect(sealed.length).toBe(sealedSize(size))
      expect(Buffer.compare(openBytes(KEY, sealed, ID), clear)).toBe(0)
      expect(Buffer.compare(await collect(openStream(KEY, ID, inPieces(sealed, 10_007))), clear)).toBe(0)
    },
  )

  it('does not care how the bytes are cut, going in or coming out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 4 }),
        fc.integer({ min: 1_000, max: 200_000 }),
        async (sizes, piece) => {
          const clear = pattern(sizes.reduce((sum, size) => sum + size, 0))
          const sealer = createSealer(KEY, ID)
          const sealed: Uint8Array[] = []
          let at = 0
          for (const size of sizes) {
            sealed.push(...sealer.update(clear.subarray(at, at + size)))
            at += size
          }
          sealed.push(sealer.final())
          expect(Buffer.compare(await collect(openStream(KEY, ID, inPieces(Buffer.concat(sealed), piece))), clear)).toBe(0)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('holds back at most one chunk of clear bytes', () => {
    const sealer = createSealer(KEY, ID)
    expect(sealer.update(pattern(CHUNK_SIZE))).toHaveLength(0)
    expect(sealer.update(pattern(1))).toHaveLength(1)
    expect(sealer.update(pattern(3 * CHUNK_SIZE))).toHaveLength(3)
    expect(sealer.final().length).toBe(1 + TAG)
    expect(() => sealer.update(pattern(1))).toThrow()
    expect(() => sealer.final()).toThrow()
  })

  it('never seals the same bytes to the same bytes', () => {
    expect(Buffer.compare(sealBytes(KEY, pattern(40), ID), sealBytes(KEY, pattern(40), ID))).not.toBe(0)
  })
})

describe('opening what was touched', () => {
  const clear = pattern(3 * CHUNK_SIZE + 100)
  const sealed = sealBytes(KEY, clear, ID)
  const [a, b, c, d] = chunksOf(sealed) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]

  it.each<[string, Uint8Array]>([
    ['nothing left', new Uint8Array(0)],
    ['only the header', sealed.subarray(0, 8)],
    ['the last chunk cut off', assembled(sealed, [a, b, c])],
    ['the last chunk alone', assembled(sealed, [d])],
    ['a middle chunk left out', assembled(sealed, [a, c, d])],
    ['chunks in another order', assembled(sealed, [b, a, c, d])],
    ['a chunk twice', assembled(sealed, [a, a, b, c, d])],
    ['the last chunk twice', assembled(sealed, [a, b, c, d, d])],
    ['bytes on the end', Buffer.concat([sealed, Buffer.from([0])])],
    ['the last byte cut off', sealed.subarray(0, -1)],
  ])('refuses %s', async (_, changed) => {
    expect(() => openBytes(KEY, changed, ID)).toThrow(SealBroken)
    await expect(collect(openStream(KEY, ID, inPieces(changed, 30_000)))).rejects.toThrow(SealBroken)
  })

  it('refuses a full last chunk that is passed off as a middle one', () => {
    const exact = sealBytes(KEY, pattern(CHUNK_SIZE), ID)
    expect(() => openBytes(KEY, Buffer.concat([exact, a]), ID)).toThrow(SealBroken)
  })

  it('refuses any changed byte, another key and another message', () => {
    const small = sealBytes(KEY, pattern(50), ID)
    fc.assert(
      fc.property(fc.nat({ max: small.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(small)
        changed[at] = (changed[at] as number) ^ flip
        expect(() => openBytes(KEY, changed, ID)).toThrow(SealBroken)
      }),
    )
    expect(() => openBytes(newContentKey(), small, ID)).toThrow(SealBroken)
    expect(() => openBytes(KEY, small, `${ID}x`)).toThrow(SealBroken)
  })
})
