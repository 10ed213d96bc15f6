// Salesforce marks a contact's address as bad when a bounce reads like "user unknown". A refusal by policy or for want of TLS must never
// read so: the address is good. These are the words that such a notice may not hold (reference: Salesforce's bounce handling, whose
// full list is not published, so whole words are shunned rather than its known phrases).

const BLAMING =
  /\b(accounts?|mailbox(es)?|users?|unknown|invalid|inactive|disabled|deactivated|unavailable|no such|not (?:be )?found|not active|(?:does|is|do)(?: not|n['’]t) exist|undeliverable|bad destination)\b/i

/** Whether a sentence could make Salesforce blame the contact. */
export function blamesContact(text: string): boolean {
  return BLAMING.test(text)
}
