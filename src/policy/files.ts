// Which files a policy path means: a file itself, or a folder's policies and tests by their names.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const POLICY = /\.ya?ml$/
const POLICY_TEST = /\.test\.ya?ml$/

/**
 * Policy files of the given paths, in the order given; a folder's are sorted by name, its `*.test.yaml` left out. A path that does not exist is
 * returned as it is, so that loading names it.
 */
export function policyFilesOf(paths: readonly string[]): readonly string[] {
  return expand(paths, (name) => POLICY.test(name) && !POLICY_TEST.test(name))
}

/** Test files of the given paths; a policy file stands for the tests of its name beside it. */
export function policyTestsOf(paths: readonly string[]): readonly string[] {
  return expand(paths, (name) => POLICY_TEST.test(name)).map((path) => (POLICY_TEST.test(path) ? path : path.replace(POLICY, '.test.yaml')))
}

function expand(paths: readonly string[], wanted: (name: string) => boolean): readonly string[] {
  const files = paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path]
    return readdirSync(path)
      .filter(wanted)
      .sort()
      .map((name) => join(path, name))
  })
  return [...new Set(files)]
}
