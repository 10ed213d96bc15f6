// The routes of this gateway; providers will add theirs.
import type { RouteCapability } from '../domain/route.ts'

export const ROUTES: readonly RouteCapability[] = [
  { name: 'direct', kind: 'direct', auths: [], maxSize: Number.POSITIVE_INFINITY },
  { name: 'portal', kind: 'portal', auths: ['link'], maxSize: Number.POSITIVE_INFINITY },
]
