// Tells when any of some files has changed. Folders are watched, not files: an editor or a certificate renewal that replaces a file would
// leave a watcher on the old one.
import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Files are written in several steps; a change is told once it has been quiet this long, in milliseconds. */
const SETTLE_MS = 150

/** @returns the way to stop */
export function watchFiles(files: readonly string[], changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const folders = Map.groupBy(files, (file) => dirname(file))
  const watchers = [...folders].map(([folder, inside]): FSWatcher => {
    const names = new Set(inside.map((file) => basename(file)))
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      // Kubernetes swaps a link beside the files (`..data`): a change without a name of ours still counts when it has none at all.
      if (name && !names.has(name) && !name.startsWith('..')) return
      clearTimeout(timer)
      timer = setTimeout(changed, SETTLE_MS)
      timer.unref()
    })
    watcher.on('error', () => watcher.close())
    return watcher
  })
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
