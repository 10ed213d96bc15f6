// REQUIRETLS (RFC 8689): the sender asks that the message crosses no hop without TLS to a host that its domain proves, and that each hop passes
// this on. It only raises what the policy asks. The header `TLS-Required: No`, which asks for less, is never honoured: policy decides that.
import { stricterProtection } from './protection.ts'
import { raised, type Verdict } from './verdict.ts'

/** RFC 8689 §4.2.1: the host named by signed DNS or MTA-STS, its certificate verified. No override may take that back. */
export function requiringTls({ standard: _standard, ...verdict }: Verdict): Verdict {
  return { ...raised(verdict, stricterProtection(verdict.protection, 'authenticated')), proof: 'dane-or-sts', requireTls: true }
}

/** RFC 8689 §5: what is said where no host and no route can keep it. */
export const REQUIRETLS_CODE = '5.7.30'
export const REQUIRETLS_WORDS = 'the sender requires TLS on every hop (REQUIRETLS), and the next one cannot keep that'
