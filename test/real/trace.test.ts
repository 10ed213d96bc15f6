// The judge of the traces is judged first: each order that would lose mail must be refused.
import { describe, expect, it } from 'vitest'
import { blobBefore, parseTrace, replyOf, syncedBeforeReply } from './support/trace.ts'

const LOG = '7 pwrite64(21</d/postern.db-wal>, "..m1..", 4096, 32) = 4096'
const SYNC = '7 fdatasync(21</d/postern.db-wal>) = 0'
const REPLY = '5 write(30<TCP:[127.0.0.1:1->127.0.0.1:2]>, "250 2.0.0 Accepted as m1\\r\\n", 30) = 30'
const trace = (...lines: readonly string[]) => parseTrace(lines.join('\n'))
const rows =
  (...lines: readonly string[]) =>
  () =>
    syncedBeforeReply(trace(...lines), 'm1', 'postern.db-wal')

describe('rows before 250', () => {
  it('log, sync, reply is the order', () => expect(rows(LOG, SYNC, REPLY)).not.toThrow())
  it('also where calls are shown in halves', () => {
    expect(rows(LOG, '7 fdatasync(21</d/postern.db-wal> <unfinished ...>', '7 <... fdatasync resumed>) = 0', REPLY)).not.toThrow()
  })
  it.each([
    ['no sync', [LOG, REPLY]],
    ['a sync that came too early', [SYNC, LOG, REPLY]],
    ['a sync after the reply', [LOG, REPLY, SYNC]],
    ['a sync that had not ended', [LOG, '7 fdatasync(21</d/postern.db-wal> <unfinished ...>', REPLY, '7 <... fdatasync resumed>) = 0']],
    ['a sync that failed', [LOG, '7 fdatasync(21</d/postern.db-wal>) = -1 EIO (Input/output error)', REPLY]],
    ['a sync of another file', [LOG, '7 fdatasync(22</d/postern.db>) = 0', REPLY]],
    ['rows written after the reply', [REPLY, LOG, SYNC]],
    ['no reply', [LOG, SYNC]],
  ])('refused: %s', (_, lines) => expect(rows(...lines)).toThrow('the trace does not show'))
})

describe('a blob before its row', () => {
  const steps = [
    '6 write(22</d/blobs/m1/x.tmp>, "...", 65536) = 65536',
    '6 fsync(22</d/blobs/m1/x.tmp>) = 0',
    '6 rename("/d/blobs/m1/x.tmp", "/d/blobs/m1/x") = 0',
    '6 fsync(23</d/blobs/m1>) = 0',
    LOG,
    SYNC,
    REPLY,
  ]
  const judge = (lines: readonly string[]) => {
    const calls = trace(...lines)
    blobBefore(calls, '/d/blobs/m1/x', syncedBeforeReply(calls, 'm1', 'postern.db-wal').logged)
  }
  it('write, sync, rename, sync of the folder, row is the order', () => {
    expect(() => judge(steps)).not.toThrow()
    expect(replyOf(trace(...steps), 'm1').pid).toBe('5')
  })
  it.each([0, 1, 2, 3])('refused without step %i', (left) => {
    expect(() => judge(steps.filter((_, index) => index !== left))).toThrow()
  })
  it('refused where the bytes are synced after the rename', () => {
    const [write, sync, rename, ...rest] = steps as [string, string, string, ...string[]]
    expect(() => judge([write, rename, sync, ...rest])).toThrow()
  })
})
