// Waiting that a signal ends: for work that cannot be stopped itself, or that others wait for too.

/** @returns undefined once `signal` aborts, whatever becomes of `work` then; else what `work` gives */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (!signal) return work
  let leave: (() => void) | undefined
  const aborted = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    if (leave) signal.removeEventListener('abort', leave)
  }
}
