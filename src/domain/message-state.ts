// The life of a message: accepted → inspected → decided → closed (design §3).

export const MESSAGE_STATES = ['accepted', 'inspected', 'decided', 'closed'] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

/** `mail` came in from a sender; `dsn` and `report` were made here and are not inspected. */
export type MessageKind = 'mail' | 'dsn' | 'report'
