// What `npm run fuzz` drives, in the order in which it does.
import { detectorTarget } from './detector-target.ts'
import { attachmentTarget, mailTarget } from './inspection-target.ts'
import { policyTarget } from './policy-target.ts'
import { redactionTarget } from './redaction-target.ts'
import type { Target } from './target.ts'

export const TARGETS: readonly Target[] = [mailTarget, attachmentTarget, policyTarget, detectorTarget, redactionTarget]
