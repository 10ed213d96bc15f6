// Where in a message the walk stands.

export interface Place {
  /** The entity's own number, '' for the message itself. */
  readonly path: string
  readonly depth: number
  /** The entity is a message: a single body in it gets number 1 beneath it. */
  readonly container: boolean
  /** Subject of an enclosed message: it opens each of its body texts. */
  readonly lead: string
  /** How many documents and archives stand around it; left out: none. */
  readonly nesting?: number
}
