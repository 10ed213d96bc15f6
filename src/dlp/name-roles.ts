// Whether a name is of somebody who writes, treats or is to be called, not of whom the text is about: clinicians by title or degree, signatures, the header
// of a quoted reply, contacts. Such names keep the confidence low, so that a policy with `confidence: medium` passes them by. Part of `person-name`.

const REACH = 96
/** Titles of those who treat. */
const CLINICIAN_TITLE = /\b(?:dr|drs|doctor|doctors|prof|professor|nurse|pharmacist|therapist|surgeon|dentist)\.?\s(?:(?:and|&)\s)?$/i
const DEGREE =
  /^,?\s?\(?(?:M\.?D\.?|R\.?N\.?|D\.?O\.?|Ph\.?\s?D\.?|N\.?P\.?|PA-?C|P\.A\.|L\.?P\.?N\.?|C\.?N\.?A\.?|CRNA|Pharm\.?D\.?|D\.?D\.?S\.?|D\.?M\.?D\.?|D\.?P\.?M\.?|O\.?D\.?|D\.C\.|Esq\.?|J\.D\.|CPA|MBA|MPH|MHA|MSN|BSN|APRN|DNP|FNP(?:-B?C)?|CNM|LCSW|LMFT|LPC|LMHC|MSW|RDN?|DPT|OTR(?:\/L)?|CCC-SLP|Psy\.?D\.?|Ed\.?D\.?|FACS|FACP|FACC|FAAP|MBBS|RPh|DVM|CEO|CFO|COO|CIO|CMO|CNO|CTO)(?![A-Za-z])/
/** `From:`, `Cc:` of a reply, at the head of a line. */
const HEADER = /(?:^|\n)[>|\s*]{0,12}(?:from|to|cc|bcc|sent by|reply-to|von|an|de|para|organizer|attendees|who)\s?[*_]?:[^\n]*$/i
/** `Speaker: …`: labels of those who write, speak or are to be called. */
const LABEL =
  /\b(?:contacts?(?: person)?|questions\??|speakers?|presenters?|facilitators?|moderators?|instructors?|authors?|coordinator|manager|director|organi[sz]er|host|attending|(?:attending|referring|ordering|rendering|supervising|primary care) (?:physician|provider)|physicians?|providers?|surgeons?|pcp|present|participants|attendees|representative|account executive)(?:\s(?:are|is|today|this week))?\s?(?::\s?|\s[–-]\s)(?:dr\.?\s)?$/i
/** What they do, and offices before a name. */
const DONE_BY =
  /\b(?:(?:dictated|signed|reviewed|prepared|ordered|performed|interpreted|authored|presented|written|approved|led|founded|hosted|submitted|referred|prescribed|seen|evaluated|treated) by|under the care of|assigned to|reports? to|rsvp to|director|manager|coordinator|attending|surgeon|physician|provider)\s(?:dr\.?\s)?$/i
const OFFICE_AFTER =
  /^,?\s(?:\(?(?:our|the|a)\s)?(?:chief|president|vice|vp|svp|director|manager|head|senior|executive|chair|chairman|chairwoman|ceo|cfo|founder|partner at|professor|office manager|coordinator|attorney|counsel|spokes\w+|assistant (?:professor|director|manager)|associate (?:professor|director|manager)|(?:registered )?nurse|physician|cardiologist|surgeon|facilitator|moderator)\b/i
const WROTE = /\b(?:wrote|writes|schrieb|escribi[oó])\s?:/
/** What may stand between the name and `wrote:`. */
const BEFORE_WROTE = /^[^\n]{0,80}\n?[^\n]{0,60}$/
/** What lines of a signature say below the name. */
const SIGNATURE_LINE =
  /(?:\b(?:phone|tel|fax|cell|mobile|office|direct|pager|ext|www\.|https?:|director|manager|executive|engineer|officer|coordinator|physician|nurse|clinic|hospital|health|medical|center|department|dept|inc|llc|group|associates|services|suite)\b|@|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})/i
const ALONE_BEFORE = /(?:^|\n)[>\s*-]{0,8}$/
const CLOSING =
  /\b(?:thanks|thank you|thx|regards|sincerely|best|cheers|respectfully|warmly|yours|truly|cordially|love|gratefully|kindly|wishes)[,.!\s-]{0,3}\n[>\s]{0,8}$/i

/** @param start @param end the name's span in `text`; at most `REACH` characters on each side are looked at */
export function isOfOffice(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - REACH), start)
  const after = text.slice(end, end + REACH)
  if (CLINICIAN_TITLE.test(before) || DEGREE.test(after) || HEADER.test(before) || LABEL.test(before) || DONE_BY.test(before)) return true
  if (OFFICE_AFTER.test(after) || isOfWriter(after) || /^"?\s?[<[]{1,2}(?:mailto:)?[\w.+-]{1,64}@/.test(after)) return true
  return isSigned(before, after)
}

/** `On Monday, Jane Roe <…> wrote:` */
function isOfWriter(after: string): boolean {
  const at = after.search(WROTE)
  return at >= 0 && BEFORE_WROTE.test(after.slice(0, at))
}

/** Letters that stand for a name taken out of a text: `Dr. X`, `Mr. ABC`, `Ms. XYZ`. */
export function isPlaceholder(name: string): boolean {
  return /^(?:[A-Z]|[XYZ]{2,4}|ABCD?|([A-Z])\1{1,3})$/.test(name)
}

/** A line of its own below a closing, or above lines of a signature. */
function isSigned(before: string, after: string): boolean {
  if (!ALONE_BEFORE.test(before) || !/^[ \t]{0,3}(?:\n|$|[,|(]|\s[-–|])/.test(after)) return false
  return CLOSING.test(before) || /--\s?\n[>\s]{0,4}$/.test(before) || SIGNATURE_LINE.test(after)
}
